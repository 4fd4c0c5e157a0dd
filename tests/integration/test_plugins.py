"""Plug-ins: built against an installation, loaded by the server, and whatever they do, they deny."""

import pathlib
import subprocess

import pytest

from support.command import fanfare as run
from support.deadline import eventually
from support.fanfare import BINARY

ROOT = pathlib.Path(__file__).parents[2]
TARGET = "/ws/f?subscribe-broadcast&publish-broadcast&subscribe-user&subscribe-group"
ANN = [("Cookie", "badge=4711")]


def quietly(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def sanitizing():
    """Compiler options: Fanfare takes no plug-in that a sanitizer sees otherwise than itself."""
    needed = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True).stdout
    return [f"-fsanitize={name}" for name, library in (("thread", "libtsan"), ("address", "libasan")) if library in needed]


@pytest.fixture(scope="session")
def installed(tmp_path_factory, sanitizing):
    """Fanfare's headers and libraries, as `cmake --install` leaves them."""
    folder = tmp_path_factory.mktemp("installed")
    quietly("cmake", "-S", ROOT, "-B", folder / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
            "-DFANFARE_BUILD_SERVER=OFF", "-DFANFARE_BUILD_TESTS=OFF", f"-DCMAKE_CXX_FLAGS={' '.join(sanitizing)}")
    quietly("cmake", "--build", folder / "build", "-j2")
    quietly("cmake", "--install", folder / "build", "--prefix", folder / "prefix")
    return folder / "prefix"


@pytest.fixture(scope="session")
def examples(installed, sanitizing):
    build = installed / "examples"
    quietly("cmake", "-S", ROOT / "examples/plugins", "-B", build, "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={installed}", f"-DCMAKE_CXX_FLAGS={' '.join(sanitizing)}")
    quietly("cmake", "--build", build, "-j2")
    return build


@pytest.fixture(scope="session")
def office(examples):
    return examples / "office.so"


@pytest.fixture(scope="session")
def journal(examples):
    return examples / "journal.so"


@pytest.fixture(scope="session")
def faulty(installed, sanitizing):
    """faulty(name, options...): the library of tests/integration/plugins/faulty.cpp, so compiled."""
    def compiled(name, *options):
        library = installed / f"{name}.so"
        if not library.exists():
            quietly("c++", "-std=c++17", "-shared", "-fPIC", *sanitizing, *options, f"-I{installed}/include",
                    pathlib.Path(__file__).parent / "plugins/faulty.cpp",
                    installed / "lib/libfanfare_model.a", "-o", library)
        return library

    return compiled


@pytest.fixture
def badges(tmp_path):
    file = tmp_path / "badges"
    file.write_text("4711 ann staff eds\n4712 bob guests\n")
    return file


def with_office(office, badges):
    return {"identity.resolver": "plugin", "identity.plugin.library": office,
            "identity.plugin.argument": badges, "policy.type": "plugin",
            "policy.plugin.library": office, "policy.plugin.argument": "staff"}


def with_faulty(library, how, what="policy"):
    return {f"{what}.type": "plugin", f"{what}.plugin.library": library,
            f"{what}.plugin.argument": how}


def with_journal(library, directory):
    return {"broker.type": "plugin", "broker.plugin.library": library,
            "broker.plugin.argument": directory, "policy.type": "allow-all"}


def test_lets_a_library_decide_who_is_there_and_what_he_may(start_fanfare, office, badges):
    server = start_fanfare(with_office(office, badges))

    with server.connect(TARGET, ANN) as ann, server.connect(TARGET, [("Cookie", "badge=4712")]) as bob:
        assert "publish broadcast:f" in ann.granted
        assert "subscribe group:eds:f" in ann.granted
        assert 'publish broadcast:f;rule="only staff may speak"' in bob.response.header("Fanfare-Refused")
        ann.send("from ann")
        assert bob.receive() == "from ann"
        bob.send("from bob")
        server.publish("f", "for bob", users=["bob"])
        assert bob.receive() == "for bob"
    with server.connect(TARGET, [("Cookie", "badge=1")]) as nobody:
        assert "there is no such badge" in nobody.response.header("Fanfare-Identity")
        assert nobody.granted == ["subscribe broadcast:f"]


def test_refuses_while_the_resolver_cannot_tell(start_fanfare, office, badges):
    server = start_fanfare(with_office(office, badges))
    badges.unlink()

    assert server.refusal(TARGET, ANN).status == 503
    server.connect(TARGET).close()


