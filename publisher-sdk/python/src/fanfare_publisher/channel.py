"""Channels: the audience and the facility a message is for. Their keys are what Fanfare and Redis know."""

import dataclasses
import re
from typing import Optional

from .errors import InvalidArgument

MAX_FACILITY_BYTES = 255
MAX_KEY_BYTES = 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclasses.dataclass(frozen=True)
class Audience:
    """`kind` is "broadcast", "user", "group", "session" or "room"; a broadcast has no name."""

    kind: str
    name: str = ""

    @property
    def field(self) -> str:
        """The argument that names it."""
        return self.kind if self.kind == "broadcast" else self.kind + "s"

    def key(self, facility: str) -> str:
        return f"{self.kind}:{facility}" if self.kind == "broadcast" else f"{self.kind}:{self.name}:{facility}"


def check_facility(facility: object, colons: str) -> str:
    """Raises InvalidArgument if no channel can be of that facility."""
    if not isinstance(facility, str):
        raise InvalidArgument("facility: must be a text" if facility is not None else "facility: is missing")
    why = _why_unfit(facility)
    if why is None and colons == "name" and ":" in facility:
        why = "must not hold a colon"
    if why is None and len(facility.encode()) > MAX_FACILITY_BYTES:
        why = f"is longer than {MAX_FACILITY_BYTES} bytes"
    if why is not None:
        raise InvalidArgument(f"facility: {why}")
    return facility


def check_name(audience: Audience, facility: str, colons: str, field: str) -> Audience:
    """Raises InvalidArgument, which names `field`, if that audience cannot be one of the facility."""
    why = "must not be empty" if not audience.name else _why_unfit(audience.name)
    if why is None and colons == "facility" and ":" in audience.name:
        why = "must not hold a colon"
    if why is None and len(audience.key(facility).encode()) > MAX_KEY_BYTES:
        why = "is too long"
    if why is not None:
        raise InvalidArgument(f"{field}: {why}")
    return audience


def _why_unfit(text: str) -> Optional[str]:
    if _CONTROL.search(text):
        return "must not hold a control character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "cannot be said in UTF-8"
    return None
