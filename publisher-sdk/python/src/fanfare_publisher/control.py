"""What is said on the control channel: the ends of connections and of memberships. No I/O."""

import dataclasses
import json
from typing import Any, Dict, Optional

from .errors import InvalidArgument

REVOKED_FOR = 31 * 24 * 3600  # the server's identity.revoked_for


@dataclasses.dataclass(frozen=True)
class Control:
    """`verb` is "disconnect" or "revoke"; the tombstone's name is without prefix, None where there is none."""

    verb: str
    said: Dict[str, str]
    tombstone: Optional[str]

    def json(self) -> str:
        return json.dumps({self.verb: self.said}, ensure_ascii=False, separators=(",", ":"))


def disconnection(user: Any, session: Any, connection: Any, facility: Any) -> Control:
    """Raises InvalidArgument unless exactly one is given."""
    given = {word: value for word, value in (("user", user), ("session", session), ("connection", connection),
                                             ("facility", facility)) if value is not None}
    if len(given) != 1:
        raise InvalidArgument("disconnect: exactly one of user, session, connection and facility must be given")
    ((word, value),) = given.items()
    if word == "connection" and not (str(value).isascii() and str(value).isdigit() and len(str(value)) <= 19):
        raise InvalidArgument("connection: must be the number of a connection")
    name = str(value) if word == "connection" else _name(word, value, may_be_empty=word == "facility")
    tombstone = f"fanfare:revoked:{word}:{name}" if word in ("user", "session") else None
    return Control("disconnect", {word: name}, tombstone)


def revocation(user: Any, group: Any) -> Control:
    """Raises InvalidArgument."""
    names = {"user": _name("user", user), "group": _name("group", group)}
    escaped = names["user"].replace("%", "%25").replace(":", "%3A")
    return Control("revoke", names, f"fanfare:revoked:group:{escaped}:{names['group']}")


def _name(word: str, value: Any, may_be_empty: bool = False) -> str:
    if not isinstance(value, str):
        raise InvalidArgument(f"{word}: must be a text")
    if not value and not may_be_empty:
        raise InvalidArgument(f"{word}: must not be empty")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidArgument(f"{word}: cannot be said in UTF-8") from None
    return value
