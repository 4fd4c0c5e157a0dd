"""The HTTP API."""

import json

import pytest

from support.fanfare import API_KEY

ALICE = [("X-Auth-User", "alice"), ("X-Auth-Groups", "staff"), ("X-Auth-Session", "s3cr3t")]
READING, SHOPPING = "only-for-reading-0123456789", "only-for-the-shop-0123456789"


def publish(server, body, key=API_KEY):
    return server.api("POST", "/api/publish", body, key)


def test_publishes_to_every_audience_named(fanfare):
    flags = "subscribe-broadcast&subscribe-user&subscribe-group&subscribe-session&subscribe-room=blue"
    with fanfare.connect("/ws/f?" + flags, headers=ALICE) as alice:
        response = publish(fanfare, {
            "facility": "f", "broadcast": True, "users": ["alice", "bob"], "groups": ["staff"],
            "sessions": ["s3cr3t"], "rooms": ["blue"], "message": "to all of them"})

        assert response.status == 202
        assert alice.receive_many(5) == ["to all of them"] * 5
        channels = response.json()
        text = json.dumps(channels)
        for key in ("broadcast:f", "user:alice:f", "user:bob:f", "group:staff:f", "room:blue:f"):
            assert key in text
        assert "s3cr3t" not in text, "a session key is a secret"


def test_publishes_several_at_once(fanfare):
    with fanfare.connect("/ws/f?subscribe-broadcast") as socket:
        response = publish(fanfare, [
            {"facility": "f", "broadcast": True, "message": f"number {count}"} for count in range(20)])

        assert response.status == 202
        assert len(response.json()) == 20
        assert socket.receive_many(20) == [f"number {count}" for count in range(20)]


def test_publishes_json_as_the_very_bytes_of_the_request(fanfare):
    message = '{ "b":1.50,   "a": [1e3, "\\u017e"],"c":{} }'
    body = '{"facility":"f","broadcast":true,"message":' + message + "}"
    with fanfare.connect("/ws/f?subscribe-broadcast") as socket:
        assert publish(fanfare, body.encode()).status == 202
        assert socket.receive() == message


def test_validates_all_before_it_publishes_any(fanfare):
    good = {"facility": "f", "broadcast": True, "message": "must not be seen"}
    with fanfare.connect("/ws/f?subscribe-broadcast") as socket:
        assert publish(fanfare, [good, {"facility": "f", "broadcast": "yes", "message": "x"}]).status == 400
        fanfare.publish("f", "marker")
        assert socket.receive() == "marker"


# body: what the error has to name
WRONG = {
    "no JSON": (b'{"facility": "f", ', None),
    "no object": (b'"text"', None),
    "an empty array": (b"[]", None),
    "no facility": ({"broadcast": True, "message": "x"}, "facility"),
    "a facility that is no text": ({"facility": 1, "broadcast": True, "message": "x"}, "facility"),
    "a facility with a colon": ({"facility": "a:b", "broadcast": True, "message": "x"}, "facility"),
    "no message": ({"facility": "f", "broadcast": True}, "message"),
    "no audience": ({"facility": "f", "message": "x"}, None),
    "broadcast that is no boolean": ({"facility": "f", "broadcast": 1, "message": "x"}, "broadcast"),
    "users that are no list": ({"facility": "f", "users": "alice", "message": "x"}, "users"),
    "a user that is no text": ({"facility": "f", "users": [1], "message": "x"}, "users"),
    "a user without letters": ({"facility": "f", "users": [""], "message": "x"}, "users"),
    "groups that are no list": ({"facility": "f", "groups": {}, "message": "x"}, "groups"),
    "an expiry that is no number": (
        {"facility": "f", "broadcast": True, "message": "x", "expire": "soon"}, "expire"),
    "a negative expiry": ({"facility": "f", "broadcast": True, "message": "x", "expire": -1}, "expire"),
    "an unknown field": ({"facility": "f", "broadcast": True, "message": "x", "colour": "red"}, "colour"),
    "a misspelt field": ({"facility": "f", "user": ["alice"], "message": "x"}, "user"),
    "no UTF-8": (b'{"facility": "f", "broadcast": true, "message": "\xff"}', None),
    "a wrong one among good ones": (
        [{"facility": "f", "broadcast": True, "message": "x"}, {"facility": "f", "broadcast": True}],
        "message"),
}


