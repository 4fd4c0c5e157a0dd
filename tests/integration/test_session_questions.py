"""What a handshake with a session in Redis asks Redis: once, and together with others."""

import concurrent.futures
import contextlib
import pickle
import re
import socket
import threading

import pytest

from support.deadline import PATIENCE, eventually
from support.websocket import Refused

TARGET = "/ws/f?subscribe-user&subscribe-group"
AT_ONCE = 8


class Relay:
    """Stands before a Redis, and passes a question for a session on only when `wanted` have come."""

    def __init__(self, redis_server, wanted):
        self._wanted = wanted
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._streams = [self._listener]
        self._redis_server = redis_server
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}"
        self.commands = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._redis_server.port))
                self._streams += [near, far]
                threading.Thread(target=self._pass_questions, args=(near, far), daemon=True).start()
                threading.Thread(target=self._pass_answers, args=(far, near), daemon=True).start()

    def _pass_questions(self, near, far):
        held = b""
        with contextlib.suppress(OSError):
            while data := near.recv(1 << 16):
                held += data
                if 0 < held.count(b"MGET") < self._wanted:
                    continue
                self.commands += re.findall(rb"\*\d+\r\n\$\d+\r\n(\w+)\r\n", held)
                far.sendall(held)
                held = b""

    @staticmethod
    def _pass_answers(far, near):
        with contextlib.suppress(OSError):
            while data := far.recv(1 << 16):
                near.sendall(data)

    def close(self):
        for stream in self._streams:
            with contextlib.suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)
            stream.close()


@pytest.fixture
def sessions(redis_server):
    """The Cookie headers of as many visitors, whose sessions lie in Django's cache."""
    cookies = []
    for number in range(AT_ONCE):
        key = f"{number:032}"
        content = {"_auth_user_id": str(number), "ws4redis:memberof": ["staff"]}
        redis_server.client.set(f":1:django.contrib.sessions.cache{key}", pickle.dumps(content, 5))
        cookies.append([("Cookie", f"sessionid={key}")])
    return cookies


def test_asks_once_for_a_handshake_and_waits_for_no_other(start_fanfare, redis_server, sessions):
    with contextlib.closing(Relay(redis_server, wanted=AT_ONCE)) as relay:
        server = start_fanfare({
            "broker.type": "memory", "identity.resolver": "django",
            "identity.django.redis.url": relay.url, "broker.redis.timeout": str(int(PATIENCE)),
            "server.http_threads": str(2 * AT_ONCE)})

        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            sockets = list(pool.map(lambda cookie: server.connect(TARGET, cookie), sessions))

        for number, one in enumerate(sockets):
            assert sorted(one.granted) == ["subscribe group:staff:f", f"subscribe user:{number}:f"]
            one.close()
        assert relay.commands.count(b"MGET") == AT_ONCE
        assert set(relay.commands) <= {b"MGET", b"PING"}, relay.commands


def test_a_redis_that_hangs_leaves_threads_to_who_does_not_need_it(start_fanfare, redis_server, sessions):
    server = start_fanfare({
        "broker.type": "memory", "identity.resolver": "django",
        "identity.django.redis.url": redis_server.url, "broker.redis.timeout": "600"})
    server.connect(TARGET, headers=sessions[0]).close()
    redis_server.pause()
    with contextlib.ExitStack() as waiting:
        for session in 2 * sessions:
            client = socket.create_connection(server.address, timeout=PATIENCE)
            waiting.enter_context(client)
            client.sendall(server.handshake(TARGET, session))

        assert server.get("/healthz").status == 200
        server.connect(TARGET).close()

        redis_server.resume()
    eventually(lambda: comes_in(server, sessions[1]), "the session is found again")


def comes_in(server, session):
    try:
        server.connect(TARGET, headers=session).close()
        return True
    except Refused:
        return False
