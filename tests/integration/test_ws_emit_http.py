"""ws-emit's POST /emit: what it answers, and what becomes of it on Redis."""

import json

import pytest

from support.fanfare import Fanfare

SECRET = "123"
SETTINGS = {"dialect.socketio.route": "/socket.io/", "dialect.socketio.emit_secret": SECRET,
            "limit.failed_secrets_per_address": "0"}
HTML = "text/html; charset=utf-8"
GOOD = {"event": "update", "room": "time", "data": {"time": 1}, "namespace": None, "secret": SECRET}


def error_page(status, name, text):
    return (f"<!doctype html>\n<html lang=en>\n<title>{status} {name}</title>\n<h1>{name}</h1>\n"
            f"<p>{text}</p>\n")


# As Flask 2.2 shows them.
BAD_REQUEST = error_page(
    400, "Bad Request", "The browser (or proxy) sent a request that this server could not understand.")
INTERNAL = error_page(
    500, "Internal Server Error",
    "The server encountered an internal error and was unable to complete your request. "
    "Either the server is overloaded or there is an error in the application.")
NOT_ALLOWED = error_page(405, "Method Not Allowed", "The method is not allowed for the requested URL.")


@pytest.fixture(scope="module")
def server(shared_redis):
    one = Fanfare({**SETTINGS, "broker.type": "redis", "broker.redis.url": shared_redis.url})
    one.wait_until_ready()
    yield one
    one.terminate()


@pytest.fixture(scope="module")
def channel(shared_redis):
    """Hears flask-socketio."""
    pubsub = shared_redis.client.pubsub(ignore_subscribe_messages=False)
    pubsub.subscribe("flask-socketio")
    assert pubsub.get_message(timeout=5)["type"] == "subscribe"
    yield pubsub
    pubsub.close()


def emit(server, body, content_type="application/json", target="/emit", method="POST", **headers):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    fields = [("Content-Type", content_type)] if content_type else []
    return server.request(method, target, body, fields + list(headers.items()))


def heard(channel):
    message = channel.get_message(timeout=5)
    assert message, "nothing on flask-socketio"
    return json.loads(message["data"])


def assert_answer(response, status, body):
    assert (response.status, response.text()) == (status, body)
    assert response.header("Content-Type") == HTML
    assert response.header("Content-Length") == str(len(response.body))


def test_arrives_on_redis_as_python_socketio_writes_it(server, channel):
    assert_answer(emit(server, GOOD), 200, "OK\n")

    assert heard(channel) == {
        "method": "emit", "event": "update", "data": [{"time": 1}], "binary": False, "namespace": "/",
        "room": "time", "skip_sid": None, "callback": None, "host_id": None}


@pytest.mark.parametrize("given, written", [
    ({"room": None}, {"room": None}),
    ({"room": ["a", "b"]}, {"room": ["a", "b"]}),
    ({"namespace": "/chat"}, {"namespace": "/chat"}),
    ({"data": None}, {"data": []}),
    ({"data": [1, "two"]}, {"data": [[1, "two"]]}),
    ({"data": "é\u2028"}, {"data": ["é\u2028"]}),
])
def test_tells_on_redis_what_was_asked_for(server, channel, given, written):
    assert_answer(emit(server, {**GOOD, **given}), 200, "OK\n")

    message = heard(channel)
    assert {key: message[key] for key in written} == written


@pytest.mark.parametrize("secret", [
    '"bad"', '"it\'s"', '"say \\"x\\""', '"a\\nb\\u0007\\u00e9\\u200b"', "null", "123", "1e5", "true",
    '["a", 1]', '{"a": null}', '""'])
def test_shows_a_wrong_secret_as_python_does(server, secret):
    body = b'{"event": "update", "secret": ' + secret.encode() + b"}"

    assert_answer(emit(server, body), 403, f"Incorrect secret {json.loads(secret)!r}\n")


def test_misses_a_secret(server):
    assert_answer(emit(server, {"event": "update"}), 403, "Incorrect secret None\n")


@pytest.mark.parametrize("body", [b"notjson", b"", b"\xff", b'{"secret": "123",}'])
def test_refuses_what_is_no_json(server, body):
    assert_answer(emit(server, body), 400, BAD_REQUEST)


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_refuses_what_is_not_said_to_be_json(server, content_type):
    assert_answer(emit(server, GOOD, content_type), 400, BAD_REQUEST)


