"""The package says its types, and keeps to them."""

import pathlib
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).parents[1]

USE = """
from fanfare_publisher import SELF, Publisher, Published, RedisMessage
from typing import Optional

result: Published = Publisher("f", users=["mary", SELF], request=object()).publish_message({"a": 1}, 60)
kept: Optional[RedisMessage] = Publisher("f").fetch_message(None)
"""


def mypy(*arguments):
    done = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", *arguments], cwd=PACKAGE,
                          capture_output=True, text=True)
    return done.returncode, done.stdout


def test_mypy_finds_nothing_in_the_package():
    assert mypy() == (0, mypy()[1])


def test_who_uses_it_is_told_what_is_wrong(tmp_path):
    (tmp_path / "right.py").write_text(USE)
    (tmp_path / "wrong.py").write_text(USE + 'Publisher("f", users=7).publish_message("x", "soon")\n')

    assert mypy(str(tmp_path / "right.py"))[0] == 0
    found = mypy(str(tmp_path / "wrong.py"))[1]
    assert 'incompatible type "str"' in found and 'incompatible type "int"' in found
