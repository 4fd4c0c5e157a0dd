"""The command line: what each command does, and what it says to each wrong use."""

import subprocess

import pytest

from support.command import fanfare as run
from support.fanfare import API_KEY, BINARY, clean_environment
from support.process import Process

COMMANDS = ["serve", "publish", "listen", "spy", "check"]


def start(*arguments):
    return Process([BINARY, *arguments], env=clean_environment())


def websocket_url(server, target):
    return f"ws://{server.address[0]}:{server.address[1]}{target}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    done = run(command, "--help")

    assert done.returncode == 0
    assert f"fanfare {command}" in done.stdout
    assert "--help" in done.stdout
    assert done.stderr == ""


def test_the_overview_names_every_command():
    for arguments in (["--help"], ["help"]):
        done = run(*arguments)
        assert done.returncode == 0
        for command in COMMANDS:
            assert command in done.stdout
    assert run("--version").stdout.startswith("fanfare ")


# arguments: what standard error has to name
WRONG_USES = {
    "nothing": ([], "command"),
    "an unknown command": (["serv"], "serve"),
    "an unknown option": (["serve", "--confg=x"], "--config"),
    "an option without its argument": (["serve", "--config"], "config"),
    "a setting without a value": (["serve", "--set=server.port"], "server.port"),
    "an operand too many": (["serve", "extra"], "extra"),
    "a publish without facility": (["publish"], "FACILITY"),
    "a publish to nobody": (["publish", "f", "hello"], "broadcast"),
    "a publish both ways": (
        ["publish", "f", "--broadcast", "--redis=redis://h", "--http=http://h", "--key=k", "x"], "--http"),
    "a publish by HTTP without key": (["publish", "f", "--broadcast", "--http=http://h", "x"], "--key"),
    "an expiry that is no number": (["publish", "f", "--broadcast", "--expire=soon", "x"], "expire"),
    "a facility with a colon": (["publish", "a:b", "--broadcast", "x"], "a:b"),
    "a listen without address": (["listen"], "URL"),
    "a listen to something else": (["listen", "gopher://h/"], "gopher"),
    "a count that is no number": (["listen", "ws://h/ws/f", "--count=some"], "count"),
    "a header without colon": (["listen", "ws://h/ws/f", "--header=nothing"], "header"),
    "a spy on something else": (["spy", "--redis=http://h"], "redis"),
    "a spy in an unknown format": (["spy", "--format=msgpack"], "socketio"),
    "a check of too much": (["check", "one", "two"], "one"),
}


@pytest.mark.parametrize("case", WRONG_USES)
def test_says_what_is_wrong_with(case):
    arguments, named = WRONG_USES[case]

    done = run(*arguments)

    assert done.returncode == 2, done.stderr
    assert named in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


# What cannot be done is told, with status 1.
def test_fails_when_there_is_nobody_to_talk_to(tmp_path):
    for arguments in (
            ["publish", "f", "--broadcast", "--redis=redis://127.0.0.1:1", "x"],
            ["publish", "f", "--broadcast", "--http=http://127.0.0.1:1", f"--key={API_KEY}", "x"],
            ["listen", "ws://127.0.0.1:1/ws/f?subscribe-broadcast"],
            ["spy", f"--redis=unix://{tmp_path}/nothing.sock"]):
        done = run(*arguments)
        assert done.returncode == 1, arguments
        assert done.stderr.strip(), arguments


AUDIENCES = {
    ("--broadcast",): "subscribe-broadcast",
    ("--user", "alice"): "subscribe-user",
    ("--group=staff",): "subscribe-group",
    ("--session", "s3cr3t"): "subscribe-session",
    ("--room", "blue"): "subscribe-room=blue",
}
ALICE = [("X-Auth-User", "alice"), ("X-Auth-Groups", "staff"), ("X-Auth-Session", "s3cr3t")]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_publishes_through_redis(fanfare_on_redis, redis_server, audience):
    with fanfare_on_redis.connect("/ws/f?" + AUDIENCES[audience], headers=ALICE) as socket:
        done = run("publish", "f", *audience, "--redis", redis_server.url, "hello")
        assert (done.returncode, done.stderr) == (0, "")
        assert socket.receive() == "hello"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_publishes_by_http(fanfare_in_memory, audience):
    with fanfare_in_memory.connect("/ws/f?" + AUDIENCES[audience], headers=ALICE) as socket:
        done = run("publish", "f", *audience, "--http", fanfare_in_memory.url, "--key", API_KEY, "ž 🐎")
        assert (done.returncode, done.stderr) == (0, "")
        assert socket.receive() == "ž 🐎"


