// Pages of a site: plain ones, and those that were written for ws4redis.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { launch, openContext, openSocket, receivedUntil } from './support/browser.mjs';
import { API_KEY, PYTHON, finished, startFanfare, startRedis, startSite, ws4redisScript } from './support/processes.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// A site with an empty page, a Fanfare on Redis that lets it in, and the page opened.
async function openPage(t, settings = {}, files = { '/': '<!doctype html><title>page</title>' }) {
  const redis = await startRedis(t);
  const site = await startSite(t, files);
  const server = await startFanfare(t, {
    'broker.type': 'redis', 'broker.redis.url': redis.url, 'policy.type': 'allow-all', 'origin.allow': site, ...settings,
  });
  const context = await openContext(t, browser);
  const page = await context.newPage();
  await page.goto(`${site}/`);
  return { redis, site, server, page, context };
}

const address = (server, target) => `ws://${server.host}${target}`;

test('a PUBLISH of redis-cli reaches a page', async (t) => {
  const { redis, server, page } = await openPage(t);
  await openSocket(page, address(server, '/ws/foobar?subscribe-broadcast'));

  assert.equal(await redis.cli('PUBLISH', 'broadcast:foobar', 'from a shell, ž'), '1');

  assert.deepEqual(await receivedUntil(page, 1), ['from a shell, ž']);
});

test('a page gets text as text and bytes as bytes', async (t) => {
  const { server, page } = await openPage(t);
  await openSocket(page, address(server, '/ws/f?subscribe-broadcast&publish-broadcast&echo'));

  await page.evaluate(() => {
    socket.send('🐎');
    socket.send(new Uint8Array([0, 1, 254]));
    socket.send('z'.repeat(60000));
  });

  assert.deepEqual(await receivedUntil(page, 3), ['🐎', [0, 1, 254], 'z'.repeat(60000)]);
});

test('a page of another site is kept out', async (t) => {
  const { server, page } = await openPage(t, { 'origin.allow': 'https://shop.example' });

  await openSocket(page, address(server, '/ws/f?subscribe-broadcast'));

  assert.equal((await page.evaluate(() => ending)).code, 1006);
  assert.match(server.child.output, /origin/);
});

test('a page sees why the server went', async (t) => {
  const { server, page } = await openPage(t);
  await openSocket(page, address(server, '/ws/f?subscribe-broadcast'));

  await server.end();

  await page.waitForFunction(() => window.ending);
  assert.equal((await page.evaluate(() => ending)).code, 1001);
});

test('a browser is sent compressed messages where the facility says so', async (t) => {
  const { server, page } = await openPage(t, { 'facility.news.compression': 'on' });
  await openSocket(page, address(server, '/ws/news?subscribe-broadcast&publish-broadcast&echo'));
  assert.match(await page.evaluate(() => socket.extensions), /permessage-deflate/);

  const text = 'again and '.repeat(3000);
  await server.publish('news', text);
  await page.evaluate(() => socket.send('and back '.repeat(3000)));

  assert.deepEqual(await receivedUntil(page, 2), [text, 'and back '.repeat(3000)]);
});

test('a page reads the answers of the API only from listed origins', async (t) => {
  const { server, page, site, context } = await openPage(t);
  const read = (target) => target.evaluate(
    (url) => fetch(url).then((response) => response.status, () => 'kept from it'), `${server.url}/healthz`);
  assert.ok([200, 'kept from it'].includes(await read(page)));

  const foreign = await context.newPage();
  await foreign.goto(`${await startSite(t, { '/': 'foreign' })}/`);
  assert.equal(await read(foreign), 'kept from it');
  assert.ok(site);
});

// The page of the model's documents, with its own script as it is installed.
const MODEL_PAGE = (server, flags, heartbeat) => `<!doctype html><title>ws4redis</title>
<script src="/jquery.js"></script><script src="/ws4redis.js"></script>
<script>
  window.received = []; window.connections = 0; window.disconnections = 0;
  jQuery(($) => {
    window.ws4redis = WS4Redis({
      uri: 'ws://${server}/ws/foobar?${flags}',
      connected() { window.connections += 1; },
      disconnected() { window.disconnections += 1; },
      receive_message(message) { window.received.push(message); },
      heartbeat_msg: ${JSON.stringify(heartbeat)},
    }, $);
  });
</script>`;

