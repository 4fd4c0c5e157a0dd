import os

BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEBUG = True
SECRET_KEY = "of the chat"
ROOT_URLCONF = "chat.urls"
STATIC_URL = "/static/"
LOGIN_REDIRECT_URL = "/chat/"
LOGOUT_REDIRECT_URL = "/chat/"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(BASE_DIR, "db.sqlite3")}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "ws4redis",
    "chat",
]

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.contrib.auth.context_processors.auth",
        "django.template.context_processors.request",
        "django.template.context_processors.static",
        "ws4redis.context_processors.default",
    ]},
}]

WSGI_APPLICATION = "ws4redis.django_runserver.application"
WS4REDIS_CONNECTION = {"host": "127.0.0.1", "port": int(os.environ["CHAT_REDIS_PORT"]), "db": 0}
WS4REDIS_PREFIX = "demo"
WS4REDIS_EXPIRE = 3600
WS4REDIS_HEARTBEAT = "--heartbeat--"
WEBSOCKET_URL = "/ws/"
