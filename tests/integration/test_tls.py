"""TLS: who gets in, who does not, and whom that holds up."""

import contextlib
import re
import signal
import socket as sockets
import ssl

import pytest

from support.command import fanfare as command
from support.deadline import PATIENCE, eventually
from support.fanfare import API_KEY
from support.http import exchange, read_response, request
from support.tls import Certificate, dial, secure

OPEN = {"policy.type": "allow-all", "identity.resolver": "header"}
SUBSCRIBE = "/ws/f?subscribe-broadcast"


@pytest.fixture
def server(start_fanfare, certificate):
    return start_fanfare(OPEN, certificate=certificate)


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


def hears(server, text="heard"):
    with server.connect(SUBSCRIBE) as listener:
        server.publish("f", text)
        return listener.receive() == text


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


# Around it


def test_compares_origins_with_https(server):
    host = f"localhost:{server.address[1]}"
    with server.connect(SUBSCRIBE, Host=host, Origin=f"https://{host}"):
        pass
    assert server.refusal(SUBSCRIBE, Host=host, Origin=f"http://{host}").status == 403


def test_speaks_tls_at_the_admin_address_and_not_on_a_unix_socket(
        start_fanfare, certificate, tmp_path):
    server = start_fanfare({"server.address": f"127.0.0.1, unix:{tmp_path}/door",
                            "admin.address": f"unix:{tmp_path}/admin"}, certificate=certificate)
    assert server.get("/healthz").status == 200
    for path in (f"{tmp_path}/door", f"{tmp_path}/admin"):
        assert exchange(path, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status == 200

    with sockets.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start_fanfare({"admin.address": f"127.0.0.1:{port}"}, certificate=certificate)
    admin = secure(("127.0.0.1", port), certificate.context())
    assert request(admin, "GET", "/metrics").status == 200


def test_shows_a_renewed_certificate_and_keeps_what_is_open(start_fanfare, tmp_path):
    first = Certificate(tmp_path, common_name="first")
    server = start_fanfare(OPEN, certificate=first)
    with server.connect(SUBSCRIBE) as open_socket:
        second = Certificate(tmp_path, common_name="second")  # the same files
        server.signal(signal.SIGHUP)
        server.wait_for_log("server.tls.certificate: now in force: CN=second")

        with pytest.raises(ssl.SSLCertVerificationError):
            server.get("/healthz")
        server.address = secure(server.address, second.context())
        with dial(server.address, PATIENCE) as stream:
            assert stream.getpeercert(binary_form=True) == second.der
        server.publish("f", "to both ages")
        assert open_socket.receive() == "to both ages"


def test_keeps_the_certificate_where_its_files_are_wrong(start_fanfare, tmp_path):
    certificate = Certificate(tmp_path)
    server = start_fanfare(OPEN, certificate=certificate)
    certificate.key.write_text("half of a k")
    server.signal(signal.SIGHUP)
    server.wait_for_log("server.tls.key: .* holds no private key.*; the certificate as it was stays in force")

    assert hears(server)


# The start


def test_reports_whom_the_certificate_is_of(server):
    server.wait_for_log(r"TLS: CN=localhost, until 20\d\d-\d\d-\d\d, 1.2 and 1.3")
    assert server.url.startswith("https://")


@pytest.mark.parametrize("wrong, words", [
    ({"server.tls.certificate": "/nowhere"}, "server.tls.certificate: cannot read /nowhere"),
    ({"server.tls.key": "{other}"}, "server.tls.key: {other} does not belong to the certificate"),
    ({"server.tls.certificate": ""}, "server.tls.certificate is not set"),
    ({"server.tls.ciphers": "ROT13"}, "server.tls.ciphers: 'ROT13' names no cipher"),
    ({"server.tls.client_certificates": "required"}, "server.tls.client_ca: is needed"),
    ({"server.tls.min_version": "1.1"}, "server.tls.min_version: '1.1' is none of 1.2, 1.3"),
])
def test_stops_on_a_wrong_setting_and_names_it(certificate, tmp_path, wrong, words):
    other = str(Certificate(tmp_path, "other").key)
    settings = {**certificate.settings, **wrong}
    arguments = [f"--set={key}={value.replace('{other}', other)}" for key, value in settings.items()]
    for name in ("serve", "check"):
        done = command(name, *arguments)
        assert done.returncode == 1
        assert words.replace("{other}", other) in done.stderr


def test_warns_of_a_certificate_that_has_expired(start_fanfare, tmp_path):
    expired = Certificate(tmp_path, days=(-30, -1))
    server = start_fanfare({}, certificate=expired)

    server.wait_for_log("warning server.tls.certificate: the certificate in .* expired on ")
    with pytest.raises(ssl.SSLCertVerificationError):
        server.get("/healthz")


def test_opens_an_encrypted_key_and_never_shows_its_password(start_fanfare, tmp_path):
    password = "open-sesame-0123"
    certificate = Certificate(tmp_path, password=password)
    (tmp_path / "password").write_text(password + "\n")
    server = start_fanfare({**OPEN, "log.level": "debug",
                            "server.tls.key_password_file": f"{tmp_path}/password"},
                           certificate=certificate)

    assert hears(server)
    assert password not in server.log()
    refused = command("serve", *[f"--set={key}={value}" for key, value in certificate.settings.items()],
                      "--set=server.tls.key_password=not-" + password)
    assert refused.returncode == 1
    assert "server.tls.key_password" in refused.stderr
    assert password not in refused.stderr


# The command line


def test_listens_and_publishes_by_command(server, certificate, tmp_path):
    from support.fanfare import BINARY, clean_environment
    from support.process import Process
    (tmp_path / "key").write_text(API_KEY)
    port = server.address[1]
    listener = Process([BINARY, "listen", "--count", "1", "--ca", str(certificate.certificate),
                        f"wss://localhost:{port}{SUBSCRIBE}"], env=clean_environment())
    eventually(lambda: server.metric("fanfare_connections") == 1, "it listens")

    done = command("publish", "f", "--broadcast", "--http", f"https://localhost:{port}",
                   "--key-file", tmp_path / "key", "--ca", certificate.certificate, "by command")

    assert done.returncode == 0, done.stderr
    listener.stdout.wait_for("^by command$")
    assert listener.wait() == 0


def test_commands_trust_nobody_they_do_not_know(server, start_fanfare, certificate, tmp_path):
    port = server.address[1]
    url = f"wss://localhost:{port}{SUBSCRIBE}"
    stranger = Certificate(tmp_path, "stranger")

    for arguments in ([url], ["--ca", stranger.certificate, url]):
        done = command("listen", "--count", "1", *arguments)
        assert done.returncode == 1
        assert "certificate" in done.stderr.lower()
    assert server.metric("fanfare_connections") == 0

    other = Certificate(tmp_path, "other", host="elsewhere.example")
    elsewhere = start_fanfare({}, certificate=other)
    done = command("listen", "--count", "1", "--ca", other.certificate,
                   f"wss://localhost:{elsewhere.address[1]}{SUBSCRIBE}")
    assert done.returncode == 1, "it is another host's"

    done = command("publish", "f", "--broadcast", "--http", f"https://localhost:{port}",
                   "--key", API_KEY, "to nobody")
    assert done.returncode == 1
    done = command("publish", "f", "--broadcast", "--http", f"https://localhost:{port}",
                   "--key", API_KEY, "--insecure", "to whom it concerns")
    assert done.returncode == 0, done.stderr
