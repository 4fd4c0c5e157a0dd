"""What the tests of the resolver http have in common: a site that knows ann, and who asks it."""

import pytest

from .backend import Backend, RawBackend, as_json

TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group&subscribe-session"
ANN = {"user": "ann", "groups": ["staff"], "session": "k3y-of-ann", "attributes": {"plan": "gold"},
       "expires": None}
COOKIE = [("Cookie", "sid=s3cr3t-of-ann")]


@pytest.fixture
def backend():
    server = Backend(lambda asked: as_json(ANN))
    yield server
    server.stop()


@pytest.fixture
def raw_backend():
    servers = []

    def start(talk):
        servers.append(RawBackend(talk))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def asking(url, **more):
    return {"identity.resolver": "http", "identity.http.url": url,
            **{f"identity.http.{key}": value for key, value in more.items()}}


def refused(server, headers=COOKIE):
    response = server.refusal(TARGET, headers)
    assert response.status == 503, response
    assert "identity cannot be established" in response.text()
