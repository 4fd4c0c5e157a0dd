"""Fanfare's question to the policy, as ws4redis' callbacks know a handshake: a request and names of channels."""

from typing import Any, Dict, Optional, Tuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from ..visitor import GROUPS_IN_SESSION
from . import conf


class NamedUser:
    """Somebody whom WS4REDIS_PROCESS_REQUEST knows and the database does not."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    is_superuser = False
    pk = None

    def __init__(self, name: str) -> None:
        self.username = name

    def get_username(self) -> str:
        return self.username

    def __str__(self) -> str:
        return self.username


class ToldSession(Dict[str, Any]):
    """What Fanfare tells of a session whose key it keeps to itself: the groups."""

    session_key = None


def handshake_of(asked: Dict[str, Any]) -> Tuple[HttpRequest, Dict[str, str]]:
    """The request, and for each requested channel its name in ws4redis ("subscribe-user"), in order."""
    names = {str(requested): _name_of(requested) for requested in asked["requested"]}
    identity = asked["identity"]
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = conf.read().websocket_url + asked["facility"]
    request.META["REMOTE_ADDR"] = asked["peer"]
    request.GET = QueryDict("&".join(dict.fromkeys(names.values())))
    request.user = SimpleLazyObject(lambda: _user_of(identity["user"]))
    request.session = _session_of(identity)
    return request, names


def _name_of(requested: str) -> str:
    access, channel = requested.split(" ", 1)
    return f"{access}-{channel.split(':', 1)[0]}"


def _user_of(name: Optional[str]) -> Any:
    if not name:
        return AnonymousUser()
    user_model = get_user_model()
    try:
        return user_model._default_manager.get_by_natural_key(name)
    except user_model.DoesNotExist:
        return NamedUser(name)


def _session_of(identity: Dict[str, Any]) -> Any:
    """The key comes with policy.http.send_session; then the callback has the whole session."""
    key = identity.get("session")
    if isinstance(key, str):
        return import_string(settings.SESSION_ENGINE + ".SessionStore")(key)
    return ToldSession({GROUPS_IN_SESSION: list(identity.get("groups") or ())})
