"""The PROXY protocol: by hand, and by nginx as docs/proxies.md shows it."""

import contextlib
import socket
import struct

import pytest

from support.deadline import eventually
from support.http import Ended, read_response
from support.process import Process
from support.recipes import blocks, replaced
from support.redis_server import free_port
from support.websocket import WebSocket

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
ON = {"server.proxy_protocol": "on", "limit.connections_per_address": "1"}


def line(client):
    return f"PROXY TCP4 {client} 10.0.0.1 4711 80\r\n".encode()


def binary(client, command=0x21, tlvs=b""):
    rest = socket.inet_aton(client) + socket.inet_aton("10.0.0.1") + struct.pack("!HH", 4711, 80)
    return SIGNATURE + struct.pack("!BBH", command, 0x11, len(rest + tlvs)) + rest + tlvs


@contextlib.contextmanager
def greeted(server, header):
    stream = socket.create_connection(server.address, timeout=30)
    try:
        stream.sendall(header)
        yield stream
    finally:
        stream.close()


def status_of(server, header, target="/ws/f"):
    with greeted(server, header) as stream:
        try:
            stream.sendall(server.handshake(target))
            return read_response(stream)[0].status
        except (Ended, ConnectionError):
            return None


@pytest.fixture
def server(start_fanfare):
    return start_fanfare({**ON, "admin.address": f"127.0.0.1:{free_port()}"})


@pytest.mark.parametrize("header", [line, binary, lambda client: binary(client, tlvs=b"\xee\x00\x02hi")])
def test_the_client_is_whom_the_proxy_speaks_for(server, header):
    with greeted(server, header("198.51.100.1")) as stream:
        with WebSocket.open_on(stream, server.handshake("/ws/f")):
            assert status_of(server, header("198.51.100.1")) == 429
            assert status_of(server, header("198.51.100.2")) == 101


def test_both_versions_mean_the_same_client(server):
    with greeted(server, line("198.51.100.1")) as stream:
        with WebSocket.open_on(stream, server.handshake("/ws/f")):
            assert status_of(server, binary("198.51.100.1")) == 429


def test_a_proxy_may_speak_for_itself(server):
    for header in (b"PROXY UNKNOWN\r\n", binary("198.51.100.1", command=0x20)):
        assert status_of(server, header, "/ws/f") == 101
        with greeted(server, header) as stream:
            stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
            assert read_response(stream)[0].status == 200


def test_whom_the_header_names_is_trusted_as_any_other(server):
    """What the client itself writes does not count, though its connection comes from the proxy."""
    forged = [("X-Forwarded-For", "203.0.113.7")]
    with greeted(server, line("198.51.100.1")) as stream:
        with WebSocket.open_on(stream, server.handshake("/ws/f", forged)):
            assert status_of(server, line("198.51.100.1")) == 429


def test_identity_headers_of_a_client_behind_it_do_not_count(start_fanfare):
    server = start_fanfare({"server.proxy_protocol": "on", "identity.resolver": "header"})
    with greeted(server, line("198.51.100.1")) as stream:
        request = server.handshake("/ws/f?subscribe-user", [("X-Auth-User", "ann")])
        with WebSocket.open_on(stream, request) as client:
            assert client.granted == []


@pytest.mark.parametrize("begin", [
    b"", b"PROXY TCP4 nobody 10.0.0.1 1 2\r\n", b"PROXY TCP4 198.51.100.1 10.0.0.1 1 2\n",
    b"PROXY " + b"x" * 200, SIGNATURE + b"\x31\x11\x00\x00", b"\x16\x03\x01\x02\x00",
    binary("198.51.100.1")[:13] + b"\x11\x00\x04abcd",
])
def test_who_begins_with_anything_else_is_closed_and_told_of(server, begin):
    assert status_of(server, begin) is None
    server.wait_for_log("a connection from 127.0.0.1 is closed: server.proxy_protocol is on")


def test_who_is_not_trusted_is_closed_and_told_of(start_fanfare):
    server = start_fanfare({**ON, "server.trusted_proxies": "192.0.2.200"})
    assert status_of(server, line("198.51.100.1")) is None
    server.wait_for_log("it is not among server.trusted_proxies")


def test_without_the_setting_it_is_no_http(start_fanfare):
    server = start_fanfare()
    assert status_of(server, line("198.51.100.1")) == 400


def test_the_administration_goes_without(server):
    assert server.settings["admin.address"]
    host, port = server.settings["admin.address"].split(":")
    with socket.create_connection((host, int(port)), timeout=30) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        assert read_response(stream)[0].status == 200


def test_nginx_says_who_the_client_is(start_fanfare, tmp_path):
    server = start_fanfare({"server.proxy_protocol": "on", "log.level": "debug"})
    port = free_port()
    block = replaced(blocks("proxies.md", "nginx")[2],
                     {"443": str(port), "127.0.0.1:8080": "%s:%d" % server.address})
    config = tmp_path / "nginx.conf"
    config.write_text(f"""
        load_module /usr/lib/nginx/modules/ngx_stream_module.so;
        daemon off; master_process off; pid {tmp_path}/nginx.pid; error_log stderr notice;
        events {{ worker_connections 64; }}
        {block}""")
    nginx = Process(["/usr/sbin/nginx", "-e", "stderr", "-p", str(tmp_path), "-c", str(config)],
                    death_signal="TERM")
    try:
        def connect():
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", port), timeout=30,
                                                source_address=("127.0.0.9", 0))
            return None

        eventually(lambda: nginx.exit_code is not None or connect(), "nginx accepts")
        assert nginx.exit_code is None, nginx.stderr.text()
        with WebSocket.open_on(connect(), server.handshake("/ws/f?subscribe-broadcast")) as client:
            server.wait_for_log("asked for by 127.0.0.9")
            server.wait_for_log("begins, from 127.0.0.9")
            client.fence()
    finally:
        nginx.terminate()
