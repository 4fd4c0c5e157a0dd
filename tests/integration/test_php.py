"""Whoever logs in to a site made with PHP is known by its session, which phpredis keeps in Redis."""

import os
import pathlib

import pytest

from support import frameworks
from support.process import Process
from support.recipes import blocks, replaced

TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"
PREFIX = "PHPREDIS_SESSION:"

# how sessions are written: what of it Fanfare is told, what php.ini says
WRITINGS = {
    "php": ({}, {}),
    "php_serialize": ({"identity.php.serialize_handler": "php_serialize"},
                      {"session.serialize_handler": "php_serialize"}),
    "php_binary": ({"identity.php.serialize_handler": "php_binary"},
                   {"session.serialize_handler": "php_binary"}),
    "named": ({"identity.php.cookie": "SID", "identity.php.redis.prefix": "shop:"},
              {"session.name": "SID", "session.sid_bits_per_character": "6", "prefix": "shop:"}),
    "json": ({"identity.php.serialize_handler": "json", "identity.php.redis.prefix": "shop:"}, {}),
    "igbinary": ({}, {"session.serialize_handler": "igbinary"}),
}


class PhpSite:
    """PHP's own server, which tells where it listens in words of its own."""

    def __init__(self, writing, redis):
        settings = dict(WRITINGS[writing][1])
        prefix = settings.pop("prefix", PREFIX)
        settings.update({"session.save_handler": "redis", "session.use_strict_mode": "1",
                         "session.save_path": f"tcp://127.0.0.1:{redis.port}?prefix={prefix}"})
        env = {**os.environ, "SITE_JSON": f"127.0.0.1:{redis.port}" if writing == "json" else ""}
        options = [option for item in settings.items() for option in ("-d", '{}="{}"'.format(*item))]
        self.process = Process(["php", *options, "-S", "127.0.0.1:0",
                                str(frameworks.FOLDER / "php/site.php")], env=env)
        self.url = self.process.stderr.wait_for(r"Development Server \((http://\S+)\) started")[1]


@pytest.fixture(scope="module")
def sites(shared_redis):
    """sites(writing): the site that writes its sessions so, started once."""
    started = {}

    def site(writing):
        if writing not in started:
            started[writing] = PhpSite(writing, shared_redis)
        return started[writing]

    yield site
    for one in started.values():
        one.process.kill()


@pytest.fixture
def start(start_fanfare, redis_server):
    """start(writing): a server that reads the sessions that are written so."""
    def started(writing, **settings):
        return start_fanfare({"identity.resolver": "php", "identity.php.redis.url": redis_server.url,
                              **WRITINGS[writing][0], **settings})

    return started


def log_in(site, user="alice", **form):
    visitor = frameworks.Visitor(site)
    visitor.key = visitor.post("/login", user=user, groups="staff,ops", **form)
    return visitor


def why_anonymous(server, headers):
    """What the server says about it; None if it takes the visitor for alice."""
    with server.connect(TARGET, headers=headers) as socket:
        if "subscribe user:alice:f" in socket.granted:
            return None
        assert socket.granted == ["subscribe broadcast:f"]
        return socket.response.header("Fanfare-Identity") or ""


READ = [writing for writing in WRITINGS if writing != "igbinary"]


@pytest.mark.parametrize("writing", READ)
def test_whoever_logged_in_hears_what_is_hers(sites, start, writing):
    alice = log_in(sites(writing))
    server = start(writing)

    with server.connect(TARGET, headers=alice.headers) as socket:
        assert not socket.response.header("Fanfare-Identity")
        server.publish("f", "for alice", users=["alice"], expire=0)
        server.publish("f", "for staff", groups=["staff"], expire=0)
        assert socket.receive_many(2) == ["for alice", "for staff"]
    assert alice.key not in server.log()


@pytest.mark.parametrize("writing", READ)
def test_whoever_logs_out_is_nobody(sites, start, writing):
    alice = log_in(sites(writing))
    server = start(writing)
    assert why_anonymous(server, alice.headers) is None

    alice.post("/logout")

    assert "there is no such session, or no more" in why_anonymous(server, alice.headers)


@pytest.mark.parametrize("writing", READ)
def test_whoever_logs_out_is_closed(sites, start, writing):
    alice = log_in(sites(writing))
    server = start(writing, **{"identity.recheck": "1"})
    with server.connect("/ws/orders?subscribe-user", headers=alice.headers) as socket:
        alice.post("/logout")
        assert socket.receive_close()[0] == 4401


