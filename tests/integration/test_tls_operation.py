"""TLS around the connections: origins, other addresses, certificates and keys, the start, the commands."""

import signal
import socket as sockets
import ssl

import pytest

from support.command import fanfare as command
from support.deadline import PATIENCE, eventually
from support.fanfare import API_KEY
from support.http import exchange, request
from support.tls import Certificate, dial, secure
from support.tls_server import OPEN, SUBSCRIBE, hears, server  # noqa: F401 a fixture among them


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
