"""What a handshake with a session in Redis asks Redis: once, and together with others."""

import collections
import concurrent.futures
import contextlib
import pickle
import re
import urllib.parse
from unittest.mock import ANY

import pytest

from support.deadline import PATIENCE
from support.redis_relay import RedisRelay

TARGET = "/ws/f?subscribe-user&subscribe-group"
AT_ONCE = 8
SECRET_KEYS = ["ws-emit::secret::", "ws-emit::room_secret::", "r2ws::room_secret::"]


def key_of(number):
    return f"{number:032}"


@pytest.fixture
def sessions(redis_server):
    """The Cookie headers of as many visitors, whose sessions lie in Django's cache."""
    cookies = []
    for number in range(AT_ONCE):
        content = {"_auth_user_id": str(number), "ws4redis:memberof": ["staff"]}
        redis_server.client.set(
            f":1:django.contrib.sessions.cache{key_of(number)}", pickle.dumps(content, 5))
        cookies.append([("Cookie", f"sessionid={key_of(number)}")])
    return cookies


@pytest.fixture
def relay(redis_server):
    with contextlib.closing(RedisRelay(redis_server)) as standing:
        yield standing


@pytest.fixture
def start(relay, start_fanfare):  # it ends before the relay
    def started(**settings):
        return start_fanfare({
            "identity.resolver": "django", "identity.django.redis.url": relay.url,
            "broker.redis.timeout": str(int(PATIENCE)), **settings})

    return started


@pytest.fixture
def server_on_redis(start, relay, sessions):
    """Sessions, messages, places and secrets of rooms: all in one Redis."""
    server = start(**{"broker.type": "redis", "broker.redis.url": relay.url,
                      "policy.type": "allow-all", "limit.connections_per_user": "10",
                      "limit.connections_per_session": "10"})
    server.wait_until_ready()
    server.connect(TARGET, sessions[0]).close()  # makes the connections that are made when needed
    return server


def test_asks_once_for_a_handshake_and_waits_for_no_other(start, relay, sessions):
    server = start(**{"broker.type": "memory", "server.http_threads": str(2 * AT_ONCE)})
    relay.note_from_here(together=[f"MGET .*{key_of(number)}" for number in range(AT_ONCE)])

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        sockets = list(pool.map(lambda cookie: server.connect(TARGET, cookie), sessions))

    for number, one in enumerate(sockets):
        assert sorted(one.granted) == ["subscribe group:staff:f", f"subscribe user:{number}:f"]
        one.close()
    asked = collections.Counter(command.split()[0] for one in relay.rounds for command in one)
    assert asked["MGET"] == AT_ONCE
    assert set(asked) <= {"MGET", "PING"}, asked


def test_a_session_costs_two_round_trips_the_second_with_the_subscription(
        server_on_redis, relay, sessions):
    tombstones = [f"MGET fanfare:revoked:{one}$"
                  for one in ("user:1", f"session:{key_of(1)}", "group:1:staff")]
    relay.note_from_here(together=[*tombstones, "^SUBSCRIBE .*user:1:f"])

    server_on_redis.connect(TARGET, sessions[1]).close()

    assert asked_by(relay, "^MGET") == [[f"MGET :1:django.contrib.sessions.cache{key_of(1)}"],
                                        [ANY] * len(tombstones)]


def test_the_secrets_of_all_rooms_cost_one_more(server_on_redis, redis_server, relay, sessions):
    query = ""
    for space in ("one", "two"):
        redis_server.client.set(f"r2ws::room_secret::{space}", "secret")
        query += "&" + urllib.parse.urlencode(
            {"subscribe-room": f"{space}::a", "room-secret": f"{space}::secret"})
    relay.note_from_here(together=[f"^GET {key}{space}$" for key in SECRET_KEYS
                                   for space in ("one", "two")])

    with server_on_redis.connect(TARGET + query, sessions[1]) as one:
        assert {"subscribe room:one::a:f", "subscribe room:two::a:f"} <= set(one.granted)

    assert asked_by(relay, "^GET .*secret") == [[ANY] * 2 * len(SECRET_KEYS)]
    assert len(asked_by(relay, "^MGET")) == 2


def test_the_counts_of_other_nodes_cost_one_more(server_on_redis, relay, sessions):
    places = [f"^EVAL [\\s\\S]* fanfare:places:{one} " for one in ("user:1", f"session:{key_of(1)}")]
    relay.note_from_here(together=places)

    with server_on_redis.connect(TARGET, sessions[1]):
        assert asked_by(relay, "|".join(places)) == [[ANY, ANY]]
        assert len(asked_by(relay, "^MGET")) == 2


def asked_by(relay, pattern):
    """The commands that the pattern is found in, of each round that has any."""
    rounds = [[command for command in one if re.search(pattern, command)] for one in relay.rounds]
    return [one for one in rounds if one]