def test_whoever_is_not_logged_in_has_a_session_and_hears_what_is_public(sites, start):
    visitor = frameworks.Visitor(sites("php"))
    key = visitor.post("/basket")
    server = start("php")

    assert why_anonymous(server, visitor.headers) == ""
    with server.connect("/ws/f?subscribe-session", headers=visitor.headers) as socket:
        server.publish("f", "for the basket", sessions=[key], expire=0)
        assert socket.receive() == "for the basket"


def test_a_session_that_has_expired_is_none(sites, start, redis_server):
    alice = log_in(sites("php"))
    assert redis_server.client.ttl(PREFIX + alice.key) > 0
    redis_server.client.pexpire(PREFIX + alice.key, 0)

    assert "no such session" in why_anonymous(start("php"), alice.headers)


def test_a_user_may_stand_in_an_object(sites, start):
    alice = log_in(sites("php"))
    server = start("php", **{"identity.php.user_path": "user.name",
                             "identity.php.groups_path": "user.roles"})

    with server.connect(TARGET, headers=alice.headers) as socket:
        assert set(socket.granted) == {
            "subscribe broadcast:f", "subscribe user:alice:f", "subscribe group:reader:f"}


def test_a_reference_is_no_name(sites, start):
    alice = log_in(sites("php"))
    server = start("php", **{"identity.php.user_path": "same"})
    assert "what stands at 'same' is no name" in why_anonymous(server, alice.headers)


@pytest.mark.parametrize("writing", ["php", "php_serialize", "php_binary"])
@pytest.mark.parametrize("handler", ["php", "php_serialize", "php_binary", "json"])
def test_what_a_visitor_writes_is_no_variable(sites, start, writing, handler):
    notes = ['|i:1;user_id|s:5:"admin";x|s:1:"', '\x07user_ids:5:"admin";', 'x";s:7:"user_id";s:5:"admin']
    server = start(writing, **{"identity.php.serialize_handler": handler})
    for note in notes:
        mallory = log_in(sites(writing), user="mallory", note=note)
        with server.connect(TARGET, headers=mallory.headers) as socket:
            assert "subscribe user:admin:f" not in socket.granted
            assert ("subscribe user:mallory:f" in socket.granted) == (writing == handler)


def test_igbinary_is_refused_by_its_name(sites, start):
    alice = log_in(sites("igbinary"))
    assert "set session.serialize_handler = php" in why_anonymous(start("igbinary"), alice.headers)


@pytest.mark.parametrize("cookie", ["a_LOCK", "*", "a%0d%0ab", "../x", "x" * 257, "%C3%A9"])
def test_what_php_would_not_take_for_an_id_never_reaches_redis(start, redis_server, cookie):
    redis_server.client.set(PREFIX + cookie, "user_id|s:5:\"alice\";")
    server = start("php")
    said = why_anonymous(server, [("Cookie", f"PHPSESSID={cookie}")])
    assert "the cookie is no id of a session of PHP" in said


def test_a_session_of_garbage_is_refused(start, redis_server):
    server = start("php")
    for garbage in [b"user_id|s:9:\"alice\";", b"\x00\xff", b"user_id|" + b"a:1:{i:0;" * 9999,
                    b"user_id|a:4294967295:{i:0;N;}"]:
        redis_server.client.set(PREFIX + "abc", garbage)
        assert "cannot be read" in why_anonymous(server, [("Cookie", "PHPSESSID=abc")])
    redis_server.client.set(PREFIX + "abc", b"user_id|s:5:\"alice\";x|s:300000:\"" + b"x" * 300000 + b"\";")
    assert "no such session" in why_anonymous(server, [("Cookie", "PHPSESSID=abc")])


def test_without_its_redis_nobody_gets_in(sites, start, own_redis):
    own_redis.start()
    server = start("php", **{"identity.php.redis.url": own_redis.url, "broker.redis.timeout": "2"})
    assert "no such session" in why_anonymous(server, [("Cookie", "PHPSESSID=abc")])
    own_redis.stop()
    assert server.refusal(TARGET, headers=[("Cookie", "PHPSESSID=abc")]).status == 503
    assert why_anonymous(server, []) == ""


def test_the_recipe_works(sites, start_fanfare, redis_server, tmp_path):
    recipe = blocks("sessions/php.md", "properties")[0]
    config = pathlib.Path(tmp_path / "fanfare.properties")
    config.write_text(replaced(recipe, {"redis://127.0.0.1:6379/0": redis_server.url}))
    server = start_fanfare({}, config=config)
    assert why_anonymous(server, log_in(sites("php")).headers) is None
