"""A Redis that keeps connections and answers nothing leaves threads to who does not need it."""

import contextlib
import json
import pickle
import socket

import pytest

from support.deadline import PATIENCE, eventually
from support.websocket import Refused

HTTP_THREADS = 4
SESSION_KEY = "x" * 32
COOKIE = [("Cookie", f"sessionid={SESSION_KEY}")]

# What Redis is asked for: settings, where it stands for the Redis, and a handshake that does ask.
ASKING = {
    "a session": ({"broker.type": "memory", "identity.resolver": "django",
                   "identity.django.redis.url": "REDIS"}, "/ws/f?subscribe-user", COOKIE),
    "the secret of a room": ({"broker.type": "memory", "policy.room_secrets.redis.url": "REDIS"},
                             "/ws/f?subscribe-room=dir::a&room-secret=dir::secret", []),
    "the places on other nodes": ({"broker.type": "redis", "broker.redis.url": "REDIS",
                                   "identity.resolver": "header", "limit.connections_per_user": "10"},
                                  "/ws/f?subscribe-user", [("X-Auth-User", "ann")]),
}


@pytest.fixture
def redis_server(redis_server):
    yield redis_server
    redis_server.resume()


@pytest.fixture(params=ASKING)
def asking(request, redis_server):
    """The settings of a server, and the target and the headers of who asks Redis."""
    redis_server.client.set(f":1:django.contrib.sessions.cache{SESSION_KEY}",
                            pickle.dumps({"_auth_user_id": "ann"}, 5))
    redis_server.client.set("ws-emit::secret::dir", "secret")
    settings, target, headers = ASKING[request.param]
    at_redis = {key: redis_server.url if value == "REDIS" else value for key, value in settings.items()}
    return at_redis, target, headers


def test_holds_up_nobody_else(start_fanfare, redis_server, asking):
    settings, target, headers = asking
    server = start_fanfare({**settings, "server.http_threads": str(HTTP_THREADS),
                            "broker.redis.timeout": "600"})
    server.wait_until_ready()
    with server.connect(target, headers) as before:
        assert len(before.granted) == 1
    redis_server.pause()
    with contextlib.ExitStack() as waiting:
        for _ in range(2 * HTTP_THREADS):
            client = socket.create_connection(server.address, timeout=PATIENCE)
            waiting.enter_context(client)
            client.sendall(server.handshake(target, headers))

        assert server.get("/healthz").status == 200
        server.connect("/ws/f?subscribe-broadcast").close()

        redis_server.resume()
    eventually(lambda: granted(server, target, headers) == before.granted, "Redis is asked again")


def test_holds_up_nobody_who_asks_for_another_channel(start_fanfare, redis_server):
    redis_server.client.set("ws-emit::secret::dir", "secret")
    server = start_fanfare({"policy.room_secrets.redis.url": redis_server.url, "broker.redis.timeout": "600",
                            "server.http_threads": str(HTTP_THREADS)})
    with contextlib.ExitStack() as clients:
        first, *others = [clients.enter_context(connect_v1(server)) for _ in range(2 * HTTP_THREADS)]
        assert join(first, "room:dir::a:f", "dir::secret") == ["room:dir::a:f"]
        redis_server.pause()
        for one in others:
            one.send(json.dumps({"subscribe": ["room:dir::a:f"], "secrets": ["dir::secret"]}))
            one.fence()

        assert join(first, "room:lobby:f") == ["room:lobby:f"]

        redis_server.resume()
        eventually(lambda: join(first, "room:dir::b:f", "dir::secret") == ["room:dir::b:f"],
                   "secrets are looked up again")


def connect_v1(server):
    client = server.connect("/ws/f", Sec_WebSocket_Protocol="fanfare.v1")
    assert json.loads(client.receive())["type"] == "welcome"
    return client


def join(client, channel, *secrets):
    """What of it is granted."""
    client.send(json.dumps({"subscribe": [channel], "secrets": secrets}))
    return json.loads(client.receive())["channels"]


def granted(server, target, headers):
    try:
        with server.connect(target, headers) as socket:
            return socket.granted
    except Refused:
        return None
