"""Waiting for something that happens in another process, with an end to it."""

import threading
import time

# Far above what anything takes, sanitizer builds included: it is reached only by a failure.
PATIENCE = 30.0

_never_set = threading.Event()


def eventually(condition, what, patience=PATIENCE):
    """Asks `condition` until its answer is true, and returns that answer."""
    end = time.monotonic() + patience
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {patience:g} s: {what}"
        _never_set.wait(0.01)
