"""What backends say through Redis, in the JSON and the pickles of python-socketio."""

import json
import pickle

import pytest

from support.socketio import Client, Polling, Socket, compact, emit, taken_apart

PROTOCOLS = [2, 3, 4, 5]


@pytest.fixture
def listener(backend):
    listener = backend.listen()
    yield listener
    listener.close()


def pickled(protocol=4, **changed):
    """An event as versions before 5.14 write it, to everybody."""
    message = {**emit("x"), **changed}
    del message["binary"]
    return pickle.dumps(message, protocol)


# Data in JSON, as of 5.15.1: (data of the message, the event's arguments)
JSON_DATA = {
    "an object": ([{"time": 1}], [{"time": 1}]),
    "an array": ([[1, "two"]], [[1, "two"]]),
    "several arguments": ([1, "two", None], [1, "two", None]),
    "no argument": ([], []),
    "null": (None, []),
    "a text": (["ж"], ["ж"]),
    "numbers": ([[1.5, -1, 1e-9, 12345678901234567890]], [[1.5, -1, 1e-9, 12345678901234567890]]),
    "true": ([True], [True]),
    "an empty object": ([{}], [{}]),
    "what is nested": ([{"a": [{"b": [None]}]}], [{"a": [{"b": [None]}]}]),
    "an object, as older releases write it": ({"time": 1}, [{"time": 1}]),
    "a text, as older releases write it": ("x", ["x"]),
    "false, as older releases write it": (False, [False]),
    "0, as older releases write it": (0, [0]),
}


@pytest.mark.parametrize("case", JSON_DATA)
def test_events_in_json_reach_clients(client, backend, case):
    data, arguments = JSON_DATA[case]
    backend.emit("update", data=data, room=client.sid)
    client.hears(("update", *arguments))


def test_binary_data_in_json_reach_clients(client, backend):
    placeholders = [{"_placeholder": True, "num": number} for number in (0, 1)]
    backend.emit("x", room=client.sid, binary=True, data=[[{"file": placeholders[0]}, placeholders[1]], "AAE=", "/w=="])
    assert taken_apart(client.receive()) == ("452-", ["x", {"file": placeholders[0]}, placeholders[1]])
    assert [client.receive(), client.receive()] == [b"\0\1", b"\xff"]
    client.hears_nothing(backend)


