"""What the model delivers, keeps, replays and leaves out."""

import pytest

ALICE = [("X-Auth-User", "alice"), ("X-Auth-Groups", "staff,chatusers"), ("X-Auth-Session", "s3cr3t")]
EVERYTHING = "subscribe-session&subscribe-user&subscribe-group&subscribe-broadcast"


def test_delivers_the_very_bytes_that_were_published(fanfare):
    printable = "".join(chr(code) for code in range(0x21, 0x80))
    with fanfare.connect("/ws/foobar?subscribe-broadcast") as socket:
        for text in (printable, "žluťoučký 🐎", '{"a": 1}', " leading", "x" * 60_000):
            fanfare.publish("foobar", text)
            assert socket.receive() == text


def test_replays_what_was_kept_in_the_order_broadcast_group_user_session(fanfare):
    fanfare.publish("f", "ps", sessions=["s3cr3t"])
    fanfare.publish("f", "pu", users=["alice"])
    fanfare.publish("f", "pg2", groups=["chatusers"])
    fanfare.publish("f", "pg1", groups=["staff"])
    fanfare.publish("f", "pb", broadcast=True)

    with fanfare.connect("/ws/f?" + EVERYTHING, headers=ALICE) as socket:
        replayed = socket.receive_many(5)

    assert replayed[0] == "pb"
    assert sorted(replayed[1:3]) == ["pg1", "pg2"]
    assert replayed[3:] == ["pu", "ps"]


def test_reaches_each_audience_and_nobody_else(fanfare):
    bob = [("X-Auth-User", "bob"), ("X-Auth-Groups", "guests"), ("X-Auth-Session", "other")]
    with fanfare.connect("/ws/f?" + EVERYTHING, headers=ALICE) as alice, \
            fanfare.connect("/ws/f?" + EVERYTHING, headers=bob) as bobs, \
            fanfare.connect("/ws/f?" + EVERYTHING) as anonymous:
        fanfare.publish("f", "to alice", users=["alice"])
        fanfare.publish("f", "to staff", groups=["staff"])
        fanfare.publish("f", "to her session", sessions=["s3cr3t"])
        fanfare.publish("f", "to bob and guests", users=["bob"], groups=["guests"])
        fanfare.publish("another", "elsewhere")
        fanfare.publish("f", "to all")

        assert alice.receive_many(4) == ["to alice", "to staff", "to her session", "to all"]
        assert bobs.receive_many(3) == ["to bob and guests", "to bob and guests", "to all"]
        assert anonymous.receive() == "to all"


def test_brings_the_messages_of_a_room_to_who_is_in_it(fanfare):
    with fanfare.connect("/ws/f?subscribe-room=blue&publish-room=blue&echo") as blue, \
            fanfare.connect("/ws/f?subscribe-room=red") as red:
        blue.send("in blue")
        assert blue.receive() == "in blue"
        fanfare.publish("f", "in red", rooms=["red"])
        assert red.receive() == "in red"


def test_keeps_what_a_client_publishes(fanfare):
    with fanfare.connect("/ws/f?publish-broadcast") as publisher:
        publisher.send("kept")
        publisher.send_close(1000)
        assert publisher.receive_close() == (1000, "")

    with fanfare.connect("/ws/f?subscribe-broadcast") as late:
        assert late.receive() == "kept"


def test_answers_a_close_only_when_what_was_sent_before_is_published(fanfare_on_redis, redis_server):
    for count in range(20):
        with fanfare_on_redis.connect("/ws/f?publish-broadcast") as publisher:
            publisher.send(f"message {count}")
            publisher.send_close(1000)
            assert publisher.receive_close() == (1000, "")
            assert redis_server.client.get("broadcast:f") == f"message {count}".encode()


def test_publishes_a_binary_message_byte_for_byte(fanfare_on_redis, redis_server):
    with fanfare_on_redis.connect("/ws/f?publish-broadcast&subscribe-broadcast&echo") as socket:
        socket.send(b"\x00\x12\xaa")

        assert socket.receive() == b"\x00\x12\xaa"
        assert redis_server.client.get("broadcast:f") == b"\x00\x12\xaa"


def test_keeps_for_the_time_that_is_set_and_for_another_when_asked(start_fanfare, redis_server,
                                                                  redis_settings):
    server = start_fanfare({**redis_settings, "message.expire": "10"})
    server.wait_until_ready()

    server.publish("f", "as set")
    assert 5 < redis_server.client.ttl("broadcast:f") <= 10

    response = server.api("POST", "/api/publish",
                          {"facility": "f", "broadcast": True, "message": "longer", "expire": 33})
    assert response.status == 202
    assert 25 < redis_server.client.ttl("broadcast:f") <= 33


def test_leaves_what_was_kept_alone_when_the_expiry_is_zero(fanfare):
    fanfare.publish("f", "kept")
    with fanfare.connect("/ws/f?subscribe-broadcast") as listener:
        assert listener.receive() == "kept"
        response = fanfare.api("POST", "/api/publish", {
            "facility": "f", "broadcast": True, "message": "passing", "expire": 0})
        assert response.status == 202
        assert listener.receive() == "passing"

    with fanfare.connect("/ws/f?subscribe-broadcast") as late:
        assert late.receive() == "kept"


