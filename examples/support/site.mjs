// A small site with Fanfare behind it: it serves files, answers calls, and passes WebSockets on with
// the header that says whose they are, as Traefik does for webstack-micro.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, request as requestOf } from 'node:http';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css' };
const MAX_BODY = 64 * 1024;
const IDENTITY_HEADERS = ['x-auth-user', 'x-auth-guest'];

// Each visitor is a guest, known by a cookie.
function guestOf(request) {
  return /(?:^|; )guest=([0-9a-f-]{36})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1];
}

async function bodyOf(request) {
  let body = '';
  for await (const part of request) {
    body += part;
    if (body.length > MAX_BODY) throw new Refused(413, 'too much');
  }
  try {
    return body ? JSON.parse(body) : {};
  } catch {
    throw new Refused(400, 'no JSON');
  }
}

// What a call throws to be answered with.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// The same request to Fanfare, from whoever makes it.
function upstreamOf(request, fanfare) {
  const headers = { ...request.headers };
  for (const name of IDENTITY_HEADERS) delete headers[name];
  const guest = guestOf(request);
  if (guest) headers['x-auth-guest'] = `guest:${guest}`;
  const { hostname, port } = new URL(fanfare);
  return requestOf({ hostname, port, path: request.url, method: request.method, headers });
}

function passOnRequest(request, response, fanfare) {
  const upstream = upstreamOf(request, fanfare);
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

function passOnUpgrade(request, socket, head, fanfare) {
  const upstream = upstreamOf(request, fanfare);

  const begin = (response) => {
    const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
    for (let i = 0; i < response.rawHeaders.length; i += 2) {
      lines.push(`${response.rawHeaders[i]}: ${response.rawHeaders[i + 1]}`);
    }
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  };
  upstream.on('upgrade', (response, far, early) => {
    begin(response);
    socket.write(early);
    far.write(head);
    for (const [one, other] of [[socket, far], [far, socket]]) {
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  upstream.on('response', (response) => {
    begin(response);
    response.pipe(socket);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
  upstream.end();
}

// `files` is { path: URL of a file }, `calls` [method, pattern, answer], where answer gets
// { guest, body, words } and returns what is sent as JSON; `fanfare` is the server's address. WebSockets
// go there, and whatever else begins with one of the paths in `passed`.
export async function startSite({ files, calls = [], passed = [], fanfare, port }) {
  async function answer(request, response) {
    const { pathname } = new URL(request.url, 'http://site');
    if (passed.some((path) => pathname.startsWith(path))) return passOnRequest(request, response, fanfare);
    for (const [method, pattern, call] of calls) {
      const words = request.method === method && pattern.exec(pathname);
      if (!words) continue;
      const guest = guestOf(request);
      if (!guest) throw new Refused(403, 'open the page first');
      const result = await call({ guest: `guest:${guest}`, body: await bodyOf(request), words: words.slice(1) });
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify(result));
    }
    const file = Object.entries(files).find(([path]) => new RegExp(`^${path}$`).test(pathname))?.[1];
    if (request.method !== 'GET' || !file) throw new Refused(404, 'not here');
    if (!guestOf(request)) {
      response.setHeader('Set-Cookie', `guest=${randomUUID()}; Path=/; HttpOnly; SameSite=Strict`);
    }
    response.setHeader('Content-Type', TYPES[file.pathname.split('.').pop()]);
    response.setHeader('Content-Security-Policy', "default-src 'self'");
    return response.end(await readFile(file));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.statusCode = error.status ?? 500;
      if (!error.status) console.error(error);
      response.end(error.status ? error.message : 'failed');
    });
  });
  server.on('upgrade', (request, socket, head) => passOnUpgrade(request, socket, head, fanfare));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
  return `http://127.0.0.1:${server.address().port}`;
}
