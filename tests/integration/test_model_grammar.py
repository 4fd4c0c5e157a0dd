"""Facility and query: what the recorded ws4redis requests subscribed to at Redis."""

import pytest

PREFIX = "ws4redis"

# request path: facility. As recorded, "/ws/a:b" apart.
FACILITIES = {
    "/ws/foobar": "foobar",
    "/ws/a/b%20c/": "a/b c/",
    "/ws/": "",
    "/ws/%D0%B6": "ж",
    "/ws/x/ws/y": "x/ws/y",
    "/ws/a*": "a*",
    "/ws/a%3Fb": "a?b",
    "/ws/" + "f" * 255: "f" * 255,
}


@pytest.fixture
def prefixed(start_fanfare, redis_settings):
    server = start_fanfare({
        **redis_settings, "broker.prefix": PREFIX, "policy.type": "allow-all",
        "identity.resolver": "header"})
    server.wait_until_ready()
    return server


def subscribed_at(redis_server):
    """The channels of clients that Redis has subscribers for."""
    channels = {name.decode() for name in redis_server.client.pubsub_channels(f"{PREFIX}:*")}
    return {name for name in channels if ":fanfare:" not in name}


@pytest.mark.parametrize("path", FACILITIES)
def test_subscribes_to_the_channel_of_the_path(prefixed, redis_server, path):
    with prefixed.connect(path + "?subscribe-broadcast") as socket:
        key = f"{PREFIX}:broadcast:{FACILITIES[path]}"
        assert subscribed_at(redis_server) == {key}

        redis_server.client.publish(key, "found")
        assert socket.receive() == "found"


def test_takes_no_pattern_for_a_pattern(prefixed, redis_server):
    with prefixed.connect("/ws/a*?subscribe-broadcast") as socket:
        redis_server.client.publish(f"{PREFIX}:broadcast:abc", "not for it")
        redis_server.client.publish(f"{PREFIX}:broadcast:a*", "for it")
        assert socket.receive() == "for it"


# ws4redis took "/ws/a:b" for a facility; it cannot be told from a name and a facility.
BAD_FACILITIES = {
    "a colon": "/ws/a:b",
    "an encoded colon": "/ws/a%3Ab",
    "a line break": "/ws/a%0Ab",
    "a null byte": "/ws/a%00b",
    "a delete": "/ws/a%7Fb",
    "no UTF-8": "/ws/%FF%FE",
    "256 bytes": "/ws/" + "f" * 256,
}


@pytest.mark.parametrize("case", BAD_FACILITIES)
def test_refuses_a_facility_with(fanfare_in_memory, case):
    response = fanfare_in_memory.refusal(BAD_FACILITIES[case] + "?subscribe-broadcast")

    assert response.status == 400
    assert len(response.text().strip().splitlines()) == 1


def test_takes_a_colon_where_the_facility_is_allowed_one(start_fanfare):
    server = start_fanfare({"facility.a:b.allow_colon": "true"})

    with server.connect("/ws/a:b?subscribe-broadcast") as socket:
        server.publish("a:b", "hello")
        assert socket.receive() == "hello"


# query: whether it subscribes to broadcast, as recorded.
QUERIES = {
    "subscribe-broadcast": True,
    "Subscribe-Broadcast": True,
    "subscribe-broadcast=0": True,
    "subscribe-broadcast=0&subscribe-broadcast=1": True,
    "%20subscribe-broadcast%20": True,
    "subscribe-broadcast+": True,
    "foo=1&subscribe-broadcast&bar": True,
    "subscribe-broadcast&Subscribe-broadcast": True,
    "&&subscribe-broadcast&&": True,
    "subscribe%2Dbroadcast": True,
    "subscribe-broadcast;x": False,
    "subscribe_broadcast": False,
    "": False,
}


@pytest.mark.parametrize("query", QUERIES)
def test_reads_the_flags_of_a_query_as_the_model_does(prefixed, redis_server, query):
    redis_server.client.set(f"{PREFIX}:broadcast:qq", "V")

    with prefixed.connect("/ws/qq?" + query) as socket:
        if QUERIES[query]:
            assert subscribed_at(redis_server) == {f"{PREFIX}:broadcast:qq"}
            assert socket.receive() == "V"
        else:
            socket.fence()
            assert subscribed_at(redis_server) == set()


