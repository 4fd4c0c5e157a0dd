"""A child process whose output is read line by line while it runs."""

import re
import signal
import subprocess
import threading
import time

from .deadline import PATIENCE

SANITIZER_REPORT = re.compile(
    r"ERROR: (Address|Leak)Sanitizer|WARNING: ThreadSanitizer|runtime error:|SUMMARY: \w+Sanitizer"
)


class Output:
    """The lines of one stream, as they come."""

    def __init__(self, stream):
        self.lines = []
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        for line in stream:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        stream.close()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def text(self):
        with self._changed:
            return "\n".join(self.lines)

    def wait_for(self, pattern, patience=PATIENCE, after=0):
        """The match of the first line, from line `after` on, that `pattern` is found in."""
        end = time.monotonic() + patience
        seen = after
        with self._changed:
            while True:
                for line in self.lines[seen:]:
                    match = re.search(pattern, line)
                    if match:
                        return match
                seen = max(seen, len(self.lines))
                assert not self._ended, f"ended without {pattern!r}:\n" + "\n".join(self.lines)
                left = end - time.monotonic()
                assert left > 0, f"no line with {pattern!r}:\n" + "\n".join(self.lines)
                self._changed.wait(left)

    def join(self):
        self._thread.join(PATIENCE)


class Process:
    """Dies with the tests, however they end: of `death_signal`."""

    def __init__(self, command, env=None, preexec=None, stdin=None, death_signal="KILL"):
        self.command = command
        self._child = subprocess.Popen(
            ["setpriv", "--pdeathsig", death_signal, *command],
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            preexec_fn=preexec,
            text=True,
            errors="backslashreplace",
        )
        self.stdout = Output(self._child.stdout)
        self.stderr = Output(self._child.stderr)

    @property
    def pid(self):
        return self._child.pid

    @property
    def stdin(self):
        return self._child.stdin

    @property
    def exit_code(self):
        """None while it runs."""
        return self._child.poll()

    def signal(self, number):
        self._child.send_signal(number)

    def wait(self, patience=PATIENCE):
        code = self._child.wait(patience)
        self.stdout.join()
        self.stderr.join()
        return code

    def kill(self):
        if self._child.poll() is None:
            self._child.kill()
        self.wait()

    def terminate(self):
        """Asks it to end, and returns its exit code."""
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGCONT)
            self._child.send_signal(signal.SIGTERM)
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"does not end on SIGTERM: {self.command}\n{self.stderr.text()}")

    def sanitizer_report(self):
        """What a sanitizer had to say, empty if nothing."""
        text = self.stderr.text()
        return text if SANITIZER_REPORT.search(text) else ""
