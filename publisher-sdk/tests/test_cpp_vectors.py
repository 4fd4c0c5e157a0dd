"""Every vector in C++, on both transports. Run with the Python of publisher-sdk/python.

What the types of C++ keep out, the compiler has to refuse: these vectors are told it, in a program that it takes
otherwise.
"""

import base64
import functools
import json
import pathlib
import re
import subprocess
import sys

import pytest

from support.fanfare import BINARY

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "python/tests"))
from witness import Witness, all_vectors  # noqa: E402

ROOT = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(BINARY).absolute().parents[2]
CALLER = BUILD / "tests/publisher-sdk/fanfare_vectors_caller"
CASES = [(vector, transport) for vector in all_vectors() for transport in ("redis", "http") if transport in vector]

PROGRAM = """
#include <map>
#include <string>
#include "fanfare/publisher/redis_publisher.h"
using namespace fanfare::publisher;
using By = fanfare::Disconnect::By;
void call(RedisPublisher& publisher, Audiences& audiences) {
  (void)publisher, (void)audiences;
#line 1 "call"
  %s
}
"""
# What a vector says, as somebody would write it, and what of it is right.
REFUSED = {
    "refuses an audience there is not":
        ('audiences.teams = {"a"};', 'audiences.users = {"a"};'),
    "refuses an expiry that is no whole number":
        ('(void)publisher.publishMessage("x", std::chrono::duration<double>(1.5));',
         '(void)publisher.publishMessage("x", std::chrono::minutes(2));'),
    "refuses a facility that is no text":
        ('(void)publisher.readdress(7, audiences);', '(void)publisher.readdress("7", audiences);'),
    "refuses a list of names that is none":
        ('audiences.users = std::map<std::string, std::string>{{"name", "mary"}};',
         'audiences.users = std::vector<std::string>{"mary"};'),
    "refuses a name that is no text":
        ('audiences.users = {true};', 'audiences.users = {"true"};'),
    "refuses a broadcast that is neither true nor false":
        ('audiences.broadcast = 1;', 'audiences.broadcast = true;'),
    "refuses to disconnect by two things at once":
        ('(void)publisher.disconnect({By::kUser, "mary", By::kSession, "s3ss1on0"});',
         '(void)publisher.disconnect({By::kUser, "mary"});'),
}


def compiler():
    cache = (BUILD / "CMakeCache.txt").read_text()
    return re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", cache, re.MULTILINE)[1]


def complaints(statement):
    """What the compiler says of a program with it; nothing if it takes it."""
    includes = [f"-I{ROOT}/include", f"-I{ROOT}/publisher-sdk/cpp/include"]
    done = subprocess.run([compiler(), "-std=c++17", "-fsyntax-only", "-x", "c++", *includes, "-"],
                          input=PROGRAM % statement, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr


@functools.lru_cache(maxsize=None)
def check_refused(name):
    wrong, right = REFUSED[name]
    assert complaints(right) == ""
    assert re.search(r"^call:1:\d+: error: ", complaints(wrong), re.MULTILINE), complaints(wrong) or "it was taken"


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
        check_refused(vector["name"])
        return
    if "hex" in (outcome.get("returned") or {}):
        outcome = {"returned": {"base64": base64.b64encode(bytes.fromhex(outcome["returned"]["hex"])).decode()}}
    assert witness.ask("/judge", **outcome)["wrong"] == []


def test_a_name_is_not_taken_for_a_broadcast():
    assert "error: " in complaints('audiences = Audiences{"mary", {}, {}, {}, {}};')
    assert "error: " in complaints('audiences.broadcast = "mary";')