ALICE = [("X-Auth-User", "alice"), ("X-Auth-Groups", "staff, chatusers"), ("X-Auth-Session", "s3cr3t")]

# flags: the channels they subscribe to, for user alice in two groups with a session.
SUBSCRIPTIONS = {
    "subscribe-user": ["user:alice:f"],
    "subscribe-group": ["group:staff:f", "group:chatusers:f"],
    "subscribe-session": ["session:s3cr3t:f"],
    "subscribe-room=blue&subscribe-room=red%20room": ["room:blue:f", "room:red room:f"],
    "publish-user&publish-broadcast": [],
    "subscribe-broadcast&subscribe-user&subscribe-group&subscribe-session&subscribe-room=blue": [
        "broadcast:f", "user:alice:f", "group:staff:f", "group:chatusers:f", "session:s3cr3t:f",
        "room:blue:f"],
}


@pytest.mark.parametrize("query", SUBSCRIPTIONS)
def test_subscribes_to_what_the_identity_stands_for(prefixed, redis_server, query):
    with prefixed.connect("/ws/f?" + query, headers=ALICE) as socket:
        socket.fence()
        wanted = {f"{PREFIX}:{key}" for key in SUBSCRIPTIONS[query]}
        assert subscribed_at(redis_server) == wanted


# Who is nobody gets no channel of a user, group or session. ws4redis made channels of
# placeholders that strangers shared, or broke the connection.
ANONYMOUS = ["subscribe-user", "subscribe-group", "subscribe-session",
             "subscribe-user&subscribe-group&subscribe-session&publish-user&publish-session"]


@pytest.mark.parametrize("query", ANONYMOUS)
def test_grants_nothing_to_an_anonymous_client_and_tells_it(prefixed, redis_server, query):
    with prefixed.connect("/ws/anon?" + query) as socket:
        socket.fence()
        assert subscribed_at(redis_server) == set()
        assert socket.response.header("Fanfare-Refused"), "what was passed over is told"


def test_refuses_an_anonymous_client_where_that_is_set(start_fanfare):
    server = start_fanfare({"identity.when_missing": "refuse"})

    assert server.refusal("/ws/anon?subscribe-user").status == 403
    with server.connect("/ws/anon?subscribe-broadcast") as socket:
        assert socket.response.status == 101


def test_opens_only_the_facilities_that_are_allowed(start_fanfare):
    server = start_fanfare({"facility.allow": "news, chat-*"})

    for facility in ("news", "chat-1"):
        with server.connect(f"/ws/{facility}?subscribe-broadcast") as socket:
            assert socket.response.status == 101
    response = server.refusal("/ws/secrets?subscribe-broadcast")
    assert response.status in (403, 404)
    assert "facility.allow" in response.text()


def test_takes_the_session_cookie_for_the_session_only_where_it_is_trusted(start_fanfare, redis_server,
                                                                          redis_settings):
    cookie = [("Cookie", "a=b; sessionid=wnqd0gbw5obp; c=d")]
    trusting = start_fanfare({**redis_settings, "identity.trust_session_cookie": "true"})
    trusting.wait_until_ready()

    with trusting.connect("/ws/f?subscribe-session", headers=cookie) as socket:
        redis_server.client.publish("session:wnqd0gbw5obp:f", "for the session")
        assert socket.receive() == "for the session"
        assert "wnqd0gbw5obp" not in str(socket.response.headers), "a session key is a secret"
    assert "wnqd0gbw5obp" not in trusting.log()

    careful = start_fanfare(redis_settings)
    careful.wait_until_ready()
    with careful.connect("/ws/f?subscribe-session", headers=cookie) as socket:
        assert socket.response.header("Fanfare-Refused")


def test_believes_identity_headers_only_from_trusted_proxies(start_fanfare):
    server = start_fanfare({"identity.resolver": "header", "identity.header.trusted": "192.0.2.1"})

    with server.connect("/ws/f?subscribe-user", headers=ALICE) as socket:
        assert socket.response.header("Fanfare-Refused")
        assert not socket.response.header("Fanfare-Granted")
