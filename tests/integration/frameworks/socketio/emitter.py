"""A backend with python-socketio or Flask-SocketIO, as told on standard input: a call in JSON a line.

    python emitter.py socketio|flask redis://… CHANNEL

[name, positional arguments, named arguments] is called; bytes are {"bytes": base64}, a tuple is
{"tuple": […]}. What comes of it goes to standard output in JSON, a line each.
"""

import base64
import json
import sys

library, url, channel = sys.argv[1:]


def taken(value):
    if isinstance(value, dict) and set(value) == {"bytes"}:
        return base64.b64decode(value["bytes"])
    if isinstance(value, dict) and set(value) == {"tuple"}:
        return tuple(map(taken, value["tuple"]))
    if isinstance(value, dict):
        return {name: taken(member) for name, member in value.items()}
    return list(map(taken, value)) if isinstance(value, list) else value


if library == "flask":
    import flask_socketio
    backend = flask_socketio.SocketIO(message_queue=url, channel=channel)
    server = backend.server
else:
    import socketio
    server = backend = socketio.Server(client_manager=socketio.RedisManager(url, channel=channel),
                                       async_mode="threading")
    server.manager_initialized = True
    server.manager.initialize()

print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    name, arguments, named = json.loads(line)
    function = getattr(backend, name, None) or getattr(server, name)
    outcome = function(*map(taken, arguments), **{key: taken(value) for key, value in named.items()})
    print(json.dumps(outcome if name == "call" else "done"), flush=True)
