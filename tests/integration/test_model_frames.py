"""Frames: RFC 6455, and what the recorded ws4redis connections did with each."""

import struct

import pytest

from support.websocket import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Frame, frame_bytes)

BOTH_WAYS = "/ws/f?subscribe-broadcast&publish-broadcast&echo"


@pytest.fixture
def socket(fanfare_in_memory):
    with fanfare_in_memory.connect(BOTH_WAYS) as opened:
        yield opened


# close frame of the client: the server's (code, reason)
CLOSES = {
    "without a code": (b"", (None, "")),
    "1000 bye": (struct.pack("!H", 1000) + b"bye", (1000, "bye")),
    "1001": (struct.pack("!H", 1001), (1001, "")),
    "1011": (struct.pack("!H", 1011), (1011, "")),
    "3000 x": (struct.pack("!H", 3000) + b"x", (3000, "x")),
    "4999": (struct.pack("!H", 4999), (4999, "")),
    "1005, which must not be sent": (struct.pack("!H", 1005), 1002),
    "1006, which must not be sent": (struct.pack("!H", 1006), 1002),
    "1015, which must not be sent": (struct.pack("!H", 1015), 1002),
    "999": (struct.pack("!H", 999), 1002),
    "2500": (struct.pack("!H", 2500), 1002),
    "half a code": (b"\x03", 1002),
    "a reason that is not UTF-8": (struct.pack("!H", 1000) + b"\xff", 1007),
}


@pytest.mark.parametrize("case", CLOSES)
def test_answers_the_close(socket, case):
    payload, expected = CLOSES[case]

    socket.send_frame(CLOSE, payload)

    code, reason = socket.receive_close()
    if case == "without a code":
        assert code in (None, 1000)
    elif isinstance(expected, tuple):
        assert (code, reason) == expected
    else:
        assert code == expected
    assert socket.at_end(), "no bytes after the close"


# bytes of the client: the code it is closed with
VIOLATIONS = {
    "an unmasked frame": (frame_bytes(TEXT, b"UM", masked=False), 1002),
    "a reserved bit": (frame_bytes(TEXT, b"x", rsv=4), 1002),
    "opcode 3": (frame_bytes(3, b"x"), 1002),
    "opcode 11": (frame_bytes(11, b"x"), 1002),
    "a fragmented ping": (frame_bytes(PING, b"x", fin=False), 1002),
    "a ping of 126 bytes": (frame_bytes(PING, b"x" * 126), 1002),
    "a continuation of nothing": (frame_bytes(CONTINUATION, b"x"), 1002),
    "a text within a text": (frame_bytes(TEXT, b"a", fin=False) + frame_bytes(TEXT, b"b"), 1002),
    "text that is not UTF-8": (frame_bytes(TEXT, b"\xff\xfe"), 1007),
    "text that ends within a character": (frame_bytes(TEXT, "ž".encode()[:1]), 1007),
    "a surrogate": (frame_bytes(TEXT, b"\xed\xa0\x80"), 1007),
    "an overlong slash": (frame_bytes(TEXT, b"\xc0\xaf"), 1007),
    "more than message.max_bytes": (frame_bytes(TEXT, b"x" * 65_537), 1009),
    "fragments that add up to more": (
        frame_bytes(TEXT, b"x" * 60_000, fin=False) + frame_bytes(CONTINUATION, b"x" * 6_000), 1009),
    "a length of 2^63": (b"\x81\xff" + b"\xff" * 8 + b"mask", (1002, 1009)),
}


@pytest.mark.parametrize("case", VIOLATIONS)
def test_closes_with_the_code_for(socket, case):
    data, expected = VIOLATIONS[case]

    socket.send_raw(data)

    code, _ = socket.receive_close()
    assert code in expected if isinstance(expected, tuple) else code == expected


