"""What the project's settings say of Fanfare: FANFARE, and the WS4REDIS_… of former users of ws4redis.

    FANFARE = {
        "redis": {"url": "redis://127.0.0.1:6379/0", "prefix": "site"},   # or:
        "http": {"url": "http://127.0.0.1:8080", "key": "…"},
        "secret": "…",                       # what Fanfare must say to the views
        "site": "http://127.0.0.1:8000",     # where Fanfare reaches the project
    }
"""

import dataclasses
import difflib
import re
from typing import Any, Dict, Optional
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from ..defaults import configure, configure_later
from ..errors import InvalidArgument
from ..redis_transport import AsyncRedisTransport, RedisTransport
from ..transport import AsyncTransport, Transport

_KNOWN = ("redis", "http", "secret", "site", "websocket_url")


@dataclasses.dataclass(frozen=True)
class Conf:
    redis: Dict[str, Any]
    http: Optional[Dict[str, Any]]
    secret: str
    site: str
    websocket_url: str
    heartbeat: Optional[str]


def read() -> Conf:
    """Raises ImproperlyConfigured."""
    given = getattr(settings, "FANFARE", {})
    for word in given:
        if word not in _KNOWN:
            nearest = difflib.get_close_matches(word, _KNOWN, 1)
            raise ImproperlyConfigured(f"FANFARE: {word!r} is unknown" + (f"; {nearest[0]!r}?" if nearest else ""))
    if not re.fullmatch("[!-~]*", given.get("secret", "")):
        raise ImproperlyConfigured("FANFARE: the secret goes in a header: ASCII without blanks")
    return Conf({**_redis_of_ws4redis(), **given.get("redis", {})}, given.get("http"), given.get("secret", ""),
                given.get("site", "").rstrip("/"),
                str(given.get("websocket_url") or getattr(settings, "WEBSOCKET_URL", "/ws/")),
                getattr(settings, "WS4REDIS_HEARTBEAT", None))


def _redis_of_ws4redis() -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    if hasattr(settings, "WS4REDIS_CONNECTION"):
        found["url"] = _url_of(settings.WS4REDIS_CONNECTION)
    if getattr(settings, "WS4REDIS_PREFIX", None):
        found["prefix"] = settings.WS4REDIS_PREFIX
    if getattr(settings, "WS4REDIS_EXPIRE", None) is not None:
        found["expire"] = settings.WS4REDIS_EXPIRE
    return found


def _url_of(connection: Dict[str, Any]) -> str:
    """Of the arguments of a Redis client."""
    user = quote(connection.get("username") or "", safe="")
    password = connection.get("password")
    login = f"{user}:{quote(password, safe='')}@" if password else ""
    database = connection.get("db") or 0
    if connection.get("unix_socket_path"):
        return f"unix://{login}{connection['unix_socket_path']}?db={database}"
    scheme = "rediss" if connection.get("ssl") else "redis"
    host = connection.get("host") or "localhost"
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{login}{host}:{connection.get('port') or 6379}/{database}"


def make_transport() -> Transport:
    conf = read()
    try:
        if conf.http is not None:
            from ..http_transport import HttpTransport
            return HttpTransport(**conf.http)
        return RedisTransport(**conf.redis)
    except (InvalidArgument, TypeError) as error:
        raise ImproperlyConfigured(f"FANFARE: {error}") from None


def make_async_transport() -> AsyncTransport:
    conf = read()
    try:
        if conf.http is not None:
            from ..http_transport import AsyncHttpTransport
            return AsyncHttpTransport(**conf.http)
        return AsyncRedisTransport(**conf.redis)
    except (InvalidArgument, TypeError) as error:
        raise ImproperlyConfigured(f"FANFARE: {error}") from None


def use() -> None:
    """Makes the transport of the settings the one of publishers that name none."""
    configure_later(make_transport, make_async_transport)
    setting_changed.connect(_forget, dispatch_uid="fanfare_publisher")


def _forget(setting: str, **_: Any) -> None:
    """Tests change settings."""
    if setting == "FANFARE" or setting.startswith("WS4REDIS_"):
        configure()
