"""What carries publications to Fanfare: Redis, or its HTTP API."""

import dataclasses
from typing import List, Optional, Protocol, Sequence

from .control import REVOKED_FOR, Control
from .errors import InvalidArgument
from .message import RedisMessage
from .publication import Lookup, Publication


@dataclasses.dataclass(frozen=True)
class Options:
    """What a publisher has to know of the server.

    expire: for how many seconds a message is kept where the call does not say; None leaves it to the server.
    max_bytes: how large a message may be.
    revoked_for: for how many seconds a tombstone stands (the server's identity.revoked_for).
    colons: "name", or "facility" where the server sets facility.<pattern>.allow_colon.
    """

    expire: Optional[int] = None
    max_bytes: int = 1 << 20
    revoked_for: int = REVOKED_FOR
    colons: str = "name"

    def __post_init__(self) -> None:
        if self.colons not in ("name", "facility"):
            raise InvalidArgument('colons: must be "name" or "facility"')
        if self.max_bytes < 1 or self.revoked_for < 1:
            raise InvalidArgument("max_bytes and revoked_for must be above zero")
        if self.expire is not None and self.expire < 0:
            raise InvalidArgument("expire: must not be negative")


class Transport(Protocol):
    """Threads: any. Each call raises NotAuthorized or Unavailable."""

    options: Options

    def publish(self, publications: Sequence[Publication]) -> List[Optional[int]]:
        """In one round trip, in order. How many servers heard each; None where nobody counts."""

    def fetch(self, lookup: Lookup) -> Optional[RedisMessage]:
        """The first that is kept and not empty."""

    def send(self, control: Control) -> None:
        """Says it to every node, its tombstone written before."""

    def close(self) -> None:
        """Closes what is open; a later call opens it again."""


class AsyncTransport(Protocol):
    """As Transport, for asyncio; may serve several event loops."""

    options: Options

    async def publish(self, publications: Sequence[Publication]) -> List[Optional[int]]: ...

    async def fetch(self, lookup: Lookup) -> Optional[RedisMessage]: ...

    async def send(self, control: Control) -> None: ...

    async def close(self) -> None:
        """Closes what is open in the running event loop."""
