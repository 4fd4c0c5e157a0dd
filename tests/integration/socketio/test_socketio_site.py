"""Socket.IO as part of a site: behind a proxy, within limits, with many that wait, at a stop."""

import socket

import pytest

from support import http
from support.command import fanfare as run
from support.deadline import PATIENCE, eventually
from support.fanfare import Fanfare
from support.socketio import Client, Polling, Socket, path, upgraded

SETTINGS = {"dialect.socketio.route": "/socket.io/", "limit.handshakes_per_address": "0"}
PUBLIC = "https://www.example.org"
OPENING = {transport: path(transport) for transport in ("polling", "websocket")}


def by_proxy(address, *more):
    """What a proxy at PUBLIC adds for a visitor from that address."""
    return [("X-Forwarded-For", address), ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "www.example.org"), *more]


@pytest.fixture(params=OPENING)
def opening(request):
    return OPENING[request.param]


@pytest.fixture(scope="module")
def limited():
    server = Fanfare({**SETTINGS, "limit.connections_per_address": "2", "server.max_connections": "4"})
    yield server
    server.terminate()


@pytest.fixture
def come(limited):
    """come(address, header, ...): a client that comes from there; gone, and its place free, after the test."""
    opened = []

    def open_one(address, *headers):
        opened.append(Client(Polling(limited, headers=by_proxy(address, *headers))))
        return opened[-1]

    yield open_one
    for client in opened:
        client.close()
    eventually(lambda: limited.metric("fanfare_connections") == 0, "all are gone")


def refused_to(server, opening, address):
    response = server.refusal(opening, by_proxy(address))
    assert int(response.header("Retry-After")) > 0
    return response.status, response.json()


# Proxies and limits

def test_visitors_behind_a_proxy_have_their_own_addresses(limited, come):
    come("198.51.100.1")
    come("198.51.100.2")
    there = limited.api("GET", "/api/connections").json()["connections"]
    assert {(one["address"], one["protocol"]) for one in there} == {
        ("198.51.100.1", "socketio"), ("198.51.100.2", "socketio")}


def test_the_origin_of_a_page_is_compared_with_what_the_proxy_was_asked_for(limited, come, opening):
    come("198.51.100.1", ("Origin", PUBLIC)).join("a")
    foreign = limited.refusal(opening, by_proxy("198.51.100.1", ("Origin", "http://www.example.org")))
    assert foreign.status == 403
    assert "origin.allow" in foreign.json()


def test_an_address_has_a_number_of_places(limited, come, opening):
    come("198.51.100.1")
    come("198.51.100.1")
    status, why = refused_to(limited, opening, "198.51.100.1")
    assert status == 429
    assert "limit.connections_per_address" in why
    come("198.51.100.2")


def test_a_full_server_serves_who_is_in(limited, come, opening):
    first = come("198.51.100.1")
    for address in (1, 2, 2):
        come(f"198.51.100.{address}")
    status, why = refused_to(limited, opening, "198.51.100.3")
    assert status == 503
    assert "server.max_connections" in why
    first.wire = upgraded(limited, first.wire)
    limited.publish("socketio", 1, expire=0, broadcast=True)
    first.hears(("message", 1))


# Many at once

@pytest.fixture(scope="module")
def busy():
    server = Fanfare({**SETTINGS, "limit.connections_per_address": "0", "server.http_threads": "2"})
    yield server
    server.terminate()


def test_polls_that_wait_keep_nobody_else_waiting(busy):
    waiting = [Client(Polling(busy)) for _ in range(300)]
    polls = [client.wire.poll() for client in waiting]
    assert busy.get("/healthz").status == 200
    with busy.connect("/ws/socketio?subscribe-broadcast") as raw:
        active = Client(Polling(busy))
        active.join("a")
        busy.publish("socketio", 1, rooms=["a"], expire=0)
        active.hears(("message", 1))

        busy.publish("socketio", 2, expire=0, broadcast=True)
        assert raw.receive() == "2"
        assert all(poll.packets() == ['42["message",2]'] for poll in polls)
    for client in (*waiting, active):
        client.close()


def test_who_leaves_while_its_poll_waits_harms_nobody(busy, open_client):
    other = open_client(busy, "polling")
    gone = [Client(Polling(busy)) for _ in range(50)]
    for client in gone:
        client.wire.poll().abandon()
    busy.publish("socketio", 1, expire=0, broadcast=True)
    other.hears(("message", 1))
    for client in gone:  # whose sessions are as before, with the message where it was known that nobody polls
        client.wire.send('421["join",{"room":"a"}]')
        packet = client.receive()
        if packet == '42["message",1]':
            packet = client.receive()
        assert packet == "431[]"
        client.close()


def raw_request(target, body=None):
    lines = [f"{'GET' if body is None else 'POST'} {target} HTTP/1.1", "Host: localhost"]
    if body is not None:
        lines += ["Content-Type: text/plain;charset=UTF-8", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()


def test_requests_that_are_pipelined_are_answered_in_order(busy, open_client):
    client = open_client(busy, "polling")
    target = client.wire.target()
    with socket.create_connection(busy.address, timeout=PATIENCE) as stream:
        stream.sendall(raw_request(target, '421["join",{"room":"a"}]') + raw_request(target) + raw_request(target) +
                       raw_request("/healthz"))
        rest, bodies = b"", []
        for _ in range(2):
            response, rest = http.read_response(stream, rest)
            bodies.append(response.text())
        busy.publish("socketio", 1, rooms=["a"], expire=0)
        for _ in range(2):
            response, rest = http.read_response(stream, rest)
            bodies.append(response.text())
    assert bodies == ["OK", "431[]", '42["message",1]', "ok\n"]


def test_is_not_served_where_only_the_api_is(start_fanfare, tmp_path, opening):
    admin = tmp_path / "admin.sock"
    server = start_fanfare({**SETTINGS, "admin.address": f"unix:{admin}"})
    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect(str(admin))
        stream.sendall(server.handshake(opening))
        assert http.read_response(stream)[0].status == 404
    Client(Polling(server)).close()


# A stop

def test_a_stop_drains_clients_of_both_transports(start_fanfare):
    server = start_fanfare({**SETTINGS, "server.drain_seconds": "1"})
    polling, on_websocket = Client(Polling(server)), Client(Socket(server))
    poll = polling.wire.poll()
    with server.connect("/ws/socketio?subscribe-broadcast") as stays:
        server.signal()
        server.wait_for_log("stopping")
        assert poll.packets() == ["1"]  # and not 41, so that it comes back
        assert on_websocket.wire.receive() == "1"
        on_websocket.close()
        assert stays.receive_close()[0] in (1001, 1012)
    assert server.process.wait() == 0


# explain

def explain(target, *options):
    return run("explain", "--set=dialect.socketio.route=/socket.io/", *options, target)


def test_explain_tells_what_a_client_would_hear():
    done = explain("/socket.io/?EIO=4&transport=polling&subscribe-user", "--set=identity.resolver=header",
                   "--header", "X-Auth-User: ann")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "facility: 'socketio', asked for by 127.0.0.1",
        "identity: user 'ann'",
        "granted: subscribe broadcast:socketio, by subscribe-only",
        "granted: subscribe user:ann:socketio, by subscribe-only",
        "verdict: admitted: 2 granted, 0 withheld, 0 passed over",
    ]


def test_explain_tells_who_is_refused():
    done = explain("/socket.io/?EIO=4&transport=polling", "--origin=http://evil.example",
                   "--set=dialect.socketio.cors=http://good.example")
    assert done.returncode == 1
    assert "verdict: refused with 400: Not an accepted origin." in done.stdout