@pytest.mark.parametrize("case", WRONG)
def test_names_what_is_wrong_in_a_body_with(fanfare_in_memory, case):
    body, field = WRONG[case]

    response = publish(fanfare_in_memory, body)

    assert response.status == 400
    error = response.json()["error"]
    assert error["code"] and error["message"]
    if field:
        assert field in error["message"]


def test_survives_deeply_nested_json(fanfare_in_memory):
    depth = 20_000
    body = b'{"facility":"f","broadcast":true,"message":' + b"[" * depth + b"]" * depth + b"}"

    assert publish(fanfare_in_memory, body).status in (202, 400, 413)
    assert fanfare_in_memory.get("/healthz").status == 200


def test_is_off_without_a_key(start_fanfare):
    server = start_fanfare({"api.key.test": None})

    response = publish(server, {"facility": "f", "broadcast": True, "message": "x"})

    assert response.status in (403, 404)
    assert "api.key" in response.text(), "it says what would turn it on"


@pytest.mark.parametrize("key", [None, "wrong", API_KEY + "x", API_KEY[:-1], ""])
def test_refuses_a_wrong_key(fanfare_in_memory, key):
    response = publish(fanfare_in_memory, {"facility": "f", "broadcast": True, "message": "x"}, key)

    assert response.status == 401
    assert response.header("WWW-Authenticate")
    assert response.json()["error"]["code"]


def test_lets_pages_of_listed_origins_call_it(start_fanfare):
    server = start_fanfare({"origin.allow": "https://shop.example"})
    listed, other = [("Origin", "https://shop.example")], [("Origin", "https://evil.example")]
    asking = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization")]

    question = server.request("OPTIONS", "/api/publish", headers=listed + asking)
    assert question.status == 200
    assert question.header("Access-Control-Allow-Origin") == "https://shop.example"
    assert "POST" in question.header("Access-Control-Allow-Methods")
    assert "Authorization" in question.header("Access-Control-Allow-Headers")
    key = [("Authorization", f"Bearer {API_KEY}")]
    for headers, status in [(listed + key, 200), (listed, 401)]:
        answer = server.get("/api/stats", headers)
        assert (answer.status, answer.header("Access-Control-Allow-Origin")) == (status, "https://shop.example")
        assert answer.header("Vary") == "Origin"
    assert server.request("OPTIONS", "/api/publish", headers=other + asking).status == 403
    for headers in (other + key, key):
        answer = server.get("/api/stats", headers)
        assert (answer.status, answer.header("Access-Control-Allow-Origin")) == (200, None)
        assert answer.header("Vary") == "Origin"


def test_answers_no_other_question_without_a_key(start_fanfare):
    server = start_fanfare({"origin.allow": "https://shop.example"})

    for headers in ([], [("Origin", "https://shop.example")], [("Access-Control-Request-Method", "GET")]):
        assert server.request("OPTIONS", "/api/stats", headers=headers).status == 401
    assert server.get("/metrics", [("Origin", "https://shop.example")]).header("Access-Control-Allow-Origin") is None


def test_gives_the_kept_message(fanfare):
    fanfare.publish("f", "to all")
    fanfare.publish("f", "to alice", users=["alice"])
    fanfare.publish("f", "to staff", groups=["staff"])
    fanfare.publish("f", "in blue", rooms=["blue"])
    fanfare.publish("f", "to the session", sessions=["s3cr3t"])

    for query, text in {
        "audience=broadcast": "to all", "audience=user&user=alice": "to alice",
        "audience=group&group=staff": "to staff", "audience=room&room=blue": "in blue",
        "audience=session&session=s3cr3t": "to the session",
    }.items():
        response = fanfare.api("GET", "/api/message?facility=f&" + query)
        assert (response.status, response.text()) == (200, text), query


