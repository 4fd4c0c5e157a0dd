"""A site made with Django: its own login and logout, and pages that put something into the session.

Its settings come as JSON in the first argument. It knows alice, who is in the groups staff and ops.
"""

import datetime
import json
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
import pymysql
from django.conf import settings

TEMPLATES = {"registration/login.html": "<form method=post>{% csrf_token %}{{ form }}</form>"}

pymysql.install_as_MySQLdb()  # the driver that Django asks for needs a compiler

settings.configure(**{
    "ALLOWED_HOSTS": ["*"],
    "ROOT_URLCONF": __name__,
    "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    "MIDDLEWARE": ["django.contrib.sessions.middleware.SessionMiddleware",
                   "django.middleware.csrf.CsrfViewMiddleware",
                   "django.contrib.auth.middleware.AuthenticationMiddleware"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates",
                   "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]}}],
    "LOGIN_REDIRECT_URL": "/whoami",
    "LOGOUT_REDIRECT_URL": "/whoami",
    "USE_TZ": True,
    **json.loads(sys.argv[1]),
})
django.setup()

from django.contrib.auth import views  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.auth.signals import user_logged_in  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


def remember(request, user, **_):
    request.session["ws4redis:memberof"] = [group.name for group in user.groups.all()]
    request.session["username"] = user.username


def whoami(request):
    return HttpResponse(request.user.get_username() or "nobody")


def choose_language(request):
    request.session["lang"] = "en"
    return HttpResponse("en")


def expire_at_a_time(request):
    request.session.set_expiry(timezone.now() + datetime.timedelta(hours=1))
    return HttpResponse("in an hour")


def forget_name(request):
    del request.session["username"]
    return HttpResponse("forgotten")


def leave_staff(request):
    request.session["ws4redis:memberof"] = ["ops"]
    return HttpResponse("left")


def make_user(request, name):
    user = User.objects.create_user(name, password="wonderland")
    user.groups.set(Group.objects.filter(name__in=["staff", "ops"]))
    return HttpResponse(name)


def change_password(user):
    user.set_password("looking-glass")
    user.save()


def deactivate(user):
    user.is_active = False
    user.save()


CHANGES = {
    "password": change_password,
    "deactivate": deactivate,
    "delete": lambda user: user.delete(),
    "leave-staff": lambda user: user.groups.remove(Group.objects.get(name="staff")),
}


def change_user(request, name, what):
    CHANGES[what](User.objects.get(username=name))
    return HttpResponse("done")


urlpatterns = [
    path("make/<name>", make_user),
    path("change/<name>/<what>", change_user),
    path("login", views.LoginView.as_view()),
    path("logout", views.LogoutView.as_view()),
    path("whoami", whoami),
    path("language", choose_language),
    path("expire", expire_at_a_time),
    path("forget-name", forget_name),
    path("leave-staff", leave_staff),
]


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def main():
    user_logged_in.connect(remember)
    call_command("migrate", verbosity=0)
    alice = User.objects.create_user("alice", password="wonderland")
    for name in ("staff", "ops"):
        alice.groups.add(Group.objects.create(name=name))
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=SilentHandler)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
