"""Long-polling, the upgrade to a WebSocket, and beats."""

import pytest

from support.deadline import PATIENCE
from support.http import read_response
from support.socketio import (
    BEAT, BEAT_ANSWER, MAX_PAYLOAD, SEPARATOR, Client, Polling, Socket, first_answered,
    packets_in, path, taken_apart, upgraded)
from support.tls import dial
from support.websocket import PING, PONG, Refused


@pytest.fixture
def polling(server, open_client):
    """A client connected by polling."""
    return open_client(server, "polling")


# Polling

def test_a_poll_waits_for_what_comes(polling, backend):
    poll = polling.wire.poll()
    backend.emit("x", room=polling.sid)
    response = poll.response()
    assert response.status == 200
    assert response.header("Content-Type") == "text/plain; charset=UTF-8"
    assert packets_in(response) == ['42["x"]']


def test_packets_go_together_both_ways(polling, backend):
    polling.wire.send('421["join",{"room":"a"}]', '422["join",{"room":"b"}]', '423["leave",{"room":"a"}]')
    heard = []
    while len(heard) < 3:
        heard += polling.wire.poll().packets()
    assert sorted(heard) == ["431[]", "432[]", "433[]"]
    backend.emit("x", room="b")
    polling.hears(("x",))


def test_sixteen_packets_go_together(polling):
    packets = [f'42{number}["join",{{"room":"many"}}]' for number in range(16)]
    polling.wire.send(*packets)
    heard = []
    while len(heard) < 16:
        heard += polling.wire.poll().packets()
    assert heard == [f"43{number}[]" for number in range(16)]


def test_what_waits_comes_in_order(server, polling, backend, open_client):
    for number in range(40):
        backend.emit("x", number, room=polling.sid)
    open_client(server).hears_nothing(backend)  # so the forty are there
    heard = []
    while len(heard) < 40:
        heard += polling.wire.poll().packets()
    assert heard == [f'42["x",{number}]' for number in range(40)]


def test_binary_data_are_base64_in_a_poll(polling, backend):
    poll = polling.wire.poll()
    backend.emit("x", room=polling.sid, binary=True, data=[[{"_placeholder": True, "num": 0}], "AP8="])
    parts = poll.response().text().split(SEPARATOR)
    if len(parts) == 1:
        parts += polling.wire.poll().response().text().split(SEPARATOR)
    assert taken_apart(parts[0]) == ("451-", ["x", {"_placeholder": True, "num": 0}])
    assert parts[1:] == ["bAP8="]


def test_binary_data_of_a_client_are_taken_in_a_post(polling):
    polling.wire.send('451-7["join",{"_placeholder":true,"num":0}]', b"\0\xff", '428["join",{"room":"a"}]')
    heard = []
    while "438[]" not in heard:
        heard += polling.wire.poll().packets()


def test_a_message_is_as_long_as_the_payload_may_be(polling, backend):
    text = "x" * (MAX_PAYLOAD - len('42["shout",""]'))
    response = polling.wire.post(f'42["shout","{text}"]')
    assert (response.status, response.text()) == (200, "OK")
    polling.hears_nothing(backend)


def test_a_payload_that_is_longer_ends_the_session(server, polling):
    text = "x" * (MAX_PAYLOAD + 1 - len('42["shout",""]'))
    polling.wire.poll()
    assert polling.wire.post(f'42["shout","{text}"]').status in (400, 413)
    assert polling.is_over()


def test_a_session_is_used_over_a_connection_that_is_kept(server, polling, backend):
    target = polling.wire.target()
    host = "Host: %s:%d\r\n" % server.address
    with dial(server.address, PATIENCE) as stream:
        rest = b""
        for number in range(3):
            backend.emit("x", number, room=polling.sid)
            stream.sendall(f"GET {target} HTTP/1.1\r\n{host}\r\n".encode())
            response, rest = read_response(stream, rest)
            assert packets_in(response) == [f'42["x",{number}]']


