"""ws4redis itself (django-websocket-redis) on its server for uWSGI and gevent."""
from peers import HERE, pip_install
from processes import free_port
from servers import SLOW, Line, Server, through_redis

VERSION = 'ws4redis 0.6.0 (Django 3.2, uWSGI, gevent; poll() in place of select())'
MOST = 1000  # each has a connection to Redis, and a thread of gevent


def install(folder):
    pip_install(folder, 'ws4redis.txt')


def server(lab, folder):
    port = free_port()
    command = [f'{folder}/venv/bin/uwsgi', '--http-socket', f'127.0.0.1:{port}', '--http-websockets', '--gevent',
               str(2 * MOST), '--master', '--workers', '1', '--module', 'ws4redis_relay', '--pythonpath',
               f'{HERE}/python', '--disable-logging', '--die-on-term', '--listen', '1024']
    return Server('ws4redis', command, port, volume=SLOW, environment={'BENCH_REDIS_PORT': str(lab.redis.port)},
                  line=Line('/ws/demo?subscribe-broadcast', through_redis(lab.redis, 'broadcast:demo'), most=MOST))
