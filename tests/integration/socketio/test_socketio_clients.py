"""The real socket.io-client 2, 3 and 4, of the releases that frameworks/socketio_clients pins."""

import itertools
import json
import subprocess

import pytest

from support import frameworks
from support.process import Process
from support.socketio import ORIGIN

RELEASES = ["2", "3", "4"]
TRANSPORTS = {"polling": ["polling"], "websocket": ["websocket"], "upgrade": ["polling", "websocket"]}


class Release:
    """A process in which clients of one release live."""

    def __init__(self, number):
        folder = frameworks.node_folder("socketio_clients")
        self.number = number
        self._process = Process(["node", str(folder / "client.cjs"), f"socket.io-client-{number}"],
                                stdin=subprocess.PIPE)
        self._names = itertools.count()

    def client(self, server, transports, space="/", **options):
        return RealClient(self, next(self._names), server.url + space, {"transports": transports, **options})

    def tell(self, name, act, **rest):
        self._process.stdin.write(json.dumps({"client": name, "act": act, **rest}) + "\n")
        self._process.stdin.flush()

    def lines(self):
        return self._process.stdout

    def end(self):
        self._process.kill()


class RealClient:
    def __init__(self, release, name, url, options):
        self._release = release
        self._name = name
        self._seen = self._begun = len(release.lines().lines)
        self.tell("connect", url=url, options=options, events=["update"])

    def tell(self, act, **rest):
        self._release.tell(self._name, act, **rest)

    def expect(self, what):
        """What comes with the next thing of that kind that befalls it."""
        match = self._release.lines().wait_for(rf'^\[{self._name},"{what}".*', after=self._seen)
        lines = self._release.lines().lines
        self._seen = lines.index(match[0], self._seen) + 1
        return json.loads(match[0])[2:]

    def upgraded(self):
        """Returns when it has gone on to a WebSocket, before or after it connected to its namespace."""
        self._release.lines().wait_for(rf'^\[{self._name},"upgrade","websocket"\]', after=self._begun)

    def connected(self):
        self.id, self.transport = self.expect("connect")
        return self

    def join(self, room, **more):
        self.tell("call", event="join", args=[{"room": room, **more}])
        assert self.expect("ack") == []

    def leave(self, room):
        self.tell("call", event="leave", args=[{"room": room}])
        assert self.expect("ack") == []

    def hears_up_to_here(self, serving):
        """Returns when it has heard what was emitted before, which is nothing."""
        serving.backend.emit("update", "up to here", room=self.id)
        self.heard("update", "up to here")

    def heard(self, event, *arguments):
        """Asserts that this is the next event it listens to."""
        assert self.expect("event") == [event, *arguments]


@pytest.fixture(scope="module", params=RELEASES)
def release(request):
    running = Release(request.param)
    yield running
    running.end()


@pytest.fixture(scope="module")
def old_server(start_server):
    """Which socket.io-client 2 may speak to."""
    return start_server(allow_eio3="on", channel="with-eio3", cors=ORIGIN)


@pytest.fixture
def serving(release, request):
    return request.getfixturevalue("old_server" if release.number == "2" else "server")


@pytest.fixture(params=TRANSPORTS)
def connect(request, release, serving):
    opened = []

    def open_one(**options):
        client = release.client(serving, TRANSPORTS[request.param], **options).connected()
        if request.param == "upgrade":
            client.upgraded()
        opened.append(client)
        return client

    open_one.transport = request.param
    yield open_one
    for client in opened:
        client.tell("disconnect")


def test_connects_by_the_transport_it_was_told(connect):
    client = connect()
    if connect.transport != "upgrade":  # which may be over before
        assert client.transport == connect.transport


def test_joins_hears_and_leaves(connect, serving):
    client, other = connect(), connect()
    client.join("time")
    other.join("elsewhere")
    serving.backend.emit("update", {"time": 1}, room="time")
    client.heard("update", {"time": 1})
    client.leave("time")
    serving.backend.emit("update", {"time": 2}, room="time")
    serving.backend.emit("update", "to all", 2, room=None)
    client.heard("update", "to all", 2)
    other.heard("update", "to all", 2)


def test_joins_by_the_secret_of_a_space(connect, serving, redis_of_all):
    redis_of_all.client.set("ws-emit::secret::real", "s3cret")
    client = connect()
    client.join("real::a", secret="wrong")
    serving.backend.emit("update", 1, room="real::a")
    client.hears_up_to_here(serving)
    client.join("real::a", secret="s3cret")
    serving.backend.emit("update", 2, room="real::a")
    client.heard("update", 2)


def test_gets_binary_data(connect, serving):
    client = connect()
    placeholder = [{"_placeholder": True, "num": number} for number in (0, 1)]
    serving.backend.emit("update", room=client.id, binary=True,
                         data=[["a", {"b": placeholder[0]}, placeholder[1]], "AAH/", "/w=="])
    client.heard("update", "a", {"b": {"bytes": "AAH/"}}, {"bytes": "/w=="})


def test_sends_binary_data(connect, serving):
    """Nobody takes them; what comes behind them counts."""
    client = connect()
    client.tell("emit", event="upload", args=[{"bytes": "AAH/"}, {"bytes": ""}, "x"])
    client.join("behind")
    serving.backend.emit("update", room="behind")
    client.heard("update")


def test_sends_and_gets_much_and_in_order(connect, serving):
    client = connect()
    client.join("much")
    for number in range(100):
        serving.backend.emit("update", number, "ж" * 1000, room="much")
    for number in range(100):
        client.heard("update", number, "ж" * 1000)
    for number in range(100):
        client.tell("call", event="join", args=[{"room": f"much {number}"}])
    for _ in range(100):
        assert client.expect("ack") == []


def test_answers_a_backend_that_calls(connect, serving):
    client = connect()
    client.tell("answer", event="question", args=["yes", {"n": 1}])
    client.join("fence")  # so it will
    listener = serving.backend.listen()
    serving.backend.emit("question", 7, room=client.id, callback=[client.id, "/", 3], host_id="asker")
    client.heard("question", 7)
    answer = listener.next_message("callback")
    assert (answer["host_id"], answer["id"], answer["args"]) == ("asker", 3, ["yes", {"n": 1}])
    listener.close()


def test_comes_back_when_its_connection_is_cut(connect, serving):
    client = connect()
    client.join("again")
    before = client.id
    client.tell("cut")
    client.expect("disconnect")
    client.connected()
    assert client.id != before
    serving.backend.emit("update", "for who is in the room", room="again")
    client.hears_up_to_here(serving)
    client.join("again")
    serving.backend.emit("update", "for who has come back", room="again")
    client.heard("update", "for who has come back")


def test_is_disconnected_by_a_backend(connect, serving):
    client = connect()
    serving.backend.tell("disconnect", sid=client.id)
    assert client.expect("disconnect") == ["io server disconnect"]


def test_is_refused_another_namespace(release, serving):
    client = release.client(serving, ["websocket"], space="/other")
    client.expect("failed")
    client.tell("disconnect")


@pytest.mark.parametrize("transport", ["polling", "websocket"])
def test_release_2_is_refused_where_its_protocol_is_off(server, transport):
    release = Release("2")
    client = release.client(server, [transport], reconnection=False)
    assert "error" in client.expect("failed")[0]
    release.end()
