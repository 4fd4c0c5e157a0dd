"""What one call publishes, and what comes of it. No I/O."""

import dataclasses
import functools
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from .channel import Audience, check_facility, check_name
from .errors import InvalidArgument
from .visitor import SELF, Visitor, visitor_of

_KINDS = {"users": "user", "groups": "group", "sessions": "session", "rooms": "room"}


class Published(NamedTuple):
    """What came of a message. False where it went to nobody.

    `channels` are the keys it was published to, without the prefix. `heard` is how many Fanfare servers heard
    it, summed over the channels; None where that is not known. `withheld` are the arguments that came to nobody:
    an anonymous SELF, a SELF without groups, an empty list.
    """

    channels: Tuple[str, ...]
    withheld: Tuple[str, ...] = ()
    heard: Optional[int] = 0

    def __bool__(self) -> bool:
        return bool(self.channels)


@dataclasses.dataclass(frozen=True)
class Addressees:
    """Whom a publisher publishes to."""

    facility: str
    audiences: Tuple[Audience, ...]
    withheld: Tuple[str, ...]

    @functools.cached_property
    def channels(self) -> Tuple[str, ...]:
        return tuple(audience.key(self.facility) for audience in self.audiences)

    def published(self, heard: Optional[int]) -> Published:
        return Published(self.channels, self.withheld, heard)


class Publication(NamedTuple):
    """`expire` is None where the other side decides, 0 where nothing is kept."""

    to: Addressees
    payload: bytes
    expire: Optional[int]


def addressees(facility: Any, broadcast: Any, names: Dict[str, Any], request: Any, colons: str) -> Addressees:
    """`names` are the arguments users, groups, sessions and rooms. Raises InvalidArgument."""
    facility = check_facility(facility, colons)
    if not isinstance(broadcast, bool):
        raise InvalidArgument("broadcast: must be True or False")
    audiences = [Audience("broadcast")] if broadcast else []
    withheld = []
    for field, given in names.items():
        if given is None:
            continue
        found = [_names(field, item, request) for item in _items(field, given)]
        audiences += [check_name(Audience(_KINDS[field], name), facility, colons, field)
                      for of_item in found for name in of_item]
        if not found or not all(found):
            withheld.append(field)
    return Addressees(facility, tuple(dict.fromkeys(audiences)), tuple(withheld))


def _items(field: str, given: Any) -> List[Any]:
    if isinstance(given, str) or given is SELF:
        return [given]
    if isinstance(given, (bytes, bool, dict)) or not isinstance(given, Iterable):
        raise InvalidArgument(f"{field}: must be a list of names")
    return list(given)


def _names(field: str, item: Any, request: Any) -> List[str]:
    """None at all for a SELF that stands for nobody."""
    if item is SELF:
        return _of_self(field, request)
    if isinstance(item, str):
        return [str(item)]
    if isinstance(item, int) and not isinstance(item, bool):
        return [str(item)]
    if field == "users" and hasattr(item, "get_username"):
        return [str(item.get_username())]
    if field == "groups" and isinstance(getattr(item, "name", None), str):
        return [item.name]
    raise InvalidArgument(f"{field}: a {type(item).__name__} is no name")


def _of_self(field: str, request: Any) -> List[str]:
    if field == "rooms":
        raise InvalidArgument("rooms: SELF is no room")
    if request is None:
        raise InvalidArgument(f"{field}: SELF needs the request")
    visitor: Visitor = visitor_of(request)
    if field == "groups":
        return [str(group) for group in visitor.groups]
    name = visitor.user if field == "users" else visitor.session
    return [name] if name else []


@dataclasses.dataclass(frozen=True)
class Lookup:
    """Where a kept message is looked for, in this order."""

    facility: str
    audience: str
    audiences: Tuple[Audience, ...]


def lookup(request: Any, facility: Any, audience: Any, room: Optional[str], colons: str) -> Lookup:
    """Raises InvalidArgument."""
    facility = check_facility(facility, colons)
    if audience not in ("any", "broadcast", "user", "group", "session", "room"):
        raise InvalidArgument("audience: must be any, broadcast, user, group, session or room")
    if audience == "room":
        if room is None:
            raise InvalidArgument("room: is missing")
        return Lookup(facility, audience, (check_name(Audience("room", room), facility, colons, "room"),))
    if request is None and audience in ("user", "group", "session"):
        raise InvalidArgument(f"request: is needed to look for the {audience}")
    visitor = visitor_of(request) if request is not None else Visitor()
    everywhere = [Audience("session", visitor.session or ""), Audience("user", visitor.user or ""),
                  *(Audience("group", str(group)) for group in visitor.groups), Audience("broadcast")]
    wanted = [one for one in everywhere if audience in ("any", one.kind) and (one.name or one.kind == "broadcast")]
    for one in wanted:
        if one.name:
            check_name(one, facility, colons, f"request: {one.kind}")
    return Lookup(facility, audience, tuple(dict.fromkeys(wanted)))
