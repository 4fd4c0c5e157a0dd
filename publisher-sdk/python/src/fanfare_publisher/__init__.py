"""Publishes from a web backend to the browsers connected to a Fanfare server.

    from fanfare_publisher import RedisPublisher

    RedisPublisher("orders", users=["mary"]).publish_message("Your order has left")
"""

from typing import TYPE_CHECKING, Any

from .defaults import configure
from .errors import FanfareError, InvalidArgument, NotAuthorized, Unavailable
from .message import RedisMessage
from .publication import Published
from .publisher import (AsyncPipeline, AsyncPublisher, Pipeline, Publisher, disconnect, disconnect_async, revoke,
                        revoke_async)
from .redis_transport import AsyncRedisTransport, RedisTransport
from .transport import AsyncTransport, Transport
from .visitor import SELF, Visitor

if TYPE_CHECKING:
    from .http_transport import AsyncHttpTransport, HttpTransport

# The names of ws4redis' users; what carries it is the transport's affair.
RedisPublisher = Publisher
AsyncRedisPublisher = AsyncPublisher

__all__ = [
    "SELF", "AsyncHttpTransport", "AsyncPipeline", "AsyncPublisher", "AsyncRedisPublisher", "AsyncRedisTransport",
    "AsyncTransport", "FanfareError", "HttpTransport", "InvalidArgument", "NotAuthorized", "Pipeline", "Published",
    "Publisher", "RedisMessage", "RedisPublisher", "RedisTransport", "Transport", "Unavailable", "Visitor",
    "configure", "disconnect", "disconnect_async", "revoke", "revoke_async",
]


def __getattr__(name: str) -> Any:
    """httpx is loaded by who uses it."""
    if name in ("HttpTransport", "AsyncHttpTransport"):
        from . import http_transport
        return getattr(http_transport, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
