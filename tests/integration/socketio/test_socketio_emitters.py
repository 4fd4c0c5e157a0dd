"""The real python-socketio and Flask-SocketIO, of releases that write to Redis in different ways."""

import json
import subprocess

import pytest

from support import frameworks
from support.process import Process
from support.socketio import CHANNEL, taken_apart

ONE_ARGUMENT = "with-one-argument"
# (library, environment, channel). From 5.14.0 to 5.15.0, arrays are one argument of an event.
RELEASES = {
    "python-socketio 5.7": ("socketio", "socketio-5.7", CHANNEL),
    "Flask-SocketIO 5.3": ("flask", "socketio-5.7", CHANNEL),
    "python-socketio 5.13": ("socketio", "socketio-5.13", CHANNEL),
    "python-socketio 5.14.1": ("socketio", "socketio-5.14", ONE_ARGUMENT),
    "python-socketio 5.15.0": ("socketio", "socketio-5.15", ONE_ARGUMENT),
    "python-socketio 5.18": ("socketio", "socketio-5.18", CHANNEL),
    "Flask-SocketIO 5.7": ("flask", "socketio-5.18", CHANNEL),
}
# 5.7 tells nobody else who is in a room, 5.14.1 emits no bytes, and without a server Flask-SocketIO hears no answers.
TELL_OF_ROOMS = [name for name in RELEASES if RELEASES[name][1] != "socketio-5.7"]
EMIT_BYTES = [name for name in RELEASES if RELEASES[name][1] != "socketio-5.14"]
HEAR_ANSWERS = [name for name in RELEASES if RELEASES[name][0] == "socketio"]
EMITTER = frameworks.FOLDER / "socketio/emitter.py"


class Emitter:
    def __init__(self, redis, name):
        self.name = name
        self.library, environment, self.channel = RELEASES[name]
        self._process = Process([frameworks.python(environment), str(EMITTER), self.library, redis.url, self.channel],
                                stdin=subprocess.PIPE)
        self._process.stdout.wait_for("ready")
        if self.library == "socketio":  # which hears what others say, and so its acknowledgements
            redis.wait_for_subscribers(self.channel, 2)

    def tell(self, function, *arguments, **named):
        """Has it call a function of its library."""
        self._seen = len(self._process.stdout.lines)
        self._process.stdin.write(json.dumps([function, arguments, named]) + "\n")
        self._process.stdin.flush()

    def told(self):
        """What came of that."""
        return json.loads(self._process.stdout.wait_for("^.+$", after=self._seen)[0])

    def call(self, function, *arguments, **named):
        """Returns when it has published that."""
        self.tell(function, *arguments, **named)
        assert self.told() == "done"

    def emit(self, event, data=None, **to):
        self.call("emit", event, data, **to)

    def end(self):
        self._process.kill()


@pytest.fixture(scope="module")
def listening_servers(server, start_server):
    return {CHANNEL: server, ONE_ARGUMENT: start_server(channel=ONE_ARGUMENT, array_data="one-argument")}


@pytest.fixture(scope="module", params=RELEASES)
def emitter(request, redis_of_all, listening_servers):
    running = Emitter(redis_of_all, request.param)
    running.server = listening_servers[running.channel]
    yield running
    running.end()


@pytest.fixture
def client(emitter, open_client):
    return open_client(emitter.server)


def next_event(client):
    prefix, event = taken_apart(client.receive())
    assert prefix == "42"
    return event


DATA = {
    "a dict": {"time": 1639178370, "nested": [None, True, 1.5, "ж"]},
    "a text": "ж",
    "a list": [1, "two"],
    "an empty list": [],
    "a number": 0,
    "false": False,
}


@pytest.mark.parametrize("case", DATA)
def test_data_arrive_as_they_were_emitted(emitter, client, case):
    emitter.emit("update", DATA[case], room=client.sid)
    assert next_event(client) == ["update", DATA[case]]


def test_an_event_without_data_arrives_without(emitter, client):
    emitter.emit("update", None, room=client.sid)
    assert next_event(client) in (["update"], ["update", None])


def test_a_tuple_is_several_arguments(emitter, client):
    emitter.emit("update", {"tuple": [1, "two"]}, room=client.sid)
    assert next_event(client) == (["update", [1, "two"]] if emitter.channel == ONE_ARGUMENT else ["update", 1, "two"])


@pytest.mark.parametrize("emitter", EMIT_BYTES, indirect=True)
def test_bytes_arrive(emitter, client):
    emitter.emit("update", {"a": {"bytes": "AAH/"}, "b": [{"bytes": "AA=="}]}, room=client.sid)
    first, second = ({"_placeholder": True, "num": number} for number in (0, 1))
    assert taken_apart(client.receive()) == ("452-", ["update", {"a": first, "b": [second]}])
    assert [client.receive(), client.receive()] == [b"\0\1\xff", b"\0"]


def test_rooms_are_reached(emitter, open_client):
    a, b = open_client(emitter.server), open_client(emitter.server)
    a.join("ea")
    b.join("eb")
    emitter.emit("x", 1, room="ea")
    emitter.emit("x", 2, room=["ea", "eb"])
    emitter.emit("x", 3)
    emitter.emit("x", 4, room="eb", skip_sid=b.sid)
    emitter.emit("x", 5, skip_sid=[a.sid])
    # What is for all also reaches who comes a moment later, to a reactor that has not got to it: so both go on first.
    emitter.emit("x", 6, room=["ea", "eb"])
    assert [next_event(a)[1] for _ in range(4)] == [1, 2, 3, 6]
    assert [next_event(b)[1] for _ in range(4)] == [2, 3, 5, 6]


def test_a_room_is_closed(emitter, client):
    client.join("closing", "staying")
    emitter.call("close_room", "closing", namespace="/")
    emitter.emit("x", 1, room="closing")
    emitter.emit("x", 2, room="staying")
    assert next_event(client) == ["x", 2]


def test_a_client_is_disconnected(emitter, client):
    emitter.call("disconnect", client.sid, namespace="/")
    assert client.receive() == "41"


@pytest.mark.parametrize("emitter", TELL_OF_ROOMS, indirect=True)
def test_a_client_enters_and_leaves_a_room(emitter, client):
    emitter.call("enter_room", client.sid, "entered", namespace="/")
    emitter.emit("x", 1, room="entered")
    assert next_event(client) == ["x", 1]
    emitter.call("leave_room", client.sid, "entered", namespace="/")
    emitter.emit("x", 2, room="entered")
    emitter.emit("x", 3, room=client.sid)
    assert next_event(client) == ["x", 3]


@pytest.mark.parametrize("emitter", HEAR_ANSWERS, indirect=True)
def test_a_client_answers_a_call(emitter, client):
    emitter.tell("call", "question", {"n": 1}, to=client.sid, timeout=30)
    prefix, event = taken_apart(client.receive())
    assert event == ["question", {"n": 1}]
    client.wire.send(f'43{prefix[2:]}[{{"answer":42}}]')
    assert emitter.told() == {"answer": 42}
