"""The policy http: a site's own backend says what a visitor may have."""

import contextlib
import json
import threading

import pytest

from support.backend import Backend, as_json, unused_url
from support.command import fanfare as run

TARGET = "/ws/chat?subscribe-broadcast&subscribe-user&publish-broadcast&subscribe-session"
ANN = [("X-Auth-User", "ann"), ("X-Auth-Groups", "eds,staff"), ("X-Auth-Session", "k3y-of-ann")]


def allowing(*channels, **more):
    return lambda asked: as_json({"allowed": channels, **more})


@pytest.fixture
def backend():
    server = Backend(allowing())
    yield server
    server.stop()


def asking(url, **more):
    return {"policy.type": "http", "identity.resolver": "header", "policy.http.url": url,
            **{f"policy.http.{key}": value for key, value in more.items()}}


def test_grants_what_the_backend_allows(start_fanfare, backend):
    backend.answer = allowing("subscribe user:ann:chat", "publish broadcast:chat", reason="too late")
    server = start_fanfare(asking(backend.url))

    with server.connect(TARGET, ANN) as ann:
        assert sorted(ann.granted) == ["publish broadcast:chat", "subscribe user:ann:chat"]
        assert ('subscribe broadcast:chat;rule="policy.type = http: too late"'
                in ann.response.header("Fanfare-Refused"))


def test_is_told_who_asks_for_what_and_no_more(start_fanfare, backend):
    server = start_fanfare(asking(backend.url, secret="of-both-sides"))
    quoted = "/ws/chat?subscribe-room=" + "%22%5C%C3%A9%22"

    server.connect(TARGET, [*ANN, ("Cookie", "sid=s3cr3t")]).close()
    server.connect(quoted).close()

    first, second = backend.asked
    assert first.method == "POST"
    assert sorted(name for name, _ in first.headers) == [
        "accept", "content-length", "content-type", "fanfare-secret", "host", "user-agent"]
    assert first.header("Content-Type") == "application/json"
    assert first.header("Fanfare-Secret") == "of-both-sides"
    assert first.json() == {
        "facility": "chat", "peer": "127.0.0.1",
        "identity": {"user": "ann", "groups": ["eds", "staff"], "attributes": {}, "session": True,
                     "expires": None},
        "requested": ["subscribe broadcast:chat", "subscribe user:ann:chat",
                      "subscribe session:self:chat", "publish broadcast:chat"]}
    assert second.json()["identity"] == {"user": None, "groups": [], "attributes": {}, "session": False,
                                         "expires": None}
    assert second.json()["requested"] == ['subscribe room:"\\é":chat']
    assert "of-both-sides" not in server.log()


@pytest.mark.parametrize("proxies, peer", [("127.0.0.1", "203.0.113.7"), ("192.0.2.1", "127.0.0.1")])
def test_is_told_of_the_client_behind_a_trusted_proxy(start_fanfare, backend, proxies, peer):
    server = start_fanfare({**asking(backend.url), "server.trusted_proxies": proxies})

    server.connect(TARGET, [("X-Forwarded-For", "10.0.0.1, 203.0.113.7")]).close()

    assert backend.asked[0].json()["peer"] == peer


def test_is_told_the_session_key_where_that_is_set(start_fanfare, backend):
    server = start_fanfare(asking(backend.url, send_session="on"))

    server.connect(TARGET, ANN).close()

    assert backend.asked[0].json()["identity"]["session"] == "k3y-of-ann"


def test_cannot_be_made_to_grant_more(start_fanfare, backend):
    backend.answer = allowing("subscribe broadcast:chat", "subscribe user:bob:chat",
                              "subscribe broadcast:other", "*", "publish broadcast:chat")
    server = start_fanfare(asking(backend.url) | {"policy.type": "http, subscribe-only"})

    with server.connect(TARGET, ANN) as ann:
        assert ann.granted == ["subscribe broadcast:chat"]


def test_is_not_asked_about_nothing(start_fanfare, backend):
    server = start_fanfare(asking(backend.url))

    server.connect("/ws/chat").close()
    server.connect("/ws/chat?subscribe-user").close()

    assert not backend.asked


@pytest.mark.parametrize("answer, reason", [
    (as_json({"reason": "banned until noon"}, 403), "banned until noon"),
    ((403, {"Content-Type": "text/plain"}, b"no\r\nSet-Cookie: a=b\r\n"), "no  Set-Cookie: a=b"),
    (as_json({"reason": "é" * 300}, 403), "é" * 100),
    ((403, {"Content-Type": "text/html"}, b"<script>"), "the site does not allow it"),
    ((403, {"Content-Type": "text/plain"}, b"\xff"), "the site does not allow it"),
    (as_json(["reason"], 403), "the site does not allow it"),
    (as_json({"reason": {}}, 403), "the site does not allow it"),
])
def test_refuses_for_the_reason_the_backend_gives(start_fanfare, backend, answer, reason):
    backend.answer = lambda asked: answer
    server = start_fanfare(asking(backend.url))

    response = server.refusal(TARGET, ANN)

    assert response.status == 403
    assert response.text().strip() == reason
    assert not response.header("Set-Cookie")
    assert server.metric("fanfare_handshakes_refused_total", cause="policy") == 1


