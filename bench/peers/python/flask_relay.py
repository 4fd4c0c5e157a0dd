"""flask_relay.py PORT PORT-OF-REDIS: who connects with ?room=NAME is in that room."""
import sys

from gevent import monkey

monkey.patch_all()

from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402

port, redis_port = map(int, sys.argv[1:])
app = Flask(__name__)
relay = SocketIO(app, async_mode='gevent', message_queue=f'redis://127.0.0.1:{redis_port}/0',
                 cors_allowed_origins='*')


@relay.on('connect')
def enter():
    join_room(request.args['room'])


relay.run(app, host='127.0.0.1', port=port, log_output=False)
