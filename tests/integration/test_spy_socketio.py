"""`fanfare spy --format socketio`: what Flask-SocketIO and python-socketio publish, decoded."""

import json
import pickle
import re

import pytest

from support.deadline import eventually
from support.fanfare import BINARY, clean_environment
from support.process import Process

EMIT = {"method": "emit", "event": "update", "data": [{"time": 1}], "binary": False, "namespace": "/",
        "room": "time", "skip_sid": None, "callback": None, "host_id": "h"}


class Spy:
    def __init__(self, redis, channel, *patterns):
        self._redis = redis
        self._channel = channel
        self._process = Process([BINARY, "spy", "--redis", redis.url, "--format", "socketio", *patterns],
                                env=clean_environment())
        eventually(lambda: redis.client.publish(channel, "are you there?") > 0, "it listens")
        self._process.stdout.wait_for("cannot be decoded")

    def sees(self, payload):
        """What it shows of the message, without time and channel."""
        output = self._process.stdout
        before = len(output.lines)
        self._redis.client.publish(self._channel, payload)
        time, channel, message = output.wait_for(".+", after=before)[0].split("  ", 2)
        assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d\d\d", time)
        assert channel == self._channel
        return message

    def end(self):
        self._process.kill()


@pytest.fixture(scope="module")
def spy(shared_redis):
    spy = Spy(shared_redis, "flask-socketio")
    yield spy
    spy.end()


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_decodes_what_was_pickled(spy, protocol):
    pickled = {**EMIT, "data": {"time": 1}}
    del pickled["binary"]

    assert json.loads(spy.sees(pickle.dumps(pickled, protocol))) == EMIT


def test_decodes_pickled_bytes(spy):
    message = json.loads(spy.sees(pickle.dumps({**EMIT, "data": (b"\0\xff", 1)}, 4)))

    assert message == {**EMIT, "data": [[{"_placeholder": True, "num": 0}, 1], "AP8="], "binary": True}


@pytest.mark.parametrize("indent", [None, 1])
def test_decodes_json(spy, indent):
    assert json.loads(spy.sees(json.dumps({**EMIT, "event": "\x7f\x85"}, indent=indent,
                                          ensure_ascii=False))) == {**EMIT, "event": "\x7f\x85"}


# message: what is said of it
OTHERS = {
    "garbage": (b"\x00\xffgarbage", "cannot be decoded: "),
    "a pickled function": (pickle.dumps({**EMIT, "data": print}), "more than plain data"),
    "a message without namespace": (json.dumps({"method": "emit", "event": "x", "data": 1}), "namespace"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_says_what_it_cannot_decode(spy, case):
    payload, said = OTHERS[case]
    assert said in spy.sees(payload)


def test_looks_at_the_channel_it_is_told(shared_redis):
    spy = Spy(shared_redis, "socketio", "socketio")
    assert json.loads(spy.sees(json.dumps(EMIT))) == EMIT
    spy.end()
