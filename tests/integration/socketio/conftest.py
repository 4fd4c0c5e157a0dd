"""A server that speaks Socket.IO, the Redis behind it, and clients of each transport."""

import pytest

from support.fanfare import Fanfare
from support.redis_server import RedisServer
from support.socketio import (
    CHANNEL, EMIT_SECRET, MAX_PAYLOAD, ORIGIN, ROUTE, SECOND_ORIGIN, Backend, Client, Polling, Socket, upgraded)


@pytest.fixture(scope="session")
def redis_of_all():
    server = RedisServer().start()
    yield server
    server.remove()


def settings(redis, **more):
    return {"dialect.socketio.route": ROUTE, "broker.type": "redis", "broker.redis.url": redis.url,
            "limit.failed_secrets_per_address": "0",
            **{f"dialect.socketio.{key}": value for key, value in more.items()}}


@pytest.fixture(scope="module")
def start_server(redis_of_all):
    """start_server(key=value) starts a server with these settings of the dialect; it has a backend."""
    started = []

    def start(**more):
        running = Fanfare(settings(redis_of_all, **more))
        started.append(running)
        running.wait_until_ready()
        channel = more.get("channel", CHANNEL)
        redis_of_all.wait_for_subscribers(channel)
        running.backend = Backend(redis_of_all, channel)
        return running

    yield start
    for running in started:
        running.terminate()


@pytest.fixture(scope="module")
def start_nodes():
    """start_nodes(count, settings): that many servers on one Redis of their own; the first has a backend."""
    redis = RedisServer().start()
    started = []

    def start(count, settings):
        nodes = [Fanfare({"broker.type": "redis", "broker.redis.url": redis.url, **settings}) for _ in range(count)]
        started.extend(nodes)
        for node in nodes:
            node.wait_until_ready()
        for channel in (CHANNEL, "fanfare:control"):
            redis.wait_for_subscribers(channel, len(started))
        nodes[0].backend = Backend(redis)
        return nodes

    yield start
    for node in started:
        node.terminate()
    redis.remove()


@pytest.fixture(scope="module")
def server(start_server):
    return start_server(cors=f"{ORIGIN}, {SECOND_ORIGIN}", emit_secret=EMIT_SECRET,
                        max_payload=MAX_PAYLOAD)


@pytest.fixture
def backend(server):
    return server.backend


def on_upgraded(server):
    client = Client(Polling(server))
    client.wire = upgraded(server, client.wire)
    return client


TRANSPORTS = {
    "polling": lambda server: Client(Polling(server)),
    "websocket": lambda server: Client(Socket(server)),
    "upgraded": on_upgraded,
}


@pytest.fixture(params=TRANSPORTS)
def transport(request):
    return request.param


@pytest.fixture
def open_client():
    """open_client(server, transport): a connected client; closed after the test."""
    opened = []

    def open_one(server, transport="websocket"):
        client = TRANSPORTS[transport](server)
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.close()


@pytest.fixture
def client(server, transport, open_client):
    """A client, on each transport in turn."""
    return open_client(server, transport)