def test_ends_quietly_when_the_client_is_gone(fanfare_in_memory):
    with fanfare_in_memory.connect("/ws/f?subscribe-broadcast"):
        pass
    with fanfare_in_memory.connect("/ws/f?subscribe-broadcast") as other:
        fanfare_in_memory.publish("f", "still here")
        assert other.receive() == "still here"


def test_answers_a_ping_with_its_payload(socket):
    socket.send_frame(PING, b"abc")
    assert socket.receive_frame() == Frame(PONG, b"abc")
    socket.send_frame(PING)
    assert socket.receive_frame() == Frame(PONG, b"")


def test_answers_a_ping_that_came_with_a_message(socket):
    socket.send_raw(frame_bytes(PING, b"abc") + frame_bytes(TEXT, b"T"))

    frames = {socket.receive_frame(), socket.receive_frame()}

    assert frames == {Frame(PONG, b"abc"), Frame(TEXT, b"T")}


def test_takes_a_pong_that_nobody_asked_for(socket):
    socket.send_frame(PONG, b"unasked")
    socket.send("next")
    assert socket.receive() == "next"


def test_puts_fragments_together_with_pings_between_them(socket):
    socket.send_frame(TEXT, b"ab", fin=False)
    socket.send_frame(PING, b"between")
    socket.send_frame(CONTINUATION, b"", fin=False)
    socket.send_frame(CONTINUATION, b"cd")

    assert socket.receive_frame() == Frame(PONG, b"between")
    assert socket.receive() == "abcd"


def test_puts_a_character_together_that_was_cut_by_fragments(socket):
    # ws4redis closed with 1007.
    horse = "🐎".encode()
    for index, byte in enumerate(horse):
        opcode = TEXT if index == 0 else CONTINUATION
        socket.send_frame(opcode, bytes([byte]), fin=index == len(horse) - 1)
    assert socket.receive() == "🐎"


def test_reads_frames_cut_anywhere(socket):
    data = frame_bytes(TEXT, "first ž".encode()) + frame_bytes(TEXT, b"y" * 300) + frame_bytes(BINARY, b"\xff")
    for index in range(len(data)):
        socket.send_raw(data[index:index + 1])

    assert socket.receive_many(3) == ["first ž", "y" * 300, b"\xff"]


def test_reads_two_frames_of_one_segment(socket):
    socket.send_raw(frame_bytes(TEXT, b"x") + frame_bytes(TEXT, b"y"))
    assert socket.receive_many(2) == ["x", "y"]


def test_delivers_bytes_that_are_not_text_as_a_binary_frame(socket):
    # ws4redis sent them as text, which browsers end the connection for.
    socket.send(b"\x00\x01\xfe")
    assert socket.receive_frame() == Frame(BINARY, b"\x00\x01\xfe")


def test_takes_the_largest_message_and_not_one_byte_more(socket):
    socket.send("z" * 65_536)
    assert socket.receive() == "z" * 65_536


def test_takes_larger_messages_where_that_is_set(start_fanfare):
    server = start_fanfare({"policy.type": "allow-all", "message.max_bytes": "300000"})

    with server.connect(BOTH_WAYS) as socket:
        # ws4redis broke on 200 KB.
        socket.send("z" * 200_000)
        assert socket.receive() == "z" * 200_000


def test_asks_an_idle_client_whether_it_is_there_and_lets_go_of_a_dead_one(start_fanfare):
    server = start_fanfare({"ping.interval": "1", "ping.timeout": "1"})

    with server.connect("/ws/f?subscribe-broadcast") as dead, \
            server.connect("/ws/f?subscribe-broadcast") as alive:
        ping = alive.receive_frame()
        assert ping.opcode == PING
        alive.send_frame(PONG, ping.payload)

        assert dead.receive_frame().opcode == PING
        code, _ = dead.receive_close()
        assert code == 4409

        while (frame := alive.receive_frame()).opcode == PING:
            alive.send_frame(PONG, frame.payload)
            server.publish("f", "to the living")
        assert frame == Frame(TEXT, b"to the living")
