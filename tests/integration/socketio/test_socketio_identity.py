"""Who is behind a client of Socket.IO: what it hears for its login, and what ends with it."""

import itertools
import time

import jwt
import pytest

from support.deadline import eventually
from support.socketio import Client, Polling, Socket, upgraded

SECRET = "a secret of at least 64 bytes, as the longest of the hashes wants it"
SETTINGS = {"dialect.socketio.route": "/socket.io/", "identity.resolver": "jwt", "identity.jwt.secret": SECRET,
            "api.key.test.scope": "publish, read, admin"}
EVERYTHING = {"subscribe-user": "", "subscribe-group": ""}


@pytest.fixture(scope="module")
def nodes(start_nodes):
    return start_nodes(2, SETTINGS)


@pytest.fixture
def user(names=itertools.count()):
    """A user of the test's own."""
    return f"user{next(names)}"


def bearer(user):
    now = int(time.time())
    token = {"sub": user, "groups": ["staff", "board"], "iat": now - 5, "exp": now + 600}
    return [("Authorization", "Bearer " + jwt.encode(token, SECRET, "HS256"))]


@pytest.fixture
def log_in(transport, nodes):
    """log_in(user): a client of the first node, or another, on each transport in turn."""
    opened = []

    def open_one(user, node=nodes[0]):
        wire = (Socket if transport == "websocket" else Polling)(node, headers=bearer(user), **EVERYTHING)
        client = Client(wire)
        if transport == "upgraded":
            client.wire = upgraded(node, wire)
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.close()


def publish_to_groups(node):
    node.publish("socketio", "for staff", groups=["staff"], expire=0)
    node.publish("socketio", "for the board", groups=["board"], expire=0)


def take_staff_from(user, nodes):
    assert nodes[1].api("POST", "/api/revoke", {"user": user, "group": "staff"}).status == 202

    def is_taken():
        there = nodes[0].api("GET", "/api/connections").json()["connections"]
        return all(one["groups"] == ["board"] for one in there if one["user"] == user)

    eventually(is_taken, "the group is taken")


def test_a_page_hears_what_is_for_its_user_and_its_groups(nodes, log_in, user):
    client = log_in(user)
    nodes[1].publish("socketio", "for another", users=["another"], expire=0)
    nodes[1].publish("socketio", "for it", users=[user], expire=0)
    nodes[1].publish("socketio", "for staff", groups=["staff"], expire=0)
    client.hears(("message", "for it"), ("message", "for staff"))


def test_a_login_that_ends_disconnects_its_pages_on_every_node(nodes, log_in, user):
    here, there, other = log_in(user), log_in(user, nodes[1]), log_in("other")
    assert nodes[1].api("POST", "/api/disconnect", {"user": user}).status == 202
    for client in (here, there):
        assert client.receive() == "41"
        assert client.is_over()
    nodes[0].publish("socketio", "for the other", users=["other"], expire=0)
    other.hears(("message", "for the other"))


def test_a_login_that_has_ended_does_not_come_back(nodes, user):
    assert nodes[0].api("POST", "/api/disconnect", {"user": user}).status == 202
    polling = Polling(nodes[1], headers=bearer(user))
    polling.send("40")
    assert polling.is_over()


def test_a_group_that_is_taken_is_heard_no_more(nodes, log_in, user):
    client = log_in(user)
    take_staff_from(user, nodes)
    publish_to_groups(nodes[1])
    client.hears(("message", "for the board"))


def test_a_group_that_is_taken_does_not_come_back_with_the_namespace(nodes, log_in, user):
    client = log_in(user)
    take_staff_from(user, nodes)
    client.wire.send("41", "40")
    assert client.receive().startswith("40")
    publish_to_groups(nodes[1])
    client.hears(("message", "for the board"))


def test_a_group_that_was_taken_before_is_not_heard(nodes, log_in, user):
    take_staff_from(user, nodes)
    client = log_in(user)
    publish_to_groups(nodes[1])
    client.hears(("message", "for the board"))


def test_an_expired_login_disconnects(start_nodes, user):
    (node,) = start_nodes(1, {**SETTINGS, "identity.jwt.leeway": "0"})
    now = int(time.time())
    token = jwt.encode({"sub": user, "exp": now + 2}, SECRET, "HS256")
    client = Client(Socket(node, headers=[("Authorization", "Bearer " + token)]))
    assert client.receive() == "41"
    assert client.is_over()
