"""The commands that take the places of ws-emit and redis2websocket."""

import json
import re

import pytest

from support.command import fanfare as run
from support.fanfare import BINARY, clean_environment
from support.http import request
from support.process import Process

STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
VARIABLES = ("REDIS", "ADDRESS", "CORS", "SECRET", "FLASK_SECRET")


def environment(**variables):
    env = clean_environment(**variables)
    return {name: value for name, value in env.items() if name not in VARIABLES or name in variables}


class Relay:
    def __init__(self, command, *arguments, **variables):
        self.process = Process([BINARY, command, *arguments], env=environment(**variables))
        line = self.process.stderr.wait_for(r"(\S+) started on ([^:]+):(\d+) cors: (.*)")
        self.name, self.address, self.cors = line[1], (line[2], int(line[3])), line[4]

    def wait_for_redis(self):
        self.process.stderr.wait_for("broker redis is reachable")

    def emit(self, secret, **event):
        body = json.dumps({"event": "update", "room": "time", **event, "secret": secret}).encode()
        return request(("127.0.0.1", self.address[1]), "POST", "/emit", body,
                       [("Content-Type", "application/json")])

    def log(self):
        return self.process.stderr.lines


@pytest.fixture
def start():
    started = []

    def start_it(*arguments, **variables):
        started.append(Relay(*arguments, **variables))
        return started[-1]

    yield start_it
    for relay in started:
        assert relay.process.terminate() == 0, relay.process.stderr.text()
        assert not relay.process.sanitizer_report()


def test_emits_to_redis_by_its_options(start, redis_server):
    relay = start("ws-emit", "--redis", f"redis://localhost:{redis_server.port}/0", "-a127.0.0.1:0",
                  "--cors", "http://a", "http://b", "--sec=MySecret", "-v", "--flask-secret", "x")
    with redis_server.client.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe("flask-socketio")
        relay.wait_for_redis()

        assert relay.emit("MySecret", data=[1]).text() == "OK\n"
        assert relay.emit("other").text() == "Incorrect secret 'other'\n"

        message = None
        while not message:
            message = channel.get_message(timeout=5)
        assert json.loads(message["data"])["data"] == [[1]]
    assert relay.cors == "['http://a', 'http://b']"


def test_begins_its_log_as_the_original(start, redis_server):
    for command, name in {"ws-emit": "ws-emit", "redis2websocket": "Redis2websocket"}.items():
        relay = start(command, "--address=127.0.0.1:0", "--redis", redis_server.url)
        assert any(re.fullmatch(rf"{STAMP} {name} started on 127\.0\.0\.1:{relay.address[1]} "
                                r"cors: \['http://localhost:7788'\]", line) for line in relay.log())
        for line in relay.log():
            assert re.match(rf"{STAMP} ", line), line


def test_takes_the_variables_of_its_settings_file(start, redis_server):
    relay = start("ws-emit", REDIS=redis_server.url, ADDRESS="localhost:0", CORS="http://a *",
                  SECRET="My Secret", FLASK_SECRET="x")

    assert relay.address[0] == "localhost"
    assert relay.cors == "*"
    relay.wait_for_redis()
    assert relay.emit("My Secret").status == 200


def test_has_no_emit_without_a_secret(start, redis_server):
    for command, variables in (("ws-emit", {"SECRET": ""}), ("redis2websocket", {"SECRET": "flask"})):
        relay = start(command, "--address", "127.0.0.1:0", REDIS=redis_server.url, **variables)
        assert relay.emit(variables["SECRET"]).status == 404


def test_takes_the_flask_secret_of_redis2websocket_for_nothing(start, redis_server):
    relay = start("redis2websocket", "--address", "127.0.0.1:0", "--redis", redis_server.url,
                  "--secret", "flask")

    assert relay.emit("flask").status == 404


def test_shows_no_secret(start, redis_server):
    relay = start("ws-emit", "-v", "-a", "127.0.0.1:0", "--secret", "never-shown",
                  REDIS=f"redis://:neither@localhost:{redis_server.port}/0")

    assert "never-shown" not in "\n".join(relay.log())
    assert "neither" not in "\n".join(relay.log())


@pytest.mark.parametrize("arguments, message", [
    (["--zz"], "unrecognized arguments: --zz"),
    (["foo"], "unrecognized arguments: foo"),
    (["--redis"], "argument --redis: expected one argument"),
    (["--cors"], "argument --cors: expected at least one argument"),
    (["-a", "127.0.0.1"], "argument -a/--address: '127.0.0.1' is not HOST:PORT"),
])
@pytest.mark.parametrize("command", ["ws-emit", "redis2websocket"])
def test_refuses_what_the_original_refuses(command, arguments, message):
    done = run(command, *arguments, env={name: "" for name in VARIABLES})

    assert done.returncode == 2
    assert f"fanfare {command}: error: {message}" in done.stderr
    assert ("usage: fanfare " + command in done.stderr) == (arguments[0] != "-a")


@pytest.mark.parametrize("variables, message", [
    ({"REDIS": "localhost:6379"}, "broker.redis.url: its value is no address of a Redis"),
    ({"ADDRESS": "example.org:1"}, "server.address: 'example.org' cannot be listened on"),
])
def test_tells_which_setting_is_wrong(variables, message):
    done = run("ws-emit", env=variables)

    assert done.returncode == 1
    assert message in done.stderr


def test_tells_its_options():
    for command in ("ws-emit", "redis2websocket"):
        assert "-a, --address HOST:PORT" in run(command, "-h").stdout
        assert run("help", command).stdout == run(command, "--he").stdout
