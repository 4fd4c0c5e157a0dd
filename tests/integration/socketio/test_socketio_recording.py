"""What was recorded of ws-emit, with Flask-SocketIO 5.3 and python-socketio 5.7, asked for again line by line.

traces/ws_emit.txt holds responses to plain requests, then those to POSTs of /emit ("EMIT body -> response"),
then what a client on a WebSocket heard after each step ("## step").
"""

import ast
import json
import pathlib
import pickle
import re

import pytest

from support.socketio import EMIT_SECRET, ORIGIN, Socket, compacted, emit, path

TRACE = (pathlib.Path(__file__).parents[1] / "traces/ws_emit.txt").read_text()
PLAIN, STEPS = TRACE.split("HTTP/1.1 101", 1)
RESPONSES, EMITS = PLAIN.split("\nEMIT ", 1)
RESPONSES = ["HTTP/1.1" + text for text in RESPONSES.split("HTTP/1.1")[1:]]
EMITS = ("\nEMIT " + EMITS).split("\nEMIT ")[1:]

GOOD, EVIL = [("Origin", ORIGIN)], [("Origin", "http://evil.example")]
REQUESTS = [
    ("GET", path("polling"), GOOD),
    ("GET", path("polling"), EVIL),
    ("GET", path("polling", version="3"), []),
    ("GET", path("carrier-pigeon"), []),
    ("GET", path("polling", sid="nobody"), []),
    ("POST", path("polling", sid="nobody"), []),
    ("PUT", path("polling"), []),
    ("GET", "/elsewhere", []),
]
JSON = [("Content-Type", "application/json")]


def without_changing_parts(body):
    """Newer releases name the session that they do not know, and tell maxPayload."""
    body = re.sub(r'"sid":"[^"]+"', '"sid":"*"', body)
    body = re.sub(r',"maxPayload":\d+', "", body)
    return re.sub(r'"Invalid session [^"]*"', '"Invalid session"', body)


@pytest.mark.parametrize("number", range(len(REQUESTS)))
def test_answers_a_request_as_recorded(server, number):
    head, _, body = RESPONSES[number].partition("\n\n")
    status_line, *headers = head.split("\n")
    method, target, asked_with = REQUESTS[number]

    response = server.request(method, target, b"40" if method == "POST" else None, asked_with)

    assert str(response.status) == status_line.split(" ")[1]
    if response.status == 404:  # in the server's own words
        return
    assert without_changing_parts(response.text()) == without_changing_parts(body.removesuffix("\n"))
    for line in headers:
        name, value = line.split(": ", 1)
        if name not in ("Date", "Content-Length", "Connection"):
            assert response.header(name).lower() == value.lower(), name


def test_every_request_of_the_recording_is_asked_for_again():
    assert len(RESPONSES) == len(REQUESTS)
    assert len(EMITS) == 7


@pytest.mark.parametrize("number", range(len(EMITS)))
def test_answers_an_emit_as_recorded(server, number):
    asked, recorded = re.match(r"(.*?) (?:-> )?HTTP/1.1 (.*)", EMITS[number], re.DOTALL).groups()
    status, *_ = recorded.split(" ")
    if asked == "GET":
        response = server.get("/emit")
    else:
        body, headers = ("{}", []) if asked == "no ct" else (asked, JSON)
        response = server.request("POST", "/emit", body.encode(), headers)

    assert str(response.status) == status
    if " |  | " in recorded and not recorded.split(" |  | ")[1].startswith("<!doctype"):
        assert response.header("Content-Type") == "text/html; charset=utf-8"
        assert response.text() == recorded.split(" |  | ")[1].rstrip("\n") + "\n"


# The client's steps

DATA = {"time": 1}


def raw(**changed):
    """A message as python-socketio 5.7 writes it; None leaves a field out."""
    message = {**emit("update", room="time", data=DATA), **changed}
    del message["binary"]
    return {name: value for name, value in message.items() if value is not Ellipsis}


def pickled(**changed):
    return pickle.dumps(raw(**changed), 4)


