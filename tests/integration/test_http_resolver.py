"""The resolver http: a site's own backend says who a visitor is, and whatever it does, it can neither
be made to say more than it means, nor hold up anybody else."""

import concurrent.futures
import datetime
import ipaddress
import json
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from support.backend import Backend, as_json, unused_url
from support.command import fanfare as run
from support.deadline import eventually
from support.http_resolver import (  # noqa: F401 fixtures among them
    ANN, COOKIE, TARGET, asking, backend, refused)


def test_hears_what_the_backend_says_is_his(start_fanfare, backend):
    server = start_fanfare(asking(backend.url))

    with server.connect(TARGET, COOKIE) as ann:
        assert not ann.response.header("Fanfare-Identity")
        assert ann.granted == ["subscribe broadcast:f", "subscribe group:staff:f",
                               "subscribe user:ann:f", "subscribe session:self:f"]
        server.publish("f", "for ann", users=["ann"])
        server.publish("f", "for staff", groups=["staff"])
        server.publish("f", "for this session", sessions=["k3y-of-ann"])
        assert ann.receive_many(3) == ["for ann", "for staff", "for this session"]
    for secret in ("s3cr3t-of-ann", "k3y-of-ann"):
        assert secret not in server.log()


def test_forwards_cookie_authorization_and_named_headers_only(start_fanfare, backend):
    server = start_fanfare(asking(backend.url + "?via=fanfare", forward_headers="X-Site, User-Agent",
                                  forward_address="on", secret="of-both-sides"))
    headers = [("Cookie", "a=1"), ("cookie", "b=2; c=\"3\""), ("authorization", "Basic eDp5"),
               ("X-Site", "blue"), ("X-Other", "no"), ("User-Agent", "Tests/1.0"),
               ("X-Forwarded-For", "10.9.8.7"), ("Origin", server.url)]

    server.connect(TARGET, headers).close()

    asked, = backend.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/fanfare?via=fanfare", b"")
    assert sorted(asked.headers) == sorted([
        ("host", f"127.0.0.1:{backend.port}"), ("accept", "application/json"),
        ("cookie", "a=1; b=2; c=\"3\""), ("authorization", "Basic eDp5"), ("x-site", "blue"),
        ("user-agent", "Tests/1.0"), ("x-forwarded-for", "10.9.8.7"),
        ("fanfare-secret", "of-both-sides")])
    assert "of-both-sides" not in server.log()


def test_forwards_no_address_that_a_visitor_made_up(start_fanfare, backend):
    server = start_fanfare({**asking(backend.url, forward_address="on"),
                            "server.trusted_proxies": "192.0.2.1"})

    server.connect(TARGET, [*COOKIE, ("X-Forwarded-For", "10.9.8.7")]).close()

    assert backend.asked[0].header("X-Forwarded-For") == "127.0.0.1"


def test_asks_nobody_about_who_brings_nothing(start_fanfare, backend):
    server = start_fanfare(asking(backend.url))

    with server.connect(TARGET) as anybody:
        assert anybody.granted == ["subscribe broadcast:f"]
        assert not anybody.response.header("Fanfare-Identity")
    assert not backend.asked


@pytest.mark.parametrize("answer", [
    (401, {}, b""), (403, {"Content-Type": "text/html"}, b"<p>no"), (204, {}, b""),
    as_json({"user": None}), as_json({}), as_json({**ANN, "expires": 1}),
])
def test_takes_for_anonymous_whom_the_backend_does_not_know(start_fanfare, backend, answer):
    backend.answer = lambda asked: answer
    server = start_fanfare(asking(backend.url))

    with server.connect(TARGET, COOKIE) as socket:
        assert socket.granted == ["subscribe broadcast:f"]
        assert 'anonymous;reason="http: the ' in socket.response.header("Fanfare-Identity")
    server.wait_for_log("taken for anonymous: http: the ")
    # A login that keeps the cookie counts at once.
    backend.answer = lambda asked: as_json(ANN)
    with server.connect(TARGET, COOKIE) as socket:
        assert "subscribe user:ann:f" in socket.granted