def test_keeps_nothing_where_the_expiry_is_set_to_zero(start_fanfare, broker_settings):
    server = start_fanfare({**broker_settings, "message.expire": "0"})
    server.wait_until_ready()
    server.publish("f", "gone")

    with server.connect("/ws/f?subscribe-broadcast") as late:
        server.publish("f", "live")
        assert late.receive() == "live"


def test_hides_empty_messages_from_clients(fanfare_on_redis, redis_server):
    redis_server.client.set("broadcast:f", "")
    with fanfare_on_redis.connect("/ws/f?subscribe-broadcast&publish-broadcast&echo") as socket:
        redis_server.client.publish("broadcast:f", "")
        socket.send("")
        socket.send(b"")
        socket.send("after")

        assert socket.receive() == "after"
        assert redis_server.client.get("broadcast:f") == b"after"


def test_drops_what_a_client_may_not_publish(fanfare):
    with fanfare.connect("/ws/f?subscribe-broadcast") as socket:
        socket.send("no publish flag")
        socket.fence()
        fanfare.publish("f", "marker")
        assert socket.receive() == "marker"


def test_lets_nobody_publish_over_a_socket_unless_the_policy_says_so(start_fanfare, broker_settings):
    server = start_fanfare({**broker_settings, "identity.resolver": "header"})
    server.wait_until_ready()

    with server.connect("/ws/f?subscribe-broadcast&publish-broadcast&publish-user&echo",
                        headers=ALICE) as socket:
        assert "subscribe-only" in socket.response.header("Fanfare-Refused")
        socket.send("mine")
        socket.fence()
        server.publish("f", "marker")
        assert socket.receive() == "marker"


# Echo: (flags, what happens, what the client gets before the marker)
def publish_and_mark(server, socket, *texts):
    for text in texts:
        server.publish("f", text)
    server.publish("f", "marker")
    received = []
    while (text := socket.receive()) != "marker":
        received.append(text)
    return received


BOTH_WAYS = "/ws/f?subscribe-broadcast&publish-broadcast"


def test_keeps_the_bytes_of_its_own_last_frame_from_a_client(fanfare):
    with fanfare.connect(BOTH_WAYS) as socket:
        socket.send("A")
        socket.fence()
        assert publish_and_mark(fanfare, socket) == []
        assert publish_and_mark(fanfare, socket, "A") == [], "whoever sent it"
        assert publish_and_mark(fanfare, socket, "B", "A") == ["B"], "and for good"


def test_delivers_an_older_text_of_its_own(fanfare):
    with fanfare.connect(BOTH_WAYS) as socket:
        socket.send("A")
        socket.fence()
        assert publish_and_mark(fanfare, socket) == []
        socket.send("C")
        socket.fence()
        assert publish_and_mark(fanfare, socket, "A") == ["A"]
        assert publish_and_mark(fanfare, socket, "C") == []


def test_delivers_what_is_live_even_if_it_equals_what_was_replayed(fanfare):
    fanfare.publish("f", "P")
    with fanfare.connect(BOTH_WAYS) as socket:
        assert socket.receive() == "P"
        # Past the window in which equal messages count once: a live one ends it.
        assert publish_and_mark(fanfare, socket) == []
        assert publish_and_mark(fanfare, socket, "P") == ["P"]


@pytest.mark.parametrize("flag", ["echo", "echo=0", "ECHO=false", "%20Echo+"])
def test_echoes_where_the_flag_is_there_whatever_its_value(fanfare, flag):
    with fanfare.connect(f"{BOTH_WAYS}&{flag}") as socket:
        socket.send("E" + flag)
        assert socket.receive() == "E" + flag


def test_loses_none_of_a_burst(fanfare_on_redis, redis_server):
    # ws4redis delivered the first and kept the rest until the next message.
    with fanfare_on_redis.connect("/ws/f?subscribe-broadcast") as socket:
        pipeline = redis_server.client.pipeline(transaction=False)
        for count in range(500):
            pipeline.publish("broadcast:f", f"m{count}")
        pipeline.execute()

        assert socket.receive_many(500) == [f"m{count}" for count in range(500)]


HEARTBEAT = "--heartbeat--"


@pytest.fixture
def beating(start_fanfare, broker_settings):
    server = start_fanfare({
        **broker_settings, "policy.type": "allow-all", "heartbeat.message": HEARTBEAT})
    server.wait_until_ready()
    return server


def test_sends_the_heartbeat_by_itself(beating):
    with beating.connect("/ws/f") as socket:
        assert socket.receive() == HEARTBEAT


def test_publishes_no_heartbeat_and_lets_it_reset_the_echo(beating):
    with beating.connect(BOTH_WAYS) as socket:
        def until_marker():
            beating.publish("f", "marker")
            received = []
            while (text := socket.receive()) != "marker":
                if text != HEARTBEAT:
                    received.append(text)
            return received

        socket.send("hello")
        socket.fence()
        assert until_marker() == []
        socket.send(HEARTBEAT)
        socket.fence()
        beating.publish("f", "hello")
        assert until_marker() == ["hello"]

    with beating.connect("/ws/f?subscribe-broadcast") as late:
        assert late.receive() in ("marker", HEARTBEAT)


def test_delivers_a_heartbeat_text_that_was_published(beating):
    with beating.connect("/ws/f?subscribe-broadcast") as socket:
        beating.publish("f", HEARTBEAT)
        beating.publish("f", "marker")
        received = [socket.receive()]
        while received[-1] != "marker":
            received.append(socket.receive())
        assert HEARTBEAT in received
