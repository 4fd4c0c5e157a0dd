"""A Fanfare server of the test's own."""

import json
import os
import re
import resource
import signal
import urllib.parse

from . import http
from .deadline import PATIENCE, eventually
from .process import Process
from .tls import secure
from .websocket import WebSocket, request_bytes

BINARY = os.environ.get("FANFARE_BINARY", "build/dev/src/fanfare")
API_KEY = "key-of-the-tests-0123456789"

DEFAULTS = {
    "server.port": "0",
    "server.drain_seconds": "0",
    "api.key.test": API_KEY,
}


def command_line(settings, command="serve"):
    return [BINARY, command] + [f"--set={key}={value}" for key, value in settings.items()]


def clean_environment(**extra):
    """The environment, without any FANFARE_… setting of the machine it runs on."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("FANFARE_")}
    env.update(extra)
    return env


class Fanfare:
    def __init__(self, settings, env=None, max_files=None, config=None, certificate=None):
        tls = certificate.settings if certificate else {}
        self.settings = {**DEFAULTS, **tls, **settings}
        self.settings = {key: value for key, value in self.settings.items() if value is not None}
        command = command_line(self.settings)
        if config:
            command += ["--config", str(config)]

        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (max_files, max_files))

        self.process = Process(
            command, env=clean_environment(**(env or {})), preexec=limit if max_files else None)
        self.url = self.process.stdout.wait_for(r"fanfare: listening on (http\S+)")[1].rstrip("/")
        parts = urllib.parse.urlsplit(self.url)
        self.address = (parts.hostname, parts.port)
        if certificate:
            self.address = secure(self.address, certificate.context())

    # WebSocket

    def handshake(self, target, headers=(), **replaced):
        replaced.setdefault("Host", f"{self.address[0]}:{self.address[1]}")
        return request_bytes(target, headers, **replaced)

    def connect(self, target, headers=(), early=b"", receive_buffer=None, **replaced):
        """An open WebSocket; raises Refused."""
        return WebSocket.connect(
            self.address, self.handshake(target, headers, **replaced), early,
            receive_buffer=receive_buffer)

    def refusal(self, target, headers=(), **replaced):
        """The response to a handshake, whatever it is."""
        return http.exchange(self.address, self.handshake(target, headers, **replaced))

    # HTTP

    def request(self, method, target, body=None, headers=()):
        return http.request(self.address, method, target, body, headers)

    def get(self, target, headers=()):
        return self.request("GET", target, headers=headers)

    def api(self, method, target, body=None, key=API_KEY):
        headers = [("Authorization", f"Bearer {key}")] if key else []
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        return self.request(method, target, body, headers)

    def publish(self, facility, message, **audience):
        """Publishes by the API, to everybody unless an audience is given; returns when it is taken."""
        body = {"facility": facility, "message": message}
        body.update(audience or {"broadcast": True})
        response = self.api("POST", "/api/publish", body)
        assert response.status == 202, response
        return response.json()

    def metric(self, name, **labels):
        """The sum of a metric over all label sets that have `labels`; 0 if there is none."""
        total = 0.0
        for line in self.get("/metrics").text().splitlines():
            match = re.fullmatch(r"([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)", line)
            if match and match[1] == name:
                found = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2] or ""))
                if labels.items() <= found.items():
                    total += float(match[3])
        return total

    def wait_until_ready(self):
        eventually(lambda: self.get("/readyz").status == 200, "/readyz says 200")

    # Process

    def resident_kib(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def log(self):
        return self.process.stderr.text() + "\n" + self.process.stdout.text()

    def wait_for_log(self, pattern, patience=PATIENCE):
        eventually(lambda: re.search(pattern, self.log()), f"{pattern!r} in the log", patience)

    def terminate(self):
        """SIGTERM; checks that it ends in order."""
        code = self.process.terminate()
        report = self.process.sanitizer_report()
        assert not report, report
        assert code == 0, f"exit code {code}\n{self.log()}"

    def signal(self, number=signal.SIGTERM):
        self.process.signal(number)
