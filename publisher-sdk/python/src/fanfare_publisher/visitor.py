"""Who is behind a request, for SELF and for fetch_message."""

import dataclasses
from typing import Any, Callable, Iterable, List, Optional, Tuple, Union

from .errors import InvalidArgument

GROUPS_IN_SESSION = "ws4redis:memberof"


class Self:
    """In place of a name: the user, the groups or the session of the request."""

    def __repr__(self) -> str:
        return "SELF"


SELF = Self()


# Whom a publisher publishes to: texts, numbers, SELF, users and groups of Django; a list of them, or one.
Names = Union[None, str, Self, Iterable[Any]]


@dataclasses.dataclass(frozen=True)
class Visitor:
    """Somebody without a user is anonymous, and may have a session all the same."""

    user: Optional[str] = None
    groups: Tuple[str, ...] = ()
    session: Optional[str] = None


# What knows the requests of other frameworks; each returns None for what it does not know.
_readers: List[Callable[[Any], Optional[Visitor]]] = []


def add_request_reader(reader: Callable[[Any], Optional[Visitor]]) -> None:
    if reader not in _readers:
        _readers.append(reader)


def visitor_of(request: Any) -> Visitor:
    """Of a Visitor, a request of Django's kind (`user`, `session`), or of a framework's whose glue is loaded."""
    if isinstance(request, Visitor):
        return request if request.user else dataclasses.replace(request, groups=())
    for reader in _readers:
        found = reader(request)
        if found is not None:
            return visitor_of(found)
    if hasattr(request, "user") or hasattr(request, "session"):
        return _of_django(request)
    raise InvalidArgument(f"request: a {type(request).__name__} does not tell who is behind it; pass a Visitor")


def _of_django(request: Any) -> Visitor:
    user = getattr(request, "user", None)
    session = getattr(request, "session", None)
    key = getattr(session, "session_key", None)
    if user is None or not user.is_authenticated:
        return Visitor(session=key)
    groups = session.get(GROUPS_IN_SESSION) if session is not None else None
    return Visitor(user.get_username(), tuple(groups or ()), key)
