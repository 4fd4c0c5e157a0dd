"""Configuration: order of the sources, and what is said about each mistake."""

import pathlib

import pytest

from support.command import fanfare as run

CONF = pathlib.Path(__file__).parents[2] / "conf"


def check(*settings, config=None, env=None):
    arguments = [f"--set={setting}" for setting in settings]
    if config:
        arguments += ["--config", config]
    return run("check", *arguments, env=env)


@pytest.mark.parametrize("name", ["fanfare.properties", "pubsocketd.properties",
                                  "websocket_push.properties", "ws4redis.properties"])
def test_the_configurations_that_come_with_it_are_good(name):
    done = check(config=CONF / name)
    assert done.returncode == 0, done.stderr


def test_the_manual_shows_every_default(start_fanfare):
    """What conf/fanfare.properties sets, or shows commented out, is what the server takes anyway."""
    import re
    lines = (CONF / "fanfare.properties").read_text().splitlines()
    settings = [match[0] for line in lines if (match := re.match(r"#?\s?[a-z0-9_.]+\s*=\s*\S.*", line))]
    assert len(settings) > 30
    shown = [setting.lstrip("# ").replace(" = ", "=", 1) for setting in settings]
    done = check(*[setting for setting in shown if "<" not in setting])
    assert done.returncode == 0, done.stderr


# setting: what is said
MISTAKES = {
    "serve.port=1": "server.port",
    "server.prot=1": "server.port",
    "broker.redis.ur=x": "broker.redis.url",
    "server.port=eighty": "'eighty'",
    "server.port=65536": "65535",
    "server.port=-1": "'-1'",
    "server.websocket_url=ws": "slash",
    "broker.type=kafka": "redis",
    "broker.redis.url=http://h": "broker.redis.url",
    "policy.type=allow_all": "allow-all",
    "identity.resolver=cookies": "header",
    "identity.when_missing=shrug": "grant-nothing",
    "identity.header.trusted=example.org": "example.org",
    "message.max_bytes=many": "message.max_bytes",
    "origin.allow=shop.example": "--set: origin.allow: 'shop.example'",
    "server.address=shop.example": "--set: server.address: 'shop.example'",
    "server.hosts=a b": "--set: server.hosts: 'a b'",
    "admin.address=8081": "--set: admin.address: '8081'",
    "admin.address=shop.example:8081": "shop.example",
    "log.level=loud": "warning",
    "demo.enabled=perhaps": "'perhaps'",
    "facility.news.compresion=on": "facility.news.compression",
}


@pytest.mark.parametrize("setting", MISTAKES)
def test_says_what_is_wrong_with_a_setting(setting):
    done = check(setting)

    assert done.returncode == 1, done.stderr
    assert MISTAKES[setting] in done.stderr
    assert setting.split("=")[0] in done.stderr


def test_does_not_start_with_a_mistake():
    done = run("serve", "--set=server.prot=1")
    assert done.returncode in (1, 2)
    assert "server.port" in done.stderr


def test_names_file_and_line(tmp_path):
    config = tmp_path / "site.properties"
    config.write_text("# mine\nserver.port = 8081\n\nserver.prot = 8082\n")

    done = check(config=config)

    assert done.returncode == 1
    assert f"{config}:4" in done.stderr
    assert "server.port" in done.stderr


def test_tells_all_mistakes_at_once():
    done = check("server.prot=1", "broker.type=kafka")
    assert "server.prot" in done.stderr and "kafka" in done.stderr


def test_says_so_when_there_is_no_such_file(tmp_path):
    done = check(config=tmp_path / "missing.properties")
    assert done.returncode == 1
    assert "missing.properties" in done.stderr


def test_does_not_print_secrets():
    done = check("api.key.web=with a blank", "broker.redis.url=http://:hunter2@h")
    assert "with a blank" not in done.stderr
    assert "hunter2" not in done.stderr


def test_reads_file_environment_and_command_line_in_that_order(start_fanfare, tmp_path):
    config = tmp_path / "site.properties"
    config.write_text("server.websocket_url = /file/\nserver.port = 0\nmessage.expire = 1\n")

    by_file = start_fanfare({"server.port": None}, config=config)
    assert by_file.refusal("/file/f?subscribe-broadcast").status == 101

    environment = {"FANFARE_SERVER_WEBSOCKET_URL": "/environment/"}
    by_environment = start_fanfare({}, config=config, env=environment)
    assert by_environment.refusal("/environment/f?subscribe-broadcast").status == 101

    by_all = start_fanfare({"server.websocket_url": "/line/"}, config=config, env=environment)
    assert by_all.refusal("/line/f?subscribe-broadcast").status == 101
    assert by_all.refusal("/environment/f?subscribe-broadcast").status == 404


def test_names_an_unknown_variable_of_its_own(start_fanfare):
    done = check(env={"FANFARE_SERVER_PROT": "1"})
    assert done.returncode == 1
    assert "FANFARE_SERVER_PORT" in done.stderr


def test_reads_a_secret_from_a_file(start_fanfare, tmp_path):
    secret = tmp_path / "key"
    secret.write_text("a-key-that-stands-in-a-file\n")
    server = start_fanfare({"api.key.test": None, "api.key.web_file": str(secret)})

    body = {"facility": "f", "broadcast": True, "message": "x"}
    assert server.api("POST", "/api/publish", body, "a-key-that-stands-in-a-file").status == 202


def test_starts_as_the_model_with_its_configuration(start_fanfare, redis_server):
    """conf/ws4redis.properties: everything allowed, as the model documents it, but for foreign origins."""
    server = start_fanfare({"broker.redis.url": redis_server.url}, config=CONF / "ws4redis.properties")
    server.wait_until_ready()

    target = "/ws/foobar?subscribe-broadcast&publish-broadcast&echo"
    assert server.refusal(target, Origin="http://elsewhere.example").status == 403
    with server.connect(target, Origin=server.url) as socket:
        socket.send("as documented")
        while (received := socket.receive()) == "--heartbeat--":
            pass
        assert received == "as documented"


def test_starts_as_pubsocketd_with_its_configuration(start_fanfare, redis_server):
    """conf/pubsocketd.properties: what `fanfare pubsocketd -ws-origin=http://example.com` does."""
    server = start_fanfare({"broker.redis.url": redis_server.url}, config=CONF / "pubsocketd.properties")
    redis_server.wait_for_subscribers("pubsocketd")

    assert server.refusal("/", Origin="http://elsewhere.example").status == 403
    with server.connect("/ws/any", Origin="http://example.com") as socket:
        redis_server.client.publish("pubsocketd", '{"as": "documented"}')
        assert socket.receive() == '{"as":"documented"}'
