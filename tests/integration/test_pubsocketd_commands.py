"""The commands that take the places of go-pubsocketd's three programs."""

import re

import pytest

from support.command import fanfare as run
from support.deadline import eventually
from support.fanfare import BINARY, clean_environment
from support.http import request
from support.process import Process
from support.tls import secure
from support.websocket import Refused, WebSocket, request_bytes

ORIGIN = "http://example.com"
STAMP = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d "


def start(*arguments, **env):
    return Process([BINARY, *map(str, arguments)], env=clean_environment(**env))


class Pubsocketd:
    def __init__(self, redis, *flags, **env):
        self.process = start("pubsocketd", "-ws-port", "0", "-rs-port", redis.port, *flags, **env)
        line = self.process.stdout.wait_for(r"\[init\] listening for websocket requests on ([^:]+):(\d+)")
        self.process.stdout.wait_for(r"\[init\] listening for pubsub")
        self.address = (line[1], int(line[2]))

    def connect(self, target="/", origin=ORIGIN):
        return WebSocket.connect(self.address, request_bytes(target, Host="localhost", Origin=origin))

    def log(self):
        return self.process.stdout.lines


@pytest.fixture
def start_pubsocketd(redis_server):
    started = []

    def start_it(*flags, **env):
        started.append(Pubsocketd(redis_server, *flags, **env))
        return started[-1]

    yield start_it
    for server in started:
        assert server.process.terminate() == 0, server.process.stderr.text()
        assert not server.process.sanitizer_report()


# pubsocketd


def test_relays_one_channel_to_any_path(start_pubsocketd, redis_server):
    server = start_pubsocketd(f"-ws-origin={ORIGIN}")
    redis_server.wait_for_subscribers("pubsocketd")
    with server.connect() as root, server.connect("/ws/x?subscribe-broadcast") as elsewhere:
        redis_server.client.publish("pubsocketd", '{"foo": 1, "bar": 2}')
        assert root.receive() == elsewhere.receive() == '{"bar":2,"foo":1}'
    with pytest.raises(Refused):
        server.connect(origin="http://evil.example")
    assert request(server.address, "GET", "/healthz").status == 200


def test_begins_its_log_as_the_original(start_pubsocketd, redis_server):
    server = start_pubsocketd(f"--ws-origin={ORIGIN}", "--rs-channel", "news")
    init = [line for line in server.log() if "[init]" in line]

    assert re.fullmatch(rf"\[pubsocketd\] {STAMP}\[init\] listening for websocket requests on "
                        rf"127\.0\.0\.1:{server.address[1]}/, from {ORIGIN}", init[0])
    assert re.fullmatch(rf"\[pubsocketd\] {STAMP}\[init\] listening for pubsub messages from "
                        rf"127\.0\.0\.1:{redis_server.port} sent to the news channel", init[1])
    assert len(init) == 2
    for line in server.log():
        assert re.match(rf"\[pubsocketd\] {STAMP}", line), line


def test_obeys_every_flag(start_pubsocketd, redis_server, certificate, tmp_path):
    log = tmp_path / "pubsocketd.log"
    log.write_text("before\n")
    server = start_pubsocketd(
        "-ws-host", "localhost", "-ws-route=/live/", "-ws-insecure", "-ws-heartbeat=true",
        "-rs-host=127.0.0.1", "-rs-channel=live", "-ps-log-file", log,
        "-tls-cert", certificate.certificate, "-tls-key", certificate.key)
    redis_server.wait_for_subscribers("live")
    server.address = secure(server.address, certificate.context())

    with server.connect("/live/x", origin=None) as socket:
        redis_server.client.publish("live", "1.0")
        assert socket.receive() == "1"
    with pytest.raises(Refused) as refused:
        server.connect("/elsewhere")
    assert refused.value.response.status == 404
    server.process.stdout.wait_for("refused with 404")
    written = log.read_text().splitlines()
    assert written[0] == "before"
    assert written[1:] == server.log()[: len(written) - 1]
    assert any(line.endswith(":%d/live/, in INSECURE MODE which is not advised for production use"
                             % server.address[1]) for line in written)


def test_passes_over_what_follows_the_first_that_is_no_flag_and_says_so(start_pubsocketd):
    server = start_pubsocketd("-ws-insecure", "true", "-unknown")
    server.process.stderr.wait_for("'true' is no flag")
    server.connect(origin=None).close()


def test_takes_several_origins(start_pubsocketd):
    server = start_pubsocketd("-ws-origin", f"{ORIGIN},https://second.example")
    for origin in (ORIGIN, "https://second.example"):
        server.connect(origin=origin).close()
    assert any(line.endswith(f"/, from {ORIGIN},https://second.example") for line in server.log())


def test_takes_further_settings_from_the_environment(start_pubsocketd):
    server = start_pubsocketd("-ws-insecure", FANFARE_SERVER_MAX_CONNECTIONS="1")
    with server.connect():
        with pytest.raises(Refused) as refused:
            server.connect()
    assert refused.value.response.status == 503


def test_ends_without_an_origin_as_the_original(tmp_path):
    log = tmp_path / "log"
    for flags in ([], ["-ws-insecure=false"], ["-ws-origin="]):
        done = run("pubsocketd", *flags, "-ps-log-file", log)
        assert done.returncode == 1
        assert re.fullmatch(rf"\[pubsocketd\] {STAMP}Missing allowable Origin "
                            r"\(-ws-origin=http://example.com\)\n", done.stdout)
    assert len(log.read_text().splitlines()) == 3


