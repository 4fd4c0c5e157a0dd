"""Fanfare in each of the settings that are measured, the floor, and what a server has in common."""
import base64
import hashlib
import hmac
import json
import os
import shlex
import subprocess
import time

from processes import LOAD_CPU, SERVER_CPU, Process, Redis, free_port

FAST, MODERATE, SLOW = 8_000_000, 1_000_000, 200_000  # deliveries of a saturated trial
BOTH_CPUS = f'{SERVER_CPU},{LOAD_CPU}'
FACILITY, ROOM = 'socketio', 'bench'
SOCKET_IO = '/socket.io/?EIO=4&transport=websocket'
KEY_OF_API = 'not-for-production'
JSON_BODY = '{"seq":"seq={seq};t={t};","text":"{pad}"}'


class Line:
    """How clients come to a channel and messages to it: words for wsload and for pubload. %d is the
    channel's index, where there are several."""

    def __init__(self, path, publish, *, load=(), most=10_000):
        self.path, self.publish, self.load = path, list(publish), list(load)
        self.most = most  # clients that it carries


class Server(Process):
    """`line` is the one channel of most trials, `many` has a channel per index. `volume` is how many
    deliveries a saturated trial makes."""

    def __init__(self, name, command, port, *, line, many=None, volume=FAST, scheme='ws', **options):
        super().__init__(name, command, port, **options)
        self.line, self.many, self.volume, self.scheme = line, many, volume, scheme

    def settle(self, patience=8):
        """Waits until it has finished with the connections of the last trial."""
        end = time.monotonic() + patience
        last = self.cpu()
        while time.monotonic() < end:
            time.sleep(0.3)
            now = self.cpu()
            if now - last <= 0.02:
                return
            last = now


def through_redis(redis, channel, *words):
    return ['--redis', redis.address, '--channel', channel, *words]


