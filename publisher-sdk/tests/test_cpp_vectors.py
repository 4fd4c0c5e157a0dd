"""Every vector that can be said in C++, on both transports. Run with the Python of publisher-sdk/python."""

import base64
import json
import pathlib
import subprocess
import sys

import pytest

from support.fanfare import BINARY

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "python/tests"))
from witness import Witness, all_vectors  # noqa: E402

CALLER = pathlib.Path(BINARY).absolute().parents[2] / "tests/publisher-sdk/fanfare_vectors_caller"
CASES = [(vector, transport) for vector in all_vectors() for transport in ("redis", "http") if transport in vector]
# What the types of C++ do not let a site write, right or wrong. An empty list is the same as none.
LEFT_OUT = {
    "publishes a pipeline of several publishers in its order",  # with an empty list; RedisPublisherTest has one without
    "publishes to nobody where the list of users is empty, and says so",
    "refuses a broadcast that is neither true nor false",
    "refuses a facility that is no text",
    "refuses a list of names that is none",
    "refuses a name that is no text",
    "refuses an audience there is not",
    "refuses an expiry that is no whole number",
    "refuses to disconnect by two things at once",
    "refuses to disconnect nobody",
    "refuses to look for a user without a request",
    "refuses to look for an audience there is not",
    "refuses to look in a room that is not named",
    "takes one name in place of a list",
}


@pytest.fixture(scope="module")
def witness():
    one = Witness()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def caller():
    with subprocess.Popen([CALLER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


def as_text(message):
    """A site in C++ writes JSON with a library of its own; here that is Python's."""
    if "json" not in message:
        return message
    return {"text": json.dumps(message["json"], ensure_ascii=False, separators=(",", ":"))}


def said_in_cpp(arguments):
    said = dict(arguments)
    if "message" in said:
        said["message"] = as_text(said["message"])
    if "messages" in said:
        said["messages"] = [as_text(message) for message in said["messages"]]
    if "publications" in said:
        said["publications"] = [said_in_cpp(publication) for publication in said["publications"]]
    return said


@pytest.mark.parametrize("vector, transport", CASES, ids=lambda value: value["name"] if isinstance(value, dict) else value)
def test_a_vector(witness, caller, vector, transport):
    witness.ask("/begin", vector=vector["name"], transport=transport)
    url = witness.redis_url if transport == "redis" else witness.http_url
    spoken = {**vector, "arguments": said_in_cpp(vector["arguments"])}
    asked = {"vector": spoken, "transport": transport, "url": url, "key": witness.key}

    print(json.dumps(asked, ensure_ascii=False), file=caller.stdin, flush=True)
    outcome = json.loads(caller.stdout.readline())

    if "left_out" in outcome:
        assert vector["name"] in LEFT_OUT
        return
    if "hex" in (outcome.get("returned") or {}):
        outcome = {"returned": {"base64": base64.b64encode(bytes.fromhex(outcome["returned"]["hex"])).decode()}}
    assert witness.ask("/judge", **outcome)["wrong"] == []
