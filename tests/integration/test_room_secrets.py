"""Rooms of a room space, and the secrets that open them."""

import json
import urllib.parse

import pytest

KEYS = ["ws-emit::secret::{}", "ws-emit::room_secret::{}", "r2ws::room_secret::{}"]
SECRET = "s3cret & more::é"


@pytest.fixture
def server(start_fanfare, redis_server):
    redis_server.client.set("ws-emit::secret::dir", SECRET)
    started = start_fanfare({"broker.type": "redis", "broker.redis.url": redis_server.url,
                             "broker.prefix": "site", "policy.type": "allow-all"})
    started.wait_until_ready()
    return started


def presented(secret, space="dir"):
    return "room-secret=" + urllib.parse.quote(f"{space}::{secret}", safe="")


def welcome_of(server, query):
    with server.connect(f"/ws/f?{query}", Sec_WebSocket_Protocol="fanfare.v1") as socket:
        return json.loads(socket.receive())


def test_a_secret_opens_the_rooms_of_its_space(server):
    with server.connect(f"/ws/f?subscribe-room=dir::a&subscribe-room=lobby&{presented(SECRET)}") as s:
        assert s.granted == ["subscribe room:dir::a:f", "subscribe room:lobby:f"]
        server.publish("f", "for those who know", rooms=["dir::a"])
        assert s.receive() == "for those who know"


@pytest.mark.parametrize("query", [
    "", presented(""), presented("wrong"), presented(SECRET + " "), presented(SECRET, "other"),
    "room-secret=" + urllib.parse.quote(SECRET), "secret=" + urllib.parse.quote(SECRET),
])
def test_without_the_right_one_the_room_is_withheld_and_the_rest_is_not(server, query):
    welcome = welcome_of(server, f"subscribe-room=dir::a&subscribe-room=lobby&{query}")
    assert welcome["channels"] == ["room:lobby:f"]
    assert welcome["refused"] == [{
        "access": "subscribe", "channel": "room:dir::a:f",
        "rule": "room secrets: the secret of the room space is missing or wrong"}]


def test_publishing_needs_it_too(server, redis_server):
    welcome = welcome_of(server, "publish-room=dir::a")
    assert welcome["publish"] == []
    welcome = welcome_of(server, f"publish-room=dir::a&{presented(SECRET)}")
    assert welcome["publish"] == ["room:dir::a:f"]


def test_a_space_without_a_secret_opens_to_nobody(server, redis_server):
    redis_server.client.set("ws-emit::secret::empty", "")
    for space in ("nowhere", "empty"):
        for secret in ("", "x"):
            query = f"subscribe-room={space}::a&{presented(secret, space)}"
            assert welcome_of(server, query)["channels"] == []


@pytest.mark.parametrize("first", [0, 1, 2])
def test_of_the_keys_of_the_predecessors_the_first_that_exists_decides(server, redis_server, first):
    for number, key in enumerate(KEYS):
        if number >= first:
            redis_server.client.set(key.format("board"), f"secret {number}")
    for number in range(3):
        query = f"subscribe-room=board::a&{presented(f'secret {number}', 'board')}"
        opened = welcome_of(server, query)["channels"] == ["room:board::a:f"]
        assert opened == (number == first)


def test_later_joins_bring_their_own(server):
    with server.connect("/ws/f", Sec_WebSocket_Protocol="fanfare.v1") as socket:
        socket.receive()
        for secrets, opened in [([], False), (["dir::wrong"], False), ([f"dir::{SECRET}"], True)]:
            socket.send(json.dumps({"subscribe": ["room:dir::b:f"], "secrets": secrets}))
            granted = json.loads(socket.receive())
            assert (granted["channels"] == ["room:dir::b:f"]) == opened
        server.publish("f", "joined", rooms=["dir::b"])
        assert json.loads(socket.receive())["data"] == "joined"
        socket.send(json.dumps({"subscribe": ["room:dir::c:f"], "secrets": "dir::x"}))
        assert json.loads(socket.receive())["code"] == "bad_request"


def test_who_guesses_is_not_looked_at_for_a_while(start_fanfare, redis_server):
    redis_server.client.set("ws-emit::secret::dir", "right")
    server = start_fanfare({"broker.type": "redis", "broker.redis.url": redis_server.url,
                            "limit.failed_secrets_per_address": "3"})

    def channels(secret, address):
        with server.connect(f"/ws/f?subscribe-room=dir::a&{presented(secret)}",
                            [("X-Forwarded-For", address)]) as socket:
            return socket.granted

    for _ in range(3):
        assert channels("guess", "198.51.100.1") == []
    assert channels("right", "198.51.100.1") == []
    assert channels("right", "198.51.100.2") == ["subscribe room:dir::a:f"]
    assert server.metric("fanfare_limits_reached_total",
                         limit="limit.failed_secrets_per_address") == 1


def test_zero_lets_everybody_guess(start_fanfare, redis_server):
    redis_server.client.set("ws-emit::secret::dir", "right")
    server = start_fanfare({"broker.type": "redis", "broker.redis.url": redis_server.url,
                            "limit.failed_secrets_per_address": "0"})

    for _ in range(25):
        assert welcome_of(server, f"subscribe-room=dir::a&{presented('guess')}")["channels"] == []
    assert welcome_of(server, f"subscribe-room=dir::a&{presented('right')}")["channels"] == ["room:dir::a:f"]


def test_what_cannot_be_looked_up_is_denied(start_fanfare, own_redis):
    own_redis.start()
    own_redis.client.set("ws-emit::secret::dir", "right")
    server = start_fanfare({"policy.room_secrets.redis.url": own_redis.url,
                            "broker.redis.timeout": "2"})
    query = f"subscribe-room=dir::a&subscribe-room=lobby&{presented('right')}"
    assert welcome_of(server, query)["channels"] == ["room:dir::a:f", "room:lobby:f"]
    own_redis.stop()
    welcome = welcome_of(server, query)
    assert welcome["channels"] == ["room:lobby:f"]
    assert welcome["refused"][0]["rule"] == "room secrets: they cannot be looked up now"


def test_without_a_redis_there_is_no_such_room(start_fanfare):
    server = start_fanfare()
    assert welcome_of(server, f"subscribe-room=dir::a&{presented('x')}")["channels"] == []


def test_no_secret_reaches_log_or_answer(start_fanfare, redis_server):
    redis_server.client.set("ws-emit::secret::dir", "hunter2")
    server = start_fanfare({"broker.type": "redis", "broker.redis.url": redis_server.url,
                            "log.level": "debug"})
    for secret in ("hunter2", "hunter23"):
        with server.connect(f"/ws/f?subscribe-room=dir::a&{presented(secret)}") as socket:
            assert "hunter2" not in str(socket.response)
    server.terminate()
    assert "hunter2" not in server.log()
