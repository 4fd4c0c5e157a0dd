"""A database that takes connections and never answers holds up nobody but who needs it, nor them for long."""

import concurrent.futures
import contextlib

import pytest

from support.databases import PASSWORD, Silent

TARGET = "/ws/f?subscribe-broadcast"
COOKIE = [("Cookie", f"sessionid={'x' * 32}")]

# What a MySQL says first: protocol 10, its version, half a salt, capabilities, the other half.
HELLO = (b"\x0a8.0.36\0" + b"\7\0\0\0" + b"saltsalt\0" + b"\xff\xf7" + b"\x2d" + b"\2\0" + b"\xff\x81" + b"\x15" +
         b"\0" * 10 + b"saltsaltsalt\0" + b"mysql_native_password\0")
MYSQL_GREETING = len(HELLO).to_bytes(3, "little") + b"\0" + HELLO
# A PostgreSQL has no TLS, and waits to be told who asks.
POSTGRESQL_GREETING = b"N"
HANGING = {
    "postgresql-silent": ("postgresql", b""), "postgresql-greets": ("postgresql", POSTGRESQL_GREETING),
    "mysql-silent": ("mysql", b""), "mysql-greets": ("mysql", MYSQL_GREETING)}


@pytest.fixture(params=HANGING)
def hanging(request):
    """Something that hangs, and its URL."""
    scheme, greeting = HANGING[request.param]
    with contextlib.closing(Silent(greeting)) as silent:
        silent.database_url = silent.url(scheme)
        yield silent


@pytest.fixture
def start(start_fanfare, hanging):
    def started(**settings):
        return start_fanfare({
            "identity.resolver": "django", "identity.django.engine": "db",
            "identity.django.db.url": hanging.database_url,
            "server.http_threads": "2", "identity.django.secret_key": "the SECRET_KEY of the site",
            **{f"identity.django.db.{name}": value for name, value in settings.items()}})

    return started


def test_refuses_who_has_a_session_and_lets_others_in(start, hanging):
    server = start(timeout="0.2")

    for _ in range(3):
        assert server.refusal(TARGET, COOKIE).status == 503
        assert server.get("/healthz").status == 200
        server.connect(TARGET).close()
    assert f"127.0.0.1:{hanging.port}/site: " in server.log()
    assert PASSWORD not in server.log()
    server.terminate()


def test_answers_others_while_all_that_may_wait_do(start, hanging):
    server = start(timeout="60")

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        waiting = [pool.submit(server.refusal, TARGET, COOKIE) for _ in range(32)]
        hanging.wait_for_connections(4)

        assert server.get("/healthz").status == 200
        server.publish("f", "the API is there, too")
        server.connect(TARGET).close()

        hanging.close()
        for one in waiting:
            assert one.result().status == 503
