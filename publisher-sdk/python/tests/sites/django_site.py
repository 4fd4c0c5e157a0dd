"""A site made with Django that uses the glue: `python django_site.py SETTINGS COMMAND`.

The command is one of manage.py, or "serve PORT". Users are made at /make/NAME, of the groups staff and ops.
"""

import json
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

GIVEN = json.loads(sys.argv[1])

settings.configure(**{
    "ALLOWED_HOSTS": ["*"],
    "ROOT_URLCONF": __name__,
    "SECRET_KEY": r"a secret with \ and # and = in it, of the tests",
    "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                       "fanfare_publisher.django"],
    "MIDDLEWARE": ["django.contrib.sessions.middleware.SessionMiddleware",
                   "django.contrib.auth.middleware.AuthenticationMiddleware"],
    "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "USE_TZ": True,
    **GIVEN,
})
django.setup()

from django.contrib.auth import authenticate, login, logout  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.exceptions import PermissionDenied  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

from fanfare_publisher.ws4redis.publisher import RedisPublisher  # noqa: E402
from fanfare_publisher.ws4redis.redis_store import SELF, RedisMessage  # noqa: E402


def allowed_channels(request, channels):
    """As sites with ws4redis have it."""
    if request.path_info == "/ws/staff" and not request.user.is_staff:
        raise PermissionDenied("The staff only")
    return set(channels).intersection(["subscribe-broadcast", "subscribe-user", "publish-broadcast"])


def process_request(request):
    """Logs in by a cookie of its own, of somebody who need not be in the database."""
    from fanfare_publisher.django.asked import NamedUser
    request.session = None
    request.user = NamedUser(request.COOKIES["who"]) if "who" in request.COOKIES else None


def make(request, name):
    user = User.objects.create_user(name, password="secret")
    for group in ("staff", "ops"):
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return HttpResponse("made")


def log_in(request, name):
    login(request, authenticate(username=name, password="secret"))
    return HttpResponse("in")


def log_out(request):
    logout(request)
    return HttpResponse("out")


def publish(request, text):
    to = {"users": [SELF], "sessions": [SELF]}
    result = RedisPublisher(facility="f", request=request, **to).publish_message(RedisMessage(text))
    return HttpResponse(json.dumps([list(result.channels), list(result.withheld)]))


def change_password(user):
    user.set_password("other")
    user.save()


def deactivate(user):
    user.is_active = False
    user.save()


def rename(user):
    user.username += " by another name"
    user.save()


CHANGES = {
    "password": change_password,
    "deactivate": deactivate,
    "rename": rename,
    "delete": lambda user: user.delete(),
    "leave": lambda user: user.groups.remove(Group.objects.get(name="staff")),
    "clear": lambda user: user.groups.clear(),
    "expel": lambda user: Group.objects.get(name="staff").user_set.remove(user),
    "disband": lambda user: Group.objects.get(name="staff").delete(),
}


def change(request, name, what):
    CHANGES[what](User.objects.get(username=name))
    return HttpResponse("done")


urlpatterns = [
    path("make/<name>", make),
    path("login/<name>", log_in),
    path("logout", log_out),
    path("publish/<text>", publish),
    path("change/<name>/<what>", change),
    path("fanfare/", include("fanfare_publisher.django.urls")),
]


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def serve(port):
    call_command("migrate", verbosity=0)
    server = make_server("127.0.0.1", port, get_wsgi_application(), handler_class=SilentHandler)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if sys.argv[2:3] == ["serve"]:
    serve(int(sys.argv[3]))
else:
    call_command(*sys.argv[2:])
