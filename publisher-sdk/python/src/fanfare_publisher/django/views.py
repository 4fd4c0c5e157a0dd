"""What Fanfare asks the project: who is there (resolver http), and what he may (policy http).

They run the project's own WS4REDIS_PROCESS_REQUEST and WS4REDIS_ALLOWED_CHANNELS, unchanged. Both answer only
who says FANFARE["secret"]. docs/sessions/http.md and docs/policies.md say what goes over the wire.
"""

import functools
import hmac
import json
from typing import Any, Callable, Dict, List

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from ..visitor import Visitor, visitor_of
from . import conf
from .asked import handshake_of

View = Callable[[HttpRequest], HttpResponse]
_SIGNED_COOKIES = "django.contrib.sessions.backends.signed_cookies"


def _for_fanfare(view: View) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        secret = conf.read().secret
        if not secret:
            raise ImproperlyConfigured('FANFARE["secret"] must be set: Fanfare says it to this view')
        if not hmac.compare_digest(request.headers.get("Fanfare-Secret", "").encode(), secret.encode()):
            return JsonResponse({"reason": "only Fanfare may ask"}, status=403)
        return view(request)

    return guarded


def _callback(setting: str) -> Any:
    """The callable that a setting is or names; None if it is not set."""
    named = getattr(settings, setting, None)
    return import_string(named) if isinstance(named, str) else named


@require_GET
@_for_fanfare
def whoami(request: HttpRequest) -> HttpResponse:
    process_request = _callback("WS4REDIS_PROCESS_REQUEST")
    if process_request is not None:
        process_request(request)
    visitor = _visitor_with_present_groups(request)
    session = _known_session(request, visitor)
    # To be asked is no visit: the session must not live longer for it.
    if hasattr(request, "session"):
        del request.session
    if not visitor.user and not session:
        return HttpResponse(status=204)
    answer = {"user": visitor.user, "groups": list(visitor.groups), "session": session}
    return JsonResponse({word: value for word, value in answer.items() if value})


def _visitor_with_present_groups(request: HttpRequest) -> Visitor:
    """As SELF stands for him; but the groups in the session are those at the login."""
    visitor = visitor_of(request)
    groups: Any = getattr(getattr(request, "user", None), "groups", None)
    if visitor.user and hasattr(groups, "values_list"):
        return Visitor(visitor.user, tuple(groups.values_list("name", flat=True)), visitor.session)
    return visitor


def _known_session(request: HttpRequest, visitor: Visitor) -> Any:
    if not visitor.session or settings.SESSION_ENGINE == _SIGNED_COOKIES:
        return None  # the cookie holds the session, and no key that stays
    return visitor.session if visitor.user or request.session.exists(visitor.session) else None


@csrf_exempt
@require_POST
@_for_fanfare
def allowed(request: HttpRequest) -> HttpResponse:
    try:
        asked = json.loads(request.body)
        handshake, names = handshake_of(asked)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"reason": "this is no question of Fanfare's"}, status=400)
    get_allowed_channels = _callback("WS4REDIS_ALLOWED_CHANNELS")
    if get_allowed_channels is None:
        return JsonResponse({"allowed": asked["requested"]})
    try:
        channels = get_allowed_channels(handshake, list(dict.fromkeys(names.values())))
    except PermissionDenied as denied:
        return JsonResponse({"reason": str(denied) or "WS4REDIS_ALLOWED_CHANNELS denies it"}, status=403)
    return JsonResponse({"allowed": _granted(names, channels), "reason": "WS4REDIS_ALLOWED_CHANNELS"})


def _granted(names: Dict[str, str], channels: Any) -> List[str]:
    if channels is None:
        raise ImproperlyConfigured("WS4REDIS_ALLOWED_CHANNELS returned None, and no channels")
    granted = set(channels)
    return [requested for requested, name in names.items() if name in granted]
