"""A whole site with Django beside a real Fanfare that runs on what `manage.py fanfare_config` prints."""

import itertools
import json
import os
import pathlib
import subprocess
import sys

import pytest

from support.fanfare import Fanfare
from support.frameworks import Application, Visitor
from support.redis_server import free_port
from support.websocket import Refused

SITE = pathlib.Path(__file__).parent / "sites/django_site.py"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SITE.parents[2] / "src")}
ALL = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group&subscribe-session"
NEVER_ASKED_AGAIN = {"identity.recheck": "0"}  # whatever ends at once, ends by the control channel
FORMER_WS4REDIS = {"WS4REDIS_PREFIX": "ws", "WS4REDIS_ALLOWED_CHANNELS": "__main__.allowed_channels",
                   "WS4REDIS_PROCESS_REQUEST": "__main__.process_request"}
numbers = itertools.count(1)


class SiteAndFanfare:
    def __init__(self, folder, settings, redis):
        port = free_port()
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "site.sqlite3")}
        said = {"DATABASES": {"default": database},
                "FANFARE": {"redis": redis, "secret": "of-Fanfare-alone", "site": f"http://127.0.0.1:{port}"}, **settings}
        command = [sys.executable, str(SITE), json.dumps(said)]
        config = folder / "site.properties"
        config.write_text(subprocess.run([*command, "fanfare_config"], env=ENVIRONMENT, check=True,
                                         capture_output=True, text=True).stdout)
        self.site = Application([*command, "serve", str(port)], env=ENVIRONMENT)
        self.fanfare = Fanfare(NEVER_ASKED_AGAIN, config=config)
        self.fanfare.wait_until_ready()

    def visitor(self):
        """Somebody of his own who has logged in, and his name."""
        visitor, name = Visitor(self.site), f"mary{next(numbers)}"
        visitor.get(f"/make/{name}")
        visitor.get(f"/login/{name}")
        return visitor, name

    def change(self, name, what):
        Visitor(self.site).get(f"/change/{name}/{what}")

    def stop(self):
        self.fanfare.terminate()
        self.site.stop()


@pytest.fixture(scope="module")
def django_site(tmp_path_factory, shared_redis):
    both = SiteAndFanfare(tmp_path_factory.mktemp("site"), {}, {"url": shared_redis.url, "prefix": "site"})
    yield both
    both.stop()


@pytest.fixture(scope="module")
def former_ws4redis(tmp_path_factory, shared_redis):
    connection = {"host": "127.0.0.1", "port": shared_redis.port}
    settings = {**FORMER_WS4REDIS, "WS4REDIS_CONNECTION": connection}
    both = SiteAndFanfare(tmp_path_factory.mktemp("former"), settings, {})
    yield both
    both.stop()


def test_login_page_publish_replay_logout(django_site):
    (mary, name), (ann, _) = django_site.visitor(), django_site.visitor()
    connect = django_site.fanfare.connect
    with connect(ALL, headers=mary.headers) as page, connect(ALL, headers=ann.headers) as other:
        assert page.granted == ["subscribe broadcast:f", "subscribe group:ops:f", "subscribe group:staff:f",
                                f"subscribe user:{name}:f", "subscribe session:self:f"]
        key = mary.cookie("sessionid")
        assert json.loads(mary.get("/publish/hello")) == [[f"user:{name}:f", f"session:{key}:f"], []]
        assert page.receive_many(2) == ["hello", "hello"]
        with connect(ALL, headers=mary.headers) as reloaded:
            assert reloaded.receive_many(2) == ["hello", "hello"]

        headers = mary.headers
        mary.get("/logout")
        assert page.receive_close() == (4401, "identity ended")
        with connect(ALL, headers=headers) as late:
            assert late.granted == ["subscribe broadcast:f"]
        ann.get("/publish/mine")
        assert other.receive() == "mine"


def test_an_anonymous_self_is_told(django_site):
    assert json.loads(Visitor(django_site.site).get("/publish/hello")) == [[], ["users", "sessions"]]


@pytest.mark.parametrize("what", ["password", "deactivate", "rename", "delete"])
def test_what_ends_a_user_ends_his_connections_and_nobody_elses(django_site, what):
    (mary, name), (ann, _) = django_site.visitor(), django_site.visitor()
    connect = django_site.fanfare.connect
    with connect(ALL, headers=mary.headers) as page, connect(ALL, headers=ann.headers) as other:
        django_site.change(name, what)

        assert page.receive_close() == (4401, "identity ended")
        ann.get("/publish/mine")
        assert other.receive() == "mine"


@pytest.mark.parametrize("what, lost", [("leave", ["group:staff:f"]), ("expel", ["group:staff:f"]),
                                        ("disband", ["group:staff:f"]), ("clear", ["group:ops:f", "group:staff:f"])])
def test_who_leaves_a_group_loses_its_channels(django_site, what, lost):
    mary, name = django_site.visitor()
    headers = [*mary.headers, ("Sec-WebSocket-Protocol", "fanfare.v1")]
    with django_site.fanfare.connect("/ws/f?subscribe-group", headers=headers) as page:
        assert json.loads(page.receive())["channels"] == ["group:ops:f", "group:staff:f"]

        django_site.change(name, what)

        revoked = []
        while len(revoked) < len(lost):
            told = json.loads(page.receive())
            assert told["type"] == "revoked"
            revoked += told["channels"]
        assert sorted(revoked) == lost


def test_the_sites_own_callbacks_decide_unchanged(former_ws4redis):
    target = "/ws/f?subscribe-broadcast&publish-broadcast&subscribe-user&publish-user&subscribe-room=r"
    connect = former_ws4redis.fanfare.connect
    with connect(target, headers=[("Cookie", "who=mary")]) as page, connect(target) as anonymous:
        assert page.granted == ["subscribe broadcast:f", "subscribe user:mary:f", "publish broadcast:f"]
        assert anonymous.granted == ["subscribe broadcast:f", "publish broadcast:f"]
        page.send("hello")
        assert anonymous.receive() == "hello"


def test_a_callback_that_denies_is_told_to_the_client(former_ws4redis):
    with pytest.raises(Refused) as refused:
        former_ws4redis.fanfare.connect("/ws/staff?subscribe-broadcast", headers=[("Cookie", "who=mary")])

    assert refused.value.response.status == 403
    assert "The staff only" in refused.value.response.text()
