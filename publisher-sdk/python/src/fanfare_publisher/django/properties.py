"""Fanfare's properties, of the project's settings."""

import functools
import os
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import NoReverseMatch, reverse

from . import conf
from .receivers import NAME_IN_SESSION

Property = Tuple[str, Any]
_SESSIONS = "django.contrib.sessions.backends."
_ENGINES = {_SESSIONS + name: name for name in ("cache", "cached_db", "db", "signed_cookies")}
_ENGINES["redis_sessions.session"] = "redis_sessions"
# As django-redis-sessions named them before 0.6, in place of SESSION_REDIS.
_FORMER_SESSION_REDIS = {word: f"SESSION_REDIS_{word.upper()}"
                         for word in ("url", "unix_domain_socket_path", "host", "port", "db", "password", "prefix")}
_IN_CACHES = ("cache", "cached_db")
_SCHEMES = {"postgresql": "postgresql", "mysql": "mysql", "sqlite3": "sqlite", "postgis": "postgresql"}


class CannotSay(Exception):
    """What is missing in the settings."""


def properties_of_project() -> str:
    said = conf.read()
    sections: List[Tuple[str, List[Property]]] = [
        ("Made by manage.py fanfare_config. It holds secrets: keep it from others.", []),
        ("Where pages open their sockets, and from where.", _server(said)),
        ("What carries messages.", _broker(said)),
        ("Who is there.", _identity(said)),
        ("What they may.", _policy(said)),
    ]
    return "\n".join("\n".join([f"# {title}", *(_line(name, value) for name, value in lines), ""])
                     for title, lines in sections)


def _line(name: str, value: Any) -> str:
    text = str(value).replace("\\", "\\\\")
    if "\n" in text or "\r" in text:
        raise CannotSay(f"{name}: its value holds a line break")
    return f"{name} = {text}"


def _server(said: conf.Conf) -> List[Property]:
    origins = [origin for origin in getattr(settings, "CSRF_TRUSTED_ORIGINS", ()) if "://" in origin and "*" not in origin]
    lines: List[Property] = [("server.websocket_url", said.websocket_url)]
    if said.heartbeat:
        lines.append(("heartbeat.message", said.heartbeat))
    if origins:
        lines.append(("origin.allow", ", ".join(["same-origin", *origins])))
    return lines


def _broker(said: conf.Conf) -> List[Property]:
    if said.http is not None:
        return [("broker.type", "memory"), ("api.key.site", said.http.get("key", "")),
                ("api.key.site.scope", "publish, read, admin")]
    lines: List[Property] = [("broker.type", "redis"),
                             ("broker.redis.url", said.redis.get("url", "redis://127.0.0.1:6379/0"))]
    if said.redis.get("prefix"):
        lines.append(("broker.prefix", said.redis["prefix"]))
    if "expire" in said.redis:
        lines.append(("message.expire", said.redis["expire"]))
    return lines


def _identity(said: conf.Conf) -> List[Property]:
    readable = None if getattr(settings, "WS4REDIS_PROCESS_REQUEST", None) else _sessions()
    if readable is None:
        return [("identity.resolver", "http"), *_asking("identity.http", "whoami", said)]
    database = _database_url(settings.DATABASES.get("default", {}))
    users = _users(database) if database else [("identity.django.user_path", NAME_IN_SESSION)]
    keys = [] if _ENGINES[settings.SESSION_ENGINE] in _IN_CACHES and not database else _keys()
    return [("identity.resolver", "django"), ("identity.django.cookie", settings.SESSION_COOKIE_NAME),
            *readable, *keys, *users]


def _sessions() -> Optional[List[Property]]:
    """None where Fanfare cannot read them."""
    engine = _ENGINES.get(settings.SESSION_ENGINE)
    lines: Optional[List[Property]] = []
    if engine in _IN_CACHES:
        lines = _cache(settings.CACHES[settings.SESSION_CACHE_ALIAS])
    elif engine == "redis_sessions":
        former = {word: getattr(settings, name, None) for word, name in _FORMER_SESSION_REDIS.items()}
        lines = _redis_sessions({**former, **getattr(settings, "SESSION_REDIS", {})})
    elif engine == "signed_cookies":
        lines = [("identity.django.max_age", settings.SESSION_COOKIE_AGE)]
    elif engine is None or _database_url(settings.DATABASES.get("default", {})) is None:
        lines = None
    return None if lines is None else [("identity.django.engine", engine), *lines]


def _keys() -> List[Property]:
    lines: List[Property] = [("identity.django.secret_key", settings.SECRET_KEY)]
    fallbacks = list(getattr(settings, "SECRET_KEY_FALLBACKS", ()))
    if any("," in key for key in fallbacks):
        raise CannotSay("a key of SECRET_KEY_FALLBACKS holds a comma: write them to a file, a line each, "
                        "and name it by identity.django.secret_key_fallbacks_file")
    return lines + ([("identity.django.secret_key_fallbacks", ", ".join(fallbacks))] if fallbacks else [])


