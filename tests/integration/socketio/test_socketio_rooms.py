"""What clients say: namespaces, rooms, secrets of room spaces, acknowledgements; on each transport."""

import pytest

from support.socketio import Client, Socket, compact

KEYS = ["ws-emit::secret::{}", "ws-emit::room_secret::{}", "r2ws::room_secret::{}"]


def test_a_client_hears_the_rooms_it_has_joined(client, backend):
    client.join("time")
    backend.emit("update", {"time": 1}, room="time")
    backend.emit("update", {"time": 2}, room="elsewhere")
    assert client.heard(backend) == ['42["update",{"time":1}]']


def test_joining_twice_is_joining_once(client, backend):
    client.join("twice", "twice")
    backend.emit("x", room="twice")
    assert client.heard(backend) == ['42["x"]']
    client.leave("twice")
    backend.emit("x", room="twice")
    client.hears_nothing(backend)


def test_who_has_left_hears_the_room_no_more(client, backend):
    client.join("a", "b")
    client.leave("a")
    backend.emit("x", 1, room="a")
    backend.emit("x", 2, room="b")
    assert client.heard(backend) == ['42["x",2]']


def test_who_has_left_may_join_again(client, backend):
    client.join("again")
    client.leave("again")
    client.join("again")
    backend.emit("x", room="again")
    assert client.heard(backend) == ['42["x"]']


def test_leaving_a_room_without_being_in_it_does_nothing(client, backend):
    client.leave("never joined")
    client.hears_nothing(backend)


def test_a_client_hears_what_goes_to_all(client, backend):
    backend.emit("news", "all", room=None)
    assert client.heard(backend) == ['42["news","all"]']


def test_a_client_is_in_a_room_of_its_id(client, backend):
    backend.emit("x", "for one", room=client.sid)
    client.hears(("x", "for one"))


def test_joining_is_acknowledged_where_that_is_asked_for(client):
    client.wire.send('4217["join",{"room":"time"}]')
    assert client.receive() == "4317[]"
    client.wire.send('420["leave",{"room":"time"}]')
    assert client.receive() == "430[]"


def test_joining_is_acknowledged_behind_its_effect(client, backend):
    for number in range(20):
        client.join(f"room {number}")
        backend.emit("x", number, room=f"room {number}")
        client.hears(("x", number))


@pytest.mark.parametrize("event", ["shout", "message", "leave room", "", "ж"])
def test_other_events_are_passed_over_and_not_acknowledged(client, backend, event):
    client.wire.send("421" + compact([event, {"room": "time"}]))
    client.emit(event)
    backend.emit("x", room="time")
    client.hears_nothing(backend)


def test_a_room_of_any_name_can_be_joined(client, backend):
    for room in ("a b", "ж", "x:y", "x/y", "*", "a" * 200, " ", "[a]", "room:x", ":", "a%2Fb", "::"[:1]):
        client.join(room)
        backend.emit("x", room=room)
        client.hears(("x",))


# Namespaces

@pytest.mark.parametrize("connect", ["40/other,", '40/other,{"token":"x"}', "40/other"])
def test_there_is_one_namespace(server, transport, open_client, backend, connect):
    client = open_client(server, transport)
    client.wire.send(connect)
    assert client.receive() == '44/other,"Unable to connect"'
    client.join("a")
    backend.emit("x", room="a")
    client.hears(("x",))


def test_whoever_speaks_before_connecting_is_not_heard(server, backend):
    socket = Socket(server)
    socket.send('421["join",{"room":"early"}]')
    client = Client(socket)
    backend.emit("x", room="early")
    client.hears_nothing(backend)
    client.close()


def test_connecting_may_carry_credentials(server):
    socket = Socket(server)
    socket.send('40{"token":"abc"}')
    assert socket.receive().startswith('40{"sid":"')
    socket.close()


def test_a_client_that_disconnects_hears_nothing_and_may_come_back(server, backend, open_client):
    client = open_client(server)
    client.join("a")
    before = client.sid
    client.wire.send("41")
    client.wire.websocket.fence()
    backend.emit("x", room="a")
    backend.emit("x", room=before)

    again = Client(client.wire)
    assert again.sid != before
    backend.emit("y", room="a")
    again.hears_nothing(backend)


# Secrets of room spaces

@pytest.mark.parametrize("key", KEYS)
def test_rooms_of_a_space_open_by_its_secret(client, backend, redis_of_all, key):
    space = "s" + str(KEYS.index(key))
    redis_of_all.client.set(key.format(space), "s3cret")
    for wrong in ("", "wrong", "s3cre", "s3crets", "S3CRET", None, 0, True, ["s3cret"], {"a": 1}):
        client.join(f"{space}::a", secret=wrong)
    client.join(f"{space}::a")
    backend.emit("x", room=f"{space}::a")
    client.hears_nothing(backend)

    client.join(f"{space}::a", secret="s3cret")
    backend.emit("x", 1, room=f"{space}::a")
    client.hears(("x", 1))


def test_a_space_without_a_secret_opens_to_nobody(client, backend):
    client.join("nokey::a", secret="x")
    client.join("nokey::a", secret="")
    backend.emit("x", room="nokey::a")
    client.hears_nothing(backend)


def test_a_space_ends_at_the_first_two_colons(client, backend, redis_of_all):
    redis_of_all.client.set("ws-emit::secret::outer", "o")
    redis_of_all.client.set("ws-emit::secret::outer::inner", "i")
    client.join("outer::inner::a", secret="i")
    backend.emit("x", room="outer::inner::a")
    client.hears_nothing(backend)
    client.join("outer::inner::a", secret="o")
    backend.emit("x", room="outer::inner::a")
    client.hears(("x",))


def test_a_space_without_a_name_has_a_secret_too(client, backend, redis_of_all):
    client.join("::a")
    backend.emit("x", room="::a")
    client.hears_nothing(backend)


def test_a_secret_that_was_given_to_no_purpose_does_no_harm(client, backend):
    client.join("public", secret="whatever")
    backend.emit("x", room="public")
    client.hears(("x",))


def test_a_secret_that_changes_keeps_out_who_comes_later(server, transport, open_client, backend, redis_of_all):
    redis_of_all.client.set("ws-emit::secret::changing", "old")
    early, late = open_client(server, transport), open_client(server, transport)
    early.join("changing::a", secret="old")
    redis_of_all.client.set("ws-emit::secret::changing", "new")
    late.join("changing::a", secret="old")
    backend.emit("x", room="changing::a")
    early.hears(("x",))
    late.hears_nothing(backend)
