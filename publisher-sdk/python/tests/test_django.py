"""The glue for Django, piece by piece."""

import json
import logging
import subprocess

import django_project  # noqa: F401
import pytest
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from fanfare_publisher.django import conf
from fanfare_publisher.ws4redis.context_processors import default as context_of
from fanfare_publisher.ws4redis.publisher import RedisPublisher
from fanfare_publisher.ws4redis.redis_store import SELF, RedisMessage
from support.fanfare import BINARY, clean_environment

FROM_FANFARE = {"HTTP_FANFARE_SECRET": "of-Fanfare-alone"}
ASKED = {"facility": "chat", "peer": "192.0.2.7",
         "identity": {"user": "mary", "groups": ["staff"], "attributes": {}, "session": True, "expires": None},
         "requested": ["subscribe broadcast:chat", "subscribe user:mary:chat", "publish room:blue:chat"]}


@pytest.fixture
def mary():
    user = User.objects.create_user("mary", password="secret")
    user.groups.add(Group.objects.get_or_create(name="staff")[0])
    yield user
    User.objects.all().delete()
    Group.objects.all().delete()


@pytest.fixture
def on_redis(redis_server):
    """The control messages that come."""
    with override_settings(FANFARE={"redis": {"url": redis_server.url}, "secret": "of-Fanfare-alone"}):
        pubsub = redis_server.client.pubsub()
        pubsub.subscribe("fanfare:control", "end")
        for _ in range(2):
            assert pubsub.get_message(timeout=5)["type"] == "subscribe"

        def told():
            redis_server.client.publish("end", "")
            found = []
            while (message := pubsub.get_message(timeout=5))["channel"] != b"end":
                found.append(json.loads(message["data"]))
            return found

        yield told


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def ask(asked=ASKED, **headers):
    return Client().post("/fanfare/allowed", json.dumps(asked), content_type="application/json",
                         **{**FROM_FANFARE, **headers})


class TestReceivers:
    def test_the_session_learns_name_and_groups(self, mary, on_redis):
        session = logged_in(mary).session

        assert session["fanfare:username"] == "mary"
        assert session["ws4redis:memberof"] == ["staff"]

    def test_logging_out_is_told_when_the_session_is_gone(self, mary, on_redis, redis_server):
        client = logged_in(mary)
        key = client.session.session_key

        client.logout()

        assert on_redis() == [{"disconnect": {"session": key}}]
        assert redis_server.client.ttl(f"fanfare:revoked:session:{key}") > 0

    def test_a_session_in_a_signed_cookie_has_nothing_to_tell(self, mary, on_redis):
        with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"):
            logged_in(mary).logout()

        assert on_redis() == []

    def test_what_is_rolled_back_is_not_told(self, mary, on_redis):
        with pytest.raises(KeyError), transaction.atomic():
            mary.is_active = False
            mary.save()
            mary.groups.clear()
            raise KeyError

        assert on_redis() == []

    def test_a_change_is_told_once_it_is_committed(self, mary, on_redis):
        with transaction.atomic():
            mary.set_password("other")
            mary.save()
            assert on_redis() == []

        assert on_redis() == [{"disconnect": {"user": "mary"}}]

    def test_what_ends_nobody_is_not_told(self, mary, on_redis):
        mary.email = "mary@shop.example"
        mary.save()
        mary.save(update_fields=["last_login"])
        User.objects.filter(pk=mary.pk).update(is_active=False)
        mary.refresh_from_db()
        mary.is_active = True
        mary.save()
        mary.groups.add(Group.objects.create(name="ops"))

        assert on_redis() == []

    def test_a_group_that_is_set_anew_is_told(self, mary, on_redis, redis_server):
        mary.groups.set([Group.objects.create(name="ops")])

        assert on_redis() == [{"revoke": {"user": "mary", "group": "staff"}}]
        assert redis_server.client.exists("fanfare:revoked:group:mary:staff")

    def test_a_redis_that_is_away_stops_nobody(self, mary, own_redis, caplog):
        own_redis.stop()
        with override_settings(FANFARE={"redis": {"url": own_redis.url}}):
            logged_in(mary).logout()
            mary.delete()

        assert caplog.text.count("Fanfare was not told of an end") >= 2


