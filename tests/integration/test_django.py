"""Whoever logs in to a site made with Django is known by its session, wherever that is kept."""

import json

import pytest

from support import frameworks
from support.deadline import PATIENCE, eventually
from support.socketio import ROUTE, Client, Polling, Socket

SECRET = "the SECRET_KEY of the site"
TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group&subscribe-session"
HERS = ["subscribe broadcast:f", "subscribe group:ops:f", "subscribe group:staff:f",
        "subscribe user:alice:f"]
COOKIES = "django.contrib.sessions.backends.signed_cookies"
CACHE = "django.contrib.sessions.backends.cache"
CACHED_DB = "django.contrib.sessions.backends.cached_db"
PICKLE = "django.contrib.sessions.serializers.PickleSerializer"


def own_cache(url):
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}


def named_cache(url):
    return {"default": {**own_cache(url)["default"], "KEY_PREFIX": "shop", "VERSION": 3}}


def django_redis(url, **options):
    return {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": url,
                        "OPTIONS": options}}


def json_cache(url):
    return django_redis(url, SERIALIZER="django_redis.serializers.json.JSONSerializer",
                        COMPRESSOR="django_redis.compressors.zlib.ZlibCompressor")


# the version, the settings of the site but for its Redis, its cache, what Fanfare is told
SITES = {
    "3.2-signed_cookies": ("3.2", {"SESSION_ENGINE": COOKIES}, None, {"engine": "signed_cookies"}),
    "3.2-signed_cookies-sha1": (
        "3.2", {"SESSION_ENGINE": COOKIES, "DEFAULT_HASHING_ALGORITHM": "sha1"}, None,
        {"engine": "signed_cookies", "digests": "sha1"}),
    "3.2-signed_cookies-pickle": (
        "3.2", {"SESSION_ENGINE": COOKIES, "SESSION_SERIALIZER": PICKLE}, None,
        {"engine": "signed_cookies"}),
    "3.2-cache-django_redis": ("3.2", {"SESSION_ENGINE": CACHE}, django_redis, {"engine": "cache"}),
    "3.2-redis_sessions": (
        "3.2", {"SESSION_ENGINE": "redis_sessions.session", "SESSION_REDIS": {"prefix": "shop"}}, None,
        {"engine": "redis_sessions", "redis.prefix": "shop"}),
    "3.2-redis_sessions-sha1": (
        "3.2", {"SESSION_ENGINE": "redis_sessions.session", "DEFAULT_HASHING_ALGORITHM": "sha1"},
        None, {"engine": "redis_sessions"}),
    "5.2-signed_cookies": ("5.2", {"SESSION_ENGINE": COOKIES}, None, {"engine": "signed_cookies"}),
    "5.2-cache": ("5.2", {"SESSION_ENGINE": CACHE}, own_cache, {"engine": "cache"}),
    "5.2-cache-named": ("5.2", {"SESSION_ENGINE": CACHE}, named_cache,
                        {"engine": "cache", "redis.prefix": "shop", "cache_version": "3"}),
    "5.2-cached_db": ("5.2", {"SESSION_ENGINE": CACHED_DB}, own_cache, {"engine": "cached_db"}),
    "5.2-cache-json": ("5.2", {"SESSION_ENGINE": CACHE}, json_cache, {"engine": "cache"}),
    "5.2-redis_sessions": (
        "5.2", {"SESSION_ENGINE": "redis_sessions.session", "SESSION_REDIS": {"prefix": "shop"}}, None,
        {"engine": "redis_sessions", "redis.prefix": "shop"}),
}
FEW = ["3.2-signed_cookies", "3.2-redis_sessions-sha1", "5.2-cache", "5.2-redis_sessions",
       "5.2-signed_cookies"]
IN_REDIS = [name for name in SITES if "signed_cookies" not in name]


@pytest.fixture(scope="module")
def sites(shared_redis):
    """sites(name): the site of that name, started once."""
    started = {}

    def site(name):
        if name not in started:
            version, settings, cache, _ = SITES[name]
            own_redis = {**settings.get("SESSION_REDIS", {}), "url": shared_redis.url,
                         "socket_timeout": PATIENCE}
            settings = {"SECRET_KEY": SECRET, **settings, "SESSION_REDIS": own_redis}
            if cache:
                settings["CACHES"] = cache(shared_redis.url)
            started[name] = frameworks.Application(
                [frameworks.python(f"django-{version}"), "-W", "ignore",
                 frameworks.FOLDER / "django/site.py", json.dumps(settings)])
        return started[name]

    yield site
    for application in started.values():
        application.stop()


