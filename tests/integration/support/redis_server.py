"""A Redis of the tests' own, on a free port and a Unix socket."""

import shutil
import signal
import socket
import tempfile

import redis

from .deadline import eventually
from .process import Process


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RedisServer:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fanfare-redis-")
        self.port = free_port()
        self.socket_path = f"{self.folder}/redis.sock"
        self.process = None
        self.client = redis.Redis(unix_socket_path=self.socket_path)

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def unix_url(self):
        return f"unix://{self.socket_path}"

    def start(self, *options):
        self.process = Process(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port),
             "--unixsocket", self.socket_path, "--dir", self.folder,
             "--save", "", "--appendonly", "no", *options])
        self.process.stdout.wait_for("eady to accept connections")
        return self

    def stop(self):
        self.client.close()
        if self.process:
            self.process.kill()
            self.process = None

    def pause(self):
        """It hangs: connections stay, nothing is answered."""
        self.process.signal(signal.SIGSTOP)

    def resume(self):
        self.process.signal(signal.SIGCONT)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def flush(self):
        self.client.flushall()

    def wait_for_subscribers(self, channel, count=1):
        eventually(
            lambda: self.client.pubsub_numsub(channel)[0][1] >= count,
            f"{count} subscriber(s) of {channel} at Redis")