def test_narrows_together_with_other_policies(start_fanfare, office, badges):
    server = start_fanfare({**with_office(office, badges), "policy.type": "plugin, subscribe-only"})

    with server.connect(TARGET, ANN) as ann:
        assert not [one for one in ann.granted if one.startswith("publish")]


def test_explains_what_a_plugin_decided(office, badges):
    settings = [f"--set={key}={value}" for key, value in with_office(office, badges).items()]

    done = run("explain", *settings, "--header", "Cookie: badge=4712", TARGET)

    assert "identity: user 'bob', group 'guests', session #" in done.stdout
    assert "granted: subscribe broadcast:f, by plugin\n" in done.stdout
    assert "withheld: publish broadcast:f, by only staff may speak\n" in done.stdout


@pytest.mark.parametrize("how, said", [("throws", "it threw: a fault?of the test"),
                                       ("throws-else", "it threw;")])
def test_denies_where_a_policy_throws(start_fanfare, faulty, how, said):
    server = start_fanfare(with_faulty(faulty("faulty"), how))

    for _ in range(3):
        response = server.refusal("/ws/f?subscribe-broadcast")
        assert (response.status, response.text().strip()) == (500, "the policy failed")
    server.wait_for_log(f"policy.plugin: {said.replace('?', '.')}")
    assert server.log().count("policy.plugin: ") == 1
    assert server.get("/healthz").status == 200


@pytest.mark.parametrize("how", ["throws", "throws-else", "odd-name"])
def test_denies_where_a_resolver_fails(start_fanfare, faulty, how):
    library = faulty("faulty")
    server = start_fanfare({"identity.resolver": "plugin", "identity.plugin.library": library,
                            "identity.plugin.argument": how})

    response = server.refusal("/ws/f?subscribe-broadcast")

    assert (response.status, "identity cannot be established" in response.text()) == (503, True)
    server.wait_for_log("identity.plugin: it ")


def test_cannot_grant_what_was_not_asked_for(start_fanfare, faulty):
    server = start_fanfare(with_faulty(faulty("faulty"), "grants"))

    with server.connect("/ws/f?subscribe-broadcast") as socket:
        assert socket.granted == ["subscribe broadcast:f"]


def test_can_refuse_with_a_refusal_only(start_fanfare, faulty):
    server = start_fanfare(with_faulty(faulty("faulty"), "odd-status"))

    response = server.refusal("/ws/f?subscribe-broadcast")

    assert response.status == 403
    assert not response.header("Set-Cookie")


def test_carries_and_replays_over_a_broker_of_the_sites_own(start_fanfare, journal, tmp_path):
    one = start_fanfare(with_journal(journal, tmp_path))
    other = start_fanfare(with_journal(journal, tmp_path))
    one.wait_until_ready()
    other.wait_until_ready()

    with one.connect("/ws/f?subscribe-broadcast&publish-broadcast") as ann, \
            other.connect("/ws/f?subscribe-broadcast") as bob:
        one.publish("f", "by HTTP")
        assert (ann.receive(), bob.receive()) == ("by HTTP", "by HTTP")
        ann.send("by WebSocket")
        assert bob.receive() == "by WebSocket"
    with other.connect("/ws/f?subscribe-broadcast") as late:
        assert late.receive() == "by WebSocket"
    assert one.api("GET", "/api/message?facility=f&audience=broadcast").text() == "by WebSocket"
    assert f"broker: plugin ({journal})" in one.log()


def test_ends_connections_over_a_broker_of_the_sites_own(start_fanfare, journal, tmp_path):
    settings = {**with_journal(journal, tmp_path), "identity.resolver": "header",
                "api.key.test.scope": "admin"}
    one, other = start_fanfare(settings), start_fanfare(settings)
    one.wait_until_ready()
    other.wait_until_ready()

    with other.connect("/ws/f?subscribe-user", [("X-Auth-User", "ann")]) as ann:
        assert one.api("POST", "/api/disconnect", {"user": "ann"}).status == 202
        assert ann.receive_close()[0] == 4401


def test_keeps_messages_over_a_restart_of_all_servers(start_fanfare, journal, tmp_path):
    first = start_fanfare(with_journal(journal, tmp_path))
    first.wait_until_ready()
    first.publish("f", "kept")
    first.terminate()

    second = start_fanfare(with_journal(journal, tmp_path))
    second.wait_until_ready()

    with second.connect("/ws/f?subscribe-broadcast") as late:
        assert late.receive() == "kept"


