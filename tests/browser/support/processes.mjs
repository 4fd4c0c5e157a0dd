// Servers of a test's own, on free ports; `after` of the test ends them.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request as askHttp } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const BINARY = process.env.FANFARE_BINARY ?? path.resolve('build/dev/src/cli/fanfare');
export const PYTHON = process.env.FANFARE_PYTHON ?? path.resolve('.venv/bin/python');
export const API_KEY = 'key-of-the-tests-0123456789';

const PATIENCE_MS = 30_000;

function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FANFARE_')));
}

// Dies with the tests, however they end.
export class Child {
  constructor(command, args, options = {}) {
    this.output = '';
    this.process = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment(), ...options });
    this.ended = new Promise((resolve) => this.process.once('close', (code) => resolve(code)));
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => { this.output += text; this.onOutput?.(); });
    }
  }

  // The match of `pattern` in what it has printed, as soon as it is there.
  saying(pattern) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = this.output.match(pattern);
        if (match) { clearTimeout(timer); this.onOutput = undefined; resolve(match); }
      };
      const timer = setTimeout(() => reject(new Error(`never said ${pattern}: ${this.output}`)), PATIENCE_MS);
      this.ended.then((code) => { clearTimeout(timer); reject(new Error(`ended with ${code}: ${this.output}`)); });
      this.onOutput = look;
      look();
    });
  }

  async end(signal = 'SIGTERM') {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
    return this.ended;
  }
}

// A running Fanfare: { url, host, port, publish(), end() }.
export async function startFanfare(test, settings = {}, config = []) {
  const all = { 'server.port': 0, 'server.drain_seconds': 0, 'api.key.test': API_KEY, ...settings };
  const child = new Child(BINARY, ['serve', ...config, ...Object.entries(all).map(([key, value]) => `--set=${key}=${value}`)]);
  test.after(() => child.end());
  const [, url] = await child.saying(/fanfare: listening on (https?:\/\/\S+)/);
  const { host, port, origin } = new URL(url);
  return {
    url: origin, host, port: Number(port), child,
    end: (signal) => child.end(signal),
    async publish(facility, message, audience = { broadcast: true }) {
      const response = await fetch(`${origin}/api/publish`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ facility, message, ...audience }),
      });
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
    },
  };
}

// The settings by which a Fanfare speaks TLS, with a certificate that only its own key vouches for.
export async function tlsSettings(test) {
  const folder = await mkdtemp(path.join(tmpdir(), 'fanfare-tls-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => path.join(folder, name));
  await finished('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate]);
  return { 'server.tls.certificate': certificate, 'server.tls.key': key };
}

export async function startRedis(test) {
  const folder = await mkdtemp(path.join(tmpdir(), 'fanfare-redis-'));
  const socket = path.join(folder, 'redis.sock');
  const port = await freePort();
  const child = new Child('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--unixsocket', socket,
    '--dir', folder, '--save', '', '--appendonly', 'no']);
  test.after(async () => { await child.end('SIGKILL'); await rm(folder, { recursive: true, force: true }); });
  await child.saying(/eady to accept connections/);
  return {
    socket, port, url: `redis://127.0.0.1:${port}/0`,
    cli: (...words) => finished('redis-cli', ['-s', socket, ...words]),
  };
}

export async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

// What the command printed; rejects if it fails.
export async function finished(command, args, options) {
  const child = new Child(command, args, options);
  const code = await child.ended;
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${child.output}`);
  return child.output.trim();
}

// A site of its own: serves the given { path: text or Buffer }. Its origin is not Fanfare's.
export async function startSite(test, files) {
  const server = createServer((request, response) => {
    const body = files[request.url];
    const type = request.url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': type });
    response.end(body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${server.address().port}`;
}

// What stands before a site and a Fanfare, as docs/proxies.md says: /ws/ goes to the one, all else to the other.
export async function startProxy(test, site, fanfare) {
  const proxy = createServer((request, response) => {
    const { method, url, headers } = request;
    const passed = askHttp(new URL(url, site), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  const sockets = new Set();
  proxy.on('upgrade', ({ method, url, rawHeaders }, client, head) => {
    const server = connect(new URL(fanfare).port, new URL(fanfare).hostname);
    const lines = rawHeaders.map((word, at) => (at % 2 === 0 ? `${word}: ` : `${word}\r\n`)).join('');
    server.write(`${method} ${url} HTTP/1.1\r\n${lines}\r\n`);
    server.write(head);
    for (const [one, other] of [[client, server], [server, client]]) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => { sockets.delete(one); other.destroy(); }).pipe(other);
    }
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    for (const socket of sockets) socket.destroy();
    proxy.closeAllConnections();
    proxy.close();
  });
  return `http://127.0.0.1:${proxy.address().port}`;
}

export async function ws4redisScript() {
  const where = await finished(PYTHON, ['-c', 'import ws4redis, os; print(os.path.dirname(ws4redis.__file__))']);
  return readFile(path.join(where, 'static/js/ws4redis.js'));
}

// Runs examples/<name>/run.sh on a free port: { match, end() }, where the match is of `pattern` in
// what it prints.
export async function startExample(name, pattern) {
  const child = new Child(`examples/${name}/run.sh`, [],
    { env: { ...cleanEnvironment(), FANFARE_BINARY: BINARY, PORT: '0' } });
  return { match: await child.saying(pattern), end: () => child.end() };
}
