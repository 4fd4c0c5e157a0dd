"""fanfare explain says what the server does, and the server's log at debug says the same."""

import pytest

from support.command import fanfare as run

RULES = """# of the tests
allow subscribe broadcast chat anyone
deny  publish   any       chat group guests
allow publish   broadcast chat authenticated
"""
TARGET = "/ws/chat?subscribe-broadcast&publish-broadcast&subscribe-user&subscribe-room=a"


@pytest.fixture
def settings(tmp_path):
    rules = tmp_path / "site.rules"
    rules.write_text(RULES)
    return {"policy.type": "rules", "policy.rules.file": str(rules), "identity.resolver": "header"}


def explain(settings, target, *options):
    return run("explain", *[f"--set={key}={value}" for key, value in settings.items()], *options, target)


def test_tells_who_gets_what_by_which_line(settings):
    done = explain(settings, TARGET, "--header", "X-Auth-User: ann", "--header", "X-Auth-Groups: eds")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "facility: 'chat', asked for by 127.0.0.1",
        "identity: user 'ann', group 'eds'",
        "granted: subscribe broadcast:chat, by site.rules:2: allow subscribe broadcast chat anyone",
        "granted: publish broadcast:chat, by site.rules:4: allow publish   broadcast chat authenticated",
        "withheld: subscribe user:ann:chat, by site.rules: no rule allows it",
        "withheld: subscribe room:a:chat, by site.rules: no rule allows it",
        "verdict: admitted: 2 granted, 2 withheld, 0 passed over",
    ]


def test_tells_of_the_client_behind_a_trusted_proxy(settings):
    for peer, client in (("127.0.0.1", "203.0.113.7"), ("192.0.2.1", "192.0.2.1")):
        done = explain(settings, TARGET, "--peer", peer, "--header", "X-Forwarded-For: 203.0.113.7")
        assert f"facility: 'chat', asked for by {client}\n" in done.stdout


def test_tells_what_is_passed_over(settings):
    done = explain(settings, TARGET)

    assert done.returncode == 0
    assert "identity: anonymous\n" in done.stdout
    assert "passed over: subscribe-user, anonymous: identity.resolver found no user\n" in done.stdout


def test_ends_with_1_where_the_handshake_is_refused(settings):
    refused = {
        ("/ws/chat?subscribe-user", "--set=identity.when_missing=refuse"): "403",
        ("/ws/chat", "--origin=https://evil.example"): "403",
        ("/ws/chat", "--set=facility.allow=news"): "facility.allow",
        ("/elsewhere/chat",): "404",
        ("/ws/a%00b",): "400",
    }
    for (target, *options), said in refused.items():
        done = explain(settings, target, *options)
        assert done.returncode == 1, target
        assert "verdict: refused with " in done.stdout
        assert said in done.stdout


def test_ends_with_2_where_it_is_used_wrongly(settings):
    for target, *options in [("ws/chat",), ("",), ("/ws/chat", "/ws/more"), ("/ws/chat", "--header", "x"),
                             ("/ws/chat", "--peer", "nobody"), ("/ws/chat", "--set", "x")]:
        done = explain(settings, target, *options)
        assert done.returncode == 2, target
        assert done.stderr
    assert run("explain").returncode == 2


def test_ends_with_1_where_the_configuration_is_wrong():
    done = run("explain", "--set=policy.type=rules", "/ws/chat")
    assert done.returncode == 1
    assert "policy.rules.file" in done.stderr


def test_believes_headers_from_where_the_server_would(settings):
    ann = ("--header", "X-Auth-User: ann")
    assert "user 'ann'" in explain(settings, TARGET, *ann).stdout
    assert "user 'ann'" not in explain(settings, TARGET, *ann, "--peer", "192.0.2.1").stdout


def test_shows_no_session_key():
    settings = {"identity.trust_session_cookie": "on"}
    done = explain(settings, "/ws/chat?subscribe-session", "--cookie", "sessionid=hunter2")
    assert done.returncode == 0
    assert "granted: subscribe session:#f52fbd32:chat, by subscribe-only" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


def test_answers_to_the_names_of_the_server():
    settings = {"server.hosts": "shop.example"}
    assert explain(settings, "/ws/chat").returncode == 0
    assert "421" in explain(settings, "/ws/chat", "--header", "Host: other.example").stdout


def test_the_log_at_debug_tells_the_same(start_fanfare, settings):
    server = start_fanfare({**settings, "log.level": "debug"})
    headers = [("X-Auth-User", "ann"), ("X-Auth-Groups", "guests")]

    with server.connect(TARGET, headers):
        pass

    done = explain(settings, TARGET, *[f"--header={name}: {value}" for name, value in headers])
    line = server.process.stderr.wait_for(r"debug handshake: (.*)")[1]
    assert line.split("; ") == done.stdout.splitlines()


def test_the_log_tells_nothing_of_it_above_debug(start_fanfare, settings):
    server = start_fanfare(settings)
    with server.connect(TARGET):
        pass
    server.wait_for_log("not all granted")
    assert "handshake: " not in server.log()
