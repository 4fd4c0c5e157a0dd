"""A relay before a Redis, which shows what is asked together."""

import contextlib
import re
import socket
import threading


class RedisRelay:
    """Passes everything on, and notes it. What it passes at one time is one of its `rounds`: a list
    of commands, each as its words with blanks between."""

    def __init__(self, redis_server):
        self._redis_server = redis_server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._streams = [self._listener]
        self._mutex = threading.Lock()
        self._held = {}  # by the stream it goes to
        self._together = ()
        self._rounds = []
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def note_from_here(self, together=()):
        """Begins anew. Once a command has come that one of the patterns `together` is found in,
        nothing is passed on until one has for each: whoever waits for an answer before he asks
        the rest waits for ever."""
        with self._mutex:
            self._together = tuple(together)
            self._rounds = []

    @property
    def rounds(self):
        with self._mutex:
            return list(self._rounds)

    def close(self):
        for stream in self._streams:
            with contextlib.suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)
            stream.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._redis_server.port))
                self._streams += [near, far]
                threading.Thread(target=self._pass_questions, args=(near, far), daemon=True).start()
                threading.Thread(target=self._pass_answers, args=(far, near), daemon=True).start()

    def _pass_questions(self, near, far):
        with contextlib.suppress(OSError):
            while data := near.recv(1 << 16):
                with self._mutex:
                    self._held[far] = self._held.get(far, b"") + data
                    self._pass_held()

    def _pass_held(self):
        asked = [command for data in self._held.values() for command in commands_in(data)]
        come = [any(re.search(one, command) for command in asked) for one in self._together]
        if any(come) and not all(come):
            return
        if any(come):
            self._together = ()
        self._rounds.append(asked)
        for far, data in self._held.items():
            far.sendall(data)
        self._held.clear()

    @staticmethod
    def _pass_answers(far, near):
        with contextlib.suppress(OSError):
            while data := far.recv(1 << 16):
                near.sendall(data)


def commands_in(data):
    """The commands that begin in `data`: arrays of texts, none with a line break in it."""
    lines = data.decode("latin-1").split("\r\n")
    while lines and lines[0].startswith("*"):
        end = 1 + 2 * int(lines[0][1:])
        yield " ".join(lines[2:end:2])
        lines = lines[end:]
