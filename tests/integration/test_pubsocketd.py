"""The dialect of go-pubsocketd, against what was recorded of the original.

traces/pubsocketd.txt holds what it answered: to handshakes ("## name | status line | header | BODY"),
and to what was published ("text -> frames"). Each line is asked for here again.
"""

import ast
import pathlib
import re

import pytest

from support.command import fanfare as run
from support.deadline import PATIENCE
from support.fanfare import Fanfare
from support.http import read_response
from support.redis_server import RedisServer
from support.tls import dial
from support.websocket import (
    PING, PONG, SAMPLE_ACCEPT, TEXT, WebSocket, accept_for, request_bytes)

ORIGIN = "http://example.com"
TRACE = (pathlib.Path(__file__).parent / "traces/pubsocketd.txt").read_text().splitlines()
RECORDED_HANDSHAKES = {line[3:].split(" | ")[0]: line.split(" | ")[1:] for line in TRACE
                       if line.startswith("## ") and " | " in line}
RECORDED_MESSAGES = [tuple(map(ast.literal_eval, line.split(" -> "))) for line in TRACE if " -> " in line]

# name in the trace: what was asked, but for an Origin of http://example.com
SECURE = {
    "ok": {},
    "no origin": {"Origin": None},
    "evil": {"Origin": "http://evil.example"},
    "case": {"Origin": "HTTP://example.com"},
    "hostcase": {"Origin": "http://EXAMPLE.com"},
    "slash": {"Origin": "http://example.com/"},
    "port80": {"Origin": "http://example.com:80"},
    "badorigin": {"Origin": "http://[::1"},
    "POST": {"method": "POST", "Content-Length": "0"},
    "noupgrade": {"Upgrade": None},
    "nokey": {"Sec-WebSocket-Key": None},
    "v8": {"Sec-WebSocket-Version": "8"},
    "nov": {"Sec-WebSocket-Version": None},
    "1proto": {"Sec-WebSocket-Protocol": "a"},
    "2proto": {"Sec-WebSocket-Protocol": "a, b"},
    "anypath": {"target": "/any/path?whatever"},
    "badkey": {"Sec-WebSocket-Key": "abc"},
}
INSECURE = {
    "insecure no origin": {"target": "/live/", "Origin": None},
    "insecure other path": {"target": "/elsewhere", "Origin": None},
    "route no slash": {"target": "/live", "Origin": None},
}
# What is in the trace besides, each with a test of its own here or in tests/dialects/pubsocketd_test.cpp.
OTHERS = {"## client text, ping, close", "## after", "## heartbeat 31s"}
THEIR_OWN = {"date", "content-length"}


@pytest.fixture(scope="module")
def topics():
    """The Redis whose channels are relayed."""
    server = RedisServer().start()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def secure(shared_redis, topics):
    """Another Redis is the broker's; another dialect has a route, too."""
    server = Fanfare({
        "broker.type": "redis", "broker.redis.url": shared_redis.url,
        "dialect.pubsocketd.routes": "/ pubsocketd, /news news, /live/ live, /all one two three",
        "dialect.pubsocketd.origin": f"{ORIGIN}, https://second.example",
        "dialect.pubsocketd.redis.url": topics.url,
        "dialect.websocket_push.route": "/server_notifications/",
        "policy.type": "allow-all", "identity.resolver": "header"})
    server.wait_until_ready()
    for channel in ("pubsocketd", "news", "live", "one", "two", "three"):
        topics.wait_for_subscribers(channel)
    yield server
    server.terminate()


@pytest.fixture(scope="module")
def insecure():
    server = Fanfare({"dialect.pubsocketd.routes": "/live/ live", "dialect.pubsocketd.insecure": "on"})
    yield server
    server.terminate()


def asked(server, target="/", method="GET", **replaced):
    """The bytes of a handshake as a page of ORIGIN makes it."""
    replaced = {"Host": "%s:%d" % server.address, "Origin": ORIGIN, **replaced}
    return request_bytes(target, method=method, **replaced)


def page(server, target="/", **replaced):
    return WebSocket.connect(server.address, asked(server, target, **replaced))


def exchange(server, data):
    """The response, and whether the stream ends behind it (False for a WebSocket that stays open)."""
    with dial(server.address, PATIENCE) as stream:
        stream.sendall(data)
        response, rest = read_response(stream)
        assert rest == b""
        return response, response.status != 101 and stream.recv(1) == b""


# The recording