@pytest.mark.parametrize("body", [b"[]", b"5", b"null"])
def test_fails_at_json_that_is_no_object(server, body):
    assert_answer(emit(server, body), 500, INTERNAL)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_allows_no_other_method(server, method):
    response = server.request(method, "/emit")

    assert_answer(response, 405, NOT_ALLOWED)
    assert response.header("Allow") == "OPTIONS, POST"


def test_tells_the_methods_it_has(server):
    response = server.request("OPTIONS", "/emit")

    assert_answer(response, 200, "")
    assert response.header("Allow") == "OPTIONS, POST"


def test_is_at_its_path_alone(server):
    assert emit(server, GOOD, target="/emit?x=1").status == 200
    assert emit(server, GOOD, target="/emit/").status == 404


def test_refuses_a_body_beyond_the_bound(server):
    assert emit(server, {**GOOD, "data": "x" * (1 << 22)}).status == 413


def page(server, room):
    """A client of Socket.IO, in the root namespace and in one room."""
    socket = server.connect("/socket.io/?EIO=4&transport=websocket")
    assert socket.receive().startswith('0{"sid":')
    socket.send("40")
    assert socket.receive().startswith('40{"sid":')
    socket.send(f'421["join",{{"room":"{room}"}}]')
    assert socket.receive() == "431[]"
    return socket


@pytest.mark.parametrize("redis", [False, True])
def test_reaches_the_pages_of_the_room_with_and_without_a_redis(start_fanfare, redis_server, redis):
    own = {"dialect.socketio.redis.url": redis_server.url} if redis else {}
    one = start_fanfare({**SETTINGS, **own, "broker.type": "memory"})
    if redis:
        one.wait_for_log("is reachable, its topics flask-socketio")
    with page(one, "time") as socket:
        for event in ({**GOOD, "room": "other"}, {**GOOD, "namespace": "/chat"}, GOOD):
            assert emit(one, event).status == 200
        assert socket.receive() == '42["update",{"time":1}]'
        assert emit(one, {**GOOD, "room": None, "data": [1, 2]}).status == 200
        assert socket.receive() == '42["update",[1,2]]'


def test_lives_on_the_public_port_alone(start_fanfare):
    one = start_fanfare({**SETTINGS, "admin.address": "127.0.0.1:0", "dialect.socketio.emit_url": "/say"})

    assert emit(one, GOOD, target="/say").status == 200
    assert emit(one, GOOD).status == 404


@pytest.mark.parametrize("missing", ["dialect.socketio.emit_secret", "dialect.socketio.route"])
def test_is_not_there_without_a_secret_or_a_route(start_fanfare, missing):
    one = start_fanfare({**SETTINGS, missing: None})

    assert emit(one, GOOD).status == 404


def test_bounds_the_wrong_secrets_of_an_address(start_fanfare):
    one = start_fanfare({**SETTINGS, "limit.failed_secrets_per_address": "1"})
    for _ in range(100):
        if emit(one, {"secret": "bad"}).status != 403:
            break

    refused = emit(one, GOOD)
    assert refused.status == 429
    assert "limit.failed_secrets_per_address" in refused.text()
    assert emit(one, GOOD, **{"X-Forwarded-For": "192.0.2.7"}).status == 200
    assert one.metric("fanfare_limits_reached_total", limit="limit.failed_secrets_per_address") >= 1


def test_says_so_while_redis_is_away(start_fanfare, own_redis):
    own_redis.start()
    one = start_fanfare({**SETTINGS, "broker.type": "redis", "broker.redis.url": own_redis.url})
    one.wait_until_ready()
    own_redis.stop()
    one.wait_for_log("is away")

    refused = emit(one, GOOD)
    assert (refused.status, refused.text()) == (503, "the broker cannot be reached\n")
    assert refused.header("Retry-After") == "1"


def test_does_not_show_the_secret(start_fanfare):
    one = start_fanfare({**SETTINGS, "dialect.socketio.emit_secret": "never-shown"})
    one.wait_for_log("POST /emit")

    assert "never-shown" not in one.log()
