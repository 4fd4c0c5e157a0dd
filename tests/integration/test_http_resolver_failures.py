"""The resolver http where the site's backend answers amiss, or not at all: nobody is let in as anybody."""

import contextlib
import json

import pytest

from support.backend import Backend, as_json
from support.deadline import eventually
from support.http_resolver import (  # noqa: F401 fixtures among them
    ANN, COOKIE, TARGET, asking, backend, raw_backend, refused)

JSON = {"Content-Type": "application/json"}
WRONG = {
    "500": ((500, JSON, json.dumps(ANN).encode()), "has the status 500"),
    "502": ((502, JSON, json.dumps(ANN).encode()), "it answered 502"),
    "302": ((302, {"Location": "/elsewhere", **JSON}, json.dumps(ANN).encode()), "has the status 302"),
    "201": ((201, JSON, json.dumps(ANN).encode()), "has the status 201"),
    "html": ((200, {"Content-Type": "text/html"}, json.dumps(ANN).encode()), "is not application/json"),
    "untyped": ((200, {}, json.dumps(ANN).encode()), "is not application/json"),
    "compressed": ((200, {"Content-Encoding": "gzip", **JSON}, b"\x1f\x8b"), "is compressed"),
    "no json": ((200, JSON, b'{"user": "ann"'), "is no JSON"),
    "twice": ((200, JSON, b'{"user": "ann", "user": "root"}'), "is no JSON"),
    "a list": (as_json([ANN]), "is no JSON object"),
    "empty": ((200, JSON, b""), "is no JSON"),
    "odd user": (as_json({"user": {"name": "ann"}}), "at 'user' is no name"),
    "control": (as_json({"user": "ann\nroot"}), "at 'user' is no name"),
    "odd groups": (as_json({**ANN, "groups": [["staff"]]}), "at 'groups' is no name"),
    "odd expiry": (as_json({**ANN, "expires": "tomorrow"}), "'expires' that is no time"),
    "odd channels": (as_json({**ANN, "channels": "broadcast:f"}), "'channels' that are no list"),
    "huge": (as_json({**ANN, "attributes": {"x": "y" * 70_000}}), "the answer is too large"),
    "huge head": ((200, {**JSON, "X-Long": "y" * 20_000}, json.dumps(ANN).encode()),
                  "the head of the answer is too large"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_denies_where_the_answer_is_of_no_use(start_fanfare, backend, wrong):
    answer, why = WRONG[wrong]
    backend.answer = lambda asked: answer
    server = start_fanfare(asking(backend.url))

    refused(server)
    server.wait_for_log(why)
    assert [asked.path for asked in backend.asked] == ["/fanfare"], "no redirect is followed"
    # It was not remembered.
    backend.answer = lambda asked: as_json(ANN)
    server.connect(TARGET, COOKIE).close()


GOOD = json.dumps(ANN).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _until_gone(stream):
    while stream.recv(1 << 16):
        pass


def _trickle(stream):
    stream.sendall(HEAD + b"Content-Length: 60000\r\n\r\n{")
    stream.settimeout(0.01)  # from one byte to the next, which comes long before the server's patience ends
    while True:
        stream.sendall(b" ")
        with contextlib.suppress(TimeoutError):
            return _until_gone(stream)


TALKS = {
    "stalled": (_until_gone, "no answer in time"),
    "trickling": (_trickle, "no answer in time"),
    "closing": (lambda stream: None, "the connection ended before an answer came"),
    "half-closing": (lambda stream: stream.sendall(HEAD + b"Content-Length: 99\r\n\r\n" + GOOD[:9]),
                     "ended before the answer did"),
    "garbage": (lambda stream: stream.sendall(b"\x16\x03\x01\x02\r\n\r\n"), "is not HTTP/1.1"),
    "ancient": (lambda stream: stream.sendall(GOOD + b"\r\n"), "is not HTTP/1.1"),
    "two sizes": (lambda stream: stream.sendall(
        HEAD + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(GOOD) + GOOD), "two sizes"),
    "endless": (lambda stream: stream.sendall(HEAD + b"\r\n" + b" " * 70_000), "too large"),
    "endless head": (lambda stream: stream.sendall(HEAD + b"X: y\r\n" * 9_000), "head of the answer is too"),
    "upgrading": (lambda stream: stream.sendall(b"HTTP/1.1 101 Switching\r\n\r\n"), "switches protocols"),
}


@pytest.mark.parametrize("how", TALKS)
def test_denies_where_the_backend_does_not_behave(start_fanfare, raw_backend, how):
    talk, why = TALKS[how]
    server = start_fanfare(asking(raw_backend(talk).url, timeout="1"))

    refused(server)
    server.wait_for_log(why)


@pytest.mark.parametrize("talk", [
    lambda s: s.sendall(HEAD + b"\r\n" + GOOD),
    lambda s: s.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + HEAD +
                        b"Transfer-Encoding: chunked\r\n\r\n5\r\n" + GOOD[:5] + b"\r\n%x;x=y\r\n" %
                        len(GOOD[5:]) + GOOD[5:] + b"\r\n0\r\nX: y\r\n\r\n"),
    lambda s: s.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: Application/JSON; charset=utf-8\r\n\r\n" + GOOD),
], ids=["to the end", "in chunks", "HTTP/1.0"])
def test_reads_an_answer_however_it_is_framed(start_fanfare, raw_backend, talk):
    server = start_fanfare(asking(raw_backend(talk).url))

    with server.connect(TARGET, COOKIE) as ann:
        assert "subscribe user:ann:f" in ann.granted


def test_denies_while_the_backend_is_away_and_finds_it_again(start_fanfare, backend):
    server = start_fanfare(asking(backend.url, cache="0", pause="0.05"))
    server.connect(TARGET, COOKIE).close()

    backend.stop()
    refused(server)
    restarted = Backend(lambda asked: as_json(ANN), port=backend.port)

    try:
        server.connect(TARGET, COOKIE).close()
        assert len(restarted.asked) == 1
    finally:
        restarted.stop()
        backend.stop = lambda: None


def test_leaves_alone_a_backend_that_does_not_answer(start_fanfare, backend):
    backend.answer = lambda asked: (503, {}, b"")
    server = start_fanfare(asking(backend.url, failures="3", pause="3600", cache="0"))

    for _ in range(6):
        refused(server)

    assert len(backend.asked) == 3
    server.wait_for_log("3 times in a row: it is left alone")
    assert server.metric("fanfare_backend_circuit_open", backend="identity.http") == 1
    assert server.metric("fanfare_backend_requests_total", backend="identity.http", outcome="failed") == 3
    assert server.metric("fanfare_backend_requests_total", outcome="not_asked") == 3


def test_tries_again_after_the_pause(start_fanfare, backend):
    backend.answer = lambda asked: (503, {}, b"")
    server = start_fanfare(asking(backend.url, failures="1", pause="0.05", cache="0"))
    refused(server)

    backend.answer = lambda asked: as_json(ANN)
    eventually(lambda: server.refusal(TARGET, COOKIE).status == 101, "let in again")

    server.wait_for_log("answers again")
