"""The shop with Django: its sessions and users are in its database, Django's own default.

SHOP_… come from ../run.sh.
"""

import os
import sys
from pathlib import Path

from django.conf import settings

FOLDER = Path(os.environ["SHOP_FOLDER"])

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "shop.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    FANFARE={"redis": {"url": os.environ["SHOP_REDIS"]}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                    "fanfare_publisher.django"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware"],
    ROOT_URLCONF="shop",
    SECRET_KEY="not-for-production",
    USE_TZ=True,
)

if __name__ == "__main__":
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