def test_publishes_a_line_at_a_time_from_standard_input(fanfare_on_redis, redis_server):
    ways = (["--redis", redis_server.url], ["--http", fanfare_on_redis.url, "--key", API_KEY])
    with fanfare_on_redis.connect("/ws/f?subscribe-broadcast") as socket:
        for way in ways:
            done = run("publish", "f", "--broadcast", *way, text="one\n\ntwo\nthree without an end")
            assert (done.returncode, done.stderr) == (0, "")
            assert socket.receive_many(3) == ["one", "two", "three without an end"]


def test_publishes_for_as_long_as_it_is_told(redis_server):
    assert run("publish", "f", "--broadcast", "--redis", redis_server.url, "--expire=77", "x").returncode == 0
    assert 60 < redis_server.client.ttl("broadcast:f") <= 77


def test_does_not_publish_with_a_wrong_key(fanfare_in_memory):
    done = run("publish", "f", "--broadcast", "--http", fanfare_in_memory.url, "--key", "wrong", "x")
    assert done.returncode == 1
    assert "401" in done.stderr or "key" in done.stderr


def test_listens_and_prints_a_line_for_each_message(fanfare):
    listener = start("listen", websocket_url(fanfare, "/ws/f?subscribe-broadcast"), "--count", "3")
    wait_for_connections(fanfare, 1)
    for text in ("one", "ž", "three"):
        fanfare.publish("f", text)

    assert listener.wait() == 0
    assert listener.stdout.lines == ["one", "ž", "three"]


def wait_for_connections(server, count):
    from support.deadline import eventually
    eventually(lambda: server.api("GET", "/api/stats").json()["connections"] == count,
               f"{count} connection(s)")


def test_listens_as_whom_it_is_told(fanfare_in_memory):
    listener = start("listen", websocket_url(fanfare_in_memory, "/ws/f?subscribe-user"),
                     "--header", "X-Auth-User: alice", "--count=1", "--protocol", "fanfare.v1")
    assert listener.wait() == 0
    assert '"user":"alice"' in listener.stdout.text().replace(" ", "")


def test_says_why_it_was_refused(fanfare_in_memory):
    done = run("listen", websocket_url(fanfare_in_memory, "/ws/f?subscribe-broadcast"),
               "--origin", "http://evil.example")
    assert done.returncode == 1
    assert "403" in done.stderr and "origin.allow" in done.stderr


def test_spies_on_what_passes_through_redis(redis_server):
    spy = start("spy", "--redis", redis_server.url)
    from support.deadline import eventually
    eventually(lambda: redis_server.client.pubsub_numpat() > 0, "it listens")

    redis_server.client.publish("broadcast:f", "seen")
    redis_server.client.publish("session:s3cr3t:f", "seen too")

    assert "broadcast:f" in spy.stdout.wait_for("seen$")[0] or "broadcast:f" in spy.stdout.text()
    spy.stdout.wait_for("seen too")
    assert "s3cr3t" not in spy.stdout.text(), "a session key is a secret"
    spy.kill()


def test_spies_on_the_patterns_it_is_told(redis_server):
    spy = start("spy", "--redis", redis_server.url, "broadcast:news*", "user:*")
    from support.deadline import eventually
    eventually(lambda: redis_server.client.pubsub_numpat() == 2, "it listens")

    redis_server.client.publish("broadcast:other", "not asked for")
    redis_server.client.publish("user:alice:f", "asked for")

    spy.stdout.wait_for("asked for")
    assert "not asked for" not in spy.stdout.text()
    spy.kill()


def test_gives_up_writing_when_nobody_reads(fanfare_in_memory):
    """As in `fanfare listen … | head -n 1`."""
    pipeline = subprocess.Popen(
        f"'{BINARY}' listen '{websocket_url(fanfare_in_memory, '/ws/f?subscribe-broadcast')}' | head -n 1",
        shell=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_environment())
    wait_for_connections(fanfare_in_memory, 1)
    fanfare_in_memory.publish("f", "first")
    assert pipeline.stdout.readline() == "first\n"
    from support.deadline import eventually

    def published_into_nothing():
        fanfare_in_memory.publish("f", "more")
        return pipeline.poll() is not None

    eventually(published_into_nothing, "the pipeline ends")
    pipeline.communicate()