@pytest.fixture
def start(start_fanfare, redis_server, tmp_path):
    """start(name): a server that reads the sessions of that site."""
    (tmp_path / "secret").write_text(SECRET + "\n")

    def started(name, **settings):
        own = {f"identity.django.{key}": value for key, value in SITES[name][3].items()}
        return start_fanfare({
            "identity.resolver": "django", "identity.django.user_path": "username",
            "identity.django.secret_key_file": tmp_path / "secret",
            "identity.django.redis.url": redis_server.url, **own, **settings})

    return started


def post(visitor, page, **form):
    """Sends the form of a page, with the token that protects it."""
    visitor.get("/login")
    return visitor.post(page, csrfmiddlewaretoken=visitor.cookie("csrftoken"), **form)


def log_in(site):
    visitor = frameworks.Visitor(site)
    assert post(visitor, "/login", username="alice", password="wonderland") == "alice"
    return visitor


def granted(server, headers):
    """What is granted, and why the visitor counts as anonymous: nothing if he does not."""
    with server.connect(TARGET, headers=headers) as socket:
        return (sorted(one for one in socket.granted if "session" not in one),
                socket.response.header("Fanfare-Identity") or "")


def cookie(value):
    return [("Cookie", f"sessionid={value}")]


@pytest.mark.parametrize("name", SITES)
def test_hears_what_is_hers_while_she_is_logged_in(sites, start, name):
    server = start(name)
    alice = log_in(sites(name))

    with server.connect(TARGET, headers=alice.headers) as socket:
        assert not socket.response.header("Fanfare-Identity")
        server.publish("f", "for alice", users=["alice"], expire=0)
        server.publish("f", "for staff", groups=["staff"], expire=0)
        assert socket.receive_many(2) == ["for alice", "for staff"]
    assert post(alice, "/logout") == "nobody"

    channels, _ = granted(server, alice.headers)
    assert channels == ["subscribe broadcast:f"]
    assert SECRET not in server.log()


@pytest.mark.parametrize("name", IN_REDIS)
def test_closes_her_connection_when_she_logs_out(sites, start, name):
    server = start(name, **{"identity.recheck": "1"})
    alice = log_in(sites(name))
    key = alice.cookie("sessionid")

    with server.connect(TARGET, headers=cookie(key)) as socket:
        assert "subscribe session:self:f" in socket.granted
        server.publish("f", "for this session", sessions=[key], expire=0)
        assert socket.receive() == "for this session"
        post(alice, "/logout")
        assert socket.receive_close()[0] == 4401

    assert granted(server, cookie(key)) == (
        ["subscribe broadcast:f"], 'anonymous;reason="django: there is no such session, or no more"')
    assert key not in server.log()


@pytest.mark.parametrize("transport", [Polling, Socket])
def test_knows_her_over_socket_io_until_she_logs_out(sites, start, transport):
    server = start("5.2-cache", **{"identity.recheck": "1", "dialect.socketio.route": ROUTE})
    alice = log_in(sites("5.2-cache"))
    client = Client(transport(server, headers=alice.headers, **{"subscribe-user": "", "subscribe-group": ""}))
    server.publish("socketio", "for alice", users=["alice"], expire=0)
    server.publish("socketio", "for staff", groups=["staff"], expire=0)
    client.hears(("message", "for alice"), ("message", "for staff"))

    post(alice, "/logout")

    assert client.receive() == "41"
    assert client.is_over()


@pytest.mark.parametrize("name", ["5.2-cache", "5.2-redis_sessions"])
def test_takes_from_her_what_only_a_group_gave(sites, start, name):
    server = start(name, **{"identity.recheck": "1"})
    alice = log_in(sites(name))

    with server.connect(TARGET, headers=alice.headers) as socket:
        alice.get("/leave-staff")
        eventually(lambda: server.metric("fanfare_channels") == 4, "of five one is left")
        server.publish("f", "for staff", groups=["staff"], expire=0)
        server.publish("f", "for ops", groups=["ops"], expire=0)
        assert socket.receive() == "for ops"


