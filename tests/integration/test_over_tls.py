"""What is delivered, and the HTTP API, over TLS: the very tests of the plain server."""

import pytest

from test_api import *  # noqa: F403
from test_fanfare_v1 import *  # noqa: F403
from test_model_frames import *  # noqa: F403
from test_model_messages import *  # noqa: F403


@pytest.fixture
def start_fanfare(start_fanfare, certificate):
    """Each server that these tests start speaks TLS."""
    def start(settings=None, **options):
        return start_fanfare(settings, certificate=certificate, **options)
    return start
