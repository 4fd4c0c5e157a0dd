"""How many may be in, and how often they may come: by address, by user, by session."""

import pytest

from support.deadline import eventually
from support.websocket import Refused

# So that what comes from loopback is held to the limits, as from anywhere else.
NO_PROXY = {"server.trusted_proxies": "192.0.2.200"}
BY_HEADER = {"identity.resolver": "header"}


def seen(address):
    return [("X-Forwarded-For", address)]


def ann(session=""):
    return [("X-Auth-User", "ann"), ("X-Auth-Session", session)]


def assert_refused(response, setting):
    assert response.status == 429, response
    assert int(response.header("Retry-After")) > 0
    assert setting in response.text()
    assert len(response.text().splitlines()) == 1


def test_an_address_has_a_number_of_places(start_fanfare):
    server = start_fanfare({**NO_PROXY, "limit.connections_per_address": "2"})
    first = server.connect("/ws/f?subscribe-broadcast")
    with server.connect("/ws/f?subscribe-broadcast"):
        assert_refused(server.refusal("/ws/f"), "limit.connections_per_address")
        assert server.metric("fanfare_limits_reached_total",
                             limit="limit.connections_per_address") == 1
        assert server.metric("fanfare_handshakes_refused_total", cause="address_full") == 1
        server.wait_for_log("refused with 429: too many connections from this address")
        first.close()
        eventually(lambda: server.refusal("/ws/f").status == 101, "a place becomes free")


def test_places_are_given_back_however_a_connection_ends(start_fanfare):
    server = start_fanfare({**NO_PROXY, "limit.connections_per_address": "3",
                            "message.max_bytes": "100"})
    for _ in range(5):
        by_close = server.connect("/ws/f")
        by_close.send_close(1000)
        by_close.receive_close()
        by_close.close()
        by_fault = server.connect("/ws/f")
        by_fault.send_raw(b"\xff\xff\xff")
        by_fault.receive_close()
        by_fault.close()
        too_big = server.connect("/ws/f")
        too_big.send("x" * 200)
        too_big.receive_close()
        too_big.close()
        bad_key = server.refusal("/ws/f", Sec_WebSocket_Key="short")
        assert bad_key.status == 400
        foreign = server.refusal("/ws/f", [("Origin", "https://evil.example")])
        assert foreign.status == 403
        eventually(lambda: server.api("GET", "/api/stats").json()["connections"] == 0, "all gone")
    with server.connect("/ws/f"), server.connect("/ws/f"), server.connect("/ws/f"):
        assert server.refusal("/ws/f").status == 429


def test_behind_a_trusted_proxy_each_visitor_counts_by_himself(start_fanfare):
    server = start_fanfare({"limit.connections_per_address": "1"})
    with server.connect("/ws/f", seen("198.51.100.1")):
        assert_refused(server.refusal("/ws/f", seen("198.51.100.1")),
                       "limit.connections_per_address")
        assert server.refusal("/ws/f", seen("198.51.100.2")).status == 101
        # What the visitor wrote himself stands before what the proxy added.
        forged = seen("203.0.113.7, 198.51.100.1")
        assert server.refusal("/ws/f", forged).status == 429
        split = seen("203.0.113.7") + seen("198.51.100.1")
        assert server.refusal("/ws/f", split).status == 429


def test_of_ipv6_a_64_is_one_address(start_fanfare):
    server = start_fanfare({"limit.connections_per_address": "1"})
    with server.connect("/ws/f", seen("2001:db8:1:2::1")):
        assert server.refusal("/ws/f", seen("2001:db8:1:2:ffff::9")).status == 429
        assert server.refusal("/ws/f", seen("[2001:db8:1:3::1]:4711")).status == 101


def test_forwarded_counts_where_it_is_set(start_fanfare):
    server = start_fanfare({"limit.connections_per_address": "1",
                            "server.client_address_header": "Forwarded"})
    visitor = [("Forwarded", 'for="[2001:db8::1]:80";proto=http'),
               ("X-Forwarded-For", "203.0.113.7")]
    with server.connect("/ws/f", visitor):
        assert server.refusal("/ws/f", visitor).status == 429


def test_a_trusted_proxy_that_tells_nothing_locks_nobody_out(start_fanfare):
    server = start_fanfare({"limit.connections_per_address": "1"})
    with server.connect("/ws/f"), server.connect("/ws/f"), server.connect("/ws/f"):
        pass