@pytest.mark.parametrize("name", ["3.2-signed_cookies", "5.2-signed_cookies"])
def test_counts_a_signed_cookie_until_it_is_too_old(sites, start, name):
    alice = log_in(sites(name))
    old = alice.cookie("sessionid")
    post(alice, "/logout")

    assert granted(start(name), cookie(old)) == (HERS, "")
    eventually(lambda: granted(start(name, **{"identity.django.max_age": "1"}), cookie(old))[1] ==
               'anonymous;reason="django: the session has expired"', "it is over")


@pytest.mark.parametrize("name", FEW)
def test_refuses_what_is_forged_or_cut(sites, start, name):
    server = start(name)
    good = log_in(sites(name)).cookie("sessionid")
    other = "a" if good[-2] != "a" else "b"
    assert granted(server, cookie(good)) == (HERS, "")

    for bad in (good[:-1], good[1:], good[:-2] + other + good[-1], good + "x", "x", "a:b:c",
                "x" * 32, "x" * 4097, "%00", "../../etc/passwd"):
        channels, reason = granted(server, cookie(bad))
        assert channels == ["subscribe broadcast:f"], bad
        assert reason.startswith('anonymous;reason="django: '), bad


@pytest.mark.parametrize("name", ["3.2-redis_sessions", "3.2-redis_sessions-sha1",
                                  "5.2-redis_sessions", "5.2-signed_cookies"])
def test_believes_only_who_knows_the_secret(sites, start, name):
    alice = log_in(sites(name))
    wrong = {"identity.django.secret_key_file": None, "identity.django.secret_key": "another"}

    channels, reason = granted(start(name, **wrong), alice.headers)
    assert channels == ["subscribe broadcast:f"] and "signature" in reason
    rotated = {**wrong, "identity.django.secret_key_fallbacks": f"older,{SECRET}"}
    assert granted(start(name, **rotated), alice.headers) == (HERS, "")


@pytest.mark.parametrize("name", FEW)
def test_knows_a_session_nobody_is_logged_in_to(sites, start, name):
    server = start(name)
    visitor = frameworks.Visitor(sites(name))
    visitor.get("/language")

    with server.connect(TARGET, headers=visitor.headers) as socket:
        kept = ["subscribe session:self:f"] if name in IN_REDIS else []
        assert sorted(socket.granted) == ["subscribe broadcast:f", *kept]
        assert not socket.response.header("Fanfare-Identity")


@pytest.mark.parametrize("name", FEW)
def test_takes_no_id_for_a_name(sites, start, name):
    alice = log_in(sites(name))
    server = start(name)
    alice.get("/forget-name")

    channels, reason = granted(server, alice.headers)
    assert channels == ["subscribe broadcast:f"]
    assert "no name stands at 'username'" in reason
    by_id = start(name, **{"identity.django.user_path": None})
    assert "subscribe user:1:f" in granted(by_id, alice.headers)[0]


@pytest.mark.parametrize("name", ["3.2-cache-django_redis", "5.2-cache", "5.2-cached_db",
                                  "5.2-redis_sessions", "5.2-signed_cookies"])
def test_reads_a_session_that_ends_at_a_time(sites, start, name):
    alice = log_in(sites(name))
    alice.get("/expire")

    assert granted(start(name), alice.headers) == (HERS, "")


def test_refuses_a_pickle_that_would_run_something(sites, start, redis_server):
    server = start("5.2-cache")
    key = log_in(sites("5.2-cache")).cookie("sessionid")
    redis_server.client.set(f":1:django.contrib.sessions.cache{key}", b"cos\nsystem\n(S'true'\ntR.")

    channels, reason = granted(server, cookie(key))
    assert channels == ["subscribe broadcast:f"]
    assert "it holds more than plain data" in reason


def test_refuses_who_comes_while_the_store_is_away(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare({"identity.resolver": "django", "broker.redis.timeout": "1",
                            "broker.type": "memory", "identity.django.redis.url": own_redis.url})
    own_redis.stop()

    assert server.refusal(TARGET, cookie("x" * 32)).status == 503
