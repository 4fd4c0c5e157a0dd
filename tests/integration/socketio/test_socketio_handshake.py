"""How clients of Socket.IO come in, or are turned away: beyond what was recorded (test_socketio_recording.py)."""

import re

import pytest

from support.socketio import (
    MAX_PAYLOAD, ORIGIN, SECOND_ORIGIN, Client, Polling, Socket, path, upgraded)
from support.websocket import SAMPLE_ACCEPT, Refused

UNSUPPORTED = '"The client is using an unsupported version of the Socket.IO or Engine.IO protocols"'
INVALID_SESSION = r'"Invalid session( [^"]*)?"'


def origin(name):
    return [("Origin", name)]


# What comes first

def test_polling_opens_a_session_that_may_be_upgraded(server):
    polling = Polling(server)
    assert polling.response.header("Content-Type") == "text/plain; charset=UTF-8"
    assert polling.opening == {"sid": polling.sid, "upgrades": ["websocket"], "pingTimeout": 20000,
                               "pingInterval": 25000, "maxPayload": MAX_PAYLOAD}
    polling.close()


def test_a_websocket_opens_a_session_too(server):
    socket = Socket(server)
    assert socket.response.header("Sec-WebSocket-Accept") == SAMPLE_ACCEPT
    assert socket.opening == {"sid": socket.sid, "upgrades": [], "pingTimeout": 20000,
                              "pingInterval": 25000, "maxPayload": MAX_PAYLOAD}
    socket.close()


def test_members_of_the_opening_come_in_the_order_of_the_original(server):
    first = re.match(r'0\{"sid":"[^"]*","upgrades":\["websocket"\],"pingTimeout":20000,"pingInterval":25000',
                     server.get(path("polling")).text())
    assert first


def test_polling_is_what_no_transport_means(server):
    assert server.get(path()).text().startswith('0{"sid":')


def test_every_session_has_an_id_of_its_own(server):
    sids = {Polling(server).sid for _ in range(20)}
    assert len(sids) == 20
    assert all(re.fullmatch(r'[^"\s]{20,}', sid) for sid in sids)  # it cannot be guessed


def test_the_client_of_a_namespace_has_another_id_than_its_session(client):
    assert re.fullmatch(r'[^"\s]{20,}', client.sid)
    assert client.sid != client.wire.sid


# Refusals

