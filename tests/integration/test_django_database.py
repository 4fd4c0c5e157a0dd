"""Django with its sessions in the database, and its users looked up there."""

import json

import pytest

from support import databases, frameworks
from support.deadline import eventually
from support.websocket import Refused

SECRET = "the SECRET_KEY of the site"
TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"
PUBLIC = ["subscribe broadcast:f"]
KINDS = {"sqlite": databases.Sqlite, "postgresql": databases.Postgresql, "mariadb": databases.Mariadb}


@pytest.fixture(scope="module")
def database():
    """database(kind): that database, started once."""
    started = {}

    def of(kind):
        if kind not in started:
            started[kind] = KINDS[kind]()
            started[kind].start()
        return started[kind]

    yield of
    for one in started.values():
        one.remove()


@pytest.fixture(scope="module", params=[
    "3.2-sqlite", "3.2-postgresql", "3.2-mariadb", "5.2-sqlite", "5.2-postgresql", "5.2-mariadb"])
def site(request, database):
    version, kind = request.param.split("-")
    name = "site" + version.replace(".", "_")
    database(kind).create(name)
    settings = {
        "SECRET_KEY": SECRET, "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "DATABASES": {"default": database(kind).settings(name)}}
    application = frameworks.Application(
        [frameworks.python(f"django-{version}"), "-W", "ignore",
         frameworks.FOLDER / "django/site.py", json.dumps(settings)])
    application.database_url = database(kind).url(name)
    application.locked = lambda table: database(kind).locked(name, table)
    yield application
    application.stop()


@pytest.fixture
def start(site, start_fanfare, tmp_path):
    (tmp_path / "secret").write_text(SECRET)

    def started(**settings):
        return start_fanfare({
            "identity.resolver": "django", "identity.django.engine": "db",
            "identity.django.db.url": site.database_url,
            "identity.django.secret_key_file": tmp_path / "secret", "identity.recheck": "1",
            **settings})

    return started


@pytest.fixture
def user(site, request):
    """A user of the test's own, logged in: the name and the browser."""
    name = f"user-{request.node.name.replace('[', '-').rstrip(']')}"
    visitor = frameworks.Visitor(site)
    visitor.get(f"/make/{name}")
    visitor.get("/login")
    form = {"username": name, "password": "wonderland"}
    assert visitor.post("/login", csrfmiddlewaretoken=visitor.cookie("csrftoken"), **form) == name
    return name, visitor


def test_hears_what_is_his_until_he_logs_out(start, user):
    name, visitor = user
    headers = visitor.headers
    server = start()

    with server.connect(TARGET, headers=headers) as socket:
        assert not socket.response.header("Fanfare-Identity")
        server.publish("f", "for him", users=[name], expire=0)
        server.publish("f", "for staff", groups=["staff"], expire=0)
        assert socket.receive_many(2) == ["for him", "for staff"]
        visitor.post("/logout", csrfmiddlewaretoken=visitor.cookie("csrftoken"))
        assert socket.receive_close()[0] == 4401

    with server.connect(TARGET, headers=headers) as socket:
        assert socket.granted == PUBLIC
        assert "there is no such session, or no more" in socket.response.header("Fanfare-Identity")


@pytest.mark.parametrize("what", ["password", "deactivate", "delete"])
def test_ends_with_his_account(site, start, user, what):
    name, visitor = user
    server = start()

    with server.connect(TARGET, headers=visitor.headers) as socket:
        assert f"subscribe user:{name}:f" in socket.granted
        frameworks.Visitor(site).get(f"/change/{name}/{what}")
        assert socket.receive_close()[0] == 4401

    with server.connect(TARGET, headers=visitor.headers) as socket:
        assert socket.granted == PUBLIC
        assert socket.response.header("Fanfare-Identity").startswith('anonymous;reason="django: ')


def test_takes_from_him_what_only_a_group_gave(start, user):
    name, visitor = user
    server = start()

    with server.connect(TARGET, headers=visitor.headers) as socket:
        visitor.get(f"/change/{name}/leave-staff")
        eventually(lambda: server.metric("fanfare_channels") == 3, "of four one is left")
        server.publish("f", "for staff", groups=["staff"], expire=0)
        server.publish("f", "for ops", groups=["ops"], expire=0)
        assert socket.receive() == "for ops"


def test_refuses_who_comes_while_the_database_is_away(site, start, user):
    server = start(**{"identity.django.db.url": f"{site.database_url}-of-another"})
    with pytest.raises(Refused) as refused:
        server.connect(TARGET, headers=user[1].headers)
    assert refused.value.response.status == 503


def test_goes_on_while_the_database_hangs(site, start, user):
    name, visitor = user
    server = start(**{"identity.django.db.timeout": "2"})

    with server.connect(TARGET, headers=visitor.headers) as socket:
        with site.locked("django_session"):
            with pytest.raises(Refused) as refused:
                server.connect(TARGET, headers=visitor.headers)
            assert refused.value.response.status == 503
            assert server.get("/healthz").status == 200
            server.connect(TARGET).close()
            eventually(lambda: server.metric("fanfare_identity_rechecks_failed_total") > 0,
                       "who is connected is asked about")
            server.publish("f", "for him", users=[name], expire=0)
            assert socket.receive() == "for him"

        eventually(lambda: comes_in(server, visitor), "he may come again")
        visitor.post("/logout", csrfmiddlewaretoken=visitor.cookie("csrftoken"))
        assert socket.receive_close()[0] == 4401


def comes_in(server, visitor):
    try:
        with server.connect(TARGET, headers=visitor.headers) as socket:
            return socket.granted != PUBLIC
    except Refused:
        return False
