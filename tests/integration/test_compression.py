"""permessage-deflate, with the client of the Python package websockets."""

import pytest
from websockets.sync.client import connect

from support.websocket import SAMPLE_KEY

OFFER = "permessage-deflate; client_max_window_bits"
ON = {"policy.type": "allow-all", "facility.news.compression": "on"}


def url(server, target):
    return f"ws://{server.address[0]}:{server.address[1]}{target}"


def test_is_not_negotiated_unless_the_facility_says_so(start_fanfare):
    server = start_fanfare(ON)

    with server.connect("/ws/other?subscribe-broadcast", Sec_WebSocket_Extensions=OFFER) as socket:
        assert socket.response.header("Sec-WebSocket-Extensions") is None
    with server.connect("/ws/news?subscribe-broadcast", Sec_WebSocket_Extensions=OFFER) as socket:
        extensions = socket.response.header("Sec-WebSocket-Extensions")
        assert extensions.startswith("permessage-deflate")
        assert "server_no_context_takeover" in extensions
    with server.connect("/ws/news?subscribe-broadcast") as socket:
        assert socket.response.header("Sec-WebSocket-Extensions") is None


@pytest.mark.parametrize("offer", [
    "permessage-deflate", "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    "permessage-deflate; unknown_parameter, permessage-deflate", "x-unknown, " + OFFER])
def test_takes_an_offer_it_can_keep(start_fanfare, offer):
    server = start_fanfare(ON)
    with server.connect("/ws/news?subscribe-broadcast", Sec_WebSocket_Extensions=offer) as socket:
        assert socket.response.header("Sec-WebSocket-Extensions").startswith("permessage-deflate")


@pytest.mark.parametrize("offer", ["permessage-deflate; unknown_parameter", "permessage-deflate; server_max_window_bits=7",
                                   "x-unknown"])
def test_passes_over_an_offer_it_cannot_keep(start_fanfare, offer):
    server = start_fanfare(ON)
    with server.connect("/ws/news?subscribe-broadcast", Sec_WebSocket_Extensions=offer) as socket:
        assert socket.response.header("Sec-WebSocket-Extensions") is None
        server.publish("news", "plain")
        assert socket.receive() == "plain"


def test_deflates_for_a_client_that_knows_it(start_fanfare, broker_settings):
    server = start_fanfare({**broker_settings, **ON})
    server.wait_until_ready()
    texts = ["short", "long " * 2000, "ž" * 500, '{"a": 1}' * 100]

    with connect(url(server, "/ws/news?subscribe-broadcast&publish-broadcast&echo")) as client, \
            server.connect("/ws/news?subscribe-broadcast") as plain:
        for text in texts:
            client.send(text)
            assert client.recv(timeout=30) == text
            assert plain.receive() == text


def test_sends_fewer_bytes(start_fanfare):
    server = start_fanfare(ON)
    with server.connect("/ws/news?subscribe-broadcast", Sec_WebSocket_Extensions=OFFER) as socket:
        server.publish("news", "again and " * 1000)
        frame = socket.receive_frame()
        assert frame.rsv == 4
        assert len(frame.payload) < 1000


def test_stops_inflating_at_the_largest_message(start_fanfare):
    import zlib

    from support.websocket import TEXT
    server = start_fanfare(ON)
    packer = zlib.compressobj(wbits=-15)
    bomb = packer.compress(b"\0" * 50_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)
    with server.connect("/ws/news?publish-broadcast", Sec_WebSocket_Extensions=OFFER) as socket:
        socket.send_frame(TEXT, bomb[:-4], rsv=4)
        assert socket.receive_close()[0] == 1009


def test_closes_on_data_that_cannot_be_inflated(start_fanfare):
    from support.websocket import TEXT
    server = start_fanfare(ON)
    with server.connect("/ws/news?publish-broadcast", Sec_WebSocket_Extensions=OFFER,
                        Sec_WebSocket_Key=SAMPLE_KEY) as socket:
        socket.send_frame(TEXT, b"\xff" * 40, rsv=4)
        assert socket.receive_close()[0] in (1002, 1007)


def test_keeps_private_channels_plain_unless_the_facility_says_otherwise(start_fanfare):
    headers = [("X-Auth-User", "alice")]
    settings = {**ON, "identity.resolver": "header"}
    target, text = "/ws/news?subscribe-user", "private " * 500

    server = start_fanfare(settings)
    with server.connect(target, headers=headers, Sec_WebSocket_Extensions=OFFER) as socket:
        server.publish("news", text, users=["alice"])
        frame = socket.receive_frame()
        assert (frame.rsv, frame.payload.decode()) == (0, text)

    server = start_fanfare({**settings, "facility.news.compression_private": "on"})
    with server.connect(target, headers=headers, Sec_WebSocket_Extensions=OFFER) as socket:
        server.publish("news", text, users=["alice"])
        assert socket.receive_frame().rsv == 4