def _cache(cache: Dict[str, Any]) -> Optional[List[Property]]:
    location = cache.get("LOCATION", "")
    first = location if isinstance(location, str) else location[0]
    url = first.split(",")[0].split(";")[0]
    if not url.startswith(("redis://", "unix://")):
        return None
    lines: List[Property] = [("identity.django.redis.url", url)]
    if cache.get("KEY_PREFIX"):
        lines.append(("identity.django.redis.prefix", cache["KEY_PREFIX"]))
    return lines + [("identity.django.cache_version", cache.get("VERSION", 1))]


def _redis_sessions(given: Dict[str, Any]) -> List[Property]:
    login = f":{quote(given['password'], safe='')}@" if given.get("password") else ""
    host, port, db = given.get("host") or "localhost", given.get("port") or 6379, given.get("db") or 0
    url = given.get("url") or (f"unix://{login}{given['unix_domain_socket_path']}?db={db}"
                               if given.get("unix_domain_socket_path") else f"redis://{login}{host}:{port}/{db}")
    prefix = given.get("prefix")
    return [("identity.django.redis.url", url)] + ([("identity.django.redis.prefix", prefix)] if prefix else [])


def _database_url(database: Dict[str, Any]) -> Optional[str]:
    scheme = _SCHEMES.get(str(database.get("ENGINE", "")).rpartition(".")[2])
    name = str(database.get("NAME") or "")
    if scheme is None or not name:
        return None
    if scheme == "sqlite":
        in_memory = ":memory:" in name or name.startswith("file:")
        return None if in_memory else f"sqlite://{quote(os.path.abspath(name))}"
    part = functools.partial(quote, safe="")
    login = part(database.get("USER") or "") + (f":{part(database['PASSWORD'])}" if database.get("PASSWORD") else "")
    host, port = str(database.get("HOST") or ""), str(database.get("PORT") or "")
    if host.startswith("/") or (not host and scheme == "postgresql"):
        return f"{scheme}://{login}@/{part(name)}?host={host or '/var/run/postgresql'}"
    return f"{scheme}://{login}@{host or '127.0.0.1'}{':' + port if port else ''}/{part(name)}"


def _users(database: str) -> List[Property]:
    """Where the users are; what is as with Django's own model goes without saying."""
    user_model = get_user_model()
    meta = user_model._meta
    fields = {field.name: field.column for field in meta.concrete_fields}
    found = {"user_table": meta.db_table, "id_column": meta.pk.column,
             "name_column": fields[user_model.USERNAME_FIELD], "active_column": fields.get("is_active", "")}
    groups = next((field for field in meta.many_to_many if field.name == "groups"), None)
    found["group_table"] = groups.related_model._meta.db_table if groups else ""
    if groups:
        found.update(membership_table=groups.m2m_db_table(), member_column=groups.m2m_column_name())
    if user_model.get_session_auth_hash is not AbstractBaseUser.get_session_auth_hash:
        found["auth_hash"] = "off"
    usual = {"user_table": "auth_user", "id_column": "id", "name_column": "username", "active_column": "is_active",
             "group_table": "auth_group", "membership_table": "auth_user_groups", "member_column": "user_id"}
    lines: List[Property] = [("identity.django.db.url", database)]
    if not settings.USE_TZ and not database.startswith("postgresql"):
        lines.append(("identity.django.db.local_time", "on"))
    return lines + [(f"identity.django.db.{word}", value) for word, value in found.items() if usual.get(word) != value]


def _policy(said: conf.Conf) -> List[Property]:
    if getattr(settings, "WS4REDIS_ALLOWED_CHANNELS", None):
        return [("policy.type", "http"), *_asking("policy.http", "allowed", said)]
    was_ws4redis = any(name.startswith("WS4REDIS_") for name in dir(settings))
    # Without a callback, ws4redis allows everything; Fanfare by itself nobody to publish.
    return [("policy.type", "allow-all" if was_ws4redis else "subscribe-only")]


def _asking(section: str, view: str, said: conf.Conf) -> List[Property]:
    if not said.site or not said.secret:
        raise CannotSay("FANFARE['site'], where Fanfare reaches this project, and FANFARE['secret'] must be set: "
                        f"Fanfare asks its view '{view}'")
    try:
        path = reverse(f"fanfare:{view}")
    except NoReverseMatch:
        raise CannotSay('the project\'s URLs must include("fanfare_publisher.django.urls")') from None
    return [(f"{section}.url", said.site + path), (f"{section}.secret", said.secret)]
