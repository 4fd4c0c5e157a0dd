"""A site's backend that says who is there and what he may, and waits with an answer when told to."""

import threading

from .backend import Backend, as_json
from .deadline import PATIENCE


class Held:
    """A question that waits: the site has read what it is about to answer, or `answer` if that is set."""

    def __init__(self):
        self.answer = None
        self._has_read = threading.Event()
        self._may_answer = threading.Event()

    def wait_until_read(self):
        assert self._has_read.wait(PATIENCE), "the site is asked"

    def let_go(self):
        self._may_answer.set()

    def pass_through(self):
        self._has_read.set()
        assert self._may_answer.wait(PATIENCE), "the test lets it go"


class Site:
    """Who is logged in, and whom that is told to: GET /fanfare says who is there, POST is the policy."""

    def __init__(self):
        self.sessions = {
            "sid=of-ann": {"user": "ann", "groups": ["staff", "board"], "session": "k3y-of-ann"},
            "sid=of-ann-elsewhere": {"user": "ann", "groups": ["staff"], "session": "another"}}
        self._holds = {"GET": [], "POST": []}
        self.backend = Backend(self._answer)
        self.held = []

    def hold(self, method="GET", after=0):
        """Makes a question wait: the next one, or the one behind `after` more."""
        held = Held()
        self.held.append(held)
        self._holds[method] += [None] * after + [held]
        return held

    def log_out(self):
        del self.sessions["sid=of-ann"]

    def leave(self, group):
        for session in self.sessions.values():
            session["groups"] = [one for one in session["groups"] if one != group]

    def asked(self, method="GET"):
        return sum(asked.method == method for asked in self.backend.asked)

    def stop(self):
        for held in self.held:
            held.let_go()
        self.backend.stop()

    def _answer(self, asked):
        if asked.method == "POST":
            answer = as_json({"allowed": asked.json()["requested"]})
        else:
            session = self.sessions.get(asked.header("Cookie"))
            answer = as_json(session) if session else (401, {}, b"")
        holds = self._holds[asked.method]
        held = holds.pop(0) if holds else None
        if held:
            held.pass_through()
        return held.answer if held and held.answer else answer