def test_is_not_ready_while_the_broker_is_away(start_fanfare, journal, tmp_path):
    directory = tmp_path / "later"
    server = start_fanfare(with_journal(journal, directory))
    server.wait_for_log("broker.plugin: journal: .*No such file or directory")

    ready = server.get("/readyz")
    assert (ready.status, ready.text()) == (503, "broker plugin cannot be reached\n")
    refused = server.api("POST", "/api/publish", {"facility": "f", "broadcast": True, "message": "x"})
    assert refused.status == 503

    directory.mkdir()
    server.wait_until_ready()
    server.publish("f", "taken")


@pytest.mark.parametrize("where", ["start", "task", "subscribe"])
def test_lives_on_where_a_broker_throws(start_fanfare, faulty, where):
    server = start_fanfare(with_faulty(faulty("faulty"), f"throws-in-{where}", "broker"))

    server.connect("/ws/f?subscribe-broadcast").close()

    server.wait_for_log("broker.plugin: it threw: a fault.of the test")
    eventually(lambda: server.get("/readyz").status == 503, "/readyz says 503")
    assert server.log().count("broker.plugin: ") == 1
    assert server.get("/healthz").status == 200


@pytest.mark.parametrize("where", ["publish", "fetch"])
def test_fails_only_what_a_broker_throws_in(start_fanfare, faulty, where):
    server = start_fanfare(with_faulty(faulty("faulty"), f"throws-in-{where}", "broker"))
    server.wait_until_ready()

    published = server.api("POST", "/api/publish",
                           {"facility": "f", "broadcast": True, "message": "x"})
    fetched = server.api("GET", "/api/message?facility=f&audience=broadcast")

    assert published.status == (503 if where == "publish" else 202)
    assert fetched.status == (503 if where == "fetch" else 404)
    assert server.get("/readyz").status == 200


@pytest.mark.parametrize("how, said", [
    ("throws-at-start", "faulty.so: it threw: at the start"),
    ("fails", "faulty.so: as told"),
    ("makes-none", "faulty.so: it made no "),
])
@pytest.mark.parametrize("what", ["policy", "broker"])
def test_does_not_start_with_what_cannot_be_made(faulty, what, how, said):
    settings = with_faulty(faulty("faulty"), how, what)
    for command in ("serve", "check"):
        done = run(command, *[f"--set={key}={value}" for key, value in settings.items()])
        assert done.returncode == 1
        assert said in done.stderr


@pytest.mark.parametrize("what", ["policy", "broker"])
def test_does_not_start_with_what_is_no_plugin_for_it(faulty, tmp_path, what):
    (tmp_path / "text.so").write_text("no library")
    empty = tmp_path / "empty.so"
    quietly("c++", "-shared", "-x", "c++", "-fPIC", "/dev/null", "-o", empty)
    for library, said in [
            ("/nowhere/at/all.so", "/nowhere/at/all.so: cannot open shared object file"),
            ("office.so", "'office.so' is no absolute path"),
            ("", "needs {what}.plugin.library"),
            (tmp_path / "text.so", "text.so: "),
            (empty, "it is no plug-in: it has no fanfarePlugin()"),
            (faulty("other", "-DOF_ANOTHER_VERSION"), "it is built for another version of Fanfare"),
            (faulty("half", "-DWITHOUT_POLICY"), "half.so: it has no {what}")]:
        settings = with_faulty(library, "grants", what)
        done = run("serve", *[f"--set={key}={value}" for key, value in settings.items()])
        assert done.returncode == 1
        assert said.format(what=what) in done.stderr


def test_says_that_a_library_is_of_no_use_to_another_broker(journal):
    done = run("check", f"--set=broker.plugin.library={journal}")

    assert done.returncode == 1
    assert "broker.plugin.library is set, but broker.type is not plugin" in done.stderr


@pytest.mark.parametrize("library", ["office.so", "journal.so"])
def test_needs_neither_poco_nor_hiredis(examples, library):
    needed = subprocess.run(
        ["ldd", str(examples / library)], capture_output=True, text=True).stdout.lower()
    assert "libstdc++" in needed and "poco" not in needed and "hiredis" not in needed
