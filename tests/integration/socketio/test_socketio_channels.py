"""What Fanfare adds to Socket.IO: its rooms are channels like others, and so are its limits and its pages."""

import json

import pytest

from support.command import fanfare as run
from support.deadline import eventually
from support.fanfare import Fanfare
from support.socketio import Client, Polling, Socket, opening_in, taken_apart


# What is published to a room by other ways

PUBLISHED = {
    "an object": ({"time": 1}, '["message",{"time":1}]'),
    "a number": (7, '["message",7]'),
    "an array": ([1, [2]], '["message",[1,[2]]]'),
    "a text that is no JSON": ("hello", '["message","hello"]'),
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_what_the_api_publishes_comes_as_an_event(server, client, case):
    message, wanted = PUBLISHED[case]
    client.join("published")
    server.publish("socketio", message, rooms=["published"], expire=0)
    assert taken_apart(client.receive()) == ("42", json.loads(wanted))


def test_what_the_command_publishes_comes_as_an_event(server, client, redis_of_all):
    client.join("published")
    done = run("publish", "socketio", "--room", "published", "--expire", "0", "--redis", redis_of_all.url, '{"a": 1}')
    assert (done.returncode, done.stderr) == (0, "")
    client.hears(("message", {"a": 1}))


def test_bytes_that_are_no_text_come_as_an_attachment(server, client, redis_of_all):
    client.join("published")
    redis_of_all.client.publish("room:published:socketio", b"\xff\0")
    assert taken_apart(client.receive()) == ("451-", ["message", {"_placeholder": True, "num": 0}])
    assert client.receive() == b"\xff\0"


def test_what_was_kept_comes_to_who_enters_later(server, client):
    server.publish("socketio", {"kept": True}, rooms=["keeping"], expire=60)
    client.emit("join", {"room": "keeping"})
    client.hears(("message", {"kept": True}))


def test_a_raw_page_hears_what_backends_emit(server, client, backend):
    client.join("both")
    with server.connect("/ws/socketio?subscribe-room=both") as raw:
        backend.emit("update", {"time": 1}, room="both")
        client.hears(("update", {"time": 1}))
        assert json.loads(raw.receive()) == ["update", {"time": 1}]


def test_what_backends_emit_is_published_nowhere(server, client, backend, redis_of_all):
    backend.emit("update", 1, room=client.sid)
    client.hears(("update", 1))
    assert not [key for key in redis_of_all.client.keys("*") if b"update" in key or client.sid.encode() in key]


# Settings

def test_another_route_channel_event_and_facility_may_be_set(redis_of_all, start_server):
    server = start_server(channel="of-another", route="/elsewhere/", event="news", facility="pages")
    opened = server.get("/elsewhere/?EIO=4&transport=polling").text()
    assert opening_in(opened)["upgrades"] == ["websocket"]
    assert server.get("/socket.io/?EIO=4&transport=polling").status == 404

    client = Client(Socket(server, route="/elsewhere/"))
    client.join("a")
    server.publish("pages", 1, rooms=["a"], expire=0)
    client.hears(("news", 1))
    server.backend.emit("x", room="a")
    client.hears(("x",))
    client.close()


def test_pages_of_its_own_origin_connect_where_no_other_is_listed(start_server):
    server = start_server(channel="of-one-origin")
    Client(Socket(server, headers=[("Origin", server.url)])).close()
    refused = server.get("/socket.io/?EIO=4&transport=polling", [("Origin", "http://evil.example")])
    assert refused.status == 403
    assert "origin.allow" in refused.json()


def test_the_channel_may_be_in_another_redis(redis_of_all):
    server = Fanfare({"dialect.socketio.route": "/socket.io/", "broker.type": "memory",
                      "dialect.socketio.redis.url": redis_of_all.url, "dialect.socketio.channel": "of-memory"})
    redis_of_all.wait_for_subscribers("of-memory")
    client = Client(Polling(server))
    client.join("a")
    redis_of_all.client.publish("of-memory", json.dumps(
        {"method": "emit", "event": "x", "data": [1], "namespace": "/", "room": "a"}))
    client.hears(("x", 1))
    client.close()
    server.terminate()


# Two nodes, as many do

def test_an_event_reaches_the_clients_of_every_node_once(start_server, server, backend, open_client):
    second = start_server()
    here, there = open_client(server), open_client(second, "polling")
    for client in (here, there):
        client.join("everywhere")
    backend.emit("x", room="everywhere")
    backend.emit("y", room="everywhere", skip_sid=there.sid)
    backend.emit("z", room=there.sid)
    assert here.heard(backend) == ['42["x"]', '42["y"]']
    assert there.heard(backend) == ['42["x"]', '42["z"]']


# What is counted, and who decides

def test_a_join_that_is_refused_is_counted_and_told(server, client):
    before = server.metric("fanfare_joins_refused_total")
    client.join("closed::a", secret="wrong")
    eventually(lambda: server.metric("fanfare_joins_refused_total") == before + 1, "it is counted")
    server.wait_for_log("is not granted subscribe room:closed::a:socketio")


def test_rules_decide_about_rooms(start_fanfare, redis_of_all, tmp_path):
    rules = tmp_path / "site.rules"
    rules.write_text("deny   subscribe  room:staff-*  socketio  anyone\n"
                     "allow  subscribe  any           socketio  anyone\n")
    server = start_fanfare({"dialect.socketio.route": "/socket.io/", "policy.type": "rules",
                            "policy.rules.file": str(rules)})
    client = Client(Socket(server))
    client.join("staff-1", "public")
    server.publish("socketio", 1, rooms=["staff-1"], expire=0)
    server.publish("socketio", 2, rooms=["public"], expire=0)
    client.hears(("message", 2))
    client.close()


def test_clients_are_listed_and_disconnected_by_the_api(start_fanfare):
    server = start_fanfare({"dialect.socketio.route": "/socket.io/", "api.key.test.scope": "publish,read,admin"})
    client = Client(Socket(server))
    client.join("a")
    eventually(lambda: server.metric("fanfare_connections") == 1, "it is counted")
    listed = server.api("GET", "/api/connections").json()["connections"]
    assert [one["facility"] for one in listed] == ["socketio"]
    assert server.api("POST", "/api/disconnect", {"connection": listed[0]["connection"]}).status == 202
    assert client.receive() == "41"
    assert client.is_over()


def test_a_stop_ends_sessions_of_both_transports(start_fanfare):
    server = start_fanfare({"dialect.socketio.route": "/socket.io/"})
    socket, polling = Client(Socket(server)), Client(Polling(server))
    poll = polling.wire.poll()
    server.signal()
    assert socket.is_over()
    assert poll.response().status == 200
    assert server.process.wait() == 0


def test_speaks_tls(start_fanfare, certificate):
    server = start_fanfare({"dialect.socketio.route": "/socket.io/"}, certificate=certificate)
    for wire in (Polling(server), Socket(server)):
        client = Client(wire)
        client.join("a")
        server.publish("socketio", 1, rooms=["a"], expire=0)
        client.hears(("message", 1))
        client.close()


def test_survives_a_restart_of_redis(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare({"dialect.socketio.route": "/socket.io/", "broker.type": "redis",
                            "broker.redis.url": own_redis.url})
    own_redis.wait_for_subscribers("flask-socketio")
    client = Client(Socket(server))
    client.join("a")
    own_redis.stop()
    own_redis.start()
    own_redis.wait_for_subscribers("flask-socketio")
    own_redis.client.publish("flask-socketio", json.dumps(
        {"method": "emit", "event": "back", "data": None, "namespace": "/", "room": "a"}))
    client.hears(("back",))
    client.close()


# Engine.IO 3

@pytest.fixture(scope="module")
def old_server(start_server):
    return start_server(allow_eio3="on", channel="with-version-3")


def test_version_3_is_spoken_where_that_is_said(old_server):
    with old_server.connect("/socket.io/?EIO=3&transport=websocket") as socket:
        opening = opening_in(socket.receive())
        assert opening["pingInterval"] == 25000
        assert socket.receive() == "40"  # the server connects by itself
        socket.send("2")
        assert socket.receive() == "3"
        socket.send('421["join",{"room":"v3"}]')
        assert socket.receive() == "431[]"
        old_server.backend.emit("x", room="v3", binary=True, data=[[{"_placeholder": True, "num": 0}], "AP8="])
        assert taken_apart(socket.receive()) == ("451-", ["x", {"_placeholder": True, "num": 0}])
        assert socket.receive() == b"\x04\0\xff"


def test_version_3_frames_payloads_by_their_length(old_server):
    response = old_server.get("/socket.io/?EIO=3&transport=polling&b64=1")
    length, _, rest = response.text().partition(":")
    opening = opening_in(rest[:int(length)])
    target = f"/socket.io/?EIO=3&transport=polling&b64=1&sid={opening['sid']}"
    assert (rest[int(length):] or old_server.get(target).text()) == "2:40"
    body = '421["join",{"room":"жж"}]'
    assert old_server.request("POST", target, f"{len(body)}:{body}".encode()).text().lower() == "ok"
    assert old_server.get(target).text() == "5:431[]"


@pytest.mark.parametrize("body", [b"", b"x", b"5:40", b"-1:40", b"999999999999:40", b"2:40trash", b"\x00\x02\xff40",
                                  b"\x00\xff", b"\x01\x09\x09\x09\xff\x00", b":", b"2:"])
def test_a_payload_of_version_3_that_is_none_harms_nobody_else(old_server, open_client, body):
    other = open_client(old_server)
    opening = old_server.get("/socket.io/?EIO=3&transport=polling&b64=1").text()
    sid = opening_in(opening[opening.index("0{"):opening.index("}") + 1])["sid"]
    target = f"/socket.io/?EIO=3&transport=polling&b64=1&sid={sid}"
    for content_type in ("text/plain;charset=UTF-8", "application/octet-stream"):
        response = old_server.request("POST", target, body, [("Content-Type", content_type)])
        assert response.status in (200, 400)
    other.join("still there")
