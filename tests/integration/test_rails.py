"""Whoever logs in to a site made with Rails is known by its session: in the encrypted cookie, or in Redis."""

import json
import urllib.parse

import pytest

from support import frameworks
from support.command import fanfare
from support.recipes import blocks, replaced

SECRET = "5e3d8b1f0c7a49d2" * 8
COOKIE = "_shop_session"
TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"

REDIS = {"store": "redis_store", "expire_after": 3600}
IN_REDIS = {"identity.rails.store": "redis", "identity.rails.secret_key_base_file": None}

# how sessions are kept: what of it Fanfare is told, what the site is told
STORES = {
    "cookie": ({}, {}),
    "cookie7": ({}, {"digest": "SHA256", "expire_after": 3600}),
    "redis": (IN_REDIS, REDIS),
    "encrypted": ({"identity.rails.store": "redis"}, {**REDIS, "signed": True}),
    "marshal": ({}, {"serializer": "marshal"}),
    "redis_marshal": (IN_REDIS, {**REDIS, "marshal": True}),
}
READ = ["cookie", "cookie7", "redis", "encrypted"]


@pytest.fixture(scope="module")
def sites(shared_redis):
    """sites(store): the site that keeps its sessions so, started once."""
    started = {}

    def site(store):
        if store not in started:
            settings = {"cookie": COOKIE, "store": "cookie_store", "secret": SECRET,
                        "redis": shared_redis.url + "/session", **STORES[store][1]}
            started[store] = frameworks.Application(
                ["ruby", frameworks.FOLDER / "rails/site.rb", json.dumps(settings)])
        return started[store]

    yield site
    for one in started.values():
        one.stop()


@pytest.fixture
def start(start_fanfare, redis_server, tmp_path):
    """start(store): a server that reads the sessions that are kept so."""
    (tmp_path / "secret").write_text(SECRET + "\n")

    def started(store, **settings):
        return start_fanfare({
            "identity.resolver": "rails", "identity.rails.cookie": COOKIE,
            "identity.rails.secret_key_base_file": tmp_path / "secret",
            "identity.rails.redis.url": redis_server.url, **STORES[store][0], **settings})

    return started


def log_in(site, user="alice"):
    visitor = frameworks.Visitor(site)
    assert visitor.post("/login", user=user, groups="staff,ops") == user
    return visitor


def why_anonymous(server, headers):
    """What the server says about it; None if it takes the visitor for alice."""
    with server.connect(TARGET, headers=headers) as socket:
        if "subscribe user:alice:f" in socket.granted:
            return None
        assert socket.granted == ["subscribe broadcast:f"]
        return socket.response.header("Fanfare-Identity") or ""


def with_cookie(value):
    return [("Cookie", f"{COOKIE}={value}")]


@pytest.mark.parametrize("store", READ)
def test_whoever_logged_in_hears_what_is_hers(sites, start, store):
    alice = log_in(sites(store))
    server = start(store)

    with server.connect(TARGET, headers=alice.headers) as socket:
        assert not socket.response.header("Fanfare-Identity")
        server.publish("f", "for alice", users=["alice"], expire=0)
        server.publish("f", "for staff", groups=["staff"], expire=0)
        assert socket.receive_many(2) == ["for alice", "for staff"]
    assert SECRET not in server.log()
    assert alice.cookie(COOKIE) not in server.log()


# Not "encrypted": redis-actionpack 5.3 with Rails 6.1 does not find such a session again itself.
@pytest.mark.parametrize("store", ["cookie", "cookie7", "redis"])
def test_whoever_logs_out_is_nobody(sites, start, store):
    alice = log_in(sites(store))
    before = alice.headers
    server = start(store)
    assert why_anonymous(server, before) is None

    alice.post("/logout")

    assert why_anonymous(server, alice.headers) == ""
    if STORES[store][1].get("store") == "redis_store":  # a cookie nobody can take back
        assert "there is no such session, or no more" in why_anonymous(server, before)


@pytest.mark.parametrize("store", ["redis"])
def test_whoever_logs_out_is_closed(sites, start, store):
    alice = log_in(sites(store))
    server = start(store, **{"identity.recheck": "1"})
    with server.connect("/ws/orders?subscribe-user", headers=alice.headers) as socket:
        alice.post("/logout")
        assert socket.receive_close()[0] == 4401