def test_every_line_of_the_recording_is_asked_for_again():
    assert set(RECORDED_HANDSHAKES) == {*SECURE, *INSECURE}
    assert len(RECORDED_MESSAGES) == 17
    rest = [line for line in TRACE if " | " not in line and " -> " not in line]
    assert {line for line in rest if line.startswith("##")} == OTHERS
    assert len(rest) == len(OTHERS) + 2  # the two frames that were heard


def compare(name, response, is_over):
    status_line, *headers, body = RECORDED_HANDSHAKES[name]
    body = ast.literal_eval(body.removeprefix("BODY "))
    assert f"HTTP/1.1 {response.status} {response.reason}" == status_line
    for header, value in (line.split(": ", 1) for line in headers):
        if header.lower() not in THEIR_OWN:
            assert response.header(header) == value, header
    if name == "insecure other path":  # in Fanfare's own words (docs/dialects/pubsocketd.md)
        assert "WebSocket" in response.text()
    else:
        assert response.body == body.removesuffix(b"<EOF>")
    assert is_over == (response.status != 101)


@pytest.mark.parametrize("name", SECURE)
def test_answers_a_handshake_as_recorded(secure, name):
    compare(name, *exchange(secure, asked(secure, **SECURE[name])))


@pytest.mark.parametrize("name", INSECURE)
def test_answers_a_handshake_in_insecure_mode_as_recorded(insecure, name):
    compare(name, *exchange(insecure, asked(insecure, **INSECURE[name])))


def test_encodes_messages_as_recorded(secure, topics):
    with page(secure) as socket:
        for published, _ in RECORDED_MESSAGES:
            topics.client.publish("pubsocketd", published)
        topics.client.publish("pubsocketd", '"the end"')

        wanted = [payload for _, frames in RECORDED_MESSAGES for _, payload in frames]
        heard = []
        while (frame := socket.receive_frame()).payload != b'"the end"':
            assert frame.opcode == TEXT and frame.fin
            heard.append(frame.payload)
        assert heard == wanted


def test_goes_on_after_a_client_has_spoken(secure, topics):
    """The recording's "client text, ping, close"; unlike the original, Fanfare answers the ping and the close."""
    with page(secure) as socket:
        socket.send("passed over")
        socket.send_frame(PING, b"beat")
        assert socket.receive_frame() == (PONG, b"beat", True, 0)
        topics.client.publish("pubsocketd", "1")
        assert socket.receive() == "1"
        socket.send_close(1000, "bye")
        assert socket.receive_close() == (1000, "bye")


# Routes


def test_relays_to_each_route_the_channels_it_names(secure, topics):
    with page(secure, "/news") as news, page(secure, "/live/now") as live, \
            page(secure, "/all") as everything, page(secure, "/newsroom") as root:
        for channel in ("pubsocketd", "news", "live", "three", "one", "two"):
            topics.client.publish(channel, f'"{channel}"')
        topics.client.publish("pubsocketd", '"end"')

        assert news.receive() == '"news"'
        assert live.receive() == '"live"'
        assert everything.receive_many(3) == ['"three"', '"one"', '"two"']
        assert root.receive_many(2) == ['"pubsocketd"', '"end"']
        for socket in (news, live, everything):
            socket.fence()  # nothing else came: a fence takes no data frame


def test_lets_the_pages_of_each_origin_in(secure):
    with page(secure, Origin="https://second.example") as socket:
        assert socket.response.header("Sec-WebSocket-Accept") == SAMPLE_ACCEPT


def test_takes_a_key_that_is_longer_than_any(secure):
    key = "k" * 4000
    with page(secure, **{"Sec-WebSocket-Key": key}) as socket:
        assert socket.response.header("Sec-WebSocket-Accept") == accept_for(key)


def test_says_in_the_log_why_it_refused(start_fanfare):
    server = start_fanfare({"dialect.pubsocketd.routes": "/ a", "dialect.pubsocketd.origin": ORIGIN})
    exchange(server, asked(server, Origin="http://not-listed.example"))
    server.wait_for_log("http://not-listed.example' is not in dialect.pubsocketd.origin")


def test_counts_and_logs_the_channels_that_the_policy_keeps_from_a_page(start_fanfare, tmp_path):
    rules = tmp_path / "site.rules"
    rules.write_text("deny subscribe room * anyone\n")
    server = start_fanfare({"dialect.pubsocketd.routes": "/ one two", "dialect.pubsocketd.origin": ORIGIN,
                            "policy.type": "rules", "policy.rules.file": rules})
    before = server.metric("fanfare_handshakes_refused_total", cause="withheld")
    page(server).close()
    assert server.metric("fanfare_handshakes_refused_total", cause="withheld") == before + 1
    server.wait_for_log("room:one:pubsocketd")


# Without the model's entrance


