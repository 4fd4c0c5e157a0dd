"""The dialect of webstack-micro's websocket-push: what was recorded of the original, line by line."""

import json
import pathlib
import re

import pytest

from support.command import fanfare as run
from support.deadline import eventually
from support.fanfare import API_KEY, Fanfare
from support.redis_server import RedisServer
from support.websocket import SAMPLE_ACCEPT, TEXT, frame_bytes
from support.websocket_push import DIALECT, ROUTE, Tab, of_redis, publish, pushing, subscriptions

ANN = "github:ferbs"
CONF = pathlib.Path(__file__).parents[2] / "conf"


@pytest.fixture(scope="module")
def redis_of_all():
    server = RedisServer().start()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def server(redis_of_all):
    running = Fanfare(of_redis(redis_of_all))
    running.wait_until_ready()
    redis_of_all.wait_for_subscribers("BackgroundPush")
    running.push = pushing(redis_of_all)
    yield running
    running.terminate()


@pytest.fixture
def background(redis_of_all):
    return pushing(redis_of_all)


@pytest.fixture
def start_alone(start_fanfare, own_redis):
    """start_alone({key: value}) starts a server that is the only one on a Redis, and listens to it."""
    own_redis.start()

    def start(settings, **options):
        server = start_fanfare(settings, **options)
        own_redis.wait_for_subscribers("BackgroundPush")
        own_redis.wait_for_subscribers("AuthEvent")
        server.wait_until_ready()
        server.push = pushing(own_redis)
        return server, server.push

    return start


@pytest.fixture
def open_tab():
    """open_tab(server, …): in the room of all; closed, and gone, after the test."""
    opened = []

    def open_one(server, **who):
        tab = Tab(server, **who)
        opened.append(tab)
        tab.join("all")
        return tab

    yield open_one
    for tab in opened:
        tab.socket.close()
    for server in {tab.server for tab in opened}:
        if server.process.exit_code is None:
            eventually(lambda: server.metric("fanfare_connections") == 0, "all are gone")


# The recorded handshakes

@pytest.mark.parametrize("path", [ROUTE, "/server_notifications", "/server_notifications/connect?x=1"])
def test_any_path_under_the_route_is_opened(server, path):
    with server.connect(path) as socket:
        response = socket.response
        assert (response.status, response.reason) == (101, "Switching Protocols")
        assert response.header("Upgrade") == "websocket"
        assert response.header("Connection") == "Upgrade"
        assert response.header("Sec-WebSocket-Accept") == SAMPLE_ACCEPT
        assert re.fullmatch(r'\{"tabWindowId":"[0-9a-z]{1,11}"\}', socket.receive())


@pytest.mark.parametrize("request_line, headers", [
    ({"method": "POST"}, {}),
    ({}, {"Sec_WebSocket_Key": None}),
    ({}, {"Sec_WebSocket_Key": "bad"}),
    ({}, {"Sec_WebSocket_Version": "6"}),
    ({}, {"Sec_WebSocket_Version": None}),
    ({}, {"Upgrade": None, "Connection": None}),  # which the original never answers
], ids=["POST", "nokey", "badkey", "v6", "nov", "plain"])
def test_what_is_no_handshake_is_refused_as_recorded(server, request_line, headers):
    response = server.refusal(ROUTE, **request_line, **headers)
    assert (response.status, response.reason, response.body) == (400, "Bad Request", b"Bad Request")
    assert response.header("Connection").lower() == "close"
    assert response.header("Content-Type") == "text/html"
    assert response.header("Content-Length") == "11"


def test_version_8_is_spoken_too(server):
    with server.connect(ROUTE, Sec_WebSocket_Version="8") as socket:
        assert "tabWindowId" in socket.receive()


def test_the_first_subprotocol_is_taken_and_no_extension(server):
    with server.connect(ROUTE, Sec_WebSocket_Protocol="a, b",
                        Sec_WebSocket_Extensions="permessage-deflate") as socket:
        assert socket.response.header("Sec-WebSocket-Protocol") == "a"
        assert socket.response.header("Sec-WebSocket-Extensions") is None
        assert "tabWindowId" in socket.receive()


def test_every_tab_has_an_id_of_its_own(server):
    tabs = [Tab(server, user=ANN) for _ in range(20)]
    assert len({tab.id for tab in tabs}) == 20
    for tab in tabs:
        tab.socket.close()