def test_refuses_what_would_not_be_one_header(start_fanfare, backend):
    server = start_fanfare(asking(backend.url, forward_headers="X-Site"))
    for headers in ([("Authorization", "Basic eA=="), ("Authorization", "Basic eQ==")],
                    [("X-Site", "a"), ("x-site", "b")],
                    [("Cookie", "a=b\x01c")], [("Cookie", "a=b\rX-Site: c")], [("X-Site", "a\x00b")],
                    [("Cookie", "a=b\r\n X-Site: c")], [("X-Site", "=?utf-8?q?a=0D=0AHost:_b?=")]):
        response = server.refusal(TARGET, headers)
        assert response.status in (400, 101), headers
        if response.status == 101:  # an encoded word is a text like any other
            assert backend.asked.pop().header("X-Site") == headers[0][1]
    assert not backend.asked


def test_asks_once_for_a_burst(start_fanfare, backend):
    let_go = threading.Event()

    def slowly(asked):
        assert let_go.wait(30)
        return as_json(ANN)

    backend.answer = slowly
    server = start_fanfare(asking(backend.url, timeout="30"))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        burst = [pool.submit(server.connect, TARGET, COOKIE) for _ in range(8)]
        eventually(lambda: server.metric("fanfare_backend_waiting") == 1, "the one that asks waits")
        let_go.set()
        sockets = [one.result() for one in burst]

    for socket in sockets:
        assert "subscribe user:ann:f" in socket.granted
        socket.close()
    assert len(backend.asked) == 1


def test_takes_nobody_for_another(start_fanfare, backend):
    backend.answer = lambda asked: as_json({"user": asked.header("Cookie").split("=")[1]})
    server = start_fanfare(asking(backend.url, cache="60"))

    for user in ("ann", "bob", "ann"):
        with server.connect(TARGET, [("Cookie", f"sid={user}")]) as socket:
            assert f"subscribe user:{user}:f" in socket.granted
    assert len(backend.asked) == 2


def test_asks_for_each_handshake_where_nothing_is_to_be_cached(start_fanfare, backend):
    server = start_fanfare(asking(backend.url, cache="0"))

    for _ in range(3):
        server.connect(TARGET, COOKIE).close()

    assert len(backend.asked) == 3


def test_lets_the_answer_narrow_what_may_be_heard(start_fanfare, backend):
    backend.answer = lambda asked: as_json({**ANN, "channels": [
        "broadcast:f", "subscribe user:ann:f", "subscribe user:bob:f", "publish session:self:f"]})
    server = start_fanfare({**asking(backend.url), "policy.type": "allow-all"})

    with server.connect(TARGET + "&publish-broadcast&publish-user&publish-session", COOKIE) as ann:
        assert sorted(ann.granted) == ["publish broadcast:f", "publish session:self:f",
                                       "subscribe broadcast:f", "subscribe user:ann:f"]
        assert 'subscribe group:staff:f;rule="the session\'s list of channels does not name it"' in (
            ann.response.header("Fanfare-Refused"))
    with server.connect("/ws/f?subscribe-broadcast", COOKIE, Sec_WebSocket_Protocol="fanfare.v1") as ann:
        ann.receive()
        ann.send(json.dumps({"subscribe": ["group:staff:f"]}))
        assert "does not name it" in ann.receive()


def test_answers_others_while_all_that_may_wait_do(start_fanfare, backend):
    let_go = threading.Event()

    def slowly(asked):
        assert let_go.wait(60)
        return as_json({"user": asked.header("Cookie")})

    backend.answer = slowly
    server = start_fanfare({**asking(backend.url, timeout="60", max_waiting="16"),
                            "server.http_threads": "2"})
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        waiting = [pool.submit(server.connect, TARGET, [("Cookie", f"u{i}")]) for i in range(16)]
        backend.wait_until_asked(16)

        assert server.get("/healthz").status == 200
        assert server.metric("fanfare_backend_waiting", backend="identity.http") == 16
        server.publish("f", "the API is there, too")
        refused(server, [("Cookie", "one-too-many")])
        server.connect(TARGET).close()

        let_go.set()
        for one in waiting:
            one.result().close()
    assert len(backend.asked) == 16


