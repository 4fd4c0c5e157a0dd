"""How much one client may send, hear and keep; how large requests may be."""

import json

from support.websocket import Refused

ALL = {"policy.type": "allow-all"}


def reached(server, setting):
    return server.metric("fanfare_limits_reached_total", limit=setting)


def test_who_sends_too_many_messages_is_closed(start_fanfare):
    server = start_fanfare({**ALL, "limit.messages_per_connection": "1"})
    with server.connect("/ws/f?publish-broadcast") as socket:
        for count in range(200):
            try:
                socket.send(str(count))
            except OSError:
                break
        assert socket.receive_close() == (1008, "too many messages; limit.messages_per_connection")
    assert reached(server, "limit.messages_per_connection") == 1
    server.wait_for_log("closed with 1008: it sent more than limit.messages_per_connection allows")


def test_who_sends_too_many_bytes_is_closed(start_fanfare):
    server = start_fanfare({**ALL, "limit.bytes_per_connection": "1K", "message.max_bytes": "4K"})
    with server.connect("/ws/f?publish-broadcast") as socket:
        for _ in range(50):
            try:
                socket.send("x" * 1000)
            except OSError:
                break
        assert socket.receive_close() == (1008, "too many bytes; limit.bytes_per_connection")
    assert reached(server, "limit.bytes_per_connection") == 1


def test_a_message_of_the_largest_size_always_fits(start_fanfare):
    server = start_fanfare({**ALL, "limit.bytes_per_connection": "1", "message.max_bytes": "64K"})
    with server.connect("/ws/f?publish-broadcast&subscribe-broadcast&echo") as socket:
        socket.send("x" * 65536)
        assert socket.receive() == "x" * 65536


def test_a_message_that_is_too_large_is_counted(start_fanfare):
    server = start_fanfare({**ALL, "message.max_bytes": "100"})
    with server.connect("/ws/f?publish-broadcast") as socket:
        socket.send("x" * 101)
        assert socket.receive_close()[0] == 1009
    assert reached(server, "message.max_bytes") == 1


def test_a_connection_listens_to_a_number_of_channels(start_fanfare):
    server = start_fanfare({**ALL, "limit.subscriptions_per_connection": "2"})
    rooms = "&".join(f"subscribe-room=r{i}" for i in range(4))
    with server.connect(f"/ws/f?{rooms}", Sec_WebSocket_Protocol="fanfare.v1") as socket:
        welcome = json.loads(socket.receive())
        assert welcome["channels"] == ["room:r0:f", "room:r1:f"]
        assert {one["rule"] for one in welcome["refused"]} == {"limit.subscriptions_per_connection"}
        socket.send('{"subscribe": ["room:r9:f"]}')
        granted = json.loads(socket.receive())
        assert granted["channels"] == []
        assert granted["refused"][0]["rule"] == "limit.subscriptions_per_connection"
    assert reached(server, "limit.subscriptions_per_connection") == 3


def keep(server, facilities, headers):
    for facility in facilities:
        with server.connect(f"/ws/{facility}?publish-broadcast", headers) as socket:
            socket.send(f"in {facility}")
            socket.send_close(1000)
            socket.receive_close()


def kept(server, facilities):
    return [server.api("GET", f"/api/message?facility={facility}").status == 200
            for facility in facilities]


def test_a_client_keeps_messages_on_a_number_of_channels(start_fanfare):
    server = start_fanfare({**ALL, "limit.kept_per_client": "2", "identity.resolver": "header"})
    by_address = [("X-Forwarded-For", "198.51.100.1")]
    keep(server, ["a", "b", "c", "a"], by_address)
    assert kept(server, ["a", "b", "c"]) == [True, True, False]
    keep(server, ["d"], [("X-Forwarded-For", "198.51.100.2")])
    keep(server, ["e", "f", "g"], by_address + [("X-Auth-User", "ann")])
    assert kept(server, ["d", "e", "f", "g"]) == [True, True, True, False]
    assert reached(server, "limit.kept_per_client") == 2
    server.wait_for_log("limit.kept_per_client channels: on others")


def test_all_clients_together_keep_messages_on_a_number_of_channels(start_fanfare):
    server = start_fanfare({**ALL, "message.max_kept_by_clients": "2"})
    keep(server, ["a", "b"], [("X-Forwarded-For", "198.51.100.1")])
    keep(server, ["c"], [("X-Forwarded-For", "198.51.100.2")])
    assert kept(server, ["a", "b", "c"]) == [True, True, False]
    server.publish("d", "what the API keeps does not count")
    assert kept(server, ["d"]) == [True]
    assert reached(server, "message.max_kept_by_clients") == 1
    server.wait_for_log("message.max_kept_by_clients channels: on others")


def test_a_key_publishes_no_oftener_than_it_may(start_fanfare):
    server = start_fanfare({"limit.publishes_per_key": "1"})
    order = {"facility": "f", "broadcast": True, "message": "m"}
    answers = [server.api("POST", "/api/publish", order) for _ in range(60)]
    refused = [answer for answer in answers if answer.status == 429]
    assert [answer.status for answer in answers[:10]] == [202] * 10 and refused
    assert refused[0].header("Retry-After") == "1"
    assert "limit.publishes_per_key" in refused[0].json()["error"]["message"]
    assert reached(server, "limit.publishes_per_key") == len(refused)
    assert server.api("GET", "/api/stats").status == 200


def test_requests_are_bounded_in_each_part(start_fanfare):
    server = start_fanfare({"server.max_header_bytes": "2K", "server.max_query_bytes": "256",
                            "api.max_body_bytes": "1K"})
    long_query = server.get("/healthz?" + "q" * 300)
    assert long_query.status == 414 and "server.max_query_bytes" in long_query.text()
    long_header = server.get("/healthz", [("X-Long", "h" * 3000)])
    assert long_header.status == 431 and "server.max_header_bytes" in long_header.text()
    long_body = server.api("POST", "/api/publish", b"b" * 2000)
    assert long_body.status == 413 and "api.max_body_bytes" in long_body.text()
    for setting in ("server.max_query_bytes", "server.max_header_bytes", "api.max_body_bytes"):
        assert reached(server, setting) == 1


def test_zero_is_no_bound(start_fanfare):
    limits = ["limit.connections_per_address", "limit.connections_per_user",
              "limit.connections_per_session", "limit.handshakes_per_address",
              "limit.subscriptions_per_connection", "limit.messages_per_connection",
              "limit.bytes_per_connection", "limit.kept_per_client", "limit.publishes_per_key"]
    server = start_fanfare({**ALL, "server.trusted_proxies": "192.0.2.200",
                            **{limit: "0" for limit in limits}})
    with server.connect("/ws/f?publish-broadcast&subscribe-broadcast&echo") as socket:
        for _ in range(3000):
            socket.send("m")
        assert socket.receive_many(3000) == ["m"] * 3000
    assert sum(reached(server, limit) for limit in limits) == 0


def test_the_node_has_a_number_of_places(start_fanfare):
    server = start_fanfare({"server.max_connections": "1"})
    with server.connect("/ws/f"):
        try:
            server.connect("/ws/f").close()
            raise AssertionError("let in beyond the bound")
        except Refused as refused:
            assert refused.response.status == 503
            assert refused.response.header("Retry-After")
            assert "server.max_connections" in refused.response.text()
    assert reached(server, "server.max_connections") == 1