def test_fails_where_it_cannot_serve(tmp_path):
    for flags, said in ((["-ws-host", "shop.example"], "shop.example"),
                        (["-tls-cert", tmp_path / "none"], "server.tls"),
                        (["-ps-log-file", tmp_path / "none/log"], "none/log"),
                        (["-ws-route", "live"], "slash")):
        done = run("pubsocketd", "-ws-insecure", *flags)
        assert done.returncode == 1, flags
        assert said in done.stderr, flags


# arguments: what standard error has to say
WRONG_USES = {
    "an unknown flag": (["pubsocketd", "-ws-orgin=x"], "flag provided but not defined: -ws-orgin"),
    "a flag without its value": (["pubsocketd", "-ws-port"], "flag needs an argument: -ws-port"),
    "a port that is no number": (["pubsocketd", "-ws-port=http"], "-ws-port"),
    "a switch that is neither": (["pubsocketd", "-ws-insecure=maybe"], "invalid boolean value"),
    "a channel of two words": (["pubsocketd", "-ws-insecure", "-rs-channel", "a b"], "-rs-channel"),
    "a publisher's unknown flag": (["pubsocketd-publisher", "--topic", "x"], "-topic"),
    "a publisher's port": (["pubsocketd-publisher", "-port", "x"], "-port"),
    "a receiver's unknown flag": (["pubsocketd-receiver", "---url"], "bad flag syntax: ---url"),
    "a receiver's URL": (["pubsocketd-receiver", "-url", "gopher://h"], "gopher"),
}


@pytest.mark.parametrize("case", WRONG_USES)
def test_says_what_is_wrong_with(case):
    arguments, said = WRONG_USES[case]
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["pubsocketd", "pubsocketd-publisher", "pubsocketd-receiver"])
def test_explains_itself(command):
    for flag in ("-h", "-help", "--help"):
        done = run(command, flag)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"fanfare {command}" in done.stdout
    assert run("help", command).stdout == done.stdout
    assert f"  {command} " in run("--help").stdout


# pubsocketd-publisher and pubsocketd-receiver


def test_publishes_each_line_as_the_original_writes_it(redis_server):
    with redis_server.client.pubsub(ignore_subscribe_messages=True) as listener:
        listener.subscribe("news")
        redis_server.wait_for_subscribers("news")
        done = run("pubsocketd-publisher", "-port", redis_server.port, "--channel=news",
                   text='PEW PEW PEW\n\nwindows\r\n<b> & "quoted" \\ \t\u2028 ž 🐎')
        assert done.returncode == 0 and done.stdout == ""
        assert re.fullmatch(rf"{STAMP}connecting to 127\.0\.0\.1:{redis_server.port}\.\.\.\n"
                            rf"{STAMP}connected to 127\.0\.0\.1:{redis_server.port} "
                            r"and ready to send new messages\n", done.stderr)

        heard = []

        def take():
            message = listener.get_message()
            if message:
                heard.append(message["data"].decode())
            return len(heard) == 4

        eventually(take, "four messages")
    assert heard == ['{"Data":"PEW PEW PEW"}', '{"Data":""}', '{"Data":"windows"}',
                     r'{"Data":"\u003cb\u003e \u0026 \"quoted\" \\ \t\u2028 ž 🐎"}']


def test_the_three_programs_work_together(start_pubsocketd, redis_server):
    server = start_pubsocketd("-ws-origin", ORIGIN)
    redis_server.wait_for_subscribers("pubsocketd")
    url = "ws://%s:%d" % server.address
    receiver = start("pubsocketd-receiver", "-url", url, "-origin", ORIGIN)
    receiver.stderr.wait_for(f"^{STAMP}dialing {url}")
    receiver.stderr.wait_for(f"^{STAMP}connected to {url} and ready to receive new messages$")

    assert run("pubsocketd-publisher", "-port", redis_server.port, text="x" * 2000 + "\nWOO\n").returncode == 0

    receiver.stdout.wait_for("WOO")
    assert re.fullmatch(STAMP + r'\{"Data":"x{2000}"\}', receiver.stdout.lines[0])
    assert re.fullmatch(STAMP + r'\{"Data":"WOO"\}', receiver.stdout.lines[1])
    server.process.signal(15)
    assert receiver.wait() == 1, "as the original, whoever ends it"
    assert "1001" in receiver.stderr.text()
    assert server.process.wait() == 0


def test_fails_when_there_is_nobody_to_talk_to():
    publisher = run("pubsocketd-publisher", "-port", "1", text="x\n")
    receiver = run("pubsocketd-receiver", "-url", "ws://127.0.0.1:1")

    assert publisher.returncode == receiver.returncode == 1
    assert "127.0.0.1:1" in publisher.stderr and "127.0.0.1:1" in receiver.stderr


def test_says_why_a_receiver_was_refused(start_pubsocketd):
    server = start_pubsocketd("-ws-origin", ORIGIN)
    done = run("pubsocketd-receiver", "-url", "ws://%s:%d" % server.address)
    assert done.returncode == 1
    assert "403" in done.stderr
