"""Socket.IO with its Redis adapter; messages come as its Redis emitter writes them."""
from peers import npm_install, shown
from processes import free_port
from servers import MODERATE, SOCKET_IO, Line, Server, through_redis

VERSION = 'Socket.IO 4.8 with @socket.io/redis-adapter 8.3 (Node)'
SIZE = 128  # of a message
install = npm_install


def text(content):
    content = content.encode()
    return bytes([0xa0 | len(content)]) + content


def emitted(room):
    """In MessagePack, ["emitter", packet, options]; the text's length stands before it."""
    packet = (b'\x83' + text('type') + b'\x02' + text('data') + b'\x92' + text('message')
              + bytes([0xd9, SIZE]) + b'seq={seq};t={t};{pad}' + text('nsp') + text('/'))
    options = (b'\x83' + text('rooms') + b'\x91' + room + text('flags') + b'\x80' + text('except') + b'\x90')
    body = b'\x93' + text('emitter') + packet + options
    return ['--size', str(len(body) - len(b'seq={seq};t={t};{pad}') + SIZE), '--body', body]


def server(lab, folder):
    port = free_port()
    hello = ['--eio', '--hello', '40']
    # Many channels are not measured: their names are of no fixed length, which MessagePack writes before them.
    return Server(shown('socketio_redis'), ['node', f'{folder}/socketio_redis.js', str(port), str(lab.redis.port)],
                  port, volume=MODERATE,
                  line=Line(f'{SOCKET_IO}&room=demo',
                            through_redis(lab.redis, 'socket.io#/#demo#', *emitted(text('demo'))), load=hello))
