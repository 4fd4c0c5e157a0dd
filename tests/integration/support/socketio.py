"""Clients of Socket.IO by hand, and a backend that speaks to them through Redis.

A wire is a transport of Engine.IO 4: Polling or Socket. A Client speaks Socket.IO on either.
"""

import base64
import json
import re
import select

from . import http
from .deadline import PATIENCE
from .tls import dial
from .websocket import CLOSE, PING, PONG, TEXT

# The settings of the servers under test.
ROUTE = "/socket.io/"
CHANNEL = "flask-socketio"
ORIGIN, SECOND_ORIGIN = "http://localhost:7788", "https://second.example"
EMIT_SECRET = "123"
MAX_PAYLOAD = 100_000

SEPARATOR = "\x1e"
BEAT = "2"
BEAT_ANSWER = "3"


def path(transport=None, sid=None, version="4", route=ROUTE, **more):
    """The target of a request; None leaves a parameter out."""
    query = {"EIO": version, "transport": transport, "sid": sid, **more}
    return route + "?" + "&".join(f"{name}={value}" for name, value in query.items() if value is not None)


def opening_in(packet):
    """What a server says first: sid, upgrades, pingInterval, pingTimeout, maxPayload."""
    assert packet[:1] == "0", packet
    return json.loads(packet[1:])


class Poll:
    """A GET of the transport polling that is under way."""

    def __init__(self, address, target, headers=()):
        lines = [f"GET {target} HTTP/1.1", "Host: %s:%d" % tuple(address), "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        self._stream = dial(address, PATIENCE)
        self._stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())

    def response(self):
        with self._stream as stream:
            return http.read_response(stream)[0]

    def abandon(self):
        """Ends the connection, without waiting for the response."""
        self._stream.close()

    def packets(self):
        response = self.response()
        assert response.status == 200, response
        return packets_in(response)


def packets_in(response):
    """The packets of a payload: str, and bytes of binary messages."""
    return [base64.b64decode(part[1:], validate=True) if part[:1] == "b" else part
            for part in response.text().split(SEPARATOR)]


def as_text(packet):
    return packet if isinstance(packet, str) else "b" + base64.b64encode(packet).decode()


def first_answered(*polls):
    """The one of them whose response comes first."""
    ready, _, _ = select.select([poll._stream for poll in polls], [], [], PATIENCE)
    return next(poll for poll in polls if poll._stream in ready)


class Polling:
    def __init__(self, server, headers=(), **query):
        self._server = server
        self._headers = list(headers)
        self._query = query
        self._waiting = []
        self.response = server.get(self.target(), self._headers)
        assert self.response.status == 200, self.response
        first, *self._waiting = packets_in(self.response)
        self.opening = opening_in(first)
        self.sid = self.opening["sid"]

    def target(self):
        return path("polling", getattr(self, "sid", None), **self._query)

    def poll(self):
        """A GET, begun and not waited for."""
        return Poll(self._server.address, self.target(), self._headers)

    def post(self, body, headers=(("Content-Type", "text/plain;charset=UTF-8"),)):
        """The response to a payload as it is."""
        body = body.encode() if isinstance(body, str) else body
        return self._server.request("POST", self.target(), body, [*self._headers, *headers])

    def send(self, *packets):
        response = self.post(SEPARATOR.join(map(as_text, packets)))
        assert (response.status, response.body) == (200, b"OK"), response

    def receive(self):
        """The next packet, whatever it is."""
        if not self._waiting:
            self._waiting = self.poll().packets()
        return self._waiting.pop(0)

    def is_over(self):
        """True once the server does not know it any more."""
        while (response := self.poll().response()).status == 200:
            assert packets_in(response)
        return response.status == 400

    def close(self):
        self.post("1")


class Socket:
    """The transport WebSocket; with a `sid`, the upgrade of that session."""

    def __init__(self, server, sid=None, headers=(), **query):
        self.websocket = server.connect(path("websocket", sid, **query), headers)
        self.response = self.websocket.response
        if sid is None:
            self.opening = opening_in(self.receive())
            self.sid = self.opening["sid"]
        else:
            self.sid = sid

    def send(self, *packets):
        for packet in packets:
            self.websocket.send(packet)

    def receive(self):
        return self.websocket.receive()

    def is_over(self):
        """True once the server has closed it."""
        while (frame := self.websocket.receive_frame()) and frame.opcode != CLOSE:
            assert frame.opcode in (TEXT, PING, PONG), frame
        return True

    def close(self):
        self.websocket.close()