class TestConf:
    @pytest.mark.parametrize("connection, url", [
        ({"host": "cache", "port": 6380, "db": 2, "password": "a/b:c"}, "redis://:a%2Fb%3Ac@cache:6380/2"),
        ({}, "redis://localhost:6379/0"),
        ({"host": "::1", "ssl": True}, "rediss://[::1]:6379/0"),
        ({"unix_socket_path": "/run/redis.sock", "db": 1}, "unix:///run/redis.sock?db=1")])
    def test_the_connection_of_ws4redis_is_an_address(self, connection, url):
        with override_settings(WS4REDIS_CONNECTION=connection, WS4REDIS_PREFIX="ws", WS4REDIS_EXPIRE=0):
            assert conf.read().redis == {"url": url, "prefix": "ws", "expire": 0}

    @pytest.mark.parametrize("wrong, told", [({"secrets": "x"}, "'secret'?"), ({"secret": "a b"}, "blanks"),
                                             ({"redis": {"url": "nowhere"}}, "url"), ({"redis": {"urls": 1}}, "urls")])
    def test_a_mistake_is_told(self, wrong, told):
        with override_settings(FANFARE=wrong), pytest.raises(ImproperlyConfigured, match=told):
            conf.read()
            conf.make_transport()

    def test_the_http_api_takes_the_place_of_redis(self):
        pytest.importorskip("httpx")
        with override_settings(FANFARE={"http": {"url": "http://127.0.0.1:1", "key": "k" * 16}}):
            assert conf.make_transport().options.expire is None
        with override_settings(FANFARE={"http": {"url": "http://127.0.0.1:1"}}), \
                pytest.raises(ImproperlyConfigured, match="key"):
            conf.make_transport()


class TestWhoami:
    def test_answers_fanfare_alone(self, mary, on_redis):
        client = logged_in(mary)

        assert client.get("/fanfare/whoami").status_code == 403
        assert client.get("/fanfare/whoami", HTTP_FANFARE_SECRET="of-Fanfare-alonE").status_code == 403
        with override_settings(FANFARE={}), pytest.raises(ImproperlyConfigured, match="secret"):
            client.get("/fanfare/whoami", **FROM_FANFARE)

    def test_tells_the_groups_of_now(self, mary, on_redis):
        client = logged_in(mary)
        mary.groups.set([Group.objects.create(name="ops")])

        answer = client.get("/fanfare/whoami", **FROM_FANFARE).json()

        assert answer == {"user": "mary", "groups": ["ops"], "session": client.session.session_key}

    def test_knows_a_session_without_a_login_and_nobody_without_a_session(self, on_redis):
        client = Client()
        session = client.session
        session["basket"] = ["milk"]
        session.save()

        assert client.get("/fanfare/whoami", **FROM_FANFARE).json() == {"session": session.session_key}
        session.delete()
        assert client.get("/fanfare/whoami", **FROM_FANFARE).status_code == 204
        assert Client().get("/fanfare/whoami", **FROM_FANFARE).status_code == 204

    def test_does_not_keep_a_session_alive(self, mary, on_redis):
        client = logged_in(mary)
        with override_settings(SESSION_SAVE_EVERY_REQUEST=True):
            assert "sessionid" not in client.get("/fanfare/whoami", **FROM_FANFARE).cookies

    def test_does_not_know_whose_session_the_password_ended(self, mary, on_redis):
        client = logged_in(mary)
        mary.set_password("other")
        mary.save()

        assert "user" not in client.get("/fanfare/whoami", **FROM_FANFARE).content.decode()


