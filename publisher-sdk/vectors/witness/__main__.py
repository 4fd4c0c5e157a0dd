"""The witness: a real Redis and real Fanfares for the tests of publisher SDKs, in any language.

Prints "witness: listening on http://…" and ends with its standard input. README.md beside the vectors
says what it is asked. FANFARE_BINARY names the server.
"""

import contextlib
import json
import os
import pathlib
import signal
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "tests/integration"))

from recorders import HttpRecorder, RedisRecorder  # noqa: E402
from support.deadline import eventually  # noqa: E402
from support.fanfare import API_KEY, Fanfare  # noqa: E402
from support.redis_server import RedisServer  # noqa: E402
from verdict import as_bytes, commands_differ, outcome_differs, requests_differ  # noqa: E402

PREFIXES = ("", "site")
SENTINEL = "the witness has heard enough"


class Page:
    """A browser's page on a Fanfare, as a vector describes it."""

    def __init__(self, server, said):
        self.said = said
        names = {"user": "X-Auth-User", "groups": "X-Auth-Groups", "session": "X-Auth-Session"}
        self.socket = server.connect(
            said["opens"], headers=[(names[word], said[word]) for word in names if word in said])
        channel = urllib.parse.unquote(self.socket.granted[0].split(" ")[-1])
        self.channel = channel.replace("session:self:", f"session:{said.get('session')}:")

    def differs(self, redis, prefix):
        """What is wrong with what it has heard, None if nothing is."""
        if "closed" in self.said:
            code, _ = self.socket.receive_close()
            return None if code == self.said["closed"] else f"the page was closed with {code}"
        redis.publish(f"{prefix}:{self.channel}" if prefix else self.channel, SENTINEL)
        heard = []
        while (message := self.socket.receive()) != SENTINEL:
            heard.append(message.encode() if isinstance(message, str) else message)
        wanted = [as_bytes(message) for message in self.said["hears"]]
        return None if heard == wanted else f"the page {self.said['opens']} heard {heard}, not {wanted}"


class Case:
    """One vector under way on one transport."""

    def __init__(self, vector, transport):
        self.vector = vector
        self.transport = transport
        self.prefix = vector.get("options", {}).get("prefix", "")
        self.began = 0
        self.pages = []


class Witness:
    def __init__(self, stack):
        vectors = [vector for path in sorted(HERE.parent.glob("*.json")) for vector in json.loads(path.read_text())]
        self.vectors = {vector["name"]: vector for vector in vectors}
        assert len(vectors) == len(self.vectors), "two vectors have one name"
        self.redis = RedisServer().start()
        stack.callback(self.redis.remove)
        self.servers = {prefix: self._fanfare(stack, prefix) for prefix in PREFIXES}
        self.commands = RedisRecorder(("127.0.0.1", self.redis.port))
        self.requests = HttpRecorder(self.servers[""].address)
        self.case = None

    def _fanfare(self, stack, prefix):
        server = Fanfare({"broker.type": "redis", "broker.redis.url": self.redis.url,
                          "broker.prefix": prefix, "identity.resolver": "header",
                          "api.key.test.scope": "publish, read, admin"})
        stack.callback(server.process.kill)
        server.wait_until_ready()
        return server

    def addresses(self, _):
        return {"redis": f"redis://127.0.0.1:{self.commands.port}/0", "redis_itself": self.redis.url,
                "http": f"http://127.0.0.1:{self.requests.port}", "key": API_KEY}

    def begin(self, asked):
        self._end_case()
        self.redis.flush()
        case = self.case = Case(self.vectors[asked["vector"]], asked["transport"])
        for key, value in case.vector.get("given", {}).items():
            self._keep(key, value)
        for said in case.vector.get("pages", ()):
            case.pages.append(Page(self.servers[case.prefix], said))
        self.commands.forget()
        self.requests.forget()
        case.began = self._now()
        return {}

    def judge(self, outcome):
        case, vector = self.case, self.case.vector
        if case.transport == "redis":
            wrong = [commands_differ(vector["redis"], self.commands.seen, case.began, self._now())]
        else:
            wrong = [requests_differ(vector["http"], self.requests.seen, API_KEY)]
        wrong.append(outcome_differs(vector, outcome, case.transport))
        if not any(wrong):
            wrong += [page.differs(self.redis.client, case.prefix) for page in case.pages]
        self._end_case()
        return {"wrong": [why for why in wrong if why]}

    def change_redis(self, asked):
        """{"do": "pause"}, "resume", "stop" or "start": for tests of what an SDK does without it."""
        {"pause": self.redis.pause, "resume": self.redis.resume,
         "stop": self.redis.stop, "start": self.redis.start}[asked["do"]]()
        if asked["do"] == "start":
            for server in self.servers.values():
                server.wait_until_ready()
        return {}

    def _keep(self, key, value):
        if isinstance(value, dict) and "list" in value:
            self.redis.client.rpush(key, *value["list"])
        else:
            self.redis.client.set(key, as_bytes(value), ex=60)

    def _end_case(self):
        for page in self.case.pages if self.case else ():
            page.socket.close()
        self.case = None
        client = self.redis.client
        eventually(lambda: all(b"fanfare:" in name for name in client.pubsub_channels()),
                   "no page's channel is subscribed to any more")

    def _now(self):
        seconds, microseconds = self.redis.client.time()
        return seconds * 1000 + microseconds // 1000


def handler_for(witness):
    calls = {"/addresses": witness.addresses, "/begin": witness.begin, "/judge": witness.judge,
             "/redis": witness.change_redis}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = 200, {}
            try:
                answer = calls[self.path](json.loads(body or "{}"))
            except Exception as failure:  # told to the test that asked
                status, answer = 500, {"wrong": [f"the witness fails: {failure!r}"]}
            content = json.dumps(answer).encode()
            self.send_response_only(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    return Handler


def end_with_standard_input(server):
    while os.read(0, 4096):
        pass
    server.shutdown()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.ExitStack() as stack:
        # Of one thread, this one: the processes it starts die with the thread that started them.
        server = HTTPServer(("127.0.0.1", 0), handler_for(Witness(stack)))
        threading.Thread(target=end_with_standard_input, args=(server,), daemon=True).start()
        print(f"witness: listening on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever(0.01)


main()
