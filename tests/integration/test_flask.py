"""Whoever logs in to a site made with Flask is known by its cookie: Flask's own, or Flask-Session's."""

import json

import pytest

from support import frameworks
from support.deadline import eventually

SECRET = "the secret key, with a comma, of the site"
TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"

# how sessions are kept: what of it Fanfare is told, what Flask-Session is told
STORES = {
    "cookie": ({}, None),
    "msgpack": ({"identity.flask.store": "redis"}, {}),
    "json": ({"identity.flask.store": "redis"}, {"SESSION_SERIALIZATION_FORMAT": "json"}),
    "signed": ({"identity.flask.store": "redis", "identity.flask.use_signer": "on",
                "identity.flask.redis.prefix": "shop:"},
               {"SESSION_USE_SIGNER": True, "SESSION_KEY_PREFIX": "shop:"}),
    "pickled": ({"identity.flask.store": "redis"}, {}),
}
STORED = [store for store in STORES if store != "cookie"]


@pytest.fixture(scope="module")
def sites(shared_redis):
    """sites(store): the site that keeps its sessions so, started once."""
    started = {}

    def site(store):
        if store not in started:
            config = STORES[store][1]
            settings = {"redis": None if config is None else shared_redis.url,
                        "config": {"SECRET_KEY": SECRET, **(config or {})}}
            started[store] = frameworks.Application(
                [frameworks.python("flask_pickled" if store == "pickled" else "flask"), frameworks.FOLDER / "flask/site.py", json.dumps(settings)])
        return started[store]

    yield site
    for application in started.values():
        application.stop()


@pytest.fixture
def start(start_fanfare, redis_server, tmp_path):
    """start(store): a server that reads the sessions that are kept so."""
    (tmp_path / "secret").write_text(SECRET + "\n")

    def started(store, **settings):
        return start_fanfare({
            "identity.resolver": "flask", "identity.flask.secret_key_file": tmp_path / "secret",
            "identity.flask.redis.url": redis_server.url, **STORES[store][0], **settings})

    return started


def log_in(site, user="alice"):
    visitor = frameworks.Visitor(site)
    assert visitor.post("/login", user=user, groups="staff,ops") == user
    return visitor


def why_anonymous(server, headers):
    """What the server says about it; None if it takes the visitor for somebody."""
    with server.connect(TARGET, headers=headers) as socket:
        if "subscribe user:alice:f" in socket.granted:
            return None
        assert socket.granted == ["subscribe broadcast:f"]
        return socket.response.header("Fanfare-Identity") or ""


@pytest.mark.parametrize("store", STORES)
def test_whoever_logged_in_hears_what_is_his(sites, start, store):
    alice = log_in(sites(store))
    server = start(store)

    with server.connect(TARGET, headers=alice.headers) as socket:
        assert not socket.response.header("Fanfare-Identity")
        server.publish("f", "for alice", users=["alice"], expire=0)
        server.publish("f", "for staff", groups=["staff"], expire=0)
        assert socket.receive_many(2) == ["for alice", "for staff"]
    assert SECRET not in server.log()
    assert alice.cookie("session") not in server.log()


@pytest.mark.parametrize("store", STORES)
def test_whoever_is_not_logged_in_hears_what_is_public(sites, start, store):
    visitor = frameworks.Visitor(sites(store))
    visitor.post("/basket")

    assert why_anonymous(start(store), visitor.headers) == ""
    assert why_anonymous(start(store), []) == ""


@pytest.mark.parametrize("store", STORES)
def test_whoever_logs_out_is_nobody(sites, start, store):
    alice = log_in(sites(store))
    before = alice.headers
    server = start(store)
    assert why_anonymous(server, before) is None

    alice.post("/logout")

    assert why_anonymous(server, alice.headers) == ""
    if store != "cookie":  # which nobody can take back
        assert "there is no such session, or no more" in why_anonymous(server, before)


@pytest.mark.parametrize("store", STORED)
def test_whoever_logs_out_is_closed(sites, start, store):
    alice = log_in(sites(store))
    server = start(store, **{"identity.recheck": 1})

    with server.connect(TARGET, headers=alice.headers) as socket:
        alice.post("/logout")

        assert socket.receive_close()[0] == 4401


def test_a_connection_ends_with_its_cookie(sites, start):
    server = start("cookie", **{"identity.flask.max_age": 3})
    alice = log_in(sites("cookie"))

    with server.connect(TARGET, headers=alice.headers) as socket:
        assert "subscribe user:alice:f" in socket.granted
        assert socket.receive_close()[0] == 4401


@pytest.mark.parametrize("store", ["msgpack", "signed"])
def test_a_stored_session_has_a_key(sites, start, redis_server, store):
    visitor = frameworks.Visitor(sites(store))
    visitor.post("/basket")
    (key,) = redis_server.client.keys("*")
    server = start(store)

    with server.connect("/ws/f?subscribe-session", headers=visitor.headers) as socket:
        server.publish("f", "for the basket", sessions=[key.decode().split(":")[1]], expire=0)
        assert socket.receive() == "for the basket"


@pytest.mark.parametrize("store", ["cookie", "signed"])
def test_a_cookie_that_was_changed_does_not_count(sites, start, store):
    cookie = log_in(sites(store)).cookie("session")
    server = start(store)
    body, signature = cookie.rsplit(".", 1)
    other = ("b" if signature[0] == "a" else "a") + signature[1:]
    for forged in (f"{body}x.{signature}", f"x{body}.{signature}", f"{body}.{other}"):
        assert "signature" in why_anonymous(server, [("Cookie", f"session={forged}")])
    for cut in (cookie[:-1], cookie[:20], body):
        assert why_anonymous(server, [("Cookie", f"session={cut}")])
    assert "large" in why_anonymous(server, [("Cookie", "session=" + "x" * 5000)])


def test_a_key_that_was_guessed_does_not_count(start):
    assert "there is no such session" in why_anonymous(start("msgpack"), [("Cookie", "session=guessed")])


def test_former_secret_keys_are_good_as_long_as_they_are_listed(sites, start, tmp_path):
    alice = log_in(sites("cookie"))
    (tmp_path / "former").write_text(f"an older one\n{SECRET}\n")
    rotated = {"identity.flask.secret_key_file": None, "identity.flask.secret_key": "the new one"}

    assert "signature" in why_anonymous(start("cookie", **rotated), alice.headers)
    rotated["identity.flask.secret_key_fallbacks_file"] = tmp_path / "former"
    assert why_anonymous(start("cookie", **rotated), alice.headers) is None


def test_a_cookie_ages(sites, start):
    alice = log_in(sites("cookie"))
    server = start("cookie", **{"identity.flask.max_age": 1})

    eventually(lambda: "expired" in (why_anonymous(server, alice.headers) or ""), "it has expired")


def test_a_redis_that_is_away_refuses(sites, start, own_redis):
    own_redis.start()
    alice = log_in(sites("msgpack"))
    server = start("msgpack", **{"identity.flask.redis.url": own_redis.url, "broker.redis.timeout": 1})
    assert "no such session" in why_anonymous(server, alice.headers)
    own_redis.stop()

    assert server.refusal(TARGET, headers=alice.headers).status == 503