def upgraded(server, polling):
    """The Socket to which that session has gone on, as the JavaScript client does it."""
    pending = polling.poll()
    socket = Socket(server, sid=polling.sid)
    socket.send("2probe")
    assert socket.receive() == "3probe"
    assert pending.packets() == ["6"]
    socket.send("5")
    return socket


class Client:
    """Connected to a namespace. Beats are answered and not shown."""

    def __init__(self, wire, space="/"):
        self.wire = wire
        self._prefix = "" if space == "/" else space + ","
        self._acks = 0
        self.wire.send("40" + self._prefix)
        answer = self.receive()
        assert answer.startswith("40" + self._prefix), answer
        self.sid = json.loads(answer[2 + len(self._prefix):])["sid"]

    def receive(self):
        """The next message: the packet without Engine.IO's "4" in front of it, which bytes have not."""
        while (packet := self.wire.receive()) in (BEAT, "6"):
            if packet == BEAT:
                self.wire.send(BEAT_ANSWER)
        return packet

    def hears(self, *events):
        """Asserts that these come next: (name, argument, …)."""
        for event in events:
            assert taken_apart(self.receive()) == ("42", list(event))

    def hears_nothing(self, backend):
        assert self.heard(backend) == []

    def heard(self, backend):
        """The events up to here, without blanks in their JSON: all that was emitted before comes before this."""
        backend.emit("up to here", data=None, room=self.sid)
        packets = []
        while (packet := self.receive()) != '42["up to here"]':
            packets.append(compacted(packet))
        return packets

    def call(self, event, *arguments):
        """Emits, and returns what the acknowledgement carries."""
        self._acks += 1
        self.wire.send(f"42{self._acks}" + compact([event, *arguments]))
        answer = self.receive()
        prefix = f"43{self._acks}"
        assert answer.startswith(prefix), answer
        return json.loads(answer[len(prefix):])

    def emit(self, event, *arguments):
        self.wire.send("42" + compact([event, *arguments]))

    def join(self, *rooms, **more):
        """Returns when the server has dealt with it, whether it let the client in or not."""
        for room in rooms:
            assert self.call("join", {"room": room, **more}) == []

    def leave(self, room):
        assert self.call("leave", {"room": room}) == []

    def is_over(self):
        return self.wire.is_over()

    def close(self):
        self.wire.close()


def taken_apart(packet):
    """What stands before the JSON of a packet, and what the JSON says: it is one whatever its blanks."""
    begin = next(at for at, character in enumerate(packet) if character in '[{"')
    return packet[:begin], json.loads(packet[begin:])


def compacted(packet):
    prefix, value = taken_apart(packet)
    return prefix + compact(value)


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Backend:
    """Publishes as python-socketio does."""

    def __init__(self, redis, channel=CHANNEL):
        self._redis = redis
        self._channel = channel

    def publish(self, message):
        """Bytes and texts as they are, anything else as JSON."""
        if not isinstance(message, (bytes, str)):
            message = json.dumps(message)
        assert self._redis.client.publish(self._channel, message) > 0

    def emit(self, event, *arguments, **more):
        self.publish(emit(event, *arguments, **more))

    def tell(self, method, **fields):
        self.publish({"method": method, "namespace": "/", "host_id": "backend", **fields})

    def listen(self):
        """What is published from here on, by whomever: call next_message() on it."""
        return Listener(self._redis, self._channel)


def emit(event, *arguments, **more):
    """An event as python-socketio 5.15.1 and later write it."""
    return {"method": "emit", "event": event, "data": list(arguments), "binary": False, "namespace": "/",
            "room": None, "skip_sid": None, "callback": None, "host_id": "backend", **more}


class Listener:
    def __init__(self, redis, channel):
        self._pubsub = redis.client.pubsub()
        self._pubsub.subscribe(channel)
        assert self._pubsub.get_message(timeout=PATIENCE)["type"] == "subscribe"

    def next_message(self, method):
        """The next message in JSON with that method."""
        while True:
            message = self._pubsub.get_message(timeout=PATIENCE)
            assert message, f"nobody said {method!r}"
            if re.match(rb"\s*\{", message["data"]):
                fields = json.loads(message["data"])
                if fields.get("method") == method:
                    return fields

    def close(self):
        self._pubsub.close()