# The recorded messages: what is published, and what a, its twin b and the guest g hear of it.
# TAB stands for a's id.

RECORDED = [
    ({"pushToUser": ANN, "payload": {"some": "info", "n": 1.5, "u": "ж"}},
     ['{"some":"info","n":1.5,"u":"ж"}'], ['{"some":"info","n":1.5,"u":"ж"}'], []),
    ('{"pushToUser":"github:ferbs","payload":{"b":1.0,"a":12345678901234567890, "2":0,"1":0}}',
     ['{"1":0,"2":0,"b":1,"a":12345678901234567000}'],
     ['{"1":0,"2":0,"b":1,"a":12345678901234567000}'], []),
    ({"pushToUser": ANN, "tabWindowId": "TAB", "payload": {"only": "a"}}, ['{"only":"a"}'], [], []),
    ({"pushToUser": ANN, "payload": "str"}, ['"str"'], ['"str"'], []),
    ({"pushToUser": ANN, "payload": 0}, [], [], []),
    ({"pushToUser": ANN, "payload": []}, ["[]"], ["[]"], []),
    ({"tabWindowId": "TAB", "payload": {"x": 1}}, [], [], []),
    ("notjson", [], [], []),
    ({"pushToUser": "guest:1", "pushToRoom": "R", "payload": 1}, [], [], ["1"]),
    ({"pushToRoom": "R", "payload": {"room": 1}}, ['{"room":1}'], [], []),
    ({"pushToRoom": "R", "tabWindowId": "TAB", "payload": {"room": 2}}, ['{"room":2}'], [], []),
]


def test_pushes_reach_whom_they_were_recorded_to_reach(server, background, open_tab, redis_of_all):
    a, b = open_tab(server, user=ANN), open_tab(server, user=ANN)
    g = open_tab(server, guest="guest:1")
    tabs = (a, b, g)
    a.join("R")

    def expect(*wanted):
        assert tuple(tab.heard(background) for tab in tabs) == wanted

    for message, *wanted in RECORDED:
        if isinstance(message, dict) and "tabWindowId" in message:
            message = {**message, "tabWindowId": a.id}
        background(message)
        expect(*wanted)

    a.send({"joinRoom": "R"})
    a.socket.fence()
    background({"pushToRoom": "R", "payload": {"room": "joined twice"}})
    expect(['{"room":"joined twice"}'], [], [])
    a.leave("R")
    background({"pushToRoom": "R", "payload": {"room": 3}})
    expect([], [], [])

    # The guest logs in. In the original the user's own tabs hear nothing from here on.
    publish(redis_of_all, "AuthEvent", {"guestId": "guest:1", "authUserId": ANN})
    background({"pushToUser": ANN, "payload": "after guest login"})
    assert [tab.receive() for tab in tabs] == ['"after guest login"'] * 3
    background({"pushToUser": "guest:1", "payload": "old guest id"})
    expect([], [], [])
    publish(redis_of_all, "AuthEvent", {"guestId": "guest:none", "authUserId": ANN})
    background({"pushToUser": ANN, "payload": "after unrelated guest login"})
    expect(*[['"after unrelated guest login"']] * 3)


def test_pings_and_closes_as_recorded(server, open_tab):
    socket = open_tab(server).socket
    socket.fence()
    socket.send_close(1000, "bye")
    assert socket.receive_close() == (1000, "bye")
    assert socket.at_end()


# Who is who

def test_the_user_counts_before_the_guest(server, background, open_tab):
    tab = open_tab(server, user="u", guest="g")
    background({"pushToUser": "g", "payload": 1})
    background({"pushToUser": "u", "payload": 2})
    assert tab.heard(background) == ["2"]


def test_headers_of_a_peer_that_is_not_trusted_make_nobody(start_alone, own_redis, open_tab):
    server, background = start_alone(of_redis(own_redis, **{"identity.header.trusted": "192.0.2.1"}))
    tab = open_tab(server, user=ANN)
    tab.join("R")
    background({"pushToUser": ANN, "payload": "not for you"})
    background({"pushToRoom": "R", "payload": "for the room"})
    assert tab.heard(background) == ['"for the room"']


def test_an_origin_of_elsewhere_is_refused(server):
    response = server.refusal(ROUTE, Origin="http://elsewhere.example")
    assert response.status == 403
    assert "origin.allow" in response.text()
    with server.connect(ROUTE, Origin=server.url) as socket:
        assert "tabWindowId" in socket.receive()


