"""Flask-SocketIO on gevent with a message queue in Redis; messages come as python-socketio writes them."""
from peers import HERE, pip_install, shown
from processes import free_port
from servers import SLOW, SOCKET_IO, Line, Server, through_redis

VERSION = 'Flask-SocketIO 5.7 with a Redis queue (gevent)'
EMIT = ('{"method":"emit","event":"message","data":"seq={seq};t={t};{pad}","namespace":"/","room":"ROOM",'
        '"skip_sid":null,"callback":null,"host_id":"bench"}')


def install(folder):
    pip_install(folder, 'flask-socketio.txt')


def server(lab, folder):
    port = free_port()
    load = ['--eio', '--hello', '40']

    def line(room, shown_room):
        size = 128 + len(EMIT.replace('ROOM', shown_room)) - len('seq={seq};t={t};{pad}')
        publish = through_redis(lab.redis, 'flask-socketio', '--size', str(size), '--body',
                                EMIT.replace('ROOM', shown_room))
        return Line(f'{SOCKET_IO}&room={room}', publish, load=load, most=1000)

    return Server(shown('flask_socketio'),
                  [f'{folder}/venv/bin/python', f'{HERE}/python/flask_relay.py', str(port), str(lab.redis.port)],
                  port, volume=SLOW, line=line('demo', 'demo'), many=line('ch%d', 'ch{ch}'))
