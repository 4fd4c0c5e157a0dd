"""A server that does on each path what a script says: what selftest.py tries the tools on."""
import asyncio
import base64
import hashlib
import struct
import time
import zlib

GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


def frame(payload, opcode=1, final=True, reserved=0, masked=False):
    first = (0x80 if final else 0) | reserved << 4 | opcode
    size, mask = len(payload), 0x80 if masked else 0
    if size < 126:
        head = bytes([first, mask | size])
    elif size < 65536:
        head = bytes([first, mask | 126]) + struct.pack('!H', size)
    else:
        head = bytes([first, mask | 127]) + struct.pack('!Q', size)
    return head + (b'\0\0\0\0' if masked else b'') + payload


def message(number, padding=0, age_ns=0):
    return b'seq=%d;t=%d;' % (number, time.monotonic_ns() - age_ns) + b'x' * padding


def deflated(payload):
    packer = zlib.compressobj(wbits=-15)
    return (packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


async def read_frame(reader):
    head = await reader.readexactly(2)
    assert head[1] & 0x80, 'a client masks its frames'
    size = head[1] & 127
    if size == 126:
        size = struct.unpack('!H', await reader.readexactly(2))[0]
    key = await reader.readexactly(4)
    payload = await reader.readexactly(size)
    return head[0] & 15, bytes(c ^ key[i % 4] for i, c in enumerate(payload))


async def read_head(reader):
    text = (await reader.readuntil(b'\r\n\r\n')).decode()
    lines = [line for line in text.split('\r\n')[1:] if ':' in line]
    fields = {line.split(':')[0].lower(): line.split(':', 1)[1].strip() for line in lines}
    return text, fields


class ScriptedServer:
    """`seen` holds what clients sent, by path or by a name that the script chose."""

    def __init__(self):
        self.seen = {}
        split = deflated(message(2))
        self.frames = {
            '/glued': [frame(message(i)) for i in range(10)],
            '/disorder': [frame(message(i)) for i in (1, 2, 4, 5, 5, 6, 8, 10, 9, 11)],
            '/deflated': [frame(deflated(message(0, 2000)), reserved=4), frame(message(1)),
                          frame(split[:9], reserved=4, final=False), frame(split[9:], opcode=0),
                          frame(deflated(message(3)), reserved=4)],
            '/garbled': [frame(b'\xff\xff\xff', reserved=4)],
            '/rsv': [frame(message(0), reserved=4)],
            '/masked': [frame(message(0), masked=True)],
        }
        self.scripts = {'/dribble': self.dribble, '/late': self.late, '/hello': self.hello,
                        '/close': self.close, '/flood': self.flood, '/lines': self.lines,
                        '/take': self.take}

    async def handle(self, reader, writer):
        try:
            text, fields = await read_head(reader)
            path = text.split(' ')[1]
            self.seen[path] = text
            if path.startswith('/pub'):
                await self.take_posts(reader, writer, fields)
            elif path == '/404':
                writer.write(b'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
                return
            elif path == '/hang':
                await asyncio.sleep(5)
            elif path.startswith('/sse'):
                await self.stream_events(writer, chunked=path == '/sse-chunked')
            else:
                await self.upgrade(path, fields, reader, writer)
            await writer.drain()
            await asyncio.sleep(1)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def take_posts(self, reader, writer, fields):
        answers = [b'HTTP/1.1 204 No Content\r\n\r\n',
                   b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
                   b'HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\nabc']
        count = 0
        while True:
            count += 1
            body = await reader.readexactly(int(fields['content-length']))
            self.seen[f'body{count}'] = body.decode()
            writer.write(answers[count % 3])
            _, fields = await read_head(reader)

    @staticmethod
    async def stream_events(writer, chunked):
        def wrapped(part):
            return b'%x\r\n' % len(part) + part + b'\r\n' if chunked else part

        coding = b'Transfer-Encoding: chunked\r\n' if chunked else b''
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n' + coding + b'\r\n')
        writer.write(wrapped(b': hi\n\n'))
        for i in range(20):
            event = b'id: %d\ndata: ' % i + message(i, 50) + b'\n\n'
            for part in [event[:17], event[17:]] if chunked else [event]:
                writer.write(wrapped(part))
                await writer.drain()
                await asyncio.sleep(0.001)

    async def upgrade(self, path, fields, reader, writer):
        digest = hashlib.sha1((fields['sec-websocket-key'] + GUID).encode()).digest()
        accept = base64.b64encode(digest)
        if path == '/badaccept':
            accept = accept[::-1]
        answer = (b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n'
                  b'Connection: Upgrade\r\nsec-websocket-accept: ' + accept + b'\r\n\r\n')
        if path in self.scripts:
            await self.scripts[path](answer, reader, writer)
        else:
            writer.write(answer + b''.join(self.frames.get(path, [])))

    async def dribble(self, answer, reader, writer):
        """Byte by byte: a long message, a fragmented one with a ping inside; then a huge one."""
        small = (answer + frame(message(0, 300)) + frame(message(1), final=False)
                 + frame(b'', opcode=9) + frame(b'abc', opcode=0))
        for i in range(len(small)):
            writer.write(small[i:i + 1])
            await writer.drain()
            await asyncio.sleep(0)
        writer.write(frame(message(2, 70000)))
        self.seen['pong'], _ = await read_frame(reader)

    async def late(self, answer, _, writer):
        writer.write(answer + frame(message(0, age_ns=50_000_000)))

    async def hello(self, answer, reader, writer):
        writer.write(answer)
        self.seen['hello'] = [await read_frame(reader), await read_frame(reader)]
        writer.write(frame(b'{"m":"' + message(0) + b'"}'))

    async def close(self, answer, reader, writer):
        writer.write(answer + frame(message(0)) + frame(struct.pack('!H', 1000), opcode=8))
        self.seen['close'] = await read_frame(reader)

    async def lines(self, answer, reader, writer):
        writer.write(answer + frame(b'{"m":"' + message(0) + b'"}\n{"m":"' + message(1) + b'"}') + frame(b'{}'))
        self.seen['lines'] = await read_frame(reader)
        writer.write(frame(message(2)))

    async def take(self, answer, reader, writer):
        writer.write(answer)
        self.seen['taken'] = []
        while True:
            self.seen['taken'].append((await read_frame(reader))[1])

    async def flood(self, answer, _, writer):
        """A client that does not read must hold it up."""
        writer.write(answer)
        self.seen['flood'] = 'drained'
        try:
            for i in range(400):
                writer.write(frame(message(i, 60000)))
                await asyncio.wait_for(writer.drain(), 0.3)
        except asyncio.TimeoutError:
            self.seen['flood'] = 'blocked'
