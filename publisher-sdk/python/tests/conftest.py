import pytest

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