# Data in pickles: (data of the message, the event's arguments)
PICKLED_DATA = {
    "a dict": ({"time": 1}, [{"time": 1}]),
    "a tuple": ((1, "two"), [1, "two"]),
    "an empty tuple": ((), []),
    "a list": ([1, 2], [[1, 2]]),
    "None": (None, []),
    "a text": ("ж", ["ж"]),
    "numbers": ([1.5, 2**40, -1, 2**70], [[1.5, 2**40, -1, 2**70]]),
    "what occurs twice": (["up", "up", {"up": "up"}], [["up", "up", {"up": "up"}]]),
    "booleans": ((True, False), [True, False]),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("case", PICKLED_DATA)
def test_pickled_events_reach_clients(listening, backend, case, protocol):
    data, arguments = PICKLED_DATA[case]
    backend.publish(pickled(protocol, data=data, room=listening.sid))
    listening.hears(("x", *arguments))


@pytest.mark.parametrize("protocol", [3, 4, 5])  # in protocol 2, bytes are no plain data
def test_pickled_bytes_reach_clients(client, backend, protocol):
    backend.publish(pickled(protocol, data=b"\0\1", room=client.sid))
    backend.publish(pickled(protocol, data=({"f": b"\xff" * 300}, 1), room=client.sid))
    assert [client.receive(), client.receive()] == ['451-["x",{"_placeholder":true,"num":0}]', b"\0\1"]
    assert [client.receive(), client.receive()] == ['451-["x",{"f":{"_placeholder":true,"num":0}},1]', b"\xff" * 300]


@pytest.fixture(scope="module")
def client_of_many(server):
    client = Client(Socket(server))
    yield client
    client.close()


@pytest.fixture
def listening(client_of_many, backend):
    """A client that is there for many tests, and has taken what others made it hear."""
    client_of_many.heard(backend)
    return client_of_many


# Whom they reach

def test_events_reach_the_rooms_of_a_list_once(server, open_client, backend):
    one, both, none = (open_client(server) for _ in range(3))
    one.join("l1")
    both.join("l1", "l2")
    for message in (emit("x", 1, room=["l1", "l2", "l3"]), pickled(data=2, room=["l1", "l2", "l3"])):
        backend.publish(message)
    assert one.heard(backend) == both.heard(backend) == ['42["x",1]', '42["x",2]']
    none.hears_nothing(backend)


@pytest.mark.parametrize("room", [7, "7"])
def test_rooms_may_be_numbers_for_a_backend(client, backend, room):
    client.join("7")
    backend.emit("x", room=room)
    assert client.heard(backend) in ([], ['42["x"]'])
    backend.emit("x", room="7")
    client.hears(("x",))


def test_who_is_to_be_skipped_hears_nothing(server, transport, open_client, backend):
    a, b, c = (open_client(server, transport) for _ in range(3))
    for client in (a, b, c):
        client.join("skipping")
    backend.emit("x", 1, room="skipping", skip_sid=a.sid)
    backend.emit("x", 2, room="skipping", skip_sid=[a.sid, b.sid])
    backend.publish(pickled(data=3, room="skipping", skip_sid=c.sid))
    backend.emit("x", 4, room=None, skip_sid=[a.sid, "nobody"])
    assert a.heard(backend) == ['42["x",3]']
    assert b.heard(backend) == ['42["x",1]', '42["x",3]', '42["x",4]']
    assert c.heard(backend) == ['42["x",1]', '42["x",2]', '42["x",4]']


def test_events_come_in_the_order_they_were_emitted(client, backend):
    client.join("order 1", "order 2")
    for number in range(200):
        backend.emit("x", number, room=("order 1", "order 2", client.sid, None)[number % 4])
    assert client.heard(backend) == [f'42["x",{number}]' for number in range(200)]


def test_nothing_is_kept_for_who_comes_later(server, open_client, backend, redis_of_all):
    early = open_client(server)
    backend.emit("x", room="late")
    early.hears_nothing(backend)  # so it has passed
    client = open_client(server)
    client.join("late")
    client.hears_nothing(backend)
    assert not [key for key in redis_of_all.client.keys("*") if b"late" in key]


# What is passed over

PASSED_OVER = {
    "no JSON": "notjson",
    "no pickle": b"\x80\x04garbage",
    "nothing": "",
    "an array": [],
    "a text": '"emit"',
    "a number": "1",
    "an object that says nothing": {},
    "no method": {key: value for key, value in emit("x").items() if key != "method"},
    "an unknown method": {**emit("x"), "method": "explode"},
    "a method that is no text": {**emit("x"), "method": 1},
    "no namespace": {key: value for key, value in emit("x").items() if key != "namespace"},
    "another namespace": emit("x", namespace="/other"),
    "no event": {key: value for key, value in emit("x").items() if key != "event"},
    "a pickled class": pickle.dumps({**emit("x"), "data": PROTOCOLS.__class__}, 4),
    "a pickled function": pickle.dumps({**emit("x"), "data": json.dumps}, 4),
    "a pickled exception": pickle.dumps(ValueError("x"), 4),
    "a cut pickle": pickled()[:-10],
    "deep JSON": '{"method":"emit","event":"x","namespace":"/","data":' + "[" * 50_000,
    "deep pickle": b"\x80\x04" + b"]" * 50_000 + b".",
    "a giant count in a pickle": b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7fx.",
    "JSON that is not UTF-8": b'{"method":"emit","event":"x\xff","namespace":"/","data":1,"room":null}',
    "a room that is an object": emit("x", room={"a": 1}),
    "binary data without attachments": emit("x", binary=True, data=[[{"_placeholder": True, "num": 0}]]),
    "binary data that are no array": emit("x", binary=True, data="x"),
    "binary data that are no base64": emit("x", binary=True, data=[[{"_placeholder": True, "num": 0}], "!"]),
    "a disconnect of nobody": {"method": "disconnect", "namespace": "/", "sid": "nobody"},
    "a disconnect without sid": {"method": "disconnect", "namespace": "/"},
    "an enter_room of nobody": {"method": "enter_room", "namespace": "/", "sid": "nobody", "room": "r"},
    "an enter_room without room": {"method": "enter_room", "namespace": "/", "sid": "nobody"},
    "a leave_room of nobody": {"method": "leave_room", "namespace": "/", "sid": "nobody", "room": "r"},
    "a close_room without room": {"method": "close_room", "namespace": "/"},
    "a callback for nobody": {"method": "callback", "host_id": "x", "sid": "s", "namespace": "/", "id": 1, "args": []},
}


@pytest.mark.parametrize("case", PASSED_OVER)
def test_passes_over(listening, backend, case):
    backend.publish(PASSED_OVER[case])
    listening.hears_nothing(backend)


def test_a_pickle_executes_nothing(listening, backend, tmp_path):
    trap = tmp_path / "sprung"

    class Trap:
        def __reduce__(self):
            return open, (str(trap), "w")

    for protocol in PROTOCOLS:
        backend.publish(pickled(protocol, data=Trap()))
    listening.hears_nothing(backend)
    assert not trap.exists()


# Rooms and clients

def test_a_backend_lets_a_client_into_a_room_and_out(client, backend):
    backend.tell("enter_room", sid=client.sid, room="dir::staff")  # whatever the secret
    backend.emit("x", 1, room="dir::staff")
    client.hears(("x", 1))
    backend.tell("leave_room", sid=client.sid, room="dir::staff")
    backend.emit("x", 2, room="dir::staff")
    client.hears_nothing(backend)


def test_a_backend_closes_a_room(server, transport, open_client, backend):
    a, b = open_client(server, transport), open_client(server, transport)
    for client in (a, b):
        client.join("closing", "staying")
    backend.tell("close_room", room="closing")
    backend.emit("x", room="closing")
    backend.emit("y", room="staying")
    assert a.heard(backend) == b.heard(backend) == ['42["y"]']
    a.join("closing")
    backend.emit("z", room="closing")
    assert a.heard(backend) == ['42["z"]']


@pytest.mark.parametrize("encode", [json.dumps, pickle.dumps], ids=["json", "pickle"])
def test_a_backend_disconnects_a_client(server, transport, open_client, backend, encode):
    client, other = open_client(server, transport), open_client(server)
    client.join("leaving")
    backend.emit("before", room="leaving")
    backend.publish(encode({"method": "disconnect", "sid": client.sid, "namespace": "/", "host_id": "h"}))
    assert client.receive() == '42["before"]'
    assert client.receive() == "41"
    backend.emit("after", room="leaving")
    other.hears_nothing(backend)


# Acknowledgements

def test_what_a_client_acknowledges_goes_back_to_who_asked(client, backend, listener):
    backend.emit("question", 1, room=client.sid, callback=["room of the asker", "/", 17], host_id="asker")
    prefix, event = taken_apart(client.receive())
    assert event == ["question", 1]
    assert prefix[:2] == "42" and prefix[2:].isdigit()
    client.wire.send(f"43{prefix[2:]}" + compact(["yes", {"n": 1}]))
    answer = listener.next_message("callback")
    assert answer == {"method": "callback", "host_id": "asker", "sid": "room of the asker", "namespace": "/",
                      "id": 17, "args": ["yes", {"n": 1}]}


def test_a_client_acknowledges_once(server, open_client, backend, listener):
    client = open_client(server)
    for number in (1, 2):
        backend.emit("q", room=client.sid, callback=[client.sid, "/", number], host_id="asker")
    first, second = (client.receive()[2:-len('["q"]')] for _ in range(2))
    assert first != second
    client.wire.send(f"43{first}[1]", f"43{first}[1]", f"43{second}[2]", f"43{second}[2]", "4399[3]")
    assert [listener.next_message("callback")["args"] for _ in range(2)] == [[1], [2]]
    client.join("fence")
    backend.emit("q", room=client.sid, callback=[client.sid, "/", 3], host_id="asker")
    client.wire.send(f"43{client.receive()[2:-5]}[]")
    assert listener.next_message("callback")["id"] == 3


def test_nobody_acknowledges_for_another(server, open_client, backend, listener):
    asked, other = open_client(server), open_client(server)
    backend.emit("q", room=asked.sid, callback=[asked.sid, "/", 1], host_id="asker")
    number = asked.receive()[2:-5]
    other.wire.send(f'43{number}["forged"]')
    other.join("fence")
    asked.wire.send(f'43{number}["true"]')
    assert listener.next_message("callback")["args"] == ["true"]


# Several backends at once, and a session that is not over

def test_what_is_emitted_between_two_polls_waits_for_the_next(server, backend):
    client = Client(Polling(server))
    client.join("waiting")
    for number in range(5):
        backend.emit("x", number, room="waiting")
    other = Client(Socket(server))
    other.hears_nothing(backend)  # so the five are there
    assert client.wire.poll().packets() == [f'42["x",{number}]' for number in range(5)]
    other.close()
    client.close()
