"""What the documents tell a newcomer to type does what they say."""

import pathlib
import re
import shlex
import subprocess
import textwrap

import pytest

from support.command import fanfare as run
from support.fanfare import BINARY, clean_environment

ROOT = pathlib.Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("**/*.md"))]
PAGE = ("Origin", "http://localhost:8000")


def blocks(name, language="sh"):
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / name).read_text(), re.M | re.S)


def commands(name, program):
    """The command lines of `program` in a document, continued lines joined."""
    lines = "".join(blocks(name)).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith(program + " ")]


def settings_of(command):
    words = shlex.split(command)
    pairs = [words[i + 1] for i, word in enumerate(words) if word == "--set"]
    return {**dict(pair.split("=", 1) for pair in pairs), "api.key.test": None}


def paste(line, server, redis=None):
    line = line.replace("localhost:8080", "%s:%d" % server.address)
    line = re.sub(r"^fanfare", shlex.quote(BINARY), line)
    if redis:
        line = line.replace("redis-cli", f"redis-cli -u {redis.url}")
        line = re.sub(r"(publish \S+)", rf"\1 --redis {redis.url}", line)
    done = subprocess.run(line, shell=True, capture_output=True, text=True, env=clean_environment())
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), target


def settings_in(document):
    fence = r"^( *)```properties\n(.*?)^\1```$"
    return [textwrap.dedent(match[2]) for match in re.finditer(fence, document.read_text(), re.M | re.S)]


# Of a plug-in's the library is not there: test_plugins.py has them.
SETTINGS = [pytest.param(block, id=f"{document.name}-{number}") for document in DOCUMENTS
            for number, block in enumerate(settings_in(document)) if "plugin.library" not in block]


@pytest.mark.parametrize("block", SETTINGS)
def test_settings_are_taken_as_they_stand(block, certificate, tmp_path):
    files = {"fullchain.pem": certificate.settings["server.tls.certificate"],
             "privkey.pem": certificate.settings["server.tls.key"]}

    def in_place(named):
        if named["file"] in files:
            return str(files[named["file"]])
        path = tmp_path / named["file"]
        path.write_text("what-nobody-else-knows-0123456789")
        return str(path)

    config = tmp_path / "site.properties"
    config.write_text(re.sub(r"/etc/(?:\w+/)+(?P<file>[\w.]+)", in_place, block))
    checked = run("check", "--config", config)
    assert checked.returncode == 0, checked.stderr


def test_the_first_hour_works_as_it_stands(start_fanfare):
    first, with_users = commands("docs/getting-started.md", "fanfare serve")
    server = start_fanfare(settings_of(first))
    broadcast, _ = commands("docs/getting-started.md", "curl")
    by_command_line = commands("docs/getting-started.md", "fanfare publish")[0]
    with server.connect("/ws/shop?subscribe-broadcast", headers=[PAGE]) as page:
        paste(broadcast, server)
        assert page.receive() == "9.99"
        paste(by_command_line, server)
        assert page.receive() == "10.49"
    with server.connect("/ws/shop?subscribe-broadcast", headers=[PAGE]) as reloaded:
        assert reloaded.receive() == "10.49"


def test_users_are_told_apart_as_it_stands(start_fanfare):
    server = start_fanfare(settings_of(commands("docs/getting-started.md", "fanfare serve")[1]))
    to_john = commands("docs/getting-started.md", "curl")[1]
    (listening,) = commands("docs/getting-started.md", "fanfare listen")
    paste(to_john, server)

    assert paste(listening + " --count 1", server) == "your order is on its way\n"


def test_redis_publishes_as_it_stands(start_fanfare, redis_settings, redis_server):
    server = start_fanfare({**settings_of(commands("docs/getting-started.md", "fanfare serve")[0]), **redis_settings})
    server.wait_until_ready()
    with server.connect("/ws/shop?subscribe-broadcast", headers=[PAGE]) as page:
        published, kept = commands("docs/getting-started.md", "redis-cli")
        paste(published, server, redis_server)
        assert page.receive() == "8.99"
        paste(kept, server, redis_server)
        paste(commands("docs/getting-started.md", "fanfare publish")[1], server, redis_server)
        assert page.receive() == "8.49"


def test_the_calls_of_the_api_work_as_they_stand(start_fanfare):
    server = start_fanfare({"api.key.backend": "not-for-production", "api.key.backend.scope": "admin",
                            "api.key.test": None})
    publish, fetch, disconnect, revoke, connections = commands("docs/http-api.md", "curl")

    assert "user:mary:orders" in paste(publish, server)
    assert paste(fetch, server) == '{"order": 42}'
    assert paste(disconnect, server) == '{"accepted": true}\n'
    assert paste(revoke, server) == '{"accepted": true}\n'
    assert paste(connections, server) == '{"connections": [], "next": null}\n'


# what is asked: what of the answer is the asker's own
REFUSALS = {
    ("/ws/shop", PAGE): "http://localhost:8000",
    ("/ws/shop", ("Sec-Fetch-Site", "cross-site")): "",
    ("/ws/x", None): "",
    ("/ws/shop", ("Upgrade", "h2c")): "",
    ("/ws", None): "",
    ("/ws/shop", ("Host", "www.example.net")): "www.example.net",
    ("/ws/shop", ("Sec-WebSocket-Version", "8")): "",
}


def test_troubleshooting_quotes_what_the_server_says(start_fanfare):
    server = start_fanfare({"facility.allow": "shop", "server.hosts": "127.0.0.1"})
    document = (ROOT / "docs/troubleshooting.md").read_text()
    for (target, header), own in REFUSALS.items():
        answer = server.refusal(target, **({header[0].replace("-", "_"): header[1]} if header else {}))
        line = f"refused with {answer.status}: {answer.text().strip()}"
        line = line.replace(own, "…") if own else line.split("; origin.allow = *")[0]
        assert line in document, line


def test_troubleshooting_quotes_the_welcome(start_fanfare):
    server = start_fanfare()
    (command,) = [line for line in commands("docs/troubleshooting.md", "fanfare listen") if "--protocol" in line]
    told = paste(command, server)
    quoted = re.search(r'^\{"type":"welcome".*$', (ROOT / "docs/troubleshooting.md").read_text(), re.M)[0]

    assert re.sub(r'"connection":"\d+"', '"connection":"1"', told.strip()) == quoted
    server.wait_for_log("not all granted: subscribe-user")
