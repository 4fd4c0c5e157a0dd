"""Which commands Redis is told, and what its replies mean. No I/O."""

from typing import Any, List, Optional, Sequence, Tuple

import redis.exceptions as failures

from .control import Control
from .errors import FanfareError, NotAuthorized, Unavailable
from .message import RedisMessage
from .publication import Lookup, Publication

Command = Tuple[Any, ...]
_REFUSALS = ("NOAUTH", "NOPERM", "WRONGPASS")


class RedisWire:
    def __init__(self, prefix: str, shown: str) -> None:
        self._prefix = f"{prefix}:" if prefix else ""
        self._shown = shown  # the address, without a password

    def publishing(self, publications: Sequence[Publication]) -> List[Command]:
        commands: List[Command] = []
        for to, payload, expire in publications:
            keys = [self._prefix + channel for channel in to.channels]
            if not expire:
                commands += [("PUBLISH", key, payload) for key in keys]
                continue
            # Kept before it is published, in one transaction: who subscribes in between finds it.
            commands.append(("MULTI",))
            for key in keys:
                commands += (("SETEX", key, expire, payload), ("PUBLISH", key, payload))
            commands.append(("EXEC",))
        return commands

    def heard(self, publications: Sequence[Publication], replies: Sequence[Any]) -> List[Optional[int]]:
        self._check(replies)
        counts: List[Optional[int]] = []
        at = 0
        for to, _, expire in publications:
            channels = len(to.channels)
            if not expire:
                counts.append(sum(replies[at:at + channels]))
                at += channels
                continue
            executed = replies[at + 2 * channels + 1]
            self._check(executed)
            counts.append(sum(executed[1::2]))
            at += 2 * channels + 2
        return counts

    def fetching(self, lookup: Lookup) -> List[Command]:
        return [("GET", self._prefix + audience.key(lookup.facility)) for audience in lookup.audiences]

    def first_kept(self, replies: Sequence[Any]) -> Optional[RedisMessage]:
        # A key that holds no text is somebody else's.
        texts = [None if _is_of_another_type(reply) else reply for reply in replies]
        self._check(texts)
        return next((RedisMessage(text) for text in texts if text), None)

    def controlling(self, control: Control, revoked_for: int, time: Optional[Tuple[int, int]]) -> List[Command]:
        """`time` is Redis' own; only a tombstone needs it."""
        said = ("PUBLISH", f"{self._prefix}fanfare:control", control.json())
        if control.tombstone is None or time is None:
            return [said]
        seconds, microseconds = time
        stamp = seconds * 1000 + microseconds // 1000 + 1
        return [("MULTI",), ("SETEX", self._prefix + control.tombstone, revoked_for, stamp), said, ("EXEC",)]

    def check_control(self, replies: Sequence[Any]) -> None:
        self._check(replies)
        self._check(replies[-1] if isinstance(replies[-1], list) else [])

    def _check(self, replies: Sequence[Any]) -> None:
        failure = next((reply for reply in replies if isinstance(reply, Exception)), None)
        if failure is not None:
            raise self.error_of(failure)

    def error_of(self, failure: Exception) -> FanfareError:
        text = f"{self._shown}: {failure}"
        refused = (failures.AuthenticationError, failures.AuthorizationError, failures.NoPermissionError)
        if isinstance(failure, refused) or str(failure).startswith(_REFUSALS):
            return NotAuthorized(text)
        if isinstance(failure, failures.TimeoutError):
            return Unavailable(f"{self._shown}: no answer in time ({failure})")
        return Unavailable(text)


def _is_of_another_type(reply: Any) -> bool:
    return isinstance(reply, failures.ResponseError) and "WRONGTYPE" in str(reply)
