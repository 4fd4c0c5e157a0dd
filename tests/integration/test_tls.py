"""TLS: who gets in, who does not, and whom that holds up; how connections go on, and end."""

import contextlib
import re
import socket as sockets
import ssl

import pytest

from support.deadline import PATIENCE, eventually
from support.http import read_response, request
from support.tls import Certificate, dial, secure
from support.tls_server import OPEN, SUBSCRIBE, hears, server  # noqa: F401 a fixture among them


def plain(server):
    return sockets.create_connection(tuple(server.address), timeout=PATIENCE)


def is_open(stream):
    """Whether nothing has come, an end neither."""
    stream.setblocking(False)
    try:
        return stream.recv(1) not in (b"",)
    except BlockingIOError:
        return True
    finally:
        stream.settimeout(PATIENCE)


def client_hello():
    hello = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return hello.read()


def failed(server, cause):
    return server.metric("fanfare_tls_handshakes_failed_total", cause=cause)


# Who is slow or broken


def test_serves_new_clients_while_two_hundred_handshakes_are_stalled(server):
    hello = client_hello()
    stalled = [plain(server) for _ in range(200)]
    for number, stream in enumerate(stalled):
        # Nothing; half of the first flight; all of it, and then nothing.
        stream.sendall((b"", hello[: len(hello) // 2], hello)[number % 3])
    answered = stalled[2::3]
    for stream in answered:
        assert stream.recv(5)[:1] == b"\x16", "the server's own flight"

    assert hears(server)

    assert all(is_open(stream) for stream in stalled), "they are stalled still"
    assert len(stalled) == 200
    for stream in stalled:
        stream.close()


def test_ends_handshakes_that_take_too_long(start_fanfare, certificate):
    server = start_fanfare({"server.request_timeout": "0.5"}, certificate=certificate)
    hello = client_hello()
    with plain(server) as silent, plain(server) as begun:
        begun.sendall(hello[:20])
        assert silent.recv(1) == b""
        assert begun.recv(1) == b""
    assert failed(server, "timeout") == 2


@pytest.mark.parametrize(
    "garbage", [b"\x00" * 300, b"\x16\x03\x01\xff\xff" + b"x" * 300, b"SSH-2.0-x\r\n"])
def test_closes_on_what_is_no_tls_and_says_so_in_the_log(server, garbage):
    with plain(server) as stream:
        stream.sendall(garbage)
        # An alert and the end; or a reset, where it closed before it had read all.
        with contextlib.suppress(ConnectionResetError):
            while stream.recv(4096):
                pass

    server.wait_for_log("a TLS handshake with 127.0.0.1 failed: ")
    assert hears(server)
    assert failed(server, "malformed") == 1


def test_tells_who_speaks_plain_http_what_is_wrong(server):
    response = request(tuple(server.address), "GET", "/healthz")

    assert response.status == 400
    assert "https://" in response.text()
    server.wait_for_log("a TLS handshake with 127.0.0.1 failed: http request")
    assert hears(server)
    assert failed(server, "plain_http") == 1
    assert server.metric("fanfare_gate_turned_away_total", cause="plain_http") == 1


def test_counts_who_distrusts_its_certificate_and_who_goes_away(server):
    with pytest.raises(ssl.SSLCertVerificationError):
        dial(secure(server.address, ssl.create_default_context()), PATIENCE)
    with plain(server) as stream:
        stream.sendall(client_hello()[:20])

    eventually(lambda: failed(server, "distrusted") == 1, "the client's alert is read")
    eventually(lambda: failed(server, "gone") == 1, "the end is read")


def test_tells_of_many_failures_once(server):
    for _ in range(50):
        request(tuple(server.address), "GET", "/healthz")

    assert len(re.findall("a TLS handshake", server.log())) == 1


# What is spoken


def test_speaks_http_1_1_by_alpn_and_refuses_who_does_not(server, certificate):
    both = certificate.context()
    both.set_alpn_protocols(["h2", "http/1.1"])
    with dial(secure(server.address, both), PATIENCE) as stream:
        assert stream.selected_alpn_protocol() == "http/1.1"
        assert stream.version() == "TLSv1.3"

    other = certificate.context()
    other.set_alpn_protocols(["h2"])
    with pytest.raises(ssl.SSLError):
        dial(secure(server.address, other), PATIENCE)
    eventually(lambda: failed(server, "application_protocol") == 1, "it is counted")


def test_refuses_weak_ciphers_and_old_versions(server, start_fanfare, certificate):
    weak = certificate.context()
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers("ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError):
        dial(secure(server.address, weak), PATIENCE)
    server.wait_for_log("no shared cipher")
    assert failed(server, "cipher") == 1

    newest = start_fanfare({"server.tls.min_version": "1.3"}, certificate=certificate)
    old = certificate.context()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError):
        dial(secure(newest.address, old), PATIENCE)
    newest.wait_for_log("unsupported protocol")
    assert failed(newest, "version") == 1


def test_asks_for_a_client_certificate_where_it_is_required(start_fanfare, certificate, tmp_path):
    known = Certificate(tmp_path, "known", "a client")
    stranger = Certificate(tmp_path, "stranger", "a stranger")
    server = start_fanfare({**OPEN, "server.tls.client_certificates": "required",
                            "server.tls.client_ca": known.certificate}, certificate=certificate)

    def address(shown=None):
        context = certificate.context()
        if shown:
            context.load_cert_chain(shown.certificate, shown.key)
        return secure(server.address, context)

    assert request(address(known), "GET", "/healthz").status == 200
    for refused in (address(), address(stranger)):
        with pytest.raises((ssl.SSLError, OSError)):
            request(refused, "GET", "/healthz")
    server.wait_for_log("peer did not return a certificate|certificate verify failed")
    server.address = address(known)
    eventually(lambda: failed(server, "client_certificate") == 2, "both are counted")


def test_lets_in_without_a_client_certificate_where_it_is_optional(
        start_fanfare, certificate, tmp_path):
    stranger = Certificate(tmp_path, "stranger", "a stranger")
    server = start_fanfare({**OPEN, "server.tls.client_certificates": "optional",
                            "server.tls.client_ca": certificate.certificate}, certificate=certificate)

    assert hears(server)
    context = certificate.context()
    context.load_cert_chain(stranger.certificate, stranger.key)
    with pytest.raises((ssl.SSLError, OSError)):
        request(secure(server.address, context), "GET", "/healthz")


def test_resumes_a_session(server, certificate):
    context = certificate.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # where the ticket comes with the handshake
    with plain(server) as stream, context.wrap_socket(stream, server_hostname="localhost") as first:
        session = first.session
    with plain(server) as stream, context.wrap_socket(
            stream, server_hostname="localhost", session=session) as second:
        assert second.session_reused


# How connections go on and end


def test_takes_frames_that_come_in_the_same_record_as_the_handshake(server):
    from support.websocket import TEXT, frame_bytes
    early = frame_bytes(TEXT, b"early")
    with server.connect("/ws/f?subscribe-broadcast&publish-broadcast&echo", early=early) as socket:
        assert socket.receive() == "early"


def test_carries_requests_one_after_another_on_one_connection(server):
    ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with dial(server.address, PATIENCE) as stream:
        rest = b""
        stream.sendall(ask + ask)
        for _ in range(2):
            response, rest = read_response(stream, rest)
            assert response.status == 200
        stream.sendall(ask)
        assert read_response(stream, rest)[0].status == 200


def test_delivers_more_than_a_slow_reader_takes_at_once(server):
    texts = [f"{number}:" + "x" * 40_000 for number in range(40)]
    with server.connect(SUBSCRIBE, receive_buffer=4096) as slow:
        for text in texts:
            server.publish("f", text)
        assert slow.receive_many(len(texts)) == texts


def test_says_goodbye_before_it_closes(server):
    with server.connect(SUBSCRIBE) as socket:
        socket.send_close(1000)
        assert socket.receive_close()[0] == 1000
        assert socket.at_end(), "a ragged end would have raised"


def test_lets_go_of_who_says_goodbye_and_of_who_is_cut_off(server):
    with server.connect(SUBSCRIBE) as polite, server.connect(SUBSCRIBE) as cut:
        eventually(lambda: server.metric("fanfare_connections") == 2, "both are counted")
        cut.close()
        eventually(lambda: server.metric("fanfare_connections") == 1, "the one that was cut is gone")
        # Its half of TLS is closed, not the socket: the server answers, and closes.
        assert polite._stream.unwrap() is not None
        eventually(lambda: server.metric("fanfare_connections") == 0, "the polite one is gone")
