"""What the recorded ws4redis handshakes say, request by request.

The recordings are of ws4redis under Django's runserver. Where Fanfare differs the table says why.
"""

import pytest

from support.websocket import SAMPLE_ACCEPT, Refused, request_bytes
from support import http

TARGET = "/ws/foobar?subscribe-broadcast"

# case: (request, status, one-line body, what ws4redis answered where it was something else)
REFUSALS = {
    "no upgrade": (
        dict(Upgrade=None, Connection=None), 400,
        "Client does not wish to upgrade to a websocket", None),
    "another upgrade": (
        dict(Upgrade="h2c"), 400, "Client does not wish to upgrade to a websocket", None),
    "POST": (
        dict(method="POST", Content_Length="0"), 400, "HTTP method must be a GET", None),
    "HTTP/1.0": (
        dict(version="HTTP/1.0"), 400, "HTTP server protocol must be 1.1", None),
    "no version": (
        dict(Sec_WebSocket_Version=None), 426, None, "426, an empty body, no header"),
    "version 6": (
        dict(Sec_WebSocket_Version="6"), 426, None, "400: only 13 is spoken"),
    "version 8": (
        dict(Sec_WebSocket_Version="8"), 426, None, "101: only 13 is spoken"),
    "no key": (
        dict(Sec_WebSocket_Key=None), 400, "Sec-WebSocket-Key header is missing/empty", None),
    "empty key": (
        dict(Sec_WebSocket_Key=""), 400, "Sec-WebSocket-Key header is missing/empty", None),
    "key that is not base64": (
        dict(Sec_WebSocket_Key="abcde"), 400, "Invalid key: abcde", "500 and a Python error"),
    "short key": (
        dict(Sec_WebSocket_Key="YWJj"), 400, "Invalid key: YWJj", None),
    "foreign origin": (
        dict(Origin="http://evil.example"), 403, None, "101: it knows no origins"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refuses_with_the_status_and_the_words_of_the_model(fanfare_in_memory, case):
    request, status, body, _ = REFUSALS[case]

    response = fanfare_in_memory.refusal(TARGET, **request)

    assert response.status == status
    if body is not None:
        assert response.text().rstrip("\n") == body
    assert len(response.text().strip().splitlines()) == 1, "one line that says what is wrong"


def test_names_the_version_it_speaks_to_who_asks_for_another(fanfare_in_memory):
    for version in ("6", "8", "7", "14", "13, 8", None):
        response = fanfare_in_memory.refusal(TARGET, Sec_WebSocket_Version=version)

        assert (response.status, response.header("Sec-WebSocket-Version")) == (426, "13"), version


def test_tells_what_would_allow_a_foreign_origin(fanfare_in_memory):
    response = fanfare_in_memory.refusal(TARGET, Origin="http://evil.example")

    assert "origin.allow" in response.text()
    fanfare_in_memory.wait_for_log("origin.allow")


def test_answers_a_good_handshake_with_the_accept_of_the_standard(fanfare):
    with fanfare.connect(TARGET) as socket:
        response = socket.response

        assert response.status == 101
        assert response.header("Sec-WebSocket-Accept") == SAMPLE_ACCEPT
        assert response.header("Upgrade").lower() == "websocket"
        assert response.header("Connection").lower() == "upgrade"
        assert response.header("Content-Length") is None, "the model's stray header"
        assert response.header("Sec-WebSocket-Extensions") is None


def test_takes_upgrade_and_connection_in_any_case_and_among_others(fanfare_in_memory):
    headers = dict(Upgrade="WebSocket", Connection="keep-alive, UPGRADE")

    with fanfare_in_memory.connect(TARGET, **headers) as socket:
        assert socket.response.status == 101


# offered: what is echoed. ws4redis copied the whole list, which no browser accepts.
SUBPROTOCOLS = {"unittestprotocol": "unittestprotocol", "a, b": "a", None: None}


@pytest.mark.parametrize("offered", SUBPROTOCOLS)
def test_echoes_a_subprotocol(fanfare_in_memory, offered):
    with fanfare_in_memory.connect(TARGET, Sec_WebSocket_Protocol=offered) as socket:
        assert socket.response.header("Sec-WebSocket-Protocol") == SUBPROTOCOLS[offered]


def test_has_nothing_at_the_prefix_without_its_slash(fanfare_in_memory):
    assert fanfare_in_memory.refusal("/ws?subscribe-broadcast").status == 404
    assert fanfare_in_memory.get("/nothing-here").status == 404


def test_opens_sockets_under_another_prefix_when_told_to(start_fanfare):
    server = start_fanfare({"server.websocket_url": "/live/"})

    with server.connect("/live/foobar?subscribe-broadcast") as socket:
        server.publish("foobar", "hello")
        assert socket.receive() == "hello"
    assert server.refusal("/ws/foobar?subscribe-broadcast").status == 404


def test_reads_frames_that_came_in_the_same_segment_as_the_handshake(fanfare):
    from support.websocket import TEXT, frame_bytes

    early = frame_bytes(TEXT, b"one") + frame_bytes(TEXT, b"two")
    with fanfare.connect("/ws/early?subscribe-broadcast&publish-broadcast&echo", early=early) as socket:
        assert socket.receive_many(2) == ["one", "two"]


def test_keeps_the_connection_after_a_plain_request_and_upgrades_on_it(fanfare_in_memory):
    import socket as sockets

    from support.websocket import WebSocket

    with sockets.create_connection(fanfare_in_memory.address, timeout=30) as stream:
        host = "%s:%d" % fanfare_in_memory.address
        stream.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        response, rest = http.read_response(stream)
        assert (response.status, rest) == (200, b"")

        socket = WebSocket.open_on(stream, request_bytes(TARGET, Host=host))
        fanfare_in_memory.publish("foobar", "on the same connection")
        assert socket.receive() == "on the same connection"


# Who sends no Origin, or the one of the address itself, comes in.
def test_lets_in_the_same_origin_and_those_who_have_none(fanfare_in_memory):
    own = "http://%s:%d" % fanfare_in_memory.address
    for origin in (None, own):
        with fanfare_in_memory.connect(TARGET, Origin=origin) as socket:
            assert socket.response.status == 101


@pytest.mark.parametrize("origin", ["null", "https://{host}", "http://{host}.evil.example", "http://{ip}:1",
                                    "not an origin", ""])
def test_refuses_what_only_looks_like_the_same_origin(fanfare_in_memory, origin):
    host = "%s:%d" % fanfare_in_memory.address
    origin = origin.format(host=host, ip=fanfare_in_memory.address[0])

    with pytest.raises(Refused) as refused:
        fanfare_in_memory.connect(TARGET, Origin=origin)

    assert refused.value.response.status == 403


def test_lets_in_listed_origins(start_fanfare):
    server = start_fanfare({"origin.allow": "https://shop.example, https://www.shop.example:8443"})

    for origin in ("https://shop.example", "https://www.shop.example:8443"):
        with server.connect(TARGET, Origin=origin) as socket:
            assert socket.response.status == 101
    for origin in ("http://shop.example", "https://shop.example:8443", "https://evil.example"):
        assert server.refusal(TARGET, Origin=origin).status == 403


def test_lets_in_every_origin_when_told_to(start_fanfare):
    server = start_fanfare({"origin.allow": "*"})

    with server.connect(TARGET, Origin="http://anywhere.example") as socket:
        assert socket.response.status == 101


def test_refuses_a_cross_site_request_that_hides_its_origin(fanfare_in_memory):
    assert fanfare_in_memory.refusal(TARGET, Sec_Fetch_Site="cross-site").status == 403
    for site in ("same-origin", "same-site", "none"):
        with fanfare_in_memory.connect(TARGET, Sec_Fetch_Site=site) as socket:
            assert socket.response.status == 101
