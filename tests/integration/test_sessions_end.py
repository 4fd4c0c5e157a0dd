"""Identities that end while their connections are open, or about to open."""

import json
import time

import jwt
import pytest

SECRET = "a secret of at least 64 bytes, as the longest of the hashes wants it"
TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"
JWT = {"identity.resolver": "jwt", "identity.jwt.secret": SECRET, "api.key.test.scope": "admin"}


def bearer(user="alice", issued=None, **changes):
    now = int(time.time())
    token = {"sub": user, "groups": ["staff", "board"], "iat": now if issued is None else issued,
             "exp": now + 600, **changes}
    return [("Authorization", "Bearer " + jwt.encode(token, SECRET, "HS256"))]


def disconnect(server, **selector):
    answer = server.api("POST", "/api/disconnect", selector)
    assert answer.status == 202, answer


def bury(redis_server, name):
    """Writes a tombstone, as docs/protocol.md says."""
    seconds, microseconds = redis_server.client.time()
    redis_server.client.set(f"site:fanfare:revoked:{name}",
                            seconds * 1000 + microseconds // 1000 + 1, ex=60)


def ends(socket):
    return socket.receive_close() == (4401, "identity ended")


@pytest.fixture
def nodes(start_fanfare, redis_server):
    settings = {**JWT, "broker.type": "redis", "broker.redis.url": redis_server.url, "broker.prefix": "site"}
    started = [start_fanfare(settings) for _ in range(2)]
    for node in started:
        node.wait_until_ready()
    redis_server.wait_for_subscribers("site:fanfare:control", 2)
    return started


def test_disconnects_a_user_on_every_node(nodes):
    with nodes[0].connect(TARGET, headers=bearer()) as here, \
            nodes[1].connect(TARGET, headers=bearer()) as there, \
            nodes[1].connect(TARGET, headers=bearer("bob")) as bob:
        disconnect(nodes[0], user="alice")

        assert ends(here) and ends(there)
        nodes[0].publish("f", "for bob", users=["bob"], expire=0)
        assert bob.receive() == "for bob"
    assert nodes[1].metric("fanfare_identities_ended_total", cause="control") == 1


def test_disconnects_with_the_broker_in_memory(start_fanfare):
    server = start_fanfare(JWT)
    with server.connect(TARGET, headers=bearer()) as alice:
        disconnect(server, user="alice")
        assert ends(alice)
    with server.connect(TARGET, headers=bearer(issued=int(time.time()) - 60)) as old:
        assert ends(old)


def test_disconnects_a_connection_or_a_facility(start_fanfare):
    server = start_fanfare(JWT)
    with server.connect(TARGET, headers=bearer()) as one, \
            server.connect(TARGET, headers=bearer("bob")) as other:
        there = server.api("GET", "/api/connections").json()["connections"]
        assert [connection["user"] for connection in there] in (["alice", "bob"], ["bob", "alice"])
        number = next(one["connection"] for one in there if one["user"] == "alice")

        disconnect(server, connection=number)
        assert ends(one)
        disconnect(server, facility="f")
        assert ends(other)
    with server.connect(TARGET, headers=bearer()) as again:  # nobody was revoked
        again.fence()


def test_a_token_issued_before_is_refused_also_by_a_node_that_starts_later(nodes, start_fanfare):
    issued = int(time.time()) - 5
    disconnect(nodes[0], user="alice")

    later = start_fanfare(nodes[0].settings)
    later.wait_until_ready()
    for node in (*nodes, later):
        with node.connect(TARGET, headers=bearer(issued=issued)) as alice:
            assert ends(alice)
    with later.connect(TARGET, headers=bearer(issued=int(time.time()) + 2)) as alice:
        alice.fence()


def test_takes_a_group_from_a_user(nodes, redis_server):
    with nodes[0].connect(TARGET, headers=bearer() + [("Sec-WebSocket-Protocol", "fanfare.v1")]) as alice:
        json.loads(alice.receive())
        redis_server.client.publish(
            "site:fanfare:control", json.dumps({"revoke": {"user": "alice", "group": "staff"}}))

        assert json.loads(alice.receive()) == {
            "type": "revoked", "channels": ["group:staff:f"], "publish": []}
        nodes[1].publish("f", "for staff", groups=["staff"], expire=0)
        nodes[1].publish("f", "for the board", groups=["board"], expire=0)
        assert json.loads(alice.receive())["data"] == "for the board"


def test_takes_a_group_from_a_user_over_http(nodes):
    headers = [*bearer(issued=int(time.time()) - 5), ("Sec-WebSocket-Protocol", "fanfare.v1")]
    with nodes[1].connect(TARGET, headers=headers) as alice:
        json.loads(alice.receive())
        answer = nodes[0].api("POST", "/api/revoke", {"user": "alice", "group": "staff"})

        assert (answer.status, answer.json()) == (202, {"accepted": True})
        assert json.loads(alice.receive())["channels"] == ["group:staff:f"]
    with nodes[0].connect(TARGET, headers=bearer(issued=int(time.time()) - 5)) as again:
        nodes[1].publish("f", "for staff", groups=["staff"], expire=0)
        nodes[1].publish("f", "for the board", groups=["board"], expire=0)
        assert again.receive() == "for the board"


def test_revokes_for_admins_alone_and_says_what_is_wrong(start_fanfare):
    server = start_fanfare({**JWT, "api.key.test.scope": "publish, read"})
    assert server.api("POST", "/api/revoke", {"user": "alice", "group": "staff"}).status == 403
    admin = start_fanfare(JWT)
    answer = admin.api("POST", "/api/revoke", {"user": "alice"})
    assert answer.status == 400
    assert "must name a user and a group" in answer.json()["error"]["message"]
    assert admin.api("GET", "/api/revoke").status == 405


def test_finds_a_tombstone_that_another_wrote(nodes, redis_server):
    bury(redis_server, "group:alice:staff")

    with nodes[0].connect(TARGET, headers=bearer(issued=int(time.time()) - 1)) as alice:
        nodes[1].publish("f", "for staff", groups=["staff"], expire=0)
        nodes[1].publish("f", "for the board", groups=["board"], expire=0)
        assert alice.receive() == "for the board"


def test_ends_what_was_revoked_while_the_control_channel_was_lost(nodes, redis_server):
    with nodes[0].connect(TARGET, headers=bearer(issued=int(time.time()) - 5)) as alice:
        alice.fence()
        bury(redis_server, "user:alice")  # and no word on the channel

        redis_server.client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        assert ends(alice)


def test_refuses_what_the_control_channel_should_not_say(nodes, redis_server):
    with nodes[0].connect(TARGET, headers=bearer()) as alice:
        for message in ("", "{}", '{"disconnect": {}}', '{"disconnect": {"name": "alice"}}',
                        '{"disconnect": {"user": ""}}'):
            redis_server.client.publish("site:fanfare:control", message)
        nodes[0].publish("f", "still there", users=["alice"], expire=0)

        assert alice.receive() == "still there"
    nodes[0].wait_for_log("site:fanfare:control: a message is refused")


@pytest.mark.parametrize("proxies, address", [("127.0.0.1", "203.0.113.7"), ("192.0.2.1", "127.0.0.1")])
def test_shows_the_client_behind_a_trusted_proxy(start_fanfare, proxies, address):
    server = start_fanfare({**JWT, "server.trusted_proxies": proxies})
    with server.connect(TARGET, [("X-Forwarded-For", "10.0.0.1, 203.0.113.7")]) as visitor:
        visitor.fence()
        shown, = server.api("GET", "/api/connections").json()["connections"]

    assert shown["address"] == address


def test_shows_who_and_what_is_there(start_fanfare):
    server = start_fanfare(JWT)
    with server.connect(TARGET, headers=bearer(sid="the session's key")) as alice:
        alice.fence()
        page = server.api("GET", "/api/connections?limit=1").json()
        assert page["next"] is None
        assert page["connections"][0]["facility"] == "f"
        assert page["connections"][0]["session"].startswith("#")
        channels = server.api("GET", "/api/channels?limit=2").json()
        assert [one["channel"] for one in channels["channels"]] == ["broadcast:f", "group:board:f"]
        rest = server.api("GET", "/api/channels?after=" + channels["next"]).json()
        assert [one["channel"] for one in rest["channels"]] == ["group:staff:f", "user:alice:f"]
