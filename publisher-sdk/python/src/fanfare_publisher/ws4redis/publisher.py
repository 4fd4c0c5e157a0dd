"""RedisPublisher as ws4redis has it: what it did, it does; what failed there, works or is told."""

from typing import Any, Optional

from ..message import RedisMessage
from ..publication import Published
from ..publisher import Expire, Publisher
from ..transport import Transport
from ..visitor import SELF, Visitor

_AUDIENCES = ("any", "broadcast", "group", "user", "session")


class RedisPublisher(Publisher):
    def __init__(self, facility: Optional[str] = None, broadcast: bool = False, users: Any = None, groups: Any = None,
                 sessions: Any = None, rooms: Any = None, request: Any = None, *,
                 transport: Optional[Transport] = None) -> None:
        names = {"users": users, "groups": groups, "sessions": sessions}
        # True was an older way to say SELF, () and False to say nobody.
        named = {word: [SELF] if value is True else None if value is False else value for word, value in names.items()}
        super().__init__(facility, broadcast is True, **named, rooms=rooms, request=request, transport=transport)

    def publish_message(self, message: Any, expire: Expire = None) -> Published:
        """Without any audience it publishes nothing, and an expire below zero keeps nothing."""
        if isinstance(expire, int) and expire < 0:
            expire = 0
        if not self._names_anybody:
            return Published((), (), 0)
        return super().publish_message(message, expire)

    def pipeline_publish_message(self, message: Any, expire: Expire = None, transaction: bool = True) -> Published:
        """Every publish_message is in one round trip and in one transaction."""
        return self.publish_message(message, expire)

    def fetch_message(self, request: Any = None, facility: Optional[str] = None, audience: str = "any", *,
                      room: Optional[str] = None) -> Optional[RedisMessage]:
        if room is None and audience not in _AUDIENCES:
            return None
        return super().fetch_message(Visitor() if request is None else request, facility, audience, room=room)
