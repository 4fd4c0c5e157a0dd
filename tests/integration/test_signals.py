"""SIGTERM drains, SIGHUP reopens the log, and the start says what it came to."""

import re
import signal

from support.deadline import eventually
from support.fanfare import API_KEY, BINARY, DEFAULTS, clean_environment, command_line
from support.process import Process


def test_says_goodbye_with_1001_and_exits_with_0(start_fanfare, broker_settings):
    server = start_fanfare(broker_settings)
    server.wait_until_ready()
    sockets = [server.connect("/ws/f?subscribe-broadcast") for _ in range(20)]

    server.signal(signal.SIGTERM)

    for socket in sockets:
        assert socket.receive_close()[0] == 1001
        socket.send_close(1001)
        assert socket.at_end()
        socket.close()
    assert server.process.wait() == 0


def test_refuses_upgrades_and_is_not_ready_while_it_drains(start_fanfare):
    server = start_fanfare({"server.drain_seconds": "20"})
    sockets = [server.connect("/ws/f?subscribe-broadcast") for _ in range(20)]

    server.signal(signal.SIGTERM)

    eventually(lambda: server.get("/readyz").status == 503, "/readyz says 503")
    assert server.refusal("/ws/f?subscribe-broadcast").status == 503
    assert server.get("/healthz").status == 200
    for socket in sockets:
        socket.close()
    assert server.process.wait() == 0, "it waits for nobody who is gone"


def test_ends_at_once_on_a_second_signal(start_fanfare):
    server = start_fanfare({"server.drain_seconds": "600"})
    sockets = [server.connect("/ws/f?subscribe-broadcast") for _ in range(20)]

    server.signal(signal.SIGTERM)
    eventually(lambda: server.get("/readyz").status == 503, "/readyz says 503")
    assert server.process.exit_code is None, "it waits for its clients"
    server.signal(signal.SIGTERM)

    assert server.process.wait() == 0
    for socket in sockets:
        socket.close()


def test_ends_on_interrupt_as_well(start_fanfare):
    server = start_fanfare()
    server.signal(signal.SIGINT)
    assert server.process.wait() == 0


def test_reopens_its_log_on_hangup(start_fanfare, tmp_path):
    log, rotated = tmp_path / "fanfare.log", tmp_path / "fanfare.log.1"
    server = start_fanfare({"log.file": str(log), "log.level": "info"})
    eventually(lambda: log.exists() and log.stat().st_size > 0, "the log is written to")

    log.rename(rotated)
    server.signal(signal.SIGHUP)
    eventually(log.exists, "a new log is there")
    server.refusal("/ws/f?subscribe-broadcast", Origin="http://evil.example")
    eventually(lambda: "evil.example" in log.read_text(), "the new log is written to")
    assert "evil.example" not in rotated.read_text()
    with server.connect("/ws/f?subscribe-broadcast") as socket:
        assert socket.response.status == 101


def test_prints_what_the_start_came_to(start_fanfare, redis_settings):
    server = start_fanfare({**redis_settings, "identity.resolver": "header", "origin.allow": "https://shop.example"})

    for pattern in (r"broker.*redis", r"resolver.*header", r"policy.*subscribe-only",
                    r"origin.*https://shop\.example", r"(?i)api.*"):
        eventually(lambda: re.search(pattern, server.log()), pattern)
    assert API_KEY not in server.log(), "keys are not printed"


def test_says_that_the_port_is_in_use(start_fanfare):
    server = start_fanfare()
    port = server.address[1]

    second = Process(command_line({**DEFAULTS, "server.port": str(port)}), env=clean_environment())

    assert second.wait() == 1
    assert str(port) in second.stderr.text()
    assert "in use" in second.stderr.text()
    assert server.get("/healthz").status == 200


def test_tells_systemd_that_it_is_ready_and_that_it_stops(start_fanfare, tmp_path):
    import socket as sockets
    path = str(tmp_path / "notify")
    with sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM) as notify:
        notify.settimeout(30)
        notify.bind(path)
        server = start_fanfare(env={"NOTIFY_SOCKET": path})
        assert b"READY=1" in notify.recv(4096)
        server.signal(signal.SIGTERM)
        assert b"STOPPING=1" in notify.recv(4096)
        assert server.process.wait() == 0


def test_the_binary_is_there():
    assert Process([BINARY, "--version"]).wait() == 0