// What a page gets for a call of the API; null where the browser keeps it from the page.
const called = (page, server) => page.evaluate(async ([url, key]) => {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ facility: 'f', broadcast: true, message: 'by the API' });
  const answer = await fetch(`${url}/api/publish`, { method: 'POST', headers, body }).catch(() => null);
  return answer && { status: answer.status, body: await answer.json() };
}, [server.url, API_KEY]);

test('a page of another origin calls the API if origin.allow lists it, and no other does', async (t) => {
  const { page, server } = await openPage(t);
  assert.deepEqual(await called(page, server), { status: 202, body: { channels: ['broadcast:f'] } });

  const closed = await startFanfare(t);
  assert.equal(await called(page, closed), null);
  const statistics = await fetch(`${closed.url}/api/stats`, { headers: { Authorization: `Bearer ${API_KEY}` } });
  assert.equal((await statistics.json()).messages_published, 0);
});

async function openModelPage(t, settings = {}, { heartbeat = null } = {}) {
  const files = {
    '/jquery.js': await readFile(new URL('node_modules/jquery/dist/jquery.js', import.meta.url)),
    '/ws4redis.js': await ws4redisScript(),
  };
  const redis = await startRedis(t);
  const site = await startSite(t, files);
  const all = {
    'broker.type': 'redis', 'broker.redis.url': redis.url, 'policy.type': 'allow-all', 'origin.allow': site, ...settings,
  };
  const server = await startFanfare(t, all);
  files['/'] = MODEL_PAGE(server.host, 'subscribe-broadcast&publish-broadcast&echo', heartbeat);
  const page = await (await openContext(t, browser)).newPage();
  await page.goto(`${site}/`);
  await page.waitForFunction(() => window.connections === 1);
  return { redis, server, page, settings: all };
}

const PUBLISHER = `
import sys
from django.conf import settings
settings.configure(WS4REDIS_CONNECTION={'host': '127.0.0.1', 'port': int(sys.argv[1])}, WEBSOCKET_URL='/ws/')
from ws4redis.publisher import RedisPublisher
from ws4redis.redis_store import RedisMessage
RedisPublisher(facility='foobar', broadcast=True).publish_message(RedisMessage(sys.argv[2]))
`;

test('an unmodified ws4redis page hears an unmodified ws4redis publisher', async (t) => {
  const { redis, page } = await openModelPage(t);

  await finished(PYTHON, ['-c', PUBLISHER, String(redis.port), 'Hello everybody']);

  assert.deepEqual(await receivedUntil(page, 1), ['Hello everybody']);
});

test('an unmodified ws4redis page publishes', async (t) => {
  const { redis, page } = await openModelPage(t);

  await page.evaluate(() => ws4redis.send_message('from the page'));

  assert.deepEqual(await receivedUntil(page, 1), ['from the page']);
  assert.equal(await redis.cli('GET', 'broadcast:foobar'), 'from the page');
});

test('an unmodified ws4redis page finds the kept message and comes back by itself', async (t) => {
  const { page, server, settings } = await openModelPage(t);
  await server.publish('foobar', 'kept');
  assert.deepEqual(await receivedUntil(page, 1), ['kept']);

  await server.end();
  await page.waitForFunction(() => window.disconnections > 0);
  await startFanfare(t, { ...settings, 'server.port': server.port });

  await page.waitForFunction(() => window.connections === 2);
  assert.deepEqual(await receivedUntil(page, 2), ['kept', 'kept']);
});

test('the heartbeat of an unmodified ws4redis page is answered, and not shown', async (t) => {
  const { page, server } = await openModelPage(t, { 'heartbeat.message': '--heartbeat--' }, { heartbeat: '--heartbeat--' });

  // The page gives up after four of its heartbeats, 20 s, without one from the server.
  await page.waitForFunction(() => performance.now() > 26000, null, { timeout: 60000 });
  await server.publish('foobar', 'still here');

  assert.deepEqual(await receivedUntil(page, 1), ['still here']);
  assert.deepEqual(await page.evaluate(() => [connections, disconnections]), [1, 0]);
});