REFUSED = {
    "the version before": ("GET", path("polling", version="3"), UNSUPPORTED),
    "a version to come": ("GET", path("polling", version="5"), UNSUPPORTED),
    "no version": ("GET", path("polling", version=None), UNSUPPORTED),
    "no query": ("GET", "/socket.io/", UNSUPPORTED),
    "an unknown transport": ("GET", path("webtransport"), '"Invalid transport"'),
    "the transport before the version": ("GET", path("x", version="3"), '"Invalid transport"'),
    "a WebSocket without upgrade": ("GET", path("websocket"), '"Invalid websocket upgrade"'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_in_the_words_of_the_original(server, case):
    method, target, said = REFUSED[case]
    response = server.request(method, target)
    assert (response.status, response.text()) == (400, said)
    assert response.header("Content-Type").startswith("text/plain")


@pytest.mark.parametrize("method, body", [("GET", None), ("POST", b"40")])
@pytest.mark.parametrize("sid", ["nobody", "x" * 500, "%D0%B6", "..%2F..", "'", "*"])
def test_refuses_a_session_that_there_is_not(server, method, body, sid):
    response = server.request(method, path("polling", sid), body)
    assert response.status == 400
    assert re.fullmatch(INVALID_SESSION, response.text())


@pytest.mark.parametrize("sid", ["%00", "%0D%0A", "%FF", "%"])
def test_refuses_a_session_of_an_impossible_name(server, sid):
    assert server.get(path("polling", sid)).status == 400


def test_refuses_a_post_that_names_no_session(server):
    response = server.request("POST", path("polling"), b"40")
    assert response.status == 400
    assert re.fullmatch(INVALID_SESSION, response.text())


@pytest.mark.parametrize("version", ["3", None])
def test_refuses_a_websocket_of_another_version(server, version):
    with pytest.raises(Refused) as refused:
        Socket(server, version=version)
    assert (refused.value.response.status, refused.value.response.text()) == (400, UNSUPPORTED)


def test_refuses_the_upgrade_of_a_session_that_there_is_not(server):
    with pytest.raises(Refused) as refused:
        Socket(server, sid="nobody")
    assert refused.value.response.status == 400
    assert re.fullmatch(INVALID_SESSION, refused.value.response.text())


def test_forgets_a_session_that_has_ended(server):
    polling = Polling(server)
    polling.send("1")
    assert polling.is_over()
    response = polling.post("40")
    assert response.status == 400
    assert re.fullmatch(INVALID_SESSION, response.text())
    with pytest.raises(Refused):
        Socket(server, sid=polling.sid)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD"])
def test_knows_no_other_method(server, method):
    response = server.request(method, path("polling"))
    assert response.status == 405
    assert response.text() == ("" if method == "HEAD" else "Method Not Found")


# Origins

@pytest.mark.parametrize("accepted", [ORIGIN, SECOND_ORIGIN])
def test_pages_of_listed_origins_may_read_answers_with_their_cookies(server, accepted):
    polling = Polling(server, headers=origin(accepted))
    posted = polling.post("40")
    polled = polling.poll().response()
    for response in (polling.response, posted, polled):
        assert response.status == 200
        assert response.header("Access-Control-Allow-Origin") == accepted
        assert response.header("Access-Control-Allow-Credentials") == "true"
    refused = server.get(path("polling", sid="nobody"), origin(accepted))
    assert refused.header("Access-Control-Allow-Origin") == accepted
    polling.close()


def test_a_preflight_is_answered(server):
    response = server.request("OPTIONS", path("polling"), headers=[
        *origin(ORIGIN), ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "x-extra, content-type")])
    assert (response.status, response.text()) == (200, "OK")
    assert response.header("Access-Control-Allow-Origin") == ORIGIN
    assert response.header("Access-Control-Allow-Credentials") == "true"
    assert response.header("Access-Control-Allow-Methods") == "OPTIONS, GET, POST"
    assert response.header("Access-Control-Allow-Headers").lower() == "x-extra, content-type"


@pytest.mark.parametrize("refused", [
    "http://evil.example", "null", ORIGIN + "/", ORIGIN.upper(), "http://localhost", "http://localhost:77",
    "https://localhost:7788", f"{ORIGIN}.evil.example", "*", "x" * 2000])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_pages_of_other_origins_are_refused(server, refused, method):
    response = server.request(method, path("polling"), b"40" if method == "POST" else None, origin(refused))
    assert (response.status, response.text()) == (400, '"Not an accepted origin."')
    assert response.header("Content-Type") == "text/plain"
    assert not [name for name, _ in response.headers if name.startswith("access-control-")]


def test_websockets_of_other_origins_are_refused(server):
    with pytest.raises(Refused) as refused:
        Socket(server, headers=origin("http://evil.example"))
    assert refused.value.response.status == 400
    assert refused.value.response.text() == '"Not an accepted origin."'


def test_websockets_of_listed_origins_are_opened(server):
    client = Client(Socket(server, headers=origin(ORIGIN)))
    client.join("x")
    client.close()


def test_an_upgrade_from_another_origin_is_refused(server):
    polling = Polling(server, headers=origin(ORIGIN))
    with pytest.raises(Refused) as refused:
        Socket(server, sid=polling.sid, headers=origin("http://evil.example"))
    assert refused.value.response.text() == '"Not an accepted origin."'
    socket = upgraded(server, polling)  # the session has not suffered
    Client(socket).join("x")
    socket.close()


def test_who_names_no_origin_is_no_page_of_elsewhere(server):
    response = server.get(path("polling"))
    assert response.status == 200
    assert response.header("Access-Control-Allow-Origin") is None
    assert response.header("Access-Control-Allow-Credentials") == "true"


def test_all_origins_are_let_in_where_that_is_said(start_server):
    server = start_server(cors="*", channel="of-all-origins")
    response = Polling(server, headers=origin("http://anywhere.example")).response
    assert response.header("Access-Control-Allow-Origin") == "http://anywhere.example"
    assert response.header("Access-Control-Allow-Credentials") == "true"