def _certificate(folder, name, issuer=None):
    """A certificate for `name`, by itself or by `issuer`: the file with it and its key, and the pair."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(name))])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateBuilder().subject_name(subject)
            .issuer_name(issuer[0].subject if issuer else subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([name]), critical=False)
            .sign(issuer[1] if issuer else key, hashes.SHA256()))
    path = folder / f"{made.serial_number}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return path, (made, key)


def test_asks_over_tls_whom_a_known_authority_vouches_for(start_fanfare, tmp_path):
    authority, issuer = _certificate(tmp_path, x509.DNSName("authority"))
    certificate, _ = _certificate(tmp_path, x509.IPAddress(ipaddress.ip_address("127.0.0.1")), issuer)
    secure = Backend(lambda asked: as_json(ANN), certificate=certificate)
    server = start_fanfare(asking(secure.url, authorities=authority, cache="0"))

    for _ in range(2):
        with server.connect(TARGET, COOKIE) as ann:
            assert "subscribe user:ann:f" in ann.granted

    secure.stop()


@pytest.mark.parametrize("name, authorities, why", [
    (x509.DNSName("elsewhere.example"), "own", "IP address mismatch"),
    (x509.IPAddress(ipaddress.ip_address("127.0.0.1")), "system", "certificate: .*(issuer|self.signed)"),
])
def test_asks_nobody_else_over_tls(start_fanfare, tmp_path, name, authorities, why):
    authority, issuer = _certificate(tmp_path, x509.DNSName("authority"))
    certificate, _ = _certificate(tmp_path, name, issuer)
    secure = Backend(lambda asked: as_json(ANN), certificate=certificate)
    more = {"authorities": authority} if authorities == "own" else {}
    server = start_fanfare(asking(secure.url, **more))

    refused(server)
    server.wait_for_log(why)

    assert not secure.asked
    secure.stop()


def test_explains_what_it_would_do(backend):
    settings = [f"--set={key}={value}" for key, value in asking(backend.url).items()]

    done = run("explain", *settings, "--header", "Cookie: sid=1", TARGET)
    assert "identity: user 'ann', group 'staff', session #" in done.stdout
    assert "attribute plan='gold'" in done.stdout
    backend.answer = lambda asked: (500, {}, b"")
    done = run("explain", *settings, "--header", "Cookie: sid=1", TARGET)
    assert done.returncode == 1
    assert "cannot be established now (its answer has the status 500)" in done.stdout


@pytest.mark.parametrize("settings, said", [
    ({}, "identity.resolver = http needs identity.http.url"),
    ({"url": "ftp://x/"}, "begins with neither http:// nor https://"),
    ({"url": "http://user:pass@x/"}, "names no host and port"),
    ({"url": unused_url(), "forward_headers": "Host"}, "'Host', which is no header that can be forwarded"),
    ({"url": unused_url(), "forward_headers": "X-Forwarded-For"}, "no header that can be forwarded"),
    ({"url": unused_url(), "forward_headers": "cookie"}, "is forwarded already"),
    ({"url": "https://x/", "authorities": "/nowhere"}, "no certificates can be read from /nowhere"),
    ({"url": unused_url(), "secret": "a b"}, "its value holds a blank"),
    ({"url": unused_url(), "timeout": "0"}, "is less than 0.01 seconds"),
])
def test_says_what_is_wrong_with_its_settings(settings, said):
    settings = {"identity.resolver": "http",
                **{f"identity.http.{key}": value for key, value in settings.items()}}

    done = run("check", *[f"--set={key}={value}" for key, value in settings.items()])

    assert done.returncode == 1
    assert said in done.stderr
