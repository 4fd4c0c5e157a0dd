// The glue for Express: a site with express-session, beside a real Fanfare that asks it who is there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import express from 'express';
import session from 'express-session';

import { fanfare, whoami } from '../express.mjs';
import { InvalidArgument, RedisTransport, SELF, Unavailable } from '../index.mjs';
import { Witness } from './support/witness.mjs';

const SECRET = 'of-Fanfare-alone';
let witness;
let transport;
let site;
before(async () => {
  witness = await Witness.start();
  transport = new RedisTransport(witness.redis_itself);
  site = await start(siteOn(transport));
});
after(async () => {
  site.stop();
  await transport.close();
  await witness.stop();
});

function siteOn(carrier, visitor) {
  const app = express();
  app.use(session({ secret: 'of the tests', resave: false, saveUninitialized: false }));
  app.use(fanfare({ transport: carrier, ...(visitor && { visitor }) }));
  app.get('/login/:name', (request, response) => {
    request.session.passport = { user: request.params.name };
    request.session.groups = ['staff'];
    response.send(request.sessionID);
  });
  app.get('/basket', (request, response) => {
    request.session.basket = ['milk'];
    response.send(request.sessionID);
  });
  app.get('/publish/:text', async (request, response) => {
    const audiences = { facility: 'f', users: [SELF], groups: [SELF], sessions: [SELF] };
    response.json(await request.fanfare.publisher(audiences).publishMessage(request.params.text));
  });
  app.get('/logout', async (request, response) => {
    await request.fanfare.endSession();
    response.send('bye');
  });
  app.get('/whoami', whoami({ secret: SECRET }));
  app.use((error, request, response, next) => response.status(500).send(`${error.code}`)); // eslint-disable-line
  return app;
}

function start(app) {
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve({
      url: `http://127.0.0.1:${server.address().port}`,
      stop: () => (server.closeAllConnections(), server.close()),
    }));
  });
}

class Browser {
  constructor({ url }) {
    this.url = url;
    this.cookie = '';
  }

  async get(path, headers = {}) {
    const response = await fetch(this.url + path, { headers: { ...headers, Cookie: this.cookie } });
    this.cookie = response.headers.getSetCookie?.()[0]?.split(';')[0] ?? response.headers.get('set-cookie')?.split(';')[0] ?? this.cookie;
    return response;
  }

  async text(path) {
    return (await this.get(path)).text();
  }
}

// A page on a Fanfare, by `fanfare listen`: the lines it says.
class Page {
  static async open(settings, target, cookie) {
    const page = new Page();
    page.server = spawn(process.env.FANFARE_BINARY, ['serve', ...settings.map((setting) => `--set=${setting}`)],
      { env: { PATH: process.env.PATH } });
    const [, address] = await lineOf(page.server.stdout, /listening on http:\/\/(\S+)/);
    page.listener = spawn(process.env.FANFARE_BINARY,
      ['listen', `ws://${address.replace(/\/$/, '')}${target}`, '--cookie', cookie, '--protocol', 'fanfare.v1'],
      { env: { PATH: process.env.PATH } });
    page.lines = createInterface({ input: page.listener.stdout })[Symbol.asyncIterator]();
    page.welcome = JSON.parse((await page.lines.next()).value);
    page.closed = lineOf(page.listener.stderr, /4401.*/);
    return page;
  }

  async hear() {
    return JSON.parse((await this.lines.next()).value);
  }

  close() {
    this.listener.kill('SIGKILL');
    this.server.kill('SIGKILL');
  }
}

function lineOf(stream, pattern) {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', (line) => {
      const found = line.match(pattern);
      if (found) resolve(found);
    });
  });
}

test('login, page, publish, logout', async () => {
  const mary = new Browser(site);
  const id = await mary.text('/login/mary');
  const page = await Page.open(['server.port=0', 'broker.type=redis', `broker.redis.url=${witness.redis_itself}`,
    'identity.recheck=0', 'identity.resolver=http', `identity.http.url=${site.url}/whoami`, `identity.http.secret=${SECRET}`],
  '/ws/f?subscribe-user&subscribe-group&subscribe-session', mary.cookie);
  assert.deepEqual(page.welcome.channels.sort(), ['group:staff:f', 'session:self:f', 'user:mary:f']);

  const published = await (await mary.get('/publish/hello')).json();
  assert.deepEqual(published.channels, ['user:mary:f', 'group:staff:f', `session:${id}:f`]);
  for (let i = 0; i < 3; i += 1) assert.equal((await page.hear()).data, 'hello');

  assert.equal(await mary.text('/logout'), 'bye');
  assert.ok(await page.closed);
  page.close();
});

test('an anonymous SELF is told', async () => {
  const { channels, withheld } = await (await new Browser(site).get('/publish/x')).json();
  assert.deepEqual([channels.filter((channel) => !channel.startsWith('session:')), withheld.slice(0, 2)], [[], ['users', 'groups']]);
});

test('whoami answers Fanfare alone', async () => {
  const headers = { 'Fanfare-Secret': SECRET };
  const browser = new Browser(site);
  assert.equal((await browser.get('/whoami')).status, 403);
  assert.equal((await browser.get('/whoami', { 'Fanfare-Secret': 'x' })).status, 403);
  assert.equal((await browser.get('/whoami', headers)).status, 204);
  const id = await browser.text('/basket');
  assert.deepEqual(await (await browser.get('/whoami', headers)).json(), { groups: [], session: id });
  await browser.text('/login/mary');
  assert.deepEqual(await (await browser.get('/whoami', headers)).json(), { user: 'mary', groups: ['staff'], session: id });
});

test('a site says itself who its visitors are', async () => {
  const own = await start(siteOn(transport, () => ({ user: 7, groups: ['ops'], session: 's3ss1on0' })));
  const { channels } = await (await new Browser(own).get('/publish/x')).json();
  assert.deepEqual(channels, ['user:7:f', 'group:ops:f', 'session:s3ss1on0:f']);
  own.stop();
});

test('a Redis that is away is told to who logs out, whose session is gone all the same', async () => {
  const away = new RedisTransport('redis://127.0.0.1:1/0');
  const own = await start(siteOn(away));
  const mary = new Browser(own);
  await mary.text('/login/mary');

  assert.equal(await mary.text('/logout'), new Unavailable('').code);

  assert.equal((await mary.get('/whoami', { 'Fanfare-Secret': SECRET })).status, 204);
  own.stop();
});

test('a secret that is none is refused', () => {
  for (const secret of [undefined, '', 'a b', 7]) assert.throws(() => whoami({ secret }), InvalidArgument);
});
