"""Centrifugo with its Redis engine; clients speak its JSON protocol, messages come by its HTTP API."""
import json
import os

from peers import carry_out
from processes import free_port
from servers import MODERATE, Line, Server

MODULE = 'github.com/centrifugal/centrifugo/v6@v6.9.1'
VERSION = 'Centrifugo 6.9'


def install(folder):
    if not os.path.exists(f'{folder}/bin/centrifugo'):
        paths = {'GOPATH': f'{folder}/go', 'GOBIN': f'{folder}/bin', 'GOFLAGS': '-modcacherw'}
        carry_out(['go', 'install', MODULE], folder, env={**os.environ, **paths}, timeout=1800)


def server(lab, folder):
    port = free_port()
    configuration = {
        'http_server': {'address': '127.0.0.1', 'port': port}, 'log': {'level': 'warn'},
        'client': {'allowed_origins': ['*'], 'insecure': True}, 'http_api': {'insecure': True},
        'engine': {'type': 'redis', 'redis': {'address': lab.redis.address}}}
    path = f'{folder}/configuration.json'
    with open(path, 'w') as file:
        json.dump(configuration, file)

    def line(channel, published):
        hellos = ['{"id":1,"connect":{}}', '{"id":2,"subscribe":{"channel":"%s"}}' % channel]
        body = '{"channel":"%s","data":"seq={seq};t={t};{pad}"}' % published
        return Line('/connection/websocket',
                    ['--http', f'http://127.0.0.1:{port}/api/publish', '--type', 'application/json', '--size',
                     str(128 + len(body) - len('seq={seq};t={t};{pad}')), '--body', body],
                    load=['--lines', *(word for hello in hellos for word in ('--hello', hello))])

    return Server('centrifugo', [f'{folder}/bin/centrifugo', '-c', path], port, volume=MODERATE,
                  line=line('demo', 'demo'), many=line('ch%d', 'ch{ch}'))
