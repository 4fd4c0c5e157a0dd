"""The WSGI application that the documentation of ws4redis has for the process of the WebSockets."""
import os

from django.conf import settings

settings.configure(
    SECRET_KEY='not-for-production', INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'ws4redis'],
    ALLOWED_HOSTS=['*'], WEBSOCKET_URL='/ws/', DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    WS4REDIS_CONNECTION={'host': '127.0.0.1', 'port': int(os.environ['BENCH_REDIS_PORT'])})

from gevent import monkey  # noqa: E402

monkey.patch_all()

import redis.connection  # noqa: E402
from ws4redis.uwsgi_runserver import uWSGIWebsocketServer  # noqa: E402

redis.connection.socket = __import__('gevent.socket', fromlist=['socket'])
application = uWSGIWebsocketServer()