# The original's hooks permitUserConnection and permitJoiningRoom

def test_rules_stand_in_for_the_hooks(start_alone, own_redis, open_tab, tmp_path):
    rules = tmp_path / "site.rules"
    rules.write_text("deny   subscribe  any            websocket_push  user banned\n"
                     "deny   subscribe  room:secret-*  websocket_push  anyone\n"
                     "allow  subscribe  user,room      websocket_push  anyone\n")
    server, background = start_alone(
        of_redis(own_redis, **{"policy.type": "rules", "policy.rules.file": str(rules)}))

    refused = server.refusal(ROUTE, [("X-Auth-User", "banned")])
    assert refused.status == 403
    assert "site.rules:1" in refused.text()

    tab = open_tab(server, user=ANN)
    tab.send({"joinRoom": "secret-plans"})
    tab.join("open")
    eventually(lambda: server.metric("fanfare_joins_refused_total") == 1, "the refusal is counted")
    server.wait_for_log("is not granted subscribe room:secret-plans:websocket_push, by site.rules:2")
    background({"pushToRoom": "secret-plans", "payload": 1})
    background({"pushToRoom": "open", "payload": 2})
    assert tab.heard(background) == ["2"]


def test_rooms_of_a_space_open_by_its_secret(server, background, open_tab, redis_of_all):
    redis_of_all.client.set("ws-emit::secret::dir", "s3cret")
    tab = open_tab(server)
    refused = server.metric("fanfare_joins_refused_total")
    tab.send({"joinRoom": "dir::a"})
    tab.send({"joinRoom": "dir::a", "secret": "wrong"})
    eventually(lambda: server.metric("fanfare_joins_refused_total") == refused + 2, "both are refused")
    background({"pushToRoom": "dir::a", "payload": 1})
    assert tab.heard(background) == []

    tab.join("dir::a", secret="s3cret")
    background({"pushToRoom": "dir::a", "payload": 2})
    assert tab.heard(background) == ["2"]


# Ways to its clients

def test_the_command_line_and_the_api_reach_its_clients(server, open_tab, redis_of_all):
    tab = open_tab(server, user=ANN)
    tab.join("R")
    for audience in (["--room", "R"], ["--user", ANN]):
        by_redis = run("publish", "websocket_push", *audience, "--expire", 0, "--redis", redis_of_all.url,
                       '{"b": 1.0, "1": 2}')
        assert by_redis.returncode == 0, by_redis.stderr
        assert tab.receive() == '{"1":2,"b":1}'
        by_http = run("publish", "websocket_push", *audience, "--expire", 0, "--http", server.url,
                      "--key", API_KEY, "no JSON")
        assert by_http.returncode == 0, by_http.stderr
        assert tab.receive() == '"no JSON"'
    server.publish("websocket_push", {"by": "the API"}, users=[ANN], expire=0)
    assert tab.receive() == '{"by":"the API"}'


def test_its_channels_may_lie_on_a_redis_of_their_own(start_alone, own_redis, open_tab):
    server, background = start_alone({**DIALECT, "broker.type": "memory",
                                      "dialect.websocket_push.redis.url": own_redis.url})
    tab = open_tab(server, user=ANN)
    background({"pushToUser": ANN, "payload": 1})
    assert tab.receive() == "1"


def test_two_nodes_tell_their_own_clients_and_nobody_twice(start_fanfare, own_redis, open_tab):
    own_redis.start()
    nodes = [start_fanfare(of_redis(own_redis)) for _ in range(2)]
    own_redis.wait_for_subscribers("BackgroundPush", 2)
    own_redis.wait_for_subscribers("AuthEvent", 2)
    push = pushing(own_redis)
    for node in nodes:
        node.push = push
    tabs = [open_tab(node, guest="guest:1") for node in nodes]
    assert tabs[0].id != tabs[1].id

    push({"pushToUser": "guest:1", "payload": 1})
    push({"pushToUser": "guest:1", "tabWindowId": tabs[1].id, "payload": 2})
    push({"pushToRoom": "all", "payload": 3})
    assert [tab.heard(push) for tab in tabs] == [["1", "3"], ["1", "2", "3"]]

    publish(own_redis, "AuthEvent", {"guestId": "guest:1", "authUserId": ANN})
    push({"pushToUser": ANN, "payload": 4})
    assert [tab.receive() for tab in tabs] == ["4", "4"]
    assert [tab.heard(push) for tab in tabs] == [[], []]


