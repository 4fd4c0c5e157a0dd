"""What happens to users, told to the session and to Fanfare.

At login the session learns the user's name and groups, which Fanfare reads there. Logging out ends the
session's connections; a changed password or name, a deactivation and a deletion end the user's; who leaves a
group loses its channels. Each is told after the change is committed, its tombstone first. A Fanfare that
cannot be told is logged, and stops nobody. What queryset.update() does, Django tells nobody.
"""

import functools
import logging
from typing import Any, Callable, Dict, Iterable, Tuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import router, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from ..errors import FanfareError
from ..publisher import disconnect, revoke
from ..visitor import GROUPS_IN_SESSION

NAME_IN_SESSION = "fanfare:username"
_SIGNED_COOKIES = "django.contrib.sessions.backends.signed_cookies"
_UID = "fanfare_publisher"

_log = logging.getLogger(__name__)


def connect() -> None:
    user_model = get_user_model()
    user_logged_in.connect(remember, dispatch_uid=_UID)
    user_logged_out.connect(end_session, dispatch_uid=_UID)
    pre_save.connect(look_at_user, sender=user_model, dispatch_uid=_UID)
    post_save.connect(end_changed_user, sender=user_model, dispatch_uid=_UID)
    post_delete.connect(end_deleted_user, sender=user_model, dispatch_uid=_UID)
    if _has_groups():
        m2m_changed.connect(revoke_groups, sender=user_model.groups.through, dispatch_uid=_UID)
        pre_delete.connect(revoke_deleted_group, sender=Group, dispatch_uid=_UID)


def _has_groups() -> bool:
    fields = get_user_model()._meta.many_to_many
    return any(field.name == "groups" and field.related_model is Group for field in fields)


def remember(request: Any, user: Any, **_: Any) -> None:
    if not hasattr(request, "session"):
        return
    request.session[NAME_IN_SESSION] = user.get_username()
    request.session[GROUPS_IN_SESSION] = list(user.groups.values_list("name", flat=True)) if _has_groups() else []


def end_session(request: Any, **_: Any) -> None:
    session = getattr(request, "session", None)
    key = getattr(session, "session_key", None)
    if session is None or not key or settings.SESSION_ENGINE == _SIGNED_COOKIES:
        return
    session.delete(key)  # as logging out does in a moment: Fanfare must not find it any more
    _when_committed(router.db_for_write(get_user_model()), disconnect, session=key)


def look_at_user(sender: Any, instance: Any, using: str, update_fields: Any = None, raw: bool = False, **_: Any) -> None:
    """Notes in the instance whom its changes end."""
    instance._fanfare_ends = None
    names = [field.name for field in sender._meta.concrete_fields
             if field.name in ("password", "is_active", sender.USERNAME_FIELD)]
    if raw or instance.pk is None or (update_fields is not None and not set(names) & set(update_fields)):
        return
    before: Dict[str, Any] = sender._base_manager.using(using).filter(pk=instance.pk).values(*names).first() or {}
    changed = {name for name, value in before.items() if value != getattr(instance, name)}
    if changed == {"is_active"} and instance.is_active:
        return
    if changed:
        instance._fanfare_ends = before[sender.USERNAME_FIELD]


def end_changed_user(instance: Any, using: str, **_: Any) -> None:
    name = getattr(instance, "_fanfare_ends", None)
    if name:
        _when_committed(using, disconnect, user=str(name))


def end_deleted_user(instance: Any, using: str, **_: Any) -> None:
    _when_committed(using, disconnect, user=instance.get_username())


def revoke_groups(instance: Any, action: str, reverse: bool, pk_set: Any, using: str, **_: Any) -> None:
    if action not in ("pre_remove", "pre_clear"):
        return
    others = _members(instance, using) if reverse else instance.groups.using(using)
    if action == "pre_remove":
        others = others.filter(pk__in=pk_set)
    _revoke_all([(other, instance) if reverse else (instance, other) for other in others], using)


def revoke_deleted_group(instance: Any, using: str, **_: Any) -> None:
    _revoke_all([(user, instance) for user in _members(instance, using)], using)


def _members(group: Any, using: str) -> Any:
    return get_user_model()._base_manager.using(using).filter(groups=group)


def _revoke_all(memberships: Iterable[Tuple[Any, Any]], using: str) -> None:
    for user, group in memberships:
        _when_committed(using, revoke, user.get_username(), group.name)


def _when_committed(using: str, tell: Callable[..., None], *names: str, **selector: str) -> None:
    transaction.on_commit(functools.partial(_tell, tell, *names, **selector), using=using)


def _tell(tell: Callable[..., None], *names: str, **selector: str) -> None:
    try:
        tell(*names, **selector)
    except FanfareError as error:
        _log.error("Fanfare was not told of an end, and learns of it when it asks: %s", error)