def test_a_proxy_that_is_not_declared_is_told_of_and_locks_nobody_out(start_fanfare):
    server = start_fanfare({**NO_PROXY, "limit.connections_per_address": "1",
                            "limit.handshakes_per_address": "1"})
    open_sockets = [server.connect("/ws/f", seen(f"198.51.100.{i}")) for i in range(20)]
    server.wait_for_log(r"127\.0\.0\.1 with the headers of a proxy .* server\.trusted_proxies")
    assert server.refusal("/ws/f").status == 429, "without such a header the limit holds"
    for socket in open_sockets:
        socket.close()


def test_a_header_frees_nobody_at_a_public_address(start_fanfare):
    # The trusted proxy on loopback passes on what a visitor with a public address sent.
    server = start_fanfare({"limit.connections_per_address": "1"})
    visitor = [("X-Forwarded-For", "10.0.0.1, 203.0.113.9"), ("Via", "1.1 mine")]
    with server.connect("/ws/f", visitor):
        assert server.refusal("/ws/f", visitor).status == 429


def test_an_address_comes_no_oftener_than_it_may(start_fanfare):
    server = start_fanfare({**NO_PROXY, "limit.handshakes_per_address": "1"})
    statuses = [server.refusal("/ws/f").status for _ in range(40)]
    assert statuses[:10] == [101] * 10
    assert 429 in statuses
    assert_refused(next(response for response in iter(lambda: server.refusal("/ws/f"), None)
                        if response.status == 429), "limit.handshakes_per_address")
    assert server.metric("fanfare_limits_reached_total", limit="limit.handshakes_per_address") > 0
    assert server.get("/healthz").status == 200


@pytest.mark.parametrize("setting, headers", [
    ("limit.connections_per_user", ann()),
    ("limit.connections_per_session", [("X-Auth-Session", "s1")]),
])
def test_a_visitor_has_a_number_of_places(start_fanfare, setting, headers):
    server = start_fanfare({**BY_HEADER, setting: "2"})
    with server.connect("/ws/f", headers) as first, server.connect("/ws/f", headers):
        response = server.refusal("/ws/f", headers)
        assert_refused(response, setting)
        assert "ann" not in response.text() and "s1" not in response.text()
        assert server.refusal("/ws/f", [("X-Auth-User", "bob")]).status == 101
        first.close()
        eventually(lambda: server.refusal("/ws/f", headers).status == 101, "a place becomes free")
    assert server.metric("fanfare_limits_reached_total", limit=setting) >= 1


def test_with_redis_users_and_sessions_count_over_all_nodes(start_fanfare, redis_server):
    settings = {**BY_HEADER, "broker.type": "redis", "broker.redis.url": redis_server.url,
                "broker.prefix": "site", "limit.connections_per_user": "2",
                "limit.connections_per_session": "2"}
    nodes = [start_fanfare(settings), start_fanfare(settings)]
    for headers in (ann(), [("X-Auth-Session", "s1")]):
        first = nodes[0].connect("/ws/f", headers)
        second = nodes[1].connect("/ws/f", headers)
        for node in nodes:
            assert node.refusal("/ws/f", headers).status == 429
        second.close()
        eventually(lambda: nodes[0].refusal("/ws/f", headers).status == 101,
                   "the other node tells of a free place")
        first.close()
    eventually(lambda: not redis_server.client.keys("site:fanfare:places:*"), "nothing is left")


def test_what_a_node_that_crashed_had_is_forgotten(start_fanfare, redis_server):
    key = "fanfare:places:user:ann"
    redis_server.client.hset(key, "crashed", "2 1000000000")
    server = start_fanfare({**BY_HEADER, "broker.type": "redis", "limit.connections_per_user": "2",
                            "broker.redis.url": redis_server.url})
    with server.connect("/ws/f", ann()), server.connect("/ws/f", ann()):
        assert redis_server.client.hkeys(key) != [b"crashed"]
        assert 0 < redis_server.client.ttl(key) <= 60


def test_without_its_redis_a_node_counts_its_own(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare({**BY_HEADER, "broker.type": "redis", "limit.connections_per_user": "2",
                            "broker.redis.url": own_redis.url, "broker.redis.timeout": "0.5"})
    server.wait_until_ready()
    own_redis.stop()
    with server.connect("/ws/f", ann()), server.connect("/ws/f", ann()):
        with pytest.raises(Refused) as refused:
            server.connect("/ws/f", ann())
        assert refused.value.response.status == 429
    server.wait_for_log("each server counts its own alone")