def test_a_page_connects_at_any_path_where_the_model_has_none(start_fanfare, topics):
    server = start_fanfare({"server.websocket_url": "", "dialect.pubsocketd.routes": "/ anywhere",
                            "dialect.pubsocketd.origin": ORIGIN, "dialect.pubsocketd.redis.url": topics.url})
    topics.wait_for_subscribers("anywhere")
    with page(server, "/ws/x?subscribe-broadcast") as socket, page(server, "/healthz") as odd:
        topics.client.publish("anywhere", " 1")
        assert socket.receive() == odd.receive() == "1"
    assert server.get("/healthz").status == 200


def test_no_websocket_is_opened_elsewhere_where_the_model_has_none(start_fanfare):
    server = start_fanfare({"server.websocket_url": "", "dialect.pubsocketd.routes": "/live/ live",
                            "dialect.pubsocketd.insecure": "on"})
    response, _ = exchange(server, asked(server, "/ws/x"))
    assert (response.status, response.text()) == (404, "no WebSocket is opened here")


# What else there is


def test_other_entrances_live_beside_the_route_of_every_path(secure):
    with secure.connect("/ws/chat?subscribe-broadcast") as raw:
        secure.publish("chat", "raw")
        assert raw.receive() == "raw"
    with secure.connect("/server_notifications/") as pushed:
        assert re.fullmatch(r'\{"tabWindowId":"[0-9a-z]+"\}', pushed.receive())
    assert secure.get("/healthz").status == 200
    assert secure.get("/readyz").status == 200
    assert secure.api("GET", "/api/stats").status == 200


def test_a_raw_page_hears_the_redis_channel_as_it_was_published(secure, topics):
    with secure.connect("/ws/pubsocketd?subscribe-room=news") as raw, page(secure, "/news") as socket:
        topics.client.publish("news", '{"b": 1, "a": 2}')
        assert raw.receive() == '{"b": 1, "a": 2}'
        assert socket.receive() == '{"a":2,"b":1}'


def test_messages_reach_the_pages_by_the_command_line(secure, shared_redis):
    with page(secure, "/news") as socket:
        done = run("publish", "pubsocketd", "--room", "news", "--expire", "0", "--redis", shared_redis.url,
                   '{"from": "shell"}')
        assert (done.returncode, done.stderr) == (0, "")
        assert socket.receive() == '{"from":"shell"}'


def test_messages_reach_the_pages_by_the_http_api(secure):
    body = {"facility": "pubsocketd", "rooms": ["live"], "message": {"z": 1, "a": "<"}, "expire": 0}
    with page(secure, "/live/") as socket:
        assert secure.api("POST", "/api/publish", body).status == 202
        assert socket.receive() == '{"a":"\\u003c","z":1}'


def test_what_comes_over_the_channel_is_published_nowhere_else(secure, shared_redis, topics):
    with page(secure, "/news") as socket:
        topics.client.publish("news", "7")
        assert socket.receive() == "7"
    assert topics.client.keys("*") == []
    assert shared_redis.client.keys("room:*") == []


def test_speaks_tls(start_fanfare, certificate, topics):
    server = start_fanfare({"dialect.pubsocketd.routes": "/ overtls", "dialect.pubsocketd.origin": ORIGIN,
                            "dialect.pubsocketd.redis.url": topics.url}, certificate=certificate)
    topics.wait_for_subscribers("overtls")
    with page(server) as socket:
        topics.client.publish("overtls", '{ "secret": true }')
        assert socket.receive() == '{"secret":true}'


def test_survives_a_restart_of_redis(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare({"dialect.pubsocketd.routes": "/ pubsocketd", "dialect.pubsocketd.origin": ORIGIN,
                            "dialect.pubsocketd.redis.url": own_redis.url})
    own_redis.wait_for_subscribers("pubsocketd")
    with page(server) as socket:
        own_redis.stop()
        own_redis.start()
        own_redis.wait_for_subscribers("pubsocketd")
        own_redis.client.publish("pubsocketd", '"back"')
        assert socket.receive() == '"back"'


def test_sends_messages_as_they_are_where_json_is_raw(start_fanfare, topics):
    server = start_fanfare({"dialect.pubsocketd.routes": "/ asis", "dialect.pubsocketd.insecure": "on",
                            "dialect.pubsocketd.json": "raw", "dialect.pubsocketd.redis.url": topics.url})
    topics.wait_for_subscribers("asis")
    with page(server) as socket:
        topics.client.publish("asis", "{'foo': 1}")
        topics.client.publish("asis", '{"b": 1}')
        assert socket.receive_many(2) == ["{'foo': 1}", '{"b": 1}']
