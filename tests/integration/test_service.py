"""The systemd units: systemd itself finds nothing wrong with them, and they fit the defaults."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

from support.command import fanfare as run
from support.fanfare import BINARY

CONF = pathlib.Path(__file__).parents[2] / "conf"
UNIT = (CONF / "fanfare.service").read_text()


def of_unit(key):
    return re.search(rf"^{key}=(.*)$", UNIT, re.M)[1]


def default(key):
    return re.search(rf"^#{re.escape(key)} = (\S+)$", (CONF / "fanfare.properties").read_text(), re.M)[1]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize("name", ["fanfare", "ws-emit", "redis2websocket"])
def test_is_verified_by_systemd(tmp_path, name):
    unit = tmp_path / f"{name}.service"
    text = (CONF / unit.name).read_text()
    unit.write_text(text.replace("/usr/bin/fanfare", os.path.abspath(BINARY)))

    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_leaves_time_for_the_drain_and_files_for_the_connections():
    assert int(of_unit("TimeoutStopSec")) > int(default("server.drain_seconds")) + 6
    assert int(of_unit("LimitNOFILE")) > int(default("server.max_connections"))
    assert of_unit("Type") == "notify"


@pytest.mark.parametrize("name", ["ws-emit", "redis2websocket"])
def test_differs_for_a_predecessor_by_what_it_runs_alone(name):
    def settings(text):
        return {line for line in text.splitlines() if "=" in line and not line.startswith("#")}

    other = settings((CONF / f"{name}.service").read_text())

    assert {line.split("=")[0] for line in other - settings(UNIT)} == {
        "Description", "EnvironmentFile", "ExecStart"}
    assert f"ExecStart=/usr/bin/fanfare {name}" in other
    assert f"EnvironmentFile=-/etc/default/{name}" in other


def test_its_environment_file_holds_variables_that_are_known():
    lines = (CONF / "fanfare.env").read_text().splitlines()
    names = [line.lstrip("#").split("=")[0] for line in lines if re.match(r"#?FANFARE_\w+=", line)]
    assert len(names) >= 2
    values = {"FANFARE_BROKER_REDIS_URL": "redis://:password@127.0.0.1:6379/0"}

    done = run("check", env={name: values.get(name, "0123456789abcdef") for name in names})

    assert done.returncode == 0, done.stderr
