"""The subprotocol fanfare.v1: JSON text frames."""

import json

import pytest

ALICE = [("X-Auth-User", "alice"), ("X-Auth-Groups", "staff"), ("X-Auth-Session", "s3cr3t")]


class Client:
    def __init__(self, server, target, headers=(), protocol="fanfare.v1"):
        self.socket = server.connect(target, headers=headers, Sec_WebSocket_Protocol=protocol)

    def send(self, **fields):
        self.socket.send(json.dumps(fields))

    def receive(self):
        return json.loads(self.socket.receive())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def test_welcomes_with_who_one_is_and_what_one_hears(fanfare):
    with Client(fanfare, "/ws/f?subscribe-broadcast&subscribe-user&subscribe-session", ALICE) as client:
        welcome = client.receive()

    assert welcome["type"] == "welcome"
    assert welcome["connection"]
    assert welcome["user"] == "alice"
    text = json.dumps(welcome["channels"])
    assert "broadcast:f" in text and "user:alice:f" in text and "session:self:f" in text
    assert "s3cr3t" not in json.dumps(welcome)
    assert welcome["refused"] == []


def test_welcomes_an_anonymous_client_and_tells_what_it_did_not_get(fanfare):
    with Client(fanfare, "/ws/f?subscribe-broadcast&subscribe-user") as client:
        welcome = client.receive()

    assert welcome["user"] is None
    assert welcome["refused"] != []


def test_is_chosen_from_a_list(fanfare_in_memory):
    for offered in ("fanfare.v1", "fanfare.v1, other", "other, fanfare.v1"):
        with Client(fanfare_in_memory, "/ws/f", protocol=offered) as client:
            assert client.socket.response.header("Sec-WebSocket-Protocol") == "fanfare.v1"
            assert client.receive()["type"] == "welcome"


def test_wraps_each_message_with_its_channel(fanfare):
    with Client(fanfare, "/ws/f?subscribe-broadcast&subscribe-user", ALICE) as client:
        client.receive()
        fanfare.publish("f", 'with "quotes"\nand ž')
        assert client.receive() == {
            "type": "message", "channel": "broadcast:f", "data": 'with "quotes"\nand ž'}
        fanfare.publish("f", "mine", users=["alice"])
        assert client.receive() == {"type": "message", "channel": "user:alice:f", "data": "mine"}


def test_replays_behind_its_welcome(fanfare):
    fanfare.publish("f", "kept")
    with Client(fanfare, "/ws/f?subscribe-broadcast") as client:
        assert client.receive()["type"] == "welcome"
        assert client.receive()["data"] == "kept"


def test_carries_bytes_that_are_not_text_in_base64(fanfare_on_redis, redis_server):
    with Client(fanfare_on_redis, "/ws/f?subscribe-broadcast") as client:
        client.receive()
        redis_server.client.publish("broadcast:f", b"\x00\xff")
        assert client.receive() == {
            "type": "message", "channel": "broadcast:f", "data": "AP8=", "base64": True}


def test_publishes_on_a_channel_by_name(fanfare):
    target = "/ws/f?subscribe-broadcast&publish-broadcast&subscribe-session&publish-session&echo"
    with Client(fanfare, target, ALICE) as client:
        client.receive()
        client.send(publish="broadcast:f", data="to all")
        assert client.receive() == {"type": "message", "channel": "broadcast:f", "data": "to all"}
        client.send(publish="session:self:f", data="to myself")
        assert client.receive() == {"type": "message", "channel": "session:self:f", "data": "to myself"}


def test_subscribes_and_unsubscribes_later(fanfare):
    with Client(fanfare, "/ws/f?subscribe-broadcast") as client:
        client.receive()
        fanfare.publish("f", "kept in blue", rooms=["blue"])

        client.send(subscribe=["room:blue:f"])
        seen = [client.receive()]
        while seen[-1]["type"] != "message":
            seen.append(client.receive())
        assert seen[-1] == {"type": "message", "channel": "room:blue:f", "data": "kept in blue"}

        client.send(unsubscribe=["room:blue:f"])
        client.socket.fence()
        fanfare.publish("f", "not heard", rooms=["blue"])
        fanfare.publish("f", "marker")
        received = client.receive()
        while received["type"] != "message":
            received = client.receive()
        assert received["data"] == "marker"


def test_gets_no_room_that_reads_as_another_facilitys(start_fanfare):
    server = start_fanfare({"facility.a?b.allow_colon": "on"})
    with Client(server, "/ws/b?subscribe-room=x:a&subscribe-broadcast") as client:
        welcome = client.receive()
        assert welcome["channels"] == ["broadcast:b"]
        assert "allow_colon" in json.dumps(welcome["refused"])
        client.send(subscribe=["room:x:a:b"])
        assert client.receive()["channels"] == []


NOT_HERS = ["user:bob:f", "group:admins:f", "broadcast:other", "user:alice:other", "room:blue:other"]


@pytest.mark.parametrize("policy", ["subscribe-only", "allow-all"])
def test_gets_nothing_of_others_and_nothing_of_another_facility(start_fanfare, policy):
    server = start_fanfare({"identity.resolver": "header", "policy.type": policy})
    with Client(server, "/ws/f?subscribe-broadcast", ALICE) as client:
        client.receive()
        client.send(subscribe=NOT_HERS + ["group:staff:f"])
        answer = client.receive()
        assert answer["channels"] == ["group:staff:f"]
        assert sorted(one["channel"] for one in answer["refused"]) == sorted(NOT_HERS)
        assert all(one["rule"] for one in answer["refused"])

        server.publish("f", "for bob", users=["bob"])
        server.publish("f", "for admins", groups=["admins"])
        server.publish("other", "elsewhere")
        server.publish("f", "marker")
        received = client.receive()
        while received["type"] != "message":
            received = client.receive()
        assert received["data"] == "marker"


def test_is_told_no_when_it_publishes_where_it_may_not(start_fanfare):
    server = start_fanfare({"identity.resolver": "header"})
    with Client(server, "/ws/f?subscribe-broadcast&publish-broadcast", ALICE) as client:
        client.receive()
        client.send(publish="broadcast:f", data="x")
        assert client.receive()["type"] == "error"


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"publish": 1}', '{"publish": "broadcast:f"}',
                                  '{"publish": "nonsense", "data": "x"}', '{"subscribe": "room:a:f"}',
                                  '{"subscribe": ["x"]}', '{"publish":"broadcast:f","data":"a","extra":' + "[" * 5000])
def test_answers_nonsense_with_an_error_and_stays_open(fanfare_in_memory, text):
    with Client(fanfare_in_memory, "/ws/f?subscribe-broadcast&publish-broadcast&echo") as client:
        client.receive()
        client.socket.send(text)
        error = client.receive()
        assert error["type"] == "error"
        assert error["code"] and error["message"]

        client.send(publish="broadcast:f", data="still open")
        assert client.receive()["data"] == "still open"