ALLOWED = {"allowed": ["subscribe broadcast:chat"]}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("answer, why", [
    (as_json(ALLOWED, 500), "has the status 500"),
    (as_json(ALLOWED, 503), "it answered 503"),
    (as_json(ALLOWED, 201), "has the status 201"),
    ((302, {"Location": "/", **JSON}, json.dumps(ALLOWED).encode()), "has the status 302"),
    ((200, {}, json.dumps(ALLOWED).encode()), "is not application/json"),
    ((200, JSON, b""), "cannot be read"),
    ((200, JSON, b'{"allowed": ["subscribe broadcast:chat"'), "cannot be read"),
    (as_json({}), "has no list 'allowed'"),
    (as_json({"allowed": "subscribe broadcast:chat"}), "cannot be read"),
    (as_json({"allowed": [["subscribe broadcast:chat"]]}), "cannot be read"),
    (as_json({**ALLOWED, "reason": "x" * 70_000}), "the answer is too large"),
])
def test_denies_where_the_backend_does_not_decide(start_fanfare, backend, answer, why):
    backend.answer = lambda asked: answer
    server = start_fanfare(asking(backend.url))

    response = server.refusal(TARGET, ANN)

    assert (response.status, response.text().strip()) == (
        503, "the policy cannot be asked now; try again later")
    server.wait_for_log(why)


def test_denies_where_nobody_answers(start_fanfare, backend):
    let_go = threading.Event()
    backend.answer = lambda asked: let_go.wait(60) and as_json(ALLOWED)
    stalled = start_fanfare(asking(backend.url, timeout="0.2"))
    away = start_fanfare(asking(unused_url()))

    for server, why in ((stalled, "no answer in time"), (away, "Connection refused")):
        assert server.refusal(TARGET, ANN).status == 503
        server.wait_for_log(why)
    let_go.set()


def test_is_asked_again_for_what_a_client_wants_later(start_fanfare, backend):
    backend.answer = allowing("subscribe broadcast:chat")
    server = start_fanfare(asking(backend.url))
    with server.connect("/ws/chat?subscribe-broadcast", ANN, Sec_WebSocket_Protocol="fanfare.v1") as ann:
        assert json.loads(ann.receive())["channels"] == ["broadcast:chat"]

        backend.answer = allowing("subscribe room:blue:chat", reason="members only")
        ann.send(json.dumps({"subscribe": ["room:blue:chat", "room:red:chat", "user:bob:chat"]}))
        answer = ann.receive()
        server.publish("chat", "in the blue room", rooms=["blue"])
        server.publish("chat", "in the red room", rooms=["red"])
        server.publish("chat", "to all", broadcast=True)

        assert "members only" in answer
        heard = [json.loads(text) for text in ann.receive_many(2)]
        assert sorted(one["data"] for one in heard if one["type"] == "message") == [
            "in the blue room", "to all"]
    # What is another's is not even asked for.
    assert backend.asked[1].json()["requested"] == ["subscribe room:blue:chat", "subscribe room:red:chat"]


def test_answers_others_while_all_that_may_wait_do(start_fanfare, backend):
    let_go = threading.Event()
    backend.answer = lambda asked: let_go.wait(60) and as_json(ALLOWED)
    server = start_fanfare({**asking(backend.url, timeout="60", max_waiting="3"),
                            "server.http_threads": "2"})
    streams = [threading.Thread(target=lambda: server.connect(TARGET, ANN).close()) for _ in range(3)]
    for stream in streams:
        stream.start()
    backend.wait_until_asked(3)

    assert server.get("/healthz").status == 200
    assert server.refusal(TARGET, ANN).status == 503
    server.connect("/ws/chat").close()

    let_go.set()
    for stream in streams:
        stream.join()


def test_clients_that_want_more_leave_half_of_it_to_handshakes(start_fanfare, backend):
    let_go = threading.Event()

    def slow_about_rooms(asked):
        requested = asked.json()["requested"]
        if requested == ["subscribe room:blue:chat"]:
            assert let_go.wait(60)
        return as_json({"allowed": requested})

    backend.answer = slow_about_rooms
    server = start_fanfare(asking(backend.url, timeout="60", max_waiting="4"))
    with contextlib.ExitStack() as clients:
        sockets = [clients.enter_context(server.connect("/ws/chat", ANN, Sec_WebSocket_Protocol="fanfare.v1"))
                   for _ in range(6)]
        for socket in sockets:
            socket.receive()  # the welcome
            socket.send(json.dumps({"subscribe": ["room:blue:chat"]}))
        backend.wait_until_asked(2)

        with server.connect(TARGET, ANN) as ann:
            assert "publish broadcast:chat" in ann.granted
        assert server.metric("fanfare_backend_waiting", backend="policy.http") == 2

        let_go.set()
        for socket in sockets:
            assert json.loads(socket.receive())["channels"] == ["room:blue:chat"]


def test_explains_what_decided(backend):
    backend.answer = allowing("subscribe user:ann:chat", reason="not today")
    settings = [f"--set={key}={value}" for key, value in asking(backend.url).items()]
    headers = [word for name, value in ANN for word in ("--header", f"{name}: {value}")]

    done = run("explain", *settings, *headers, "/ws/chat?subscribe-user&subscribe-broadcast")

    assert "granted: subscribe user:ann:chat, by policy.type = http\n" in done.stdout
    assert "withheld: subscribe broadcast:chat, by policy.type = http: not today\n" in done.stdout


@pytest.mark.parametrize("settings, said", [
    ({"policy.type": "http"}, "policy.type = http needs policy.http.url"),
    ({"policy.http.url": "http://localhost/"}, "policy.type does not name http"),
    ({"policy.type": "http", "policy.http.url": "localhost:80"}, "begins with neither http://"),
])
def test_says_what_is_wrong_with_its_settings(settings, said):
    done = run("check", *[f"--set={key}={value}" for key, value in settings.items()])

    assert done.returncode == 1
    assert said in done.stderr