FROM_REDIS = {
    "pickle dict": pickled(),
    "json dict": raw(),
    "json minimal": raw(namespace=..., skip_sid=..., callback=..., host_id=...),
    "pickle tuple data": pickled(data=(1, 2)),
    "pickle list data": pickled(data=[1, 2]),
    "json list1 data": raw(data=[{"time": 9}]),
    "pickle bytes": pickled(data=b"\0\1"),
    "pickle nested bytes": pickled(data={"f": b"\xff"}),
    "none data": pickled(data=None),
    "no room=all": pickled(room=None),
    "other ns": pickled(namespace="/other"),
    "garbage": b"\x80\x04garbage",
    "room list": pickled(room=["time", "nowhere"]),
    "json no method": raw(method=...),
    "after": raw(data="still alive"),
    "after leave": raw(room="dir::a"),
    "alive": raw(data="alive?"),
}
FROM_CLIENT = {
    "connect": ["40"],
    "join": ['42["join",{"room":"time"}]'],
    "join with ack": ['421["join",{"room":"time"}]'],
    "bad joins": ['42["join",{}]', '42["join","x"]', '42["join",{"room":5}]', '42["join"]'],
    "unknown event": ['42["shout",1]', '425["shout"]'],
    "other ns connect": ["40/other,"],
    "sio disconnect": ["41"],
}
# Its list is the arguments of the event, as python-socketio since 5.15.1 writes them.
READ_AS_OF_TODAY = {"json list1 data": ['42["update",{"time":9}]']}
# What 25 seconds pass before, test_socketio_beats.py asks for.
ELSEWHERE = {"ping in 26s"}


def recorded_steps():
    """(step, what was heard): texts and bytes."""
    for part in STEPS.split("\n## ")[1:]:
        name, *lines = part.split("\n")
        frames = [ast.literal_eval(line.strip()) for line in lines if line.startswith("    (")]
        yield name, [data.decode() if kind == "text" else data for _, kind, data in frames]


def take(step, socket, server, redis):
    """Does what was done in the step."""
    if step == "after emit":
        body = {"event": "update", "room": "time", "data": {"time": 111}, "secret": EMIT_SECRET}
        assert server.request("POST", "/emit", json.dumps(body).encode(), JSON).status == 200
    elif step.startswith("join {"):
        wanted = step.removeprefix("join ")
        socket.send(f'42["join",{wanted}]', '42["leave",{"room":"nowhere"}]')
        fence(socket)
        server.backend.publish(raw(room="dir::a", data=wanted))
    elif step in FROM_REDIS:
        if step == "after leave":
            socket.send('42["leave",{"room":"dir::a"}]')
            fence(socket)
        server.backend.publish(FROM_REDIS[step])
    else:
        socket.send(*FROM_CLIENT[step])


def fence(socket):
    socket.send('4299["leave",{"room":"nowhere"}]')
    assert socket.receive() == "4399[]"


def test_a_client_hears_what_was_recorded(server, redis_of_all):
    redis_of_all.client.set("ws-emit::secret::dir", "S3")
    socket = Socket(server)
    steps = dict(recorded_steps())
    opening = steps.pop("open")
    assert without_changing_parts('0' + json.dumps(socket.opening, separators=(",", ":"))) == \
        without_changing_parts(opening[0])
    sid = None

    for step, recorded in steps.items():
        if step in ELSEWHERE:
            continue
        take(step, socket, server, redis_of_all)
        for wanted in READ_AS_OF_TODAY.get(step, recorded):
            heard = socket.receive()
            if isinstance(heard, str):
                heard = compacted(heard)
            if step == "connect":
                sid = json.loads(heard[2:])["sid"]
                heard, wanted = map(without_changing_parts, (heard, wanted))
            assert heard == wanted, step
        if step not in ("join with ack", "sio disconnect"):  # nothing more came than that
            server.backend.emit("up to here", data=None, room=sid)
            assert socket.receive() == '42["up to here"]', step
    assert set(steps) == {*FROM_REDIS, *FROM_CLIENT, *ELSEWHERE, "after emit",
                          *(step for step in steps if step.startswith("join {"))}
    socket.close()
