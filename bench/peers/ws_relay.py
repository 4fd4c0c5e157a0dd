"""The least relay that one writes with Node and the package ws: what Redis brings goes to all sockets."""
from peers import npm_install, shown
from processes import free_port
from servers import MODERATE, Line, Server, through_redis

VERSION = 'ws 8.23 (Node)'
install = npm_install


def server(lab, folder):
    port = free_port()
    return Server(shown('ws_relay'), ['node', f'{folder}/ws_relay.js', str(port), str(lab.redis.port)], port,
                  line=Line('/sub/demo', through_redis(lab.redis, 'demo')),
                  many=Line('/sub/ch%d', through_redis(lab.redis, 'ch%d')), volume=MODERATE)