class Lab:
    """What the servers of a run share. A server is made anew for each use."""

    def __init__(self, tools, work, fanfare, settings=()):
        self.tools, self.work, self.command, self.settings = tools, work, shlex.split(fanfare), list(settings)
        os.makedirs(work, exist_ok=True)
        self.redis = Redis(work)

    def close(self):
        self.redis.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def file(self, name, text):
        path = f'{self.work}/{name}'
        with open(path, 'w') as file:
            file.write(text)
        return path

    def certificate(self):
        """A certificate and its key, made once."""
        paths = f'{self.work}/certificate.pem', f'{self.work}/key.pem'
        if not os.path.exists(paths[0]):
            subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                            'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost', '-days',
                            '365', '-keyout', paths[1], '-out', paths[0]], check=True, capture_output=True)
        return paths

    def floor(self, name='floor', *options, scheme='ws'):
        port = free_port()
        command = [f'{self.tools}/floor', '--port', str(port), '--redis', self.redis.address, *options]
        return Server(name, command, port, scheme=scheme,
                      line=Line('/sub/demo', through_redis(self.redis, 'demo'), most=18_000),
                      many=Line('/sub/ch%d', through_redis(self.redis, 'ch%d'), most=18_000))

    def fanfare(self, name='fanfare', settings=(), *, line=None, **options):
        port = free_port()
        needed = [f'server.port={port}', 'broker.type=redis', f'broker.redis.url=redis://{self.redis.address}/0',
                  'server.reactors=1', 'origin.allow=*', 'server.max_connections=19000',
                  # The load comes from one address.
                  'limit.connections_per_address=0', 'limit.handshakes_per_address=0']
        words = list(self.command)
        for setting in [*needed, *settings, *self.settings]:
            words += ['--set', setting]
        many = Line('/ws/ch%d?subscribe-broadcast', through_redis(self.redis, 'broadcast:ch%d'), most=18_000)
        return Server(name, words, port, line=line or self.broadcast(), many=many, **options)

    def broadcast(self, *load, body=()):
        return Line('/ws/demo?subscribe-broadcast', through_redis(self.redis, 'broadcast:demo', *body),
                    load=load, most=18_000)

    def rooms(self, count):
        """Clients in `count` rooms each, all their own, of which the first gets messages."""
        names = '&'.join(f'subscribe-room={index}-%d' for index in range(count))
        line = Line(f'/ws/demo?{names}', through_redis(self.redis, 'room:0-%d:demo'))
        server = self.fanfare(f'fanfare-{count}-rooms')
        server.many = line
        return server

    def identity(self):
        """Each client known by a token in its cookie, the policy rules, its own and everybody's channel."""
        secret = 'a-secret-of-the-bench-that-is-long-enough'
        tokens = '\n'.join(f'token={token_of(f"user{i}", secret)}' for i in range(10_000))
        rules = self.file('rules', 'allow subscribe broadcast,user * authenticated\n')
        line = Line('/ws/demo?subscribe-broadcast&subscribe-user', through_redis(self.redis, 'broadcast:demo'),
                    load=['--cookies', self.file('cookies', tokens)])
        return self.fanfare('fanfare-identity', ['identity.resolver=jwt', f'identity.jwt.secret={secret}',
                                                 'identity.jwt.cookie=token', 'identity.jwt.require_exp=off',
                                                 'origin.any_with_cookies=on', 'policy.type=rules',
                                                 f'policy.rules.file={rules}'], line=line)

    def socket_io(self):
        hellos = ('40', '42["join",{"room":"%s"}]' % ROOM)
        load = ['--eio', *(word for hello in hellos for word in ('--hello', hello))]
        line = Line(SOCKET_IO, through_redis(self.redis, f'room:{ROOM}:{FACILITY}'), load=load)
        return self.fanfare('fanfare-socketio', self.socket_io_settings(), line=line)

    def room(self):
        """Raw clients in the very room of those of Socket.IO."""
        line = Line(f'/ws/{FACILITY}?subscribe-room={ROOM}', through_redis(self.redis, f'room:{ROOM}:{FACILITY}'))
        return self.fanfare('fanfare-room', self.socket_io_settings(), line=line)

    @staticmethod
    def socket_io_settings():
        return ['dialect.socketio.route=/socket.io/', f'dialect.socketio.facility={FACILITY}']

    def pubsocketd(self):
        line = Line('/live', through_redis(self.redis, 'live', '--body', JSON_BODY))
        return self.fanfare('fanfare-pubsocketd', ['dialect.pubsocketd.routes=/live live',
                                                   'dialect.pubsocketd.insecure=on'], line=line)

    def json(self):
        return self.fanfare('fanfare-json', line=self.broadcast(body=['--body', JSON_BODY]))

    def large_json(self, compressed):
        """JSON of a kilobyte, as objects of an application have it: no two alike, not all padding."""
        fields = ','.join(f'"field{i}":"{hashlib.sha1(b"%d" % i).hexdigest()[:12]}"' for i in range(34))
        body = ['--size', '1024', '--body', '{"seq":"seq={seq};t={t};",%s,"rest":"{pad}"}' % fields]
        name, load = ('fanfare-deflate', ['--deflate']) if compressed else ('fanfare-1k', [])
        return self.fanfare(name, ['facility.*.compression=on'], line=self.broadcast(*load, body=body))

    def tls(self):
        certificate, key = self.certificate()
        return self.fanfare('fanfare-tls', [f'server.tls.certificate={certificate}', f'server.tls.key={key}',
                                            'server.tls.min_version=1.3'], scheme='wss')

    def floor_tls(self):
        certificate, key = self.certificate()
        return self.floor('floor-tls', '--certificate', certificate, '--key', key, scheme='wss')

    def reactors(self, count):
        return self.fanfare(f'fanfare-{count}-reactors', [f'server.reactors={count}'], cpus=BOTH_CPUS)

    def api(self):
        return self.fanfare('fanfare-api', [f'api.key.bench={KEY_OF_API}', 'limit.publishes_per_key=0',
                                            'message.expire=0'])

    def inbound(self):
        line = Line('/ws/demo?publish-broadcast', [])
        return self.fanfare('fanfare-inbound', ['policy.type=allow-all', 'message.expire=0',
                                                'limit.messages_per_connection=0',
                                                'limit.bytes_per_connection=0'], line=line)


def token_of(user, secret):
    """A JSON Web Token, HS256."""
    def encoded(data):
        return base64.urlsafe_b64encode(data).rstrip(b'=')

    parts = [encoded(json.dumps(part).encode()) for part in ({'alg': 'HS256', 'typ': 'JWT'}, {'sub': user})]
    signed = b'.'.join(parts)
    signature = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return (signed + b'.' + encoded(signature)).decode()