def test_polls_that_overlap_lose_nothing(server, polling, backend):
    """A client must not do so. Whichever comes later takes the place of the other."""
    first, second = polling.wire.poll(), polling.wire.poll()
    earlier, later = (first, second) if first_answered(first, second) is first else (second, first)
    assert earlier.packets() == ["6"]
    backend.emit("x", room=polling.sid)
    backend.emit("y", room=polling.sid)
    heard = later.packets()
    if '42["y"]' not in heard:
        heard += polling.wire.poll().packets()
    assert heard == ['42["x"]', '42["y"]']


def test_posts_that_overlap_are_both_taken_or_refused(server, polling, backend):
    """A client must not do so; the server goes on, whatever it thinks of it."""
    first = Half(server, polling.wire.target(), b'421["join",{"room":"overlap"}]')
    status = polling.wire.post('42["leave",{"room":"nowhere"}]').status
    assert status in (200, 400)
    assert first.finish().status in (200, 400)


class Half:
    """A POST of which half of the body has been sent."""

    def __init__(self, server, target, body):
        head = (f"POST {target} HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                f"Content-Length: {len(body)}\r\n\r\n" % server.address)
        self._stream = dial(server.address, PATIENCE)
        self._stream.sendall(head.encode() + body[:5])
        self._rest = body[5:]

    def finish(self):
        with self._stream as stream:
            stream.sendall(self._rest)
            return read_response(stream)[0]


# The upgrade

def test_a_session_goes_on_over_a_websocket(server, polling, backend):
    polling.join("a")
    polling.wire = upgraded(server, polling.wire)
    backend.emit("x", room="a")
    polling.hears(("x",))
    polling.join("b")
    backend.emit("y", room="b")
    polling.hears(("y",))


def test_the_upgrade_of_a_session_opens_without_a_word(server, polling):
    socket = Socket(server, sid=polling.wire.sid)
    socket.websocket.send_frame(PING, b"!")
    assert socket.websocket.receive_frame() == (PONG, b"!", True, 0)
    socket.close()


def test_what_comes_during_an_upgrade_is_lost_nowhere(server, polling, backend):
    backend.emit("x", 0, room=polling.sid)
    poll = polling.wire.poll()
    heard = [packet for packet in poll.packets() if packet != "6"]
    poll = polling.wire.poll()
    socket = Socket(server, sid=polling.wire.sid)
    backend.emit("x", 1, room=polling.sid)
    socket.send("2probe")
    assert socket.receive() == "3probe"
    backend.emit("x", 2, room=polling.sid)
    while "6" not in (packets := poll.packets()):
        heard += packets
        poll = polling.wire.poll()
    heard += [packet for packet in packets if packet != "6"]
    backend.emit("x", 3, room=polling.sid)
    socket.send("5")
    backend.emit("x", 4, room=polling.sid)
    while len(heard) < 5:
        heard += [packet for packet in [socket.receive()] if packet != "6"]
    assert heard == [f'42["x",{number}]' for number in range(5)]
    socket.close()


def test_the_upgrade_may_begin_while_the_client_connects(server):
    for _ in range(20):
        polling = Polling(server)
        connecting = Half(server, polling.target(), b'40{"token":"x"}')
        socket = Socket(server, sid=polling.sid)
        assert connecting.finish().text() == "OK"
        socket.send("2probe")
        assert socket.receive() == "3probe"
        socket.send("5")
        while (packet := socket.receive()) == "6":
            pass
        assert packet.startswith('40{"sid":')
        socket.close()


def test_a_poll_that_comes_during_an_upgrade_ends_at_once(server, polling):
    socket = Socket(server, sid=polling.wire.sid)
    socket.send("2probe")
    assert socket.receive() == "3probe"
    assert polling.wire.poll().packets() == ["6"]
    assert polling.wire.poll().packets() == ["6"]
    socket.send("5", '421["join",{"room":"a"}]')
    while (packet := socket.receive()) == "6":
        pass
    assert packet == "431[]"
    socket.close()


def test_what_a_client_posts_during_an_upgrade_counts(server, polling, backend):
    poll = polling.wire.poll()
    socket = Socket(server, sid=polling.wire.sid)
    socket.send("2probe")
    assert socket.receive() == "3probe"
    poll.packets()
    polling.wire.send('421["join",{"room":"upgrading"}]')
    socket.send("5")
    assert socket.receive() == "431[]"
    backend.emit("x", room="upgrading")
    assert socket.receive() == '42["x"]'
    socket.close()


def test_of_two_upgrades_at_once_one_comes_to_its_end(server, polling, backend):
    socket = Socket(server, sid=polling.wire.sid)
    socket.send("2probe")
    assert socket.receive() == "3probe"
    try:
        second = Socket(server, sid=polling.wire.sid)
        second.send("2probe")
        assert second.receive() == "3probe"
        socket.close()
        socket = second
    except Refused as refused:
        assert refused.response.status == 400
    socket.send("5", '421["join",{"room":"a"}]')
    while (packet := socket.receive()) == "6":
        pass
    assert packet == "431[]"
    socket.close()


def test_polling_gets_nothing_after_the_upgrade(server, polling):
    socket = upgraded(server, polling.wire)
    socket.send('421["join",{"room":"a"}]')
    assert socket.receive() == "431[]"
    polled = polling.wire.poll().response()
    assert (polled.status, polled.text()) == (200, "6") or polled.status == 400  # as older releases, or newer ones
    assert polling.wire.post("3").status in (200, 400)
    with pytest.raises(Refused):
        Socket(server, sid=polling.wire.sid)
    socket.send('422["join",{"room":"a"}]')
    assert socket.receive() == "432[]"
    socket.close()


def test_the_session_of_a_websocket_cannot_be_upgraded(server, open_client):
    client = open_client(server)
    sid = client.wire.sid
    polled = server.get(path("polling", sid))
    assert (polled.status, polled.text()) == (200, "6") or polled.status == 400
    with pytest.raises(Refused) as refused:
        Socket(server, sid=sid)
    assert refused.value.response.status == 400
    client.join("still there")


@pytest.mark.parametrize("first", ["hello", "2", "2Probe", "40", "3probe", b"\0"])
def test_an_upgrade_that_begins_otherwise_is_given_up(server, polling, backend, first):
    socket = Socket(server, sid=polling.wire.sid)
    socket.send(first)
    assert socket.is_over()
    backend.emit("x", room=polling.sid)
    while (packet := polling.wire.receive()) == "6":
        pass
    assert packet == '42["x"]'


def test_an_upgrade_that_is_given_up_after_the_probe_leaves_the_session(server, polling, backend):
    socket = Socket(server, sid=polling.wire.sid)
    socket.send("2probe")
    assert socket.receive() == "3probe"
    socket.send("6")
    assert socket.is_over()
    polling.join("a")
    backend.emit("x", room="a")
    assert polling.receive() == '42["x"]'


def test_a_session_ends_with_its_websocket(server, polling, backend):
    socket = upgraded(server, polling.wire)
    socket.websocket.send_close(1000)
    socket.websocket.receive_close()
    assert polling.is_over()


# Beats

@pytest.fixture(scope="module")
def beating(start_server):
    return start_server(ping_interval="0.1", ping_timeout="2", channel="beating")


@pytest.mark.parametrize("wire", [Polling, Socket])
def test_the_pace_is_told(beating, wire):
    opened = wire(beating)
    assert (opened.opening["pingInterval"], opened.opening["pingTimeout"]) == (100, 2000)
    opened.close()


def test_beats_come_as_long_as_they_are_answered(beating, transport, open_client):
    client = open_client(beating, transport)
    for _ in range(4):
        while (packet := client.wire.receive()) == "6":
            pass
        assert packet == BEAT
        client.wire.send(BEAT_ANSWER)
    client.join("still there")


@pytest.mark.parametrize("wire", [Polling, Socket])
def test_who_does_not_answer_is_gone(beating, wire):
    client = Client(wire(beating))
    assert client.wire.receive() == BEAT
    if wire is Polling:
        assert client.is_over()
    else:
        assert client.wire.websocket.receive_frame() is None or client.is_over()


def test_a_session_that_nobody_polls_is_gone(beating, open_client):
    polling = Polling(beating)
    other = open_client(beating)
    for _ in range(6):
        assert other.wire.receive() == BEAT
        other.wire.send(BEAT_ANSWER)
    assert polling.is_over()


def test_answers_that_nobody_asked_for_do_no_harm(client, backend):
    client.wire.send(BEAT_ANSWER, BEAT_ANSWER)
    client.hears_nothing(backend)
