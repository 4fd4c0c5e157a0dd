"""The transport of publishers that name none."""

import threading
from typing import Callable, Optional

from .redis_transport import AsyncRedisTransport, RedisTransport
from .transport import AsyncTransport, Transport

_lock = threading.Lock()
_transport: Optional[Transport] = None
_async_transport: Optional[AsyncTransport] = None
_make: Callable[[], Transport] = RedisTransport
_make_async: Callable[[], AsyncTransport] = AsyncRedisTransport


def configure(transport: Optional[Transport] = None, async_transport: Optional[AsyncTransport] = None) -> None:
    """Sets the transport of all publishers that name none.

    Without arguments: that of the framework's settings, or else the Redis of this machine.
    """
    global _transport, _async_transport
    with _lock:
        _transport, _async_transport = transport, async_transport


def configure_later(make: Callable[[], Transport], make_async: Callable[[], AsyncTransport]) -> None:
    """Has them made at their first need, for frameworks."""
    global _make, _make_async
    with _lock:
        if (_make, _make_async) == (make, make_async):
            return
        _make, _make_async = make, make_async
    configure()


def default_transport() -> Transport:
    global _transport
    with _lock:
        if _transport is None:
            _transport = _make()
        return _transport


def default_async_transport() -> AsyncTransport:
    global _async_transport
    with _lock:
        if _async_transport is None:
            _async_transport = _make_async()
        return _async_transport
