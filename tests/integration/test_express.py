"""Whoever logs in to a site made with Express and Passport is known by its cookie."""

import json

import pytest

from support import frameworks

SECRET = "the secret, with a comma, of the site"
TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"


def start_site(redis, **session):
    folder = frameworks.node_folder("express")
    settings = {"redis": redis.url, "session": {"secret": SECRET, **session}}
    return frameworks.Application(["node", folder / "site.cjs", json.dumps(settings)])


@pytest.fixture(scope="module")
def shared_site(shared_redis):
    site = start_site(shared_redis)
    yield site
    site.stop()


@pytest.fixture
def site(shared_site, redis_server):
    """Without anybody's session in it yet."""
    return shared_site


@pytest.fixture
def start_own_site(redis_server):
    """start_own_site(**options of express-session): a site of the test's own."""
    started = []

    def start_one(**session):
        started.append(start_site(redis_server, **session))
        return started[-1]

    yield start_one
    for site in started:
        site.stop()


@pytest.fixture
def start(start_fanfare, redis_server, tmp_path):
    """A server that reads the sites' sessions."""
    (tmp_path / "secrets").write_text(f"{SECRET}\n")

    def started(**settings):
        return start_fanfare({
            "identity.resolver": "express", "identity.express.secrets_file": tmp_path / "secrets",
            "identity.express.redis.url": redis_server.url, **settings})

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


def test_whoever_logged_in_hears_what_is_his(site, start):
    alice = log_in(site)
    server = start()

    with server.connect(TARGET, headers=alice.headers) as socket:
        assert not socket.response.header("Fanfare-Identity")
        server.publish("f", "for alice", users=["alice"], expire=0)
        server.publish("f", "for staff", groups=["staff"], expire=0)
        assert socket.receive_many(2) == ["for alice", "for staff"]
    assert SECRET not in server.log()
    assert alice.cookie("connect.sid") not in server.log()


def test_whoever_is_not_logged_in_has_a_session(site, start, redis_server):
    visitor = frameworks.Visitor(site)
    visitor.post("/basket")
    (key,) = redis_server.client.keys("sess:*")
    server = start()

    with server.connect(TARGET + "&subscribe-session", headers=visitor.headers) as socket:
        server.publish("f", "for the basket", sessions=[key.decode()[len("sess:"):]], expire=0)
        assert socket.receive() == "for the basket"
        assert socket.granted == ["subscribe broadcast:f", "subscribe session:self:f"]


def test_whoever_logs_out_is_nobody(site, start):
    alice = log_in(site)
    server = start()
    assert why_anonymous(server, alice.headers) is None

    alice.post("/logout")

    assert "there is no such session, or no more" in why_anonymous(server, alice.headers)


def test_whoever_logs_out_is_closed(site, start):
    alice = log_in(site)
    server = start(**{"identity.recheck": 1})

    with server.connect(TARGET, headers=alice.headers) as socket:
        alice.post("/logout")

        assert socket.receive_close()[0] == 4401


def test_a_cookie_that_was_changed_does_not_count(site, start):
    cookie = log_in(site).cookie("connect.sid")
    server = start()
    body, signature = cookie.rsplit(".", 1)
    key = body.removeprefix("s%3A")
    other = ("b" if signature[0] == "a" else "a") + signature[1:]
    for forged in (f"{body}x.{signature}", f"{body}.{other}", f"{body}.", cookie[:-1], cookie[:-8]):
        assert "express: the cookie" in why_anonymous(server, [("Cookie", f"connect.sid={forged}")])
    assert "not signed" in why_anonymous(server, [("Cookie", f"connect.sid={key}")])
    assert "large" in why_anonymous(server, [("Cookie", "connect.sid=" + "x" * 5000)])


def test_former_secrets_are_good_as_long_as_they_are_listed(site, start, tmp_path):
    alice = log_in(site)
    (tmp_path / "secrets").write_text("the new one\n")
    assert "signature" in why_anonymous(start(), alice.headers)

    (tmp_path / "secrets").write_text(f"the new one\n{SECRET}\n")
    assert why_anonymous(start(), alice.headers) is None


def test_a_site_that_rotates_its_secrets_is_followed(start_own_site, start, tmp_path):
    rotating = start_own_site(secret=["the new one", SECRET], name="shop.sid")
    (tmp_path / "secrets").write_text("the new one\n")

    alice = log_in(rotating)

    assert why_anonymous(start(**{"identity.express.cookie": "shop.sid"}), alice.headers) is None


def test_a_visit_prolongs_a_session_whose_cookie_said_it_would_be_over(start_own_site, start, redis_server):
    """The store alone knows: a visit that changes nothing leaves what was saved as it is."""
    alice = log_in(start_own_site(cookie={"maxAge": 3_600_000}))
    (key,) = redis_server.client.keys("sess:*")
    saved = json.loads(redis_server.client.get(key))
    saved["cookie"]["expires"] = "2020-01-01T00:00:00.000Z"
    redis_server.client.set(key, json.dumps(saved), ex=1)

    assert alice.get("/") == "alice"

    assert redis_server.client.ttl(key) > 60
    assert json.loads(redis_server.client.get(key))["cookie"]["expires"] < "2021"
    assert why_anonymous(start(), alice.headers) is None
    strict = start(**{"identity.express.check_expires": "on"})
    assert "the session has expired" in why_anonymous(strict, alice.headers)


def test_the_name_may_stand_elsewhere(site, start, redis_server):
    alice = log_in(site)
    (key,) = redis_server.client.keys("sess:*")
    session = json.loads(redis_server.client.get(key))
    session["passport"]["user"] = {"id": 7, "name": "alice", "roles": ["boss"]}
    redis_server.client.set(key, json.dumps(session))

    assert "'passport.user' is no name" in why_anonymous(start(), alice.headers)
    server = start(**{"identity.express.user_path": "passport.user.name",
                      "identity.express.groups_path": "passport.user.roles"})
    with server.connect(TARGET, headers=alice.headers) as socket:
        assert socket.granted == ["subscribe broadcast:f", "subscribe group:boss:f", "subscribe user:alice:f"]
