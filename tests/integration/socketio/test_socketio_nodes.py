"""Several nodes, each of several reactors, on one Redis: clients are found wherever they are."""

import pytest

from support.socketio import path

SETTINGS = {"dialect.socketio.route": "/socket.io/", "server.reactors": "4"}


@pytest.fixture(scope="module")
def nodes(start_nodes):
    return start_nodes(2, SETTINGS)


@pytest.fixture
def clients(nodes, open_client):
    """Two of the first node, two of the second, all in the room."""
    opened = [open_client(node, transport) for node in nodes for transport in ("polling", "websocket")]
    for client in opened:
        client.join("all")
    return opened


def test_what_is_emitted_is_for_clients_of_all_nodes(nodes, clients):
    backend = nodes[0].backend
    sids = [client.sid for client in clients]
    backend.emit("one of each", room=[sids[0], sids[2]])
    backend.emit("all but one of each", room="all", skip_sid=[sids[0], sids[2]])
    backend.emit("once", room=["all", *sids])
    for at, client in enumerate(clients):
        first = "one of each" if at in (0, 2) else "all but one of each"
        assert client.heard(backend) == [f'42["{first}"]', '42["once"]']


def test_backends_move_clients_of_all_nodes(nodes, clients):
    backend = nodes[0].backend
    for client in clients:
        backend.tell("enter_room", sid=client.sid, room="side")
    backend.emit("inside", room="side")
    backend.tell("leave_room", sid=clients[0].sid, room="side")
    backend.tell("close_room", room="side")
    backend.emit("outside", room="side")
    for client in clients:
        assert client.heard(backend) == ['42["inside"]']


def test_backends_disconnect_clients_of_all_nodes(nodes, clients):
    for client in clients:
        nodes[0].backend.tell("disconnect", sid=client.sid)
        assert client.receive() == "41"
        assert client.is_over()


def test_backends_ask_clients_of_all_nodes(nodes, clients):
    listener = nodes[0].backend.listen()
    for client in clients:
        nodes[0].backend.emit("ask", room=client.sid, callback=[client.sid, "/", 5])
        assert client.receive() == '421["ask"]'
        client.wire.send('431["yes"]')
        answer = listener.next_message("callback")
        assert (answer["sid"], answer["id"], answer["args"]) == (client.sid, 5, ["yes"])
    listener.close()


@pytest.mark.parametrize("method, body", [("GET", None), ("POST", b"41")])
def test_a_session_is_known_to_its_node_alone(nodes, open_client, method, body):
    client = open_client(nodes[0], "polling")
    refused = nodes[1].request(method, path("polling", client.wire.sid), body)
    assert (refused.status, refused.json()) == (400, "Invalid session")
    client.join("still there")


def test_requests_find_their_session_among_the_reactors(nodes, open_client):
    several = [open_client(nodes[0], "polling") for _ in range(12)]
    for client in several:
        client.join("all")
    polls = [client.wire.poll() for client in several]
    nodes[0].backend.emit("x", 1, room="all")
    assert [poll.packets() for poll in polls] == [['42["x",1]']] * 12
