"""HTTP by hand: what was sent is exactly what the test says, and answers are taken apart here."""

import json

from .deadline import PATIENCE
from .tls import dial


class Response:
    def __init__(self, status, reason, headers, body=b""):
        self.status = status
        self.reason = reason
        self.headers = headers  # names in lower case, values, in order
        self.body = body

    def header(self, name):
        """The first value of that name, None if there is none."""
        for key, value in self.headers:
            if key == name.lower():
                return value
        return None

    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.reason} {self.headers} {self.body!r}>"


class Ended(Exception):
    """The peer closed the stream before a whole response had come."""


def _read_head(stream, buffer):
    while b"\r\n\r\n" not in buffer:
        data = stream.recv(1 << 16)
        if not data:
            raise Ended(bytes(buffer))
        buffer += data
    head, _, rest = bytes(buffer).partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    version, status, *reason = status_line.split(" ", 2)
    assert version in ("HTTP/1.1", "HTTP/1.0"), status_line
    pairs = [line.split(":", 1) for line in lines]
    headers = [(name.strip().lower(), value.strip()) for name, value in pairs]
    return Response(int(status), reason[0] if reason else "", headers), rest


def _read_chunked(stream, data):
    body = b""
    while True:
        while b"\r\n" not in data:
            data += _more(stream)
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        while len(data) < length + 2:
            data += _more(stream)
        body += data[:length]
        data = data[length + 2 :]
        if length == 0:
            return body, data


def _more(stream):
    data = stream.recv(1 << 16)
    if not data:
        raise Ended()
    return data


def read_response(stream, early=b"", method="GET"):
    """The next response, and the bytes behind it."""
    response, rest = _read_head(stream, bytearray(early))
    if response.status == 100:
        return read_response(stream, rest, method)
    if response.status in (101, 204, 304) or method == "HEAD":
        return response, rest
    if response.header("Transfer-Encoding") == "chunked":
        response.body, rest = _read_chunked(stream, rest)
        return response, rest
    length = response.header("Content-Length")
    if length is None:
        while True:
            data = stream.recv(1 << 16)
            if not data:
                response.body, rest = rest, b""
                return response, rest
            rest += data
    while len(rest) < int(length):
        rest += _more(stream)
    response.body, rest = rest[: int(length)], rest[int(length) :]
    return response, rest


def exchange(address, data, patience=PATIENCE, method="GET"):
    """Sends `data` on a new connection and returns the first response to it."""
    with dial(address, patience) as stream:
        stream.sendall(data)
        return read_response(stream, method=method)[0]


def request(address, method, target, body=None, headers=(), patience=PATIENCE):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {address[0]}:{address[1]}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    data = ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")
    return exchange(address, data, patience, method)
