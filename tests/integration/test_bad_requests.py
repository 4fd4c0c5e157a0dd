"""Requests that are wrong, hostile or half there cost their sender the connection, and nobody else."""

import socket as sockets

import pytest

from support import http
from support.fanfare import API_KEY


@pytest.fixture
def server(fanfare_in_memory):
    return fanfare_in_memory


def send(server, data):
    return http.exchange(server.address, data)


def head(server, *lines, first="GET /healthz HTTP/1.1"):
    host = "Host: %s:%d" % server.address
    return ("\r\n".join([first, host, *lines]) + "\r\n\r\n").encode("latin-1")


# The head: what the gate says to each.
BAD_HEADS = {
    "Content-Length with Transfer-Encoding": (
        ["Content-Length: 5", "Transfer-Encoding: chunked"], 400),
    "two Content-Lengths": (["Content-Length: 1", "Content-Length: 2"], 400),
    "a Content-Length that is no number": (["Content-Length: 1x"], 400),
    "a negative Content-Length": (["Content-Length: -1"], 400),
    "two Hosts": (["Host: evil.example"], 400),
    "a blank before the colon": (["X-Thing : 1"], 400),
    "a blank before the name": (["X-A: 1", " X-B: 2"], 400),
    "a name that is empty": ([": nothing"], 400),
    "a line without a colon": (["nothing"], 400),
    "a bare carriage return": (["X-A: a\rb"], 400),
    "a null byte": (["X-A: a\0b"], 400),
    "an unknown transfer coding": (["Transfer-Encoding: gzip, chunked"], 411),
}


@pytest.mark.parametrize("case", BAD_HEADS)
@pytest.mark.parametrize("first", ["GET /healthz HTTP/1.1", "POST /api/publish HTTP/1.1"])
def test_refuses_a_head_with(server, case, first):
    lines, status = BAD_HEADS[case]

    response = send(server, head(server, *lines, first=first))

    assert response.status in (status if isinstance(status, tuple) else (status,))


FIRST_LINES = ["GARBAGE", "GET", "GET /", "GET / HTTP/9.9", "GET /\x01 HTTP/1.1", "GET http://[ HTTP/1.1",
               "\x16\x03\x01\x02"]


@pytest.mark.parametrize("line", FIRST_LINES)
def test_refuses_a_first_line_that_is_none(server, line):
    try:
        response = send(server, head(server, first=line))
        assert 400 <= response.status < 506
    except (http.Ended, ConnectionResetError):
        pass
    assert server.get("/healthz").status == 200


def test_refuses_a_header_over_16_kib(server):
    assert send(server, head(server, "X-Long: " + "x" * 17_000)).status == 431
    assert send(server, head(server, *[f"X-{n}: {'y' * 90}" for n in range(200)])).status == 431
    assert send(server, head(server, "X-Fits: " + "x" * 8_000)).status == 200


def test_refuses_a_body_over_the_limit_before_it_is_sent(server):
    lines = [f"Authorization: Bearer {API_KEY}", "Content-Length: 999999999999"]
    assert send(server, head(server, *lines, first="POST /api/publish HTTP/1.1")).status == 413


def test_asks_for_a_body_that_waits_for_it(server):
    body = b'{"facility": "f", "broadcast": true, "message": "x"}'
    lines = [f"Authorization: Bearer {API_KEY}", "Expect: 100-continue", f"Content-Length: {len(body)}"]
    with sockets.create_connection(server.address, timeout=30) as stream:
        stream.sendall(head(server, *lines, first="POST /api/publish HTTP/1.1"))
        assert stream.recv(64).startswith(b"HTTP/1.1 100 ")
        stream.sendall(body)
        assert http.read_response(stream)[0].status == 202


def test_lets_half_a_body_wait_without_holding_anybody_up(server):
    lines = [f"Authorization: Bearer {API_KEY}", "Content-Length: 100"]
    with sockets.create_connection(server.address, timeout=30) as stream:
        stream.sendall(head(server, *lines, first="POST /api/publish HTTP/1.1") + b'{"facil')
        assert server.get("/healthz").status == 200
    assert server.get("/healthz").status == 200


def test_gives_up_on_half_a_request_after_its_time(start_fanfare):
    server = start_fanfare({"server.request_timeout": "1"})
    with sockets.create_connection(server.address, timeout=30) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
        answer = stream.recv(1000)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 408")
    assert server.metric("fanfare_gate_turned_away_total", cause="timeout") == 1


def test_asks_for_a_length_of_a_chunked_body(server):
    lines = [f"Authorization: Bearer {API_KEY}", "Transfer-Encoding: chunked"]
    response = send(server, head(server, *lines, first="POST /api/publish HTTP/1.1") + b"0\r\n\r\n")
    assert response.status == 411


def test_answers_pipelined_requests_in_order(server):
    with sockets.create_connection(server.address, timeout=30) as stream:
        stream.sendall(head(server) + head(server, first="GET /nothing-here HTTP/1.1") + head(server))
        statuses, rest = [], b""
        for _ in range(3):
            response, rest = http.read_response(stream, rest)
            statuses.append(response.status)
    assert statuses == [200, 404, 200]


def test_does_not_take_a_body_for_the_next_request(server):
    """What stands in a body nobody read is not executed."""
    smuggled = head(server, first="GET /healthz HTTP/1.1")
    lines = [f"Content-Length: {len(smuggled)}"]
    with sockets.create_connection(server.address, timeout=30) as stream:
        stream.sendall(head(server, *lines, first="POST /nothing-here HTTP/1.1") + smuggled)
        stream.sendall(head(server, "Connection: close", first="GET /also-nothing HTTP/1.1"))
        stream.shutdown(sockets.SHUT_WR)
        first, rest = http.read_response(stream)
        answers = [first.status]
        try:
            answers.append(http.read_response(stream, rest)[0].status)
        except (http.Ended, ConnectionResetError):
            pass
    assert 200 not in answers


def test_refuses_line_breaks_smuggled_in_encoded_words(server):
    """RFC 2047 words, which a library may decode to line breaks, and these to headers."""
    word = "=?utf-8?q?x=0D=0AX-Auth-User:_admin?="

    response = server.refusal("/ws/f?subscribe-user", headers=[("X-Anything", word)])
    assert (response.status, response.header("X-Auth-User")) == (400, None)
    response = server.refusal("/ws/f?subscribe-broadcast", Origin="http://evil.example/" + word)
    assert (response.status, response.header("X-Auth-User")) == (400, None)


def test_does_not_let_a_client_write_headers_of_the_answer(server):
    response = server.refusal("/ws/f?subscribe-broadcast", Sec_WebSocket_Protocol="a\r\nX-Evil: 1")
    assert response.header("X-Evil") is None


def test_answers_a_path_that_climbs_with_no_file(server):
    for path in ("/../../etc/passwd", "/demo/../../etc/passwd", "/demo/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd"):
        response = server.get(path)
        assert response.status in (400, 404), path
        assert b"root:" not in response.body


def test_answers_only_hosts_of_its_own_where_they_are_set(start_fanfare):
    server = start_fanfare({"server.hosts": "ws.shop.example"})

    assert server.refusal("/ws/f?subscribe-broadcast", Host="rebound.example").status == 421
    with server.connect("/ws/f?subscribe-broadcast", Host="ws.shop.example") as socket:
        assert socket.response.status == 101
