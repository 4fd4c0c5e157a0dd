"""The fanfare command, run to its end."""

import subprocess

from .deadline import PATIENCE
from .fanfare import BINARY, clean_environment
from .process import SANITIZER_REPORT


def fanfare(*arguments, text="", env=None):
    """The finished process: returncode, stdout, stderr."""
    done = subprocess.run([BINARY, *map(str, arguments)], input=text, capture_output=True, text=True,
                          timeout=PATIENCE, env=clean_environment(**(env or {})))
    assert not SANITIZER_REPORT.search(done.stderr), done.stderr
    return done
