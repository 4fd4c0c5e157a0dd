"""What the tests of TLS have in common: a server that speaks it, and lets anybody in."""

import pytest

OPEN = {"policy.type": "allow-all", "identity.resolver": "header"}
SUBSCRIBE = "/ws/f?subscribe-broadcast"


@pytest.fixture
def server(start_fanfare, certificate):
    return start_fanfare(OPEN, certificate=certificate)


def hears(server, text="heard"):
    with server.connect(SUBSCRIBE) as listener:
        server.publish("f", text)
        return listener.receive() == text