@pytest.mark.parametrize("store", READ)
def test_whoever_is_not_logged_in_has_a_session_and_hears_what_is_public(sites, start, store):
    visitor = frameworks.Visitor(sites(store))
    key = visitor.get("/visit").split()[0 if "cookie" in store else 1]
    server = start(store)

    assert why_anonymous(server, visitor.headers) == ""
    with server.connect("/ws/f?subscribe-session", headers=visitor.headers) as socket:
        server.publish("f", "for this visitor", sessions=[key], expire=0)
        assert socket.receive() == "for this visitor"


def test_a_session_that_has_expired_is_none(sites, start, redis_server):
    alice = log_in(sites("redis"))
    (key,) = redis_server.client.keys("session:2::*")
    assert redis_server.client.ttl(key) > 0
    redis_server.client.pexpire(key, 0)

    assert "no such session" in why_anonymous(start("redis"), alice.headers)


def test_what_the_site_encrypts_for_another_purpose_is_no_session(sites, start):
    visitor = frameworks.Visitor(sites("cookie"))
    visitor.get("/visit")  # which sets a cookie "other" that looks like a session of alice
    server = start("cookie")

    assert "meant for something else" in why_anonymous(server, with_cookie(visitor.cookie("other")))


@pytest.mark.parametrize("store", ["cookie", "encrypted"])
def test_only_what_a_known_secret_encrypted_counts(sites, start, store):
    alice = log_in(sites(store))
    others = "another secret key base of the same length or so but another"

    rotated = start(store, **{"identity.rails.secret_key_base_file": None,
                              "identity.rails.secret_key_base": f"{others}, {SECRET}"})
    assert "known key" in why_anonymous(rotated, with_cookie(swapped(alice.cookie(COOKIE))))

    stranger = start(store, **{"identity.rails.secret_key_base_file": None,
                               "identity.rails.secret_key_base": others})
    assert "known key" in why_anonymous(stranger, alice.headers)


def test_former_secrets_count_while_they_are_listed(sites, start, tmp_path):
    (tmp_path / "secrets").write_text("the secret that everything is encrypted with from today on\n" + SECRET + "\n")
    server = start("cookie", **{"identity.rails.secret_key_base_file": tmp_path / "secrets"})
    assert why_anonymous(server, log_in(sites("cookie")).headers) is None


def swapped(cookie):
    """The cookie with the first of its characters, which may be a written %2B, replaced."""
    plain = urllib.parse.unquote(cookie)
    return urllib.parse.quote(("B" if plain[0] == "A" else "A") + plain[1:], safe="")


def test_a_cookie_that_was_cut_or_patched_up_is_refused(sites, start):
    good = log_in(sites("cookie")).cookie(COOKIE)
    text, nonce, tag = urllib.parse.unquote(good).split("--")
    server = start("cookie")
    for bad in [good[:-9], good[10:], swapped(good), f"{text}--{nonce}", f"{text}--{nonce}--",
                f"{text}--{nonce}--{tag[:4]}", f"{nonce}--{text}--{tag}", good + "--" + good,
                "%zz", "--", "x", good * 7]:
        assert "rails: " in why_anonymous(server, with_cookie(bad)), bad


@pytest.mark.parametrize("store, remedy", [("marshal", "cookies_serializer = :json"),
                                           ("redis_marshal", "serializer JSON")])
def test_marshal_is_refused_by_its_name(sites, start, store, remedy):
    alice = log_in(sites(store))
    said = why_anonymous(start(store), alice.headers)
    assert "Marshal" in said and remedy in said


def test_it_does_not_start_without_what_it_needs():
    for missing, settings in {"identity.rails.secret_key_base": ["identity.rails.cookie=_a"],
                              "identity.rails.cookie": ["identity.rails.secret_key_base=" + SECRET],
                              "shorter than 30": ["identity.rails.cookie=_a", "identity.rails.secret_key_base=x"],
                              }.items():
        ended = fanfare("serve", "--set=identity.resolver=rails", *[f"--set={one}" for one in settings])
        assert ended.returncode == 1 and missing in ended.stderr
        assert SECRET not in ended.stderr


@pytest.mark.parametrize("recipe, store", [(0, "cookie"), (2, "redis")])
def test_the_recipe_works(sites, start_fanfare, redis_server, tmp_path, recipe, store):
    (tmp_path / "secret").write_text(SECRET)
    text = blocks("sessions/rails.md", "properties")[recipe]
    changes = {"redis://127.0.0.1:6379/0": redis_server.url} if store == "redis" else {
        "/etc/fanfare/secret_key_base": str(tmp_path / "secret")}
    (tmp_path / "fanfare.properties").write_text(replaced(text, changes))
    server = start_fanfare({}, config=tmp_path / "fanfare.properties")
    assert why_anonymous(server, log_in(sites(store)).headers) is None