class TestAllowed:
    def test_without_a_callback_everything_is(self):
        assert ask().json() == {"allowed": ASKED["requested"]}

    def test_the_callback_sees_what_ws4redis_showed_it(self, mary):
        seen = []

        def callback(request, channels):
            seen.append((request.path_info, request.user, request.user.is_authenticated,
                         request.session["ws4redis:memberof"], request.META["REMOTE_ADDR"], channels))
            return ["subscribe-user", "publish-group"]

        with override_settings(WS4REDIS_ALLOWED_CHANNELS=callback):
            assert ask().json()["allowed"] == ["subscribe user:mary:chat"]
        assert seen == [("/ws/chat", mary, True, ["staff"], "192.0.2.7",
                         ["subscribe-broadcast", "subscribe-user", "publish-room"])]

    def test_the_callback_has_the_session_where_fanfare_sends_its_key(self, mary, on_redis):
        client = logged_in(mary)
        asked = {**ASKED, "identity": {**ASKED["identity"], "session": client.session.session_key}}

        with override_settings(WS4REDIS_ALLOWED_CHANNELS=lambda request, channels: [
                channel for channel in channels if request.session["fanfare:username"] == "mary"]):
            assert ask(asked).json()["allowed"] == asked["requested"]

    def test_an_anonymous_visitor_is_djangos_anonymous_user(self):
        asked = {**ASKED, "identity": {**ASKED["identity"], "user": None}}
        with override_settings(WS4REDIS_ALLOWED_CHANNELS=lambda request, channels: (
                channels if request.user.is_anonymous else [])):
            assert ask(asked).json()["allowed"] == asked["requested"]

    def test_denying_is_a_refusal_with_its_reason(self):
        def callback(request, channels):
            raise PermissionDenied("members only")

        with override_settings(WS4REDIS_ALLOWED_CHANNELS=callback):
            answer = ask()
        assert (answer.status_code, answer.json()) == (403, {"reason": "members only"})

    def test_a_callback_that_returns_nothing_grants_nothing(self):
        with override_settings(WS4REDIS_ALLOWED_CHANNELS=lambda request, channels: None), \
                pytest.raises(ImproperlyConfigured, match="None"):
            ask()

    def test_a_callback_that_is_not_there_grants_nothing(self):
        with override_settings(WS4REDIS_ALLOWED_CHANNELS="django_project.no_such_callback"), \
                pytest.raises(ImportError):
            ask()

    @pytest.mark.parametrize("wrong", [[], {}, "x", {**ASKED, "requested": ["x"]}, {**ASKED, "requested": [7]},
                                       {**ASKED, "identity": 7}, {**ASKED, "facility": 7}])
    def test_what_fanfare_never_asks_is_refused(self, wrong):
        assert ask(wrong).status_code == 400

    def test_only_fanfare_and_only_post_is_answered(self):
        assert ask(HTTP_FANFARE_SECRET="x").status_code == 403
        assert Client().get("/fanfare/allowed", **FROM_FANFARE).status_code == 405


class TestForTemplates:
    def test_the_context_says_where_and_with_which_heartbeat(self):
        request = RequestFactory().get("/", HTTP_HOST="shop.example")
        assert context_of(request) == {"WEBSOCKET_URI": "ws://shop.example/ws/", "WS4REDIS_HEARTBEAT": "null"}
        with override_settings(WS4REDIS_HEARTBEAT="--</script>--", WEBSOCKET_URL="/live/"):
            secure = RequestFactory().get("/", HTTP_HOST="shop.example", secure=True)
            assert context_of(secure) == {"WEBSOCKET_URI": "wss://shop.example/live/",
                                          "WS4REDIS_HEARTBEAT": '"--\\u003c/script>--"'}

    def test_the_page_script_is_where_that_of_ws4redis_was(self):
        assert finders.find("js/ws4redis.js")


class TestAsWs4redis:
    def test_without_audiences_it_only_fetches(self, on_redis):
        assert not RedisPublisher().publish_message(RedisMessage("x"))
        assert not RedisPublisher(facility="f", broadcast=1).publish_message("x")

    def test_what_it_did_it_does(self, mary, on_redis, redis_server):
        request = HttpRequest()
        request.user, request.session = mary, type("Session", (dict,), {"session_key": "s3ss1on0"})()
        publisher = RedisPublisher(facility="f", users=True, groups=(), sessions=[SELF], request=request)

        assert publisher.publish_message(RedisMessage("x"), -1).channels == ("user:mary:f", "session:s3ss1on0:f")
        assert redis_server.client.keys("*:f") == []
        assert publisher.pipeline_publish_message("y", expire=60, transaction=False)
        assert publisher.fetch_message(request, "f", "user") == b"y"
        assert publisher.fetch_message(request, "f", "everybody") is None
        assert publisher.fetch_message(None, "f", "user") is None


CHANNELS = {"WS4REDIS_ALLOWED_CHANNELS": lambda request, channels: channels}
DJANGO = "django.contrib.sessions.backends."
REDIS_CACHE = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "KEY_PREFIX": "shop",
                           "VERSION": 2, "LOCATION": "redis://127.0.0.1:6379/1"}}
POSTGRESQL = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop", "USER": "me", "PASSWORD": "a@b"}}


