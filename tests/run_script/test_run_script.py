"""./run.sh: what a newcomer types first."""

import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))

from support.process import Process  # noqa: E402
from support.websocket import WebSocket, request_bytes  # noqa: E402

# The first run builds.
BUILDING = 1800


@pytest.fixture(params=["memory", "redis"])
def running(request):
    command = [str(ROOT / "run.sh")] + (["--redis"] if request.param == "redis" else [])
    process = Process(command, preexec=os.setsid, death_signal="TERM")
    yield process, request.param
    if process.exit_code is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_ends_in_a_demo_that_works_and_stops_with_ctrl_c(running):
    process, broker = running
    page = process.stdout.wait_for(r"^ +(http://\S+/demo/#\S+)", patience=BUILDING)[1]
    process.stdout.wait_for("Ctrl-C")
    address = re.match(r"http://([\d.]+):(\d+)", page)
    address = (address[1], int(address[2]))

    with urllib.request.urlopen(page.split("#")[0]) as answer:
        assert "Fanfare" in answer.read().decode()

    lines = [line.strip() for line in process.stdout.lines if "Hello" in line]
    assert len(lines) == (4 if broker == "redis" else 2)
    host = "%s:%d" % address
    with WebSocket.connect(address, request_bytes("/ws/demo?subscribe-broadcast", Host=host)) as socket:
        for line in lines:
            done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            greeting = next(word for word in shlex.split(line) if "Hello" in word)
            assert socket.receive() in greeting
        children = children_of(process.pid)
        assert len(children) >= (2 if broker == "redis" else 1)

        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        assert socket.receive_close()[0] == 1001

    assert process.wait() == 0
    for pid in children:
        assert not pathlib.Path(f"/proc/{pid}").exists(), "everything it started is gone"


def children_of(pid):
    found = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def test_explains_itself():
    assert subprocess.run([ROOT / "run.sh", "--help"], capture_output=True).returncode == 0
    wrong = subprocess.run([ROOT / "run.sh", "--rediss"], capture_output=True, text=True)
    assert wrong.returncode == 2
    assert "--rediss" in wrong.stderr
