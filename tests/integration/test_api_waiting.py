"""What the API asks of a Redis that takes its time holds no thread, however many ask at once."""

import contextlib
import json
import socket

import pytest

from support import http
from support.deadline import PATIENCE, eventually
from support.fanfare import API_KEY

ALL_AT_ONCE = 200
PAGE = "/ws/f?subscribe-broadcast"


@pytest.fixture
def redis_server(redis_server):
    yield redis_server
    redis_server.resume()


@pytest.fixture
def start(start_fanfare, redis_server):
    def started(timeout):
        server = start_fanfare({"broker.type": "redis", "broker.redis.url": redis_server.url,
                                "api.key.test.scope": "admin", "server.http_threads": "4",
                                "broker.redis.timeout": timeout})
        server.wait_until_ready()
        return server

    return started


def asking(server, method, target, body=b"", more=""):
    """A connection on which one request was sent, whose answer nobody has read."""
    client = socket.create_connection(server.address, timeout=PATIENCE)
    client.sendall(f"{method} {target} HTTP/1.1\r\nHost: fanfare\r\nAuthorization: Bearer {API_KEY}\r\n"
                   f"{more}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return client


def publishing(server, message):
    order = {"facility": "f", "broadcast": True, "message": message}
    body = order if message != "batch" else [order, order]
    return asking(server, "POST", "/api/publish", json.dumps(body).encode())


def answer_to(client):
    return http.read_response(client)[0]


def test_none_of_many_is_turned_away(start, redis_server):
    server = start("600")
    with server.connect(PAGE) as page, contextlib.ExitStack() as clients:
        redis_server.pause()
        waiting = [clients.enter_context(publishing(server, f"number {count}")) for count in range(ALL_AT_ONCE)]
        fetching = clients.enter_context(asking(server, "GET", "/api/message?facility=f"))
        ending = clients.enter_context(asking(server, "POST", "/api/disconnect", b'{"user": "nobody"}'))
        eventually(lambda: server.metric("fanfare_api_calls_waiting") >= ALL_AT_ONCE, "all wait, and are counted")
        redis_server.resume()

        assert [answer_to(client).status for client in waiting] == [202] * ALL_AT_ONCE
        assert answer_to(fetching).status in (200, 404)
        assert answer_to(ending).status == 202
        assert server.metric("fanfare_api_calls_turned_away_total") == 0
        heard = page.receive_many(ALL_AT_ONCE)
        assert sorted(heard) == sorted(f"number {count}" for count in range(ALL_AT_ONCE))


def test_each_hears_of_a_redis_that_stalls(start, redis_server):
    server = start("1")
    with contextlib.ExitStack() as clients:
        redis_server.pause()
        waiting = [clients.enter_context(publishing(server, message)) for message in ["x", "batch"] * 20]

        answers = [answer_to(client) for client in waiting]

        assert {answer.status for answer in answers} == {503}
        assert {answer.json()["error"]["message"] for answer in answers} == {"the broker cannot be reached"}
        assert server.get("/healthz").status == 200
        redis_server.resume()
        eventually(lambda: server.get("/readyz").status == 200, "the server has found Redis again")
        server.publish("f", "x")


def test_none_of_many_that_emit_is_turned_away(start_fanfare, redis_server):
    server = start_fanfare({"broker.type": "redis", "broker.redis.url": redis_server.url, "server.http_threads": "4",
                            "dialect.socketio.route": "/socket.io/", "dialect.socketio.emit_secret": "open"})
    server.wait_until_ready()
    body = json.dumps({"secret": "open", "event": "update", "data": 1}).encode()
    with contextlib.ExitStack() as clients:
        redis_server.pause()
        waiting = [clients.enter_context(asking(server, "POST", "/emit", body, "Content-Type: application/json\r\n"))
                   for _ in range(20)]
        eventually(lambda: server.metric("fanfare_api_calls_waiting") == 20, "all wait, and are counted")
        assert server.get("/healthz").status == 200
        redis_server.resume()

        assert [answer_to(client).status for client in waiting] == [200] * 20


def test_goes_on_where_who_waited_is_gone(start, redis_server):
    server = start("600")
    redis_server.pause()
    for count in range(20):
        publishing(server, f"number {count}").close()
    staying = publishing(server, "last")
    redis_server.resume()

    with staying:
        assert answer_to(staying).status == 202
    server.publish("f", "x")


def test_ends_with_an_answer_to_who_waits(start, redis_server):
    server = start("2")
    redis_server.pause()
    with publishing(server, "x") as waiting, publishing(server, "y") as another:
        assert server.get("/healthz").status == 200

        server.terminate()

        assert {answer_to(waiting).status, answer_to(another).status} == {503}
