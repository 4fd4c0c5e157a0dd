#!/usr/bin/env python3
"""Checks wsload and pubload against a scripted server, and what is made of their figures:
selftest.py DIRECTORY-OF-THE-TOOLS"""
import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time

from judgments import check_judgments, judged
from scripted_server import ScriptedServer


class SelfTest:
    def __init__(self, tools, scripted, port, tls_port):
        self.tools, self.seen = tools, scripted.seen
        self.base, self.secure = f'ws://127.0.0.1:{port}', f'wss://127.0.0.1:{tls_port}'
        self.failures = 0

    async def tool(self, *words):
        process = await asyncio.create_subprocess_exec(
            f'{self.tools}/{words[0]}', *words[1:], stdout=asyncio.subprocess.PIPE)
        return json.loads((await process.communicate())[0])

    async def load(self, path, *words):
        return await self.tool('wsload', '--limit', '10', '--idle', '0.5', *words, self.base + path)

    def check(self, what, passed, info):
        self.failures += not passed
        print('ok  ' if passed else 'FAIL', what, '' if passed else info)

    async def run(self):
        await self.reads_frames()
        await self.counts_failures()
        await self.talks()
        await self.reads_event_streams()
        await self.opens_many()
        await self.publishes_over_http()
        await self.speaks_tls()
        await self.inflates()
        await self.reads_lines()
        await self.sends()
        await self.is_judged()
        check_judgments(self.check)

    async def reads_frames(self):
        got = await self.load('/glued', '--expect', '10')
        self.check('frames glued to the 101', got['msgs'] == 10 and not got['lost'], got)
        got = await self.load('/glued', '--expect', '10', '--gather', '50000')
        self.check('a pause behind each reading', got['msgs'] == 10 and not got['lost'], got)
        got = await self.load('/dribble', '--expect', '3')
        self.check('byte by byte, fragments, a long frame',
                   got['msgs'] == 3 and got['pings'] == 1 and self.seen.get('pong') == 10, got)
        got = await self.load('/disorder', '--expect', '10')
        self.check('lost, doubled, reordered',
                   (got['lost'], got['dup'], got['reordered']) == (2, 1, 1), got)
        got = await self.load('/late', '--expect', '1')
        self.check('latency of 50 ms', 49e3 < got['lat_p50_us'] < 80e3, got)

    async def counts_failures(self):
        for path, what in (('/rsv', 'reserved bit'), ('/masked', 'masked frame')):
            got = await self.load(path, '--expect', '1')
            self.check(what, got['protocol_errors'] == 1, got)
        got = await self.load('/badaccept', '--expect', '1')
        self.check('wrong accept', got['fail_accept'] == 1 and not got['connected'], got)
        got = await self.load('/404', '--expect', '1')
        self.check('wrong status', got['fail_status'] == 1, got)
        got = await self.load('/hang', '--expect', '1', '--timeout', '1')
        self.check('no answer', got['fail_timeout'] == 1, got)

    async def talks(self):
        got = await self.load('/hello', '--expect', '1', '--hello', 'one', '--hello', 'n%d',
                              '--cookie', 'c=%d', '--origin', 'http://o', '--subprotocol', 'p1',
                              '--header', 'X-A: b')
        fields = ('Cookie: c=0', 'Origin: http://o', 'Sec-WebSocket-Protocol: p1', 'X-A: b')
        self.check('greetings and headers',
                   self.seen['hello'] == [(1, b'one'), (1, b'n0')] and got['msgs'] == 1
                   and all(field in self.seen['/hello'] for field in fields), got)
        got = await self.load('/close', '--expect', '2')
        self.check('a close is answered',
                   got['closed'] == 1 and self.seen['close'][0] == 8 and got['missing'] == 1, got)
        got = await self.load('/flood', '--duration', '2', '--slow', '1', '--rcvbuf', '8192')
        self.check('a slow client does not read',
                   self.seen.get('flood') == 'blocked' and got['msgs'] == 0, got)

    async def reads_event_streams(self):
        for path in ('/sse', '/sse-chunked'):
            got = await self.load(path, '--expect', '20', '--sse')
            self.check(f'event stream {path}', got['msgs'] == 20 and not got['lost'], got)

    async def opens_many(self):
        got = await self.load('', '-n', '30', '--path', '/c%d', '--mod', '3', '--duration', '0.2')
        self.check('%d with --mod', got['connected'] == 30 and '/c3' not in self.seen
                   and {'/c0', '/c1', '/c2'} <= set(self.seen), got)
        begin = time.time()
        got = await self.load('/glued', '-n', '50', '--ramp', '50', '--spread', '5',
                              '--duration', '0.1')
        self.check('ramp', time.time() - begin > .8 and got['connected'] == 50, got)

    async def publishes_over_http(self):
        url = self.base.replace('ws', 'http') + '/pub/%d'
        got = await self.tool('pubload', '--http', url, '--messages', '9', '--size', '100',
                              '--window', '4')
        body = self.seen.get('body9', '')
        self.check('answers over HTTP', got['acked'] == 9 and not got['errors']
                   and len(body) == 100 and body.startswith('seq=8;t='), got)

    async def speaks_tls(self):
        got = await self.tool('wsload', '--limit', '10', '--expect', '10', '-n', '20', f'{self.secure}/glued')
        self.check('TLS', got['msgs'] == 200 and not got['lost'], got)
        got = await self.tool('wsload', '--limit', '10', '--expect', '3', f'{self.secure}/dribble')
        self.check('TLS, frames over several records', got['msgs'] == 3, got)
        got = await self.tool('wsload', '--limit', '10', '--timeout', '1', '--expect', '1',
                              self.base.replace('ws:', 'wss:') + '/glued')
        self.check('TLS where the server speaks none', got['connected'] == 0 and got['failed'] == 1, got)

    async def inflates(self):
        got = await self.load('/deflated', '--expect', '4', '--deflate')
        self.check('compressed messages', got['msgs'] == 4 and got['compressed'] == 3 and not got['lost'], got)
        got = await self.load('/deflated', '--expect', '4')
        self.check('compressed without an offer', got['protocol_errors'] == 1, got)
        got = await self.load('/garbled', '--expect', '1', '--deflate')
        self.check('what does not inflate', got['protocol_errors'] == 1, got)

    async def reads_lines(self):
        got = await self.load('/lines', '--expect', '3', '--lines')
        self.check('several messages in one', got['msgs'] == 3 and self.seen.get('lines') == (1, b'{}'), got)

    async def sends(self):
        with tempfile.NamedTemporaryFile('w') as cookies:
            cookies.write('a=1\nb=2\n')
            cookies.flush()
            got = await self.load('/take', '--send', '5', '--rate', '50', '--size', '90', '--cookies', cookies.name,
                                  '--linger', '0.3')
        texts = self.seen.get('taken', [])
        self.check('sends numbered messages', got['sent'] == 5 and len(texts) == 5
                   and all(text.startswith(b'seq=%d;' % i) and len(text) == 90 for i, text in enumerate(texts)), texts)
        self.check('a cookie of a file', 'Cookie: a=1' in self.seen['/take'], self.seen['/take'])

    async def is_judged(self):
        for path, expected, refused in (('/glued', 10, False), ('/disorder', 10, True), ('/close', 2, True),
                                        ('/404', 1, True), ('/rsv', 1, True), ('/glued', 11, True)):
            got = await self.load(path, '--expect', str(expected))
            reason = judged(got, expected)
            self.check(f'{path} of {expected} is {"refused" if refused else "taken"}', bool(reason) == refused, got)


def server_context(folder):
    certificate, key = f'{folder}/certificate.pem', f'{folder}/key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                    '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def main():
    scripted = ScriptedServer()
    server = await asyncio.start_server(scripted.handle, '127.0.0.1', 0)
    with tempfile.TemporaryDirectory() as folder:
        secure = await asyncio.start_server(scripted.handle, '127.0.0.1', 0, ssl=server_context(folder))
    ports = [each.sockets[0].getsockname()[1] for each in (server, secure)]
    test = SelfTest(sys.argv[1], scripted, *ports)
    await test.run()
    sys.stdout.flush()
    os._exit(1 if test.failures else 0)  # scripts may still be asleep


asyncio.run(main())
