"""The policy rules: what a file says, on SIGHUP read again; several policies; what is told."""

import pathlib
import signal

import pytest

from support.command import fanfare as run

CONF = pathlib.Path(__file__).parents[2] / "conf"
OPEN = "allow any any * anyone\n"
CLOSED = "deny any any * anyone\n"


def by_rules(path, **more):
    return {"policy.type": "rules", "policy.rules.file": str(path), "identity.resolver": "header",
            **{key.replace("__", "."): value for key, value in more.items()}}


def granted(server, target, user=None, groups=None):
    """What Fanfare-Granted and Fanfare-Refused say."""
    headers = [("X-Auth-User", user)] if user else []
    headers += [("X-Auth-Groups", groups)] if groups else []
    with server.connect(target, headers) as socket:
        response = socket.response
        return response.header("Fanfare-Granted") or "", response.header("Fanfare-Refused") or ""


@pytest.fixture
def rules(tmp_path):
    return tmp_path / "site.rules"


def test_lets_the_first_rule_that_applies_decide(start_fanfare, rules):
    rules.write_text("deny publish any * group guests\n"
                     "allow subscribe broadcast news/* anyone\n"
                     "allow any room chat authenticated\n")
    server = start_fanfare(by_rules(rules))

    assert granted(server, "/ws/news/sport?subscribe-broadcast")[0] == "subscribe broadcast:news/sport"
    assert granted(server, "/ws/other?subscribe-broadcast") == (
        "", 'subscribe broadcast:other;rule="site.rules: no rule allows it"')
    assert granted(server, "/ws/chat?publish-room=a")[0] == ""
    assert granted(server, "/ws/chat?publish-room=a", "ann", "eds")[0] == "publish room:a:chat"
    assert granted(server, "/ws/chat?publish-room=a", "bob", "guests") == (
        "", 'publish room:a:chat;rule="site.rules:1: deny publish any * group guests"')


def test_tells_nobody_where_the_file_lies(start_fanfare, rules):
    rules.write_text(CLOSED)
    server = start_fanfare(by_rules(rules))

    refused = granted(server, "/ws/f?subscribe-broadcast")[1]

    assert "site.rules:1" in refused
    assert str(rules.parent) not in refused
    assert str(rules.parent) not in server.log()


def test_reads_the_rules_again_on_hangup(start_fanfare, rules):
    rules.write_text(CLOSED)
    server = start_fanfare(by_rules(rules))
    assert not granted(server, "/ws/f?subscribe-broadcast")[0]
    rules.write_text("# now open\n" + OPEN)
    assert not granted(server, "/ws/f?subscribe-broadcast")[0], "not before it is told"

    server.signal(signal.SIGHUP)
    server.wait_for_log("now in force: 1 rule of site.rules")

    assert granted(server, "/ws/f?subscribe-broadcast")[0] == "subscribe broadcast:f"


@pytest.mark.parametrize("broken, said", [
    ("allow any any * anyone\nallow any any * everyone\n", "site.rules:2:17: expected anyone"),
    ("", "there is no rule in it"),
    (None, "No such file"),
])
def test_keeps_the_old_rules_over_a_broken_file(start_fanfare, rules, broken, said):
    rules.write_text("allow subscribe broadcast f anyone\n")
    server = start_fanfare(by_rules(rules))
    if broken is None:
        rules.unlink()
    else:
        rules.write_text(broken)

    server.signal(signal.SIGHUP)
    server.wait_for_log(f"(?s)error.*{said}.*stay in force")

    assert granted(server, "/ws/f?subscribe-broadcast")[0] == "subscribe broadcast:f"
    assert not granted(server, "/ws/g?subscribe-broadcast")[0]


def test_leaves_open_sockets_what_they_were_granted(start_fanfare, rules):
    rules.write_text(OPEN)
    server = start_fanfare(by_rules(rules))
    with server.connect("/ws/f?subscribe-broadcast") as socket:
        rules.write_text(CLOSED)
        server.signal(signal.SIGHUP)
        server.wait_for_log("now in force")

        server.publish("f", "still here")

        assert socket.receive() == "still here"
        assert not granted(server, "/ws/f?subscribe-broadcast")[0]


def test_grants_of_several_policies_what_all_of_them_grant(start_fanfare, rules):
    rules.write_text("allow any any f anyone\n")
    server = start_fanfare({**by_rules(rules), "policy.type": "rules, subscribe-only"})

    assert granted(server, "/ws/f?subscribe-broadcast&publish-broadcast") == (
        "subscribe broadcast:f", 'publish broadcast:f;rule="policy.type = subscribe-only"')
    assert not granted(server, "/ws/g?subscribe-broadcast")[0]


def test_does_not_start_on_a_broken_file(rules):
    rules.write_text("alow any any * anyone\n")
    settings = [f"--set={key}={value}" for key, value in by_rules(rules).items()]

    for command in ("serve", "check"):
        done = run(command, *settings)
        assert done.returncode == 1
        assert "policy.rules.file: site.rules:1:1: expected allow or deny, found 'alow'" in done.stderr


@pytest.mark.parametrize("settings, said", [
    (["policy.type=rules"], "needs policy.rules.file"),
    (["policy.rules.file=/dev/null"], "policy.type does not name rules"),
    (["policy.type=rules", "policy.rules.file=/dev/null"], "/dev/null: is no regular file"),
    (["policy.type=rules,rules", f"policy.rules.file={CONF}/rules.example"], "twice"),
])
def test_says_what_does_not_go_together(settings, said):
    done = run("check", *[f"--set={setting}" for setting in settings])
    assert done.returncode == 1
    assert said in done.stderr


def test_comes_with_an_example_that_holds(start_fanfare):
    server = start_fanfare(by_rules(CONF / "rules.example"))

    assert granted(server, "/ws/news/sport?subscribe-broadcast")[0]
    assert not granted(server, "/ws/news/sport?publish-broadcast", "ann", "moderators")[0]
    assert granted(server, "/ws/chat?publish-room=a", "ann")[0] == "publish room:a:chat"
    assert not granted(server, "/ws/chat?publish-broadcast", "ann")[0]
    assert granted(server, "/ws/chat?publish-broadcast", "ann", "moderators")[0]
    assert not granted(server, "/ws/chat?publish-room=a", "ann", "moderators,guests")[0]
    assert granted(server, "/ws/x?subscribe-user&subscribe-group", "ann", "a,b")[0] == (
        "subscribe group:a:x, subscribe group:b:x, subscribe user:ann:x")
    assert not granted(server, "/ws/lounge?subscribe-room=blue%20room", "ann")[0]
