"""Fanfare for Flask.

    app.config["FANFARE"] = {"redis": {"url": "redis://127.0.0.1:6379/0"}}     # or "http": {"url": …, "key": …}
    fanfare = Fanfare(app)

    @app.post("/orders")
    def order():
        fanfare.publisher("orders", users=[SELF]).publish_message("Your order has left")

SELF is who is behind the request: the user that Flask-Login keeps in the session, the groups under "groups"
there and, with Flask-Session, the session's key, as Fanfare itself reads them. A site that knows better says so:

    @fanfare.visitor
    def visitor():
        return Visitor(current_user.name, tuple(current_user.groups))
"""

import functools
import hmac
import logging
from typing import Any, Callable, Dict, Optional

import flask

from .errors import FanfareError, InvalidArgument
from .publisher import Publisher, disconnect
from .redis_transport import RedisTransport
from .transport import Transport
from .visitor import SELF, Visitor, add_request_reader

__all__ = ["SELF", "Fanfare", "Visitor"]

VisitorReader = Callable[[], Visitor]
_log = logging.getLogger(__name__)


def _of_session() -> Visitor:
    user = flask.session.get("_user_id")
    groups = flask.session.get("groups") or ()
    return Visitor(None if user is None else str(user), tuple(groups), getattr(flask.session, "sid", None))


def _read_request(request: Any) -> Optional[Visitor]:
    if not isinstance(request, flask.Request):
        return None
    extension: Optional[Fanfare] = flask.current_app.extensions.get("fanfare")
    return extension.who() if extension else _of_session()


class Fanfare:
    """The extension. `config["FANFARE"]` holds "redis" or "http", what its transport is made with, and "secret"
    for whoami().
    """

    def __init__(self, app: Optional[flask.Flask] = None) -> None:
        self._visitor: VisitorReader = _of_session
        if app is not None:
            self.init_app(app)

    def init_app(self, app: flask.Flask) -> None:
        """Raises InvalidArgument for a configuration that is none."""
        app.extensions["fanfare"] = self
        app.extensions["fanfare_transport"] = _transport_of(app.config.get("FANFARE", {}))
        add_request_reader(_read_request)

    def visitor(self, reader: VisitorReader) -> VisitorReader:
        """Decorates what tells who is behind the request."""
        self._visitor = reader
        return reader

    def who(self) -> Visitor:
        return self._visitor()

    @property
    def transport(self) -> Transport:
        transport: Transport = flask.current_app.extensions["fanfare_transport"]
        return transport

    def publisher(self, facility: Optional[str] = None, broadcast: bool = False, **audiences: Any) -> Publisher:
        """One for the request that is under way."""
        request = flask.request if flask.has_request_context() else None
        return Publisher(facility, broadcast, **audiences, request=request, transport=self.transport)

    def end_session_after_request(self) -> None:
        """To be called where a visitor logs out: ends his session's connections as soon as it is gone.

        A session in a signed cookie has no key, and ends by itself when it is too old.
        """
        key = self.who().session
        transport = self.transport
        if key:
            # The session is saved, or deleted, only behind what runs after a request.
            flask.after_this_request(functools.partial(_when_closed, functools.partial(_end, key, transport)))

    def whoami(self) -> Any:
        """A view for Fanfare's resolver http; answers only who says the secret (docs/sessions/http.md)."""
        secret = flask.current_app.config.get("FANFARE", {}).get("secret", "")
        said = flask.request.headers.get("Fanfare-Secret", "")
        if not secret:
            raise InvalidArgument('config["FANFARE"]["secret"] must be set: Fanfare says it to this view')
        if not hmac.compare_digest(said.encode(), secret.encode()):
            return {"reason": "only Fanfare may ask"}, 403
        visitor = self.who()
        if not visitor.user and not visitor.session:
            return "", 204
        answer = {"user": visitor.user, "groups": list(visitor.groups) if visitor.user else [],
                  "session": visitor.session}
        return {word: value for word, value in answer.items() if value}


def _transport_of(config: Dict[str, Any]) -> Transport:
    unknown = set(config) - {"redis", "http", "secret"}
    if unknown:
        raise InvalidArgument(f"FANFARE: {min(unknown)!r} is none of redis, http and secret")
    try:
        if "http" in config:
            from .http_transport import HttpTransport
            return HttpTransport(**config["http"])
        return RedisTransport(**config.get("redis", {}))
    except TypeError as error:
        raise InvalidArgument(f"FANFARE: {error}") from None


def _when_closed(tell: Callable[[], None], response: flask.Response) -> flask.Response:
    response.call_on_close(tell)
    return response


def _end(key: str, transport: Transport) -> None:
    try:
        disconnect(session=key, transport=transport)
    except FanfareError as error:
        _log.error("Fanfare was not told of an end, and learns of it when it asks: %s", error)
