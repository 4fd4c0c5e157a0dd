"""Fixtures: servers of the tests' own, on free ports, ended after each test.

The binary under test is FANFARE_BINARY. Nothing waits by the clock: a test waits for a line, a
frame or an answer, and gives up after a time that only a failure reaches.
"""

import pytest

from support.fanfare import Fanfare
from support.redis_server import RedisServer
from support.tls import Certificate


@pytest.fixture(scope="session")
def shared_redis():
    server = RedisServer().start()
    yield server
    server.remove()


@pytest.fixture
def redis_server(shared_redis):
    """An empty Redis."""
    shared_redis.flush()
    return shared_redis


@pytest.fixture
def own_redis():
    """A Redis of the test's own, not yet started: to be stopped and started at will."""
    server = RedisServer()
    yield server
    server.remove()


@pytest.fixture
def start_fanfare():
    """start_fanfare({key: value}) starts a server; each is ended, in order, after the test."""
    started = []

    def start(settings=None, **options):
        server = Fanfare(settings or {}, **options)
        started.append(server)
        return server

    yield start
    failures = []
    for server in reversed(started):
        if server.process.exit_code is None:
            try:
                server.terminate()
            except AssertionError as failure:
                failures.append(str(failure))
        elif server.process.sanitizer_report():
            failures.append(server.process.sanitizer_report())
    assert not failures, "\n".join(failures)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """What start_fanfare(…, certificate=certificate) speaks TLS with."""
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["memory", "redis"])
def broker_settings(request):
    """The settings of each broker in turn: what holds must hold with both."""
    if request.param == "memory":
        return {"broker.type": "memory"}
    server = request.getfixturevalue("redis_server")
    return {"broker.type": "redis", "broker.redis.url": server.url}


@pytest.fixture
def redis_settings(redis_server):
    return {"broker.type": "redis", "broker.redis.url": redis_server.url}


# Everything is allowed and identities come by headers: what the model's tests need.
OPEN = {"policy.type": "allow-all", "identity.resolver": "header"}


@pytest.fixture
def fanfare(start_fanfare, broker_settings):
    """A server that lets everybody publish, with each broker in turn."""
    server = start_fanfare({**broker_settings, **OPEN})
    server.wait_until_ready()
    return server


@pytest.fixture
def fanfare_on_redis(start_fanfare, redis_settings):
    server = start_fanfare({**redis_settings, **OPEN})
    server.wait_until_ready()
    return server


@pytest.fixture
def fanfare_in_memory(start_fanfare):
    return start_fanfare({"broker.type": "memory", **OPEN})
