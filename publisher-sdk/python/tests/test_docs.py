"""What docs/publisher-sdk.md says of Python works as it stands."""

import pathlib
import re

import pytest

from fanfare_publisher import configure, disconnect, revoke

DOCUMENT = pathlib.Path(__file__).parents[3] / "docs/publisher-sdk.md"
ADDRESS = "redis://127.0.0.1:6379/0"


@pytest.fixture
def run(redis_server):
    section = DOCUMENT.read_text().split("## Python\n")[1].split("### Django\n")[0]
    blocks = re.findall(r"^```python\n(.*?)^```$", section, re.M | re.S)
    names = {"disconnect": disconnect, "revoke": revoke}
    for block in blocks:
        exec(block.replace(ADDRESS, redis_server.url), names)
    yield names
    configure()


def test_the_lines_publish_and_fetch_what_they_say(run, redis_server):
    assert redis_server.client.get("user:mary:orders") == b"for mary"
    assert run["kept"].text == "for these"
    assert redis_server.client.exists("fanfare:revoked:user:mary", "fanfare:revoked:group:mary:staff") == 2
