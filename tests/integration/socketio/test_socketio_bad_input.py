"""What no client of Socket.IO sends. It harms nobody but its sender, and that one only where the original does."""

import json

import pytest

from support.socketio import MAX_PAYLOAD, Client, Polling, Socket, compact


@pytest.fixture(scope="module")
def bystander(server):
    client = Client(Socket(server))
    client.join("bystanders")
    yield client
    client.close()


@pytest.fixture(autouse=True)
def others_hear_as_before(server, bystander):
    yield
    server.backend.emit("still here", room="bystanders")
    assert bystander.heard(server.backend)[-1] == '42["still here"]'


DEEP = "[" * 20_000
PASSED_OVER = {
    "no packet of Socket.IO": "4",
    "an unknown packet of Socket.IO": "47",
    "a packet that is no number": "4x",
    "a NUL": "4\0",
    "an event of nothing": "42",
    "an event that is no JSON": "42x",
    "an event that is cut": '42["join",{"room":"a"',
    "an event with something behind it": '42["join",{"room":"a"}]x',
    "two events in one": '42["join",{"room":"a"}]["join",{"room":"a"}]',
    "an event that is an empty array": "42[]",
    "an event that is an object": '42{"join":{"room":"a"}}',
    "an event that is a text": '42"join"',
    "an event without a name": "42[1]",
    "an event named null": "42[null]",
    "an event named by an object": "42[{}]",
    "an event named as the client's own are": '42["connect"]',
    "an event of another namespace": '42/other,["join",{"room":"a"}]',
    "an event that ends in its namespace": "42/other",
    "an event with NaN": '42["x",NaN]',
    "half a surrogate": '42["\\ud800"]',
    "an event number too long": "42" + "9" * 101 + '["x"]',
    "a negative event number": '42-1["join",{"room":"a"}]',
    "deep nesting": f'42["x",{DEEP}{"]" * 20_000}]',
    "deep nesting that is cut": f'42["x",{DEEP}',
    "an acknowledgement of nothing": "43",
    "an acknowledgement that nobody asked for": "431[]",
    "an acknowledgement that is no JSON": "431x",
    "an acknowledgement that is an object": "431{}",
    "an error for the server": '44"x"',
    "connecting with what is no JSON": "40x",
    "leaving another namespace": "41/other,",
    "a binary event without a number of attachments": '45-["x"]',
}


@pytest.mark.parametrize("case", PASSED_OVER)
def test_passes_over(client, backend, case):
    client.wire.send(PASSED_OVER[case])
    client.join("fence")
    backend.emit("x", room="a")
    client.hears_nothing(backend)


# Events join and leave with everything but a room.
DATA = {
    "nothing": [],
    "null": [None],
    "a text": ["time"],
    "a number": [5],
    "an array": [["time"]],
    "an empty object": [{}],
    "no room": [{"secret": "x"}],
    "a room that is null": [{"room": None}],
    "a room that is a number": [{"room": 5}],
    "a room that is a fraction": [{"room": 5.5}],
    "a room that is true": [{"room": True}],
    "a room that is an array": [{"room": ["time"]}],
    "a room that is an object": [{"room": {"room": "time"}}],
    "two arguments": [{"room": "t1"}, {"room": "t2"}],
    "three arguments": [1, 2, 3],
}


@pytest.mark.parametrize("event", ["join", "leave"])
@pytest.mark.parametrize("case", DATA)
def test_passes_over_a_command_with(client, backend, event, case):
    client.emit(event, *DATA[case])
    client.join("fence")
    for room in ("time", "5", "True", "true", "null", "None"):
        backend.emit("x", room=room)
    client.hears_nothing(backend)


@pytest.mark.parametrize("room", ["", "a\nb", "a\0b", "\ud800", "x" * 5000, "\x7f"])
def test_survives_a_room_of_an_impossible_name(client, backend, room):
    client.wire.send('42["join",' + '{"room":' + json.dumps(room) + "}]")
    client.join("fence")
    client.hears_nothing(backend)


# Packets of Engine.IO

@pytest.mark.parametrize("packet", ["", "x", "ä", "\x1e", "}"])
def test_a_websocket_that_says_what_is_no_packet_is_closed(server, packet):
    socket = Socket(server)
    socket.send(packet)
    assert socket.is_over()


@pytest.mark.parametrize("packet", ["0", "0{}", "2", "2probe", "3probe", "6", "5", "9"])
def test_packets_that_are_not_a_clients_to_send_do_not_end_a_websocket(server, backend, open_client, packet):
    client = open_client(server)
    client.wire.send(packet)
    client.join("fence")
    client.hears_nothing(backend)


@pytest.mark.parametrize("packet", ["0", "0{}", "2", "2probe", "6", "9"])
def test_packets_that_are_not_a_clients_to_send_are_taken_or_end_a_session_that_polls(server, packet):
    polling = Polling(server)
    poll = polling.poll()
    status = polling.post(packet).status
    assert status in (200, 400)
    if status == 200:
        polling.send("40")
        assert poll.response().text().startswith("40{")
    polling.close()


