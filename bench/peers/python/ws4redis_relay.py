"""The WSGI application that the documentation of ws4redis has for the process of the WebSockets."""
import os

from django.conf import settings

settings.configure(
    SECRET_KEY='not-for-production', INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'ws4redis'],
    ALLOWED_HOSTS=['*'], WEBSOCKET_URL='/ws/', DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    WS4REDIS_CONNECTION={'host': '127.0.0.1', 'port': int(os.environ['BENCH_REDIS_PORT'])})

from gevent import monkey  # noqa: E402

monkey.patch_all()

from gevent.select import POLLIN, poll  # noqa: E402
from ws4redis.uwsgi_runserver import uWSGIWebsocketServer  # noqa: E402


class Relay(uWSGIWebsocketServer):
    """With poll(), for select() takes no descriptor over 1,023, of which a client has two."""

    def select(self, rlist, wlist, xlist, timeout=None):
        poller = poll()
        for fd in rlist:
            poller.register(fd, POLLIN)
        return [fd for fd, _ in poller.poll(None if timeout is None else timeout * 1000)], [], []


application = Relay()