def test_a_restart_of_redis_is_survived(start_alone, own_redis, open_tab):
    server, background = start_alone(of_redis(own_redis))
    tab = open_tab(server, user=ANN)
    tab.join("R")
    own_redis.stop()
    own_redis.start()
    own_redis.wait_for_subscribers("BackgroundPush")
    background({"pushToUser": ANN, "payload": "back again"})
    background({"pushToRoom": "R", "payload": "in the room, too"})
    assert tab.socket.receive_many(2) == ['"back again"', '"in the room, too"']


# What the React hook does, and what nobody should

def test_a_page_that_leaves_and_joins_at_each_turn_misses_nothing(server, background, open_tab):
    tab = open_tab(server)
    tab.join("slidecast:1")
    turn = b"".join(frame_bytes(TEXT, json.dumps({command: "slidecast:1"}).encode())
                    for command in ("leaveRoom", "joinRoom"))
    for count in range(50):
        tab.socket.send_raw(turn)
        background({"pushToRoom": "slidecast:1", "payload": {"slide": count}})
    assert tab.heard(background) == [f'{{"slide":{count}}}' for count in range(50)]


def test_a_room_that_is_left_while_it_is_joined_is_left(server, background, open_tab):
    tab = open_tab(server)
    before = subscriptions(server)
    for count in range(20):
        tab.send({"joinRoom": f"passing {count}"})
        tab.send({"leaveRoom": f"passing {count}"})
    tab.socket.fence()
    eventually(lambda: subscriptions(server) == before, "all are left")
    for count in range(20):
        background({"pushToRoom": f"passing {count}", "payload": count + 1})
    assert tab.heard(background) == []


@pytest.mark.parametrize("nonsense", [
    b'{"joinRoom":"R"}', b"\x00\xff", "", "no JSON", "[]", "null", '{"joinRoom":7}', '{"joinRoom":""}',
    '{"joinRoom":"' + "x" * 60_000 + '"}', '{"joinRoom":"a\\u0000b"}', '{"other":' + "[" * 20_000,
    '{"leaveRoom":"never joined"}'])
def test_nonsense_of_a_client_is_passed_over(server, background, open_tab, nonsense):
    tab = open_tab(server)
    before = subscriptions(server)
    tab.send(nonsense)
    tab.socket.fence()
    background({"pushToRoom": "R", "payload": 1})
    assert tab.heard(background) == []
    assert subscriptions(server) == before


@pytest.mark.parametrize("nonsense", [
    "", "no JSON", "[]", b"\xff", '{"pushToRoom":"all"}', '{"pushToRoom":"a\\nb","payload":1}',
    json.dumps({"pushToRoom": "x" * 60_000, "payload": 1}), '{"pushToRoom":7,"payload":1}',
    '{"pushToRoom":"all","payload":' + "[" * 20_000])
def test_nonsense_of_a_backend_is_passed_over(server, redis_of_all, background, open_tab, nonsense):
    tab = open_tab(server)
    for channel in ("BackgroundPush", "AuthEvent"):
        publish(redis_of_all, channel, nonsense)
    assert tab.heard(background) == []


def test_a_flood_of_joins_is_bounded_and_told(start_alone, own_redis, open_tab):
    server, background = start_alone(of_redis(own_redis, **{"limit.subscriptions_per_connection": "50",
                                                            "limit.messages_per_connection": "0"}))
    tab = open_tab(server)
    for count in range(300):
        tab.send({"joinRoom": f"room {count}"})
    eventually(lambda: server.metric("fanfare_joins_refused_total") == 251, "the rest is refused")
    assert subscriptions(server) == 50
    server.wait_for_log("limit.subscriptions_per_connection")
    # Several are judged at once, so it may be others than the first that come in.
    for count in range(300):
        background({"pushToRoom": f"room {count}", "payload": count + 1})
    heard = tab.heard(background)
    assert len(heard) == len(set(heard)) == 49


# The configuration that comes with it

def test_starts_as_the_original_with_its_configuration(start_alone, own_redis, open_tab):
    server, background = start_alone({"broker.redis.url": own_redis.url, "server.address": "127.0.0.1"},
                                     config=CONF / "websocket_push.properties")
    tab = open_tab(server, guest="guest:1")
    background({"pushToUser": "guest:1", "payload": "as documented"})
    assert tab.receive() == '"as documented"'
