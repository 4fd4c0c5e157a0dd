import pytest

from support.fanfare import Fanfare
from support.redis_server import RedisServer
from witness import Witness


@pytest.fixture(scope="session")
def witness():
    one = Witness()
    yield one
    one.stop()


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
    """One to be stopped and started at will."""
    server = RedisServer().start()
    yield server
    server.remove()


@pytest.fixture
def start_fanfare():
    """start_fanfare(settings, config=path) starts a server, which ends with the test."""
    started = []

    def start(settings=None, **options):
        started.append(Fanfare(settings or {}, **options))
        started[-1].wait_until_ready()
        return started[-1]

    yield start
    for server in started:
        server.terminate()
