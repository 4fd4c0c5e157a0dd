"""What a library of one language publishes, a page hears and the libraries of all languages fetch.

Run with the Python of publisher-sdk/python.
"""

import os
import pathlib
import subprocess
import sys

import pytest

from support.fanfare import BINARY, Fanfare, clean_environment
from support.redis_server import RedisServer

HERE = pathlib.Path(__file__).parent
CPP_PROGRAM = pathlib.Path(BINARY).absolute().parents[2] / "tests/publisher-sdk/fanfare_sdk_program"
PROGRAMS = {
    "cpp": [CPP_PROGRAM],
    "python": [sys.executable, HERE / "programs/program.py"],
    "node": ["node", HERE / "programs/program.mjs"],
    "php": ["php", HERE / "programs/program.php"],
}
MESSAGES = {
    "text": "Grüße ☕ 𝄞".encode(),
    "bytes": bytes(range(256)),
}


@pytest.fixture(scope="module")
def redis_server():
    server = RedisServer().start()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def fanfare(redis_server):
    server = Fanfare({"broker.type": "redis", "broker.redis.url": redis_server.url})
    server.wait_until_ready()
    yield server
    server.terminate()


def run(command, message=b""):
    environment = clean_environment(PYTHONPATH=str(HERE.parent / "python/src"), PATH=os.environ["PATH"])
    done = subprocess.run([str(word) for word in command], input=message, capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def publish(language, redis, message):
    run([*PROGRAMS[language], redis, "publish"], message)


CASES = [(language, kind) for language in PROGRAMS for kind in MESSAGES]


@pytest.mark.parametrize("language, kind", CASES)
def test_a_page_hears_it_and_every_language_fetches_it(fanfare, redis_server, language, kind):
    redis_server.flush()
    message = MESSAGES[kind]
    with fanfare.connect("/ws/f?subscribe-room=r") as page:
        publish(language, redis_server.url, message)

        assert page.receive() == (message.decode() if kind == "text" else message)
    fetched = {other: run([*program, redis_server.url, "fetch"]) for other, program in PROGRAMS.items()}
    assert fetched == dict.fromkeys(PROGRAMS, message)