BODIES = {
    "nothing": b"",
    "separators": b"\x1e\x1e\x1e",
    "what is no packet": b"x",
    "what is not UTF-8": b"\xff\xfe",
    "base64 that is none": b"b!!!!",
    "a megabyte of separators": b"\x1e" * (MAX_PAYLOAD - 1),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_post_of_nonsense_does_not_end_a_session(server, backend, open_client, case):
    client = open_client(server, "polling")
    assert client.wire.post(BODIES[case]).status in (200, 400)
    client.join("fence")
    backend.emit("x", room="a")
    client.hears_nothing(backend)


@pytest.mark.parametrize("content_type", ["application/octet-stream", "application/json", "", "x"])
def test_a_post_of_any_type_is_read_as_text(server, open_client, content_type):
    client = open_client(server, "polling")
    response = client.wire.post('421["join",{"room":"a"}]', [("Content-Type", content_type)])
    assert response.status == 200
    assert client.receive() == "431[]"


def test_a_message_beyond_the_bound_closes_a_websocket(server):
    client = Client(Socket(server))
    client.wire.send('42["x","' + "x" * MAX_PAYLOAD + '"]')
    assert client.is_over()


def test_fragments_beyond_the_bound_close_a_websocket(server):
    client = Client(Socket(server))
    client.wire.websocket.send_frame(1, b'42["x","' + b"x" * (MAX_PAYLOAD // 2), fin=False)
    client.wire.websocket.send_frame(0, b"x" * MAX_PAYLOAD, fin=False)
    assert client.is_over()


# Binary events

def test_a_binary_event_is_taken(client, backend):
    """It names no room, so it does nothing; what comes behind it does."""
    client.wire.send('451-["join",{"_placeholder":true,"num":0}]', b"\0\1")
    client.join("a")
    client.hears_nothing(backend)


@pytest.mark.parametrize("packet", [
    '452-["x",{"_placeholder":true,"num":0}]',
    '451-["x",{"_placeholder":true,"num":7}]',
    '451-["x",{"_placeholder":true,"num":-1}]',
    '451-["x",{"_placeholder":true,"num":"0"}]',
    '451-["x",{"_placeholder":true}]',
    '451-["x"]',
    '451-x',
    '4599999999-["x",{"_placeholder":true,"num":0}]',
    '45999999999999999999999999-["x"]',
    "45", '450-["x"]', '45-1-["x"]', "451-", "461-7[]",
])
@pytest.mark.parametrize("behind", [[b"\0"], [b"\0", b"\1"], ['421["join",{"room":"behind"}]'], []])
def test_survives_attachments_that_do_not_fit(server, packet, behind):
    socket = Socket(server)
    client = Client(socket)
    try:
        client.wire.send(packet, *behind)
        socket.websocket.fence()
    except (OSError, AssertionError):
        pass  # it has been closed
    client.close()


def test_survives_binary_data_that_nothing_announced(client, backend):
    client.wire.send(b"\0\1\2")
    try:
        client.join("a")
    except (AssertionError, OSError):
        assert client.is_over()


def test_survives_who_leaves_between_a_packet_and_its_attachments(server, backend):
    for _ in range(10):
        client = Client(Socket(server))
        client.wire.send('453-["x",{"_placeholder":true,"num":0}]', b"x" * 1000)
        client.close()


def test_survives_floods_of_connects(server):
    socket = Socket(server)
    try:
        for number in range(2000):
            socket.send(f"40/n{number},")
        socket.websocket.fence()
    except (OSError, AssertionError):
        pass
    socket.close()


# POST /emit

EMITS = [b"", b"{", b"[]", b"1", b'"x"', b"null", b"\xff", b"{" * 50_000, compact({"event": "x"}).encode(),
         b'{"secret":["123"]}', b'{"secret":{"a":"123"}}', b'{"secret":null}', b'{"secret":true}', b'{"secret":123}']


@pytest.mark.parametrize("body", EMITS, ids=range(len(EMITS)))
def test_an_emit_without_the_secret_emits_nothing(server, bystander, backend, body):
    response = server.request("POST", "/emit", body, [("Content-Type", "application/json")])
    assert response.status in (400, 403, 500)
    bystander.hears_nothing(backend)


@pytest.mark.parametrize("body", [
    b'{"secret":"123"}', b'{"secret":"123","event":null}', b'{"secret":"123","event":7}',
    b'{"secret":"123","event":"x","room":{}}', b'{"secret":"123","event":"x","namespace":7}'])
def test_survives_an_emit_of_something_else(server, body):
    response = server.request("POST", "/emit", body, [("Content-Type", "application/json")])
    assert response.status in (200, 400, 500)
