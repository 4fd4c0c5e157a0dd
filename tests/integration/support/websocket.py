"""A WebSocket client that sends exactly the bytes it is told to and shows exactly those it got."""

import base64
import collections
import hashlib
import os
import struct

from .deadline import PATIENCE
from .http import Response, read_response
from .tls import dial

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
CONTINUATION = 0x0

# The key of RFC 6455, 1.3, and the answer that goes with it.
SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ=="
SAMPLE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

Frame = collections.namedtuple("Frame", "opcode payload fin rsv", defaults=(True, 0))


def accept_for(key):
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


def request_bytes(target, headers=(), method="GET", version="HTTP/1.1", **replaced):
    """A handshake; `replaced` changes or, with None, removes one of the usual headers."""
    usual = {
        "Host": "localhost",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": SAMPLE_KEY,
    }
    for name, value in replaced.items():
        usual[name.replace("_", "-")] = value
    lines = [f"{method} {target} {version}"]
    lines += [f"{name}: {value}" for name, value in usual.items() if value is not None]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def frame_bytes(opcode, payload=b"", fin=True, rsv=0, masked=True):
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    mask_bit = 0x80 if masked else 0
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", first, mask_bit | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", first, mask_bit | 126, length)
    else:
        head = struct.pack("!BBQ", first, mask_bit | 127, length)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    repeated = (mask * (length // 4 + 1))[:length]
    body = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")
    return head + mask + body


class Refused(Exception):
    """The handshake was answered with something else than 101."""

    def __init__(self, response: Response):
        super().__init__(f"{response.status}: {response.body!r}")
        self.response = response


class WebSocket:
    def __init__(self, stream, response, early):
        self._stream = stream
        self._buffer = bytearray(early)
        self.response = response

    @classmethod
    def connect(cls, address, request, early=b"", patience=PATIENCE, receive_buffer=None):
        """Sends `request` and, in the same segment, `early`. Raises Refused on any answer but 101."""
        stream = dial(address, patience, receive_buffer)
        try:
            return cls.open_on(stream, request, early)
        except BaseException:
            stream.close()
            raise

    @classmethod
    def open_on(cls, stream, request, early=b""):
        stream.sendall(request + early)
        response, rest = read_response(stream)
        if response.status != 101:
            raise Refused(response)
        return cls(stream, response, rest)

    # Sending

    def send_raw(self, data):
        self._stream.sendall(data)

    def send_frame(self, opcode, payload=b"", **kwargs):
        self.send_raw(frame_bytes(opcode, payload, **kwargs))

    def send(self, text):
        if isinstance(text, bytes):
            self.send_frame(BINARY, text)
        else:
            self.send_frame(TEXT, text.encode())

    def send_close(self, code=None, reason=""):
        self.send_frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason.encode())

    # Receiving

    def _need(self, count):
        while len(self._buffer) < count:
            data = self._stream.recv(1 << 16)
            if not data:
                return False
            self._buffer += data
        return True

    def receive_frame(self):
        """The next frame, None at the end of the stream."""
        if not self._need(2):
            assert not self._buffer, f"bytes that are no frame: {bytes(self._buffer)!r}"
            return None
        first, second = self._buffer[0], self._buffer[1]
        assert not second & 0x80, "a server must not mask"
        extended = {126: 2, 127: 8}.get(second & 0x7F, 0)
        assert self._need(2 + extended), "cut in a frame head"
        length = second & 0x7F
        if extended:
            length = int.from_bytes(self._buffer[2 : 2 + extended], "big")
        whole = 2 + extended + length
        assert self._need(whole), "cut in a frame"
        payload = bytes(self._buffer[2 + extended : whole])
        del self._buffer[:whole]
        return Frame(first & 0x0F, payload, bool(first & 0x80), (first >> 4) & 7)

    def receive(self):
        """The payload of the next data frame: str of a text frame, bytes of a binary one."""
        while True:
            frame = self.receive_frame()
            assert frame is not None, "the connection ended instead of a message"
            if frame.opcode in (TEXT, BINARY):
                assert frame.fin and not frame.rsv, frame
                return frame.payload.decode() if frame.opcode == TEXT else frame.payload
            assert frame.opcode in (PING, PONG), f"closed instead of a message: {frame}"

    def receive_many(self, count):
        return [self.receive() for _ in range(count)]

    def receive_close(self):
        """(code, reason) of the close frame, (None, "") of an empty one. Skips what comes before."""
        while True:
            frame = self.receive_frame()
            assert frame is not None, "ended without a close frame"
            if frame.opcode == CLOSE:
                if not frame.payload:
                    return None, ""
                return struct.unpack("!H", frame.payload[:2])[0], frame.payload[2:].decode()

    def at_end(self):
        """True once the server has closed the stream with nothing more on it."""
        return self.receive_frame() is None

    def fence(self):
        """Returns when the server has read everything sent before."""
        token = os.urandom(8)
        self.send_frame(PING, token)
        while True:
            frame = self.receive_frame()
            assert frame is not None
            if frame.opcode == PONG and frame.payload == token:
                return

    # The rest

    @property
    def granted(self):
        """The channels the server says it granted."""
        return channel_list(self.response.header("Fanfare-Granted"))

    @property
    def refused(self):
        return channel_list(self.response.header("Fanfare-Refused"))

    def set_patience(self, seconds):
        self._stream.settimeout(seconds)

    def fileno(self):
        return self._stream.fileno()

    def close(self):
        """Ends the TCP connection, without a word."""
        self._stream.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def channel_list(value):
    return [part.strip() for part in value.split(",")] if value else []