# What is kept, who asks for any: the first in the order session, user, groups, broadcast.
def test_looks_in_the_order_of_the_model_for_any(fanfare):
    ask = "/api/message?facility=f&audience=any&session=s3cr3t&user=alice&group=staff"

    assert fanfare.api("GET", ask).status == 404
    for text, audience in (("all", {"broadcast": True}), ("group", {"groups": ["staff"]}),
                           ("user", {"users": ["alice"]}), ("session", {"sessions": ["s3cr3t"]})):
        fanfare.publish("f", text, **audience)
        assert fanfare.api("GET", ask).text() == text


@pytest.mark.parametrize("query", ["", "audience=broadcast", "facility=f&audience=nobody",
                                   "facility=f&audience=user", "facility=a:b&audience=broadcast"])
def test_refuses_a_question_it_cannot_answer(fanfare_in_memory, query):
    response = fanfare_in_memory.api("GET", "/api/message?" + query)

    assert response.status == 400
    assert response.json()["error"]["message"]


def test_counts_in_its_statistics(fanfare):
    target = "/ws/f?subscribe-broadcast"
    with fanfare.connect(target) as one, fanfare.connect(target) as other:
        fanfare.publish("f", "counted")
        assert (one.receive(), other.receive()) == ("counted", "counted")
        stats = fanfare.api("GET", "/api/stats").json()
        assert fanfare.metric("fanfare_channels") == 1

    expected = {"connections": 2, "connections_opened": 2, "subscriptions": 2, "channels": 1,
                "messages_published": 1, "messages_received": 1, "messages_delivered": 2,
                "bytes_queued": 0, "slow_consumers": 0, "protocol_errors": 0, "joins_refused": 0}
    assert {name: stats[name] for name in expected} == expected


def test_refuses_a_method_it_does_not_have(fanfare_in_memory):
    response = fanfare_in_memory.api("GET", "/api/publish")
    assert response.status == 405
    assert response.header("Allow") == "POST"
    assert fanfare_in_memory.api("DELETE", "/api/message?facility=f").status == 405
    assert fanfare_in_memory.api("GET", "/api/nothing").status == 404


def test_keeps_a_key_to_its_scope_and_its_facilities(start_fanfare):
    server = start_fanfare({
        "api.key.reader": READING, "api.key.reader.scope": "read",
        "api.key.shop": SHOPPING, "api.key.shop.scope": "publish", "api.key.shop.facilities": "shop-*"})
    body = {"broadcast": True, "message": "x"}

    assert publish(server, {"facility": "f", **body}, READING).status == 403
    assert server.api("GET", "/api/stats", key=READING).status == 200
    assert publish(server, {"facility": "shop-1", **body}, SHOPPING).status == 202
    assert publish(server, {"facility": "f", **body}, SHOPPING).status == 403
    assert server.api("GET", "/api/stats", key=SHOPPING).status == 403


def test_is_healthy_whatever_happens_and_ready_when_it_can_publish(fanfare):
    assert fanfare.get("/healthz").status == 200
    assert fanfare.get("/readyz").status == 200


def test_tells_prometheus_what_happens(fanfare):
    with fanfare.connect("/ws/f?subscribe-broadcast") as socket:
        fanfare.publish("f", "counted")
        assert socket.receive() == "counted"
        response = fanfare.get("/metrics")

    assert response.status == 200
    assert response.header("Content-Type").startswith("text/plain")
    names = {line.split()[2] for line in response.text().splitlines() if line.startswith("# TYPE ")}
    assert names and all(name.startswith("fanfare_") for name in names)
    connections = [line for line in response.text().splitlines() if line.startswith("fanfare_connections")]
    assert connections and float(connections[0].split()[-1]) == 1


def test_answers_administration_on_an_address_of_its_own_where_one_is_set(start_fanfare, tmp_path):
    path = tmp_path / "admin.sock"
    server = start_fanfare({"admin.address": f"unix:{path}"})

    assert server.get("/metrics").status == 404
    assert publish(server, {"facility": "f", "broadcast": True, "message": "x"}).status == 404

    import socket as sockets

    from support import http
    with sockets.socket(sockets.AF_UNIX) as stream:
        stream.settimeout(30)
        stream.connect(str(path))
        stream.sendall(b"GET /metrics HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n")
        assert http.read_response(stream)[0].status == 200
