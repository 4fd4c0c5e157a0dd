"""A Django project in the process of the tests, with its database in memory. Import it before Django's models."""

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    CSRF_TRUSTED_ORIGINS=["https://shop.example"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    FANFARE={"secret": "of-Fanfare-alone", "site": "http://127.0.0.1:8000"},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                    "django.contrib.staticfiles", "fanfare_publisher.django"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ROOT_URLCONF="django_project",
    SECRET_KEY="of the tests",
    STATIC_URL="/static/",
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("fanfare/", include("fanfare_publisher.django.urls"))]
call_command("migrate", verbosity=0)