class TestFanfareConfig:
    @pytest.mark.parametrize("settings, lines", [
        ({}, ["identity.resolver = http", "identity.http.url = http://127.0.0.1:8000/fanfare/whoami",
              "identity.http.secret = of-Fanfare-alone", "policy.type = subscribe-only",
              "origin.allow = same-origin, https://shop.example"]),
        ({"SESSION_ENGINE": DJANGO + "cache", "CACHES": REDIS_CACHE},
         ["identity.django.engine = cache", "identity.django.redis.url = redis://127.0.0.1:6379/1",
          "identity.django.redis.prefix = shop", "identity.django.cache_version = 2",
          "identity.django.user_path = fanfare:username"]),
        ({"SESSION_ENGINE": DJANGO + "signed_cookies", "SECRET_KEY": r"back\slash", "SECRET_KEY_FALLBACKS": ["a", "b"]},
         ["identity.django.engine = signed_cookies", r"identity.django.secret_key = back\\slash",
          "identity.django.secret_key_fallbacks = a, b", "identity.django.max_age = 1209600"]),
        ({"SESSION_ENGINE": "redis_sessions.session",
          "SESSION_REDIS": {"host": "cache", "port": 6380, "db": 1, "password": "p/w", "prefix": "session"}},
         ["identity.django.engine = redis_sessions", "identity.django.redis.url = redis://:p%2Fw@cache:6380/1",
          "identity.django.redis.prefix = session"]),
        ({"SESSION_ENGINE": "redis_sessions.session", "SESSION_REDIS_PREFIX": "session", "SESSION_REDIS_DB": 2},
         ["identity.django.redis.url = redis://localhost:6379/2", "identity.django.redis.prefix = session"]),
        ({"SESSION_ENGINE": "redis_sessions.session", "SESSION_REDIS_UNIX_DOMAIN_SOCKET_PATH": "/run/redis.sock"},
         ["identity.django.redis.url = unix:///run/redis.sock?db=0"]),
        ({"WS4REDIS_CONNECTION": {"host": "127.0.0.1"}, "WS4REDIS_PREFIX": "ws", "WS4REDIS_EXPIRE": 7,
          "WS4REDIS_HEARTBEAT": "--heartbeat--", "WEBSOCKET_URL": "/live/"},
         ["broker.redis.url = redis://127.0.0.1:6379/0", "broker.prefix = ws", "message.expire = 7",
          "heartbeat.message = --heartbeat--", "server.websocket_url = /live/", "policy.type = allow-all"]),
        (CHANNELS, ["policy.type = http", "policy.http.url = http://127.0.0.1:8000/fanfare/allowed"]),
        ({"FANFARE": {"http": {"url": "http://127.0.0.1:8080", "key": "k" * 16}, "secret": "x", "site": "http://h"}},
         ["broker.type = memory", "api.key.site = " + "k" * 16]),
    ], ids=["no store", "cache", "signed cookies", "redis-sessions", "former redis-sessions", "its socket", "ws4redis", "callback", "http"])
    def test_says_what_the_settings_say_and_fanfare_takes_it(self, settings, lines, tmp_path):
        with override_settings(**settings), open(tmp_path / "site.properties", "w") as config:
            call_command("fanfare_config", stdout=config)

        printed = (tmp_path / "site.properties").read_text().splitlines()
        assert [line for line in lines if line not in printed] == []
        subprocess.run([BINARY, "check", "--config", config.name], env=clean_environment(), check=True)

    @pytest.mark.parametrize("settings, told", [
        ({"FANFARE": {}}, "FANFARE\\['site'\\]"),
        ({"ROOT_URLCONF": "django.contrib.auth.urls"}, "include"),
        ({"SESSION_ENGINE": DJANGO + "signed_cookies", "SECRET_KEY_FALLBACKS": ["a,b"]}, "comma"),
        ({"SESSION_ENGINE": DJANGO + "signed_cookies", "SECRET_KEY": "a\nb"}, "line break")])
    def test_says_what_is_missing(self, settings, told):
        with override_settings(**settings), pytest.raises(CommandError, match=told):
            call_command("fanfare_config")

    @pytest.mark.parametrize("database, url", [
        (POSTGRESQL["default"], "postgresql://me:a%40b@/shop?host=/var/run/postgresql"),
        ({**POSTGRESQL["default"], "HOST": "db", "PORT": 5433}, "postgresql://me:a%40b@db:5433/shop"),
        ({"ENGINE": "django.db.backends.mysql", "NAME": "shop", "USER": "me"}, "mysql://me@127.0.0.1/shop"),
        ({"ENGINE": "django.db.backends.sqlite3", "NAME": "/var/lib/my shop"}, "sqlite:///var/lib/my%20shop"),
        ({"ENGINE": "django.db.backends.oracle", "NAME": "shop"}, None), ({}, None)])
    def test_says_where_the_users_are(self, database, url):
        from fanfare_publisher.django.properties import _database_url
        assert _database_url(database) == url
