// The page that ./run.sh ends with.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { API_KEY, BINARY, finished, startFanfare, startRedis, tlsSettings } from './support/processes.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const startDemo = (t, settings = {}) => startFanfare(t, { 'demo.enabled': 'on', ...settings });

async function openDemo(context, server, { name, fragment = '' } = {}) {
  const page = await context.newPage();
  if (name) await page.addInitScript((chosen) => sessionStorage.setItem('demo-name', sessionStorage.getItem('demo-name') ?? chosen), name);
  await page.goto(`${server.url}/demo/${fragment}`);
  await page.waitForSelector('#state[data-state=open]');
  return page;
}

async function say(page, text, audience = 'broadcast') {
  await page.check(`input[value=${audience}]`, { force: true });
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
}

const shown = (page, text) => page.waitForFunction(
  (wanted) => [...document.querySelectorAll('.message .text')].some((element) => element.textContent === wanted), text);
const texts = (page) => page.$$eval('.message .text', (elements) => elements.map((element) => element.textContent));

test('two tabs talk', async (t) => {
  const server = await startDemo(t);
  const context = await openContext(t, browser);
  const ada = await openDemo(context, server, { name: 'Ada' });
  const grace = await openDemo(context, server, { name: 'Grace' });

  await say(ada, 'Hello Grace');
  await shown(grace, 'Hello Grace');
  await say(grace, 'Hello Ada', 'group');
  await shown(ada, 'Hello Ada');

  assert.equal(await grace.textContent('.message .from'), 'Ada');
  assert.equal(await ada.textContent('.message:last-child .to'), 'to visitors');
});

test('two tabs talk over TLS', async (t) => {
  const server = await startDemo(t, await tlsSettings(t));
  assert.match(server.url, /^https:/);
  const context = await openContext(t, browser, { ignoreHTTPSErrors: true });
  const sockets = [];
  context.on('page', (page) => page.on('websocket', (socket) => sockets.push(new URL(socket.url()).protocol)));
  const ada = await openDemo(context, server, { name: 'Ada' });
  const grace = await openDemo(context, server, { name: 'Grace' });

  await say(ada, 'Hello Grace');
  await shown(grace, 'Hello Grace');
  await say(grace, 'Hello Ada', 'group');
  await shown(ada, 'Hello Ada');

  assert.deepEqual([...new Set(sockets)], ['wss:']);
});

test('a page whose browser does not know the certificate is kept from it', async (t) => {
  const server = await startDemo(t, await tlsSettings(t));
  const context = await openContext(t, browser);

  const page = await context.newPage();

  await assert.rejects(page.goto(`${server.url}/demo/`), /ERR_CERT_AUTHORITY_INVALID/);
});

test('a message reaches its audience and nobody else', async (t) => {
  const server = await startDemo(t);
  const here = await openContext(t, browser);
  const there = await openContext(t, browser);
  const ada = await openDemo(here, server, { name: 'Ada' });
  const grace = await openDemo(here, server, { name: 'Grace' });
  const adaElsewhere = await openDemo(there, server, { name: 'Ada' });

  await say(ada, 'a note to myself', 'user');
  await shown(adaElsewhere, 'a note to myself');
  await say(ada, 'for this browser', 'session');
  await shown(grace, 'for this browser');
  await say(ada, 'for all');
  for (const page of [ada, grace, adaElsewhere]) await shown(page, 'for all');

  assert.deepEqual(await texts(ada), ['a note to myself', 'for this browser', 'for all']);
  assert.deepEqual(await texts(grace), ['for this browser', 'for all']);
  assert.deepEqual(await texts(adaElsewhere), ['a note to myself', 'for all']);
});

test('the last message is there after a reload', async (t) => {
  const server = await startDemo(t);
  const page = await openDemo(await openContext(t, browser), server, { name: 'Ada' });
  await say(page, 'first');
  await say(page, 'last');
  await shown(page, 'last');

  await page.reload();
  await shown(page, 'last');

  assert.deepEqual(await texts(page), ['last']);
});

test('a new name is a new user', async (t) => {
  const server = await startDemo(t);
  const page = await openDemo(await openContext(t, browser), server, { name: 'Ada' });

  await page.fill('#name', 'Žofie: the 2nd');
  await page.press('#name', 'Enter');
  await page.waitForFunction(() => sessionStorage.getItem('demo-name') === 'Žofie: the 2nd');
  await page.waitForSelector('#state[data-state=open]');
  await say(page, 'under a new name', 'user');

  await shown(page, 'under a new name');
  assert.equal(await page.textContent('.message .from'), 'Žofie: the 2nd');
});

test('the page comes back when the server does, and shows nothing twice', async (t) => {
  const redis = await startRedis(t);
  const settings = { 'broker.type': 'redis', 'broker.redis.url': redis.url };
  const server = await startDemo(t, settings);
  const page = await openDemo(await openContext(t, browser), server, { name: 'Ada' });
  await say(page, 'before');
  await shown(page, 'before');

  await server.end();
  await page.waitForSelector('#state[data-state=waiting]');
  assert.equal(await page.isDisabled('#send'), true);
  await startDemo(t, { ...settings, 'server.port': server.port });
  await page.waitForSelector('#state[data-state=open]');
  await say(page, 'after');
  await shown(page, 'after');

  assert.deepEqual(await texts(page), ['before', 'after']);
});

for (const audience of ['broadcast', 'group', 'user', 'session']) {
  test(`its lines, pasted into a shell, make a message appear: ${audience}`, async (t) => {
    const redis = await startRedis(t);
    const server = await startDemo(t, { 'broker.type': 'redis', 'broker.redis.url': redis.url });
    const fragment = `#key=${API_KEY}&cli=${BINARY}&redis=${encodeURIComponent(`-s ${redis.socket}`)}`;
    const page = await openDemo(await openContext(t, browser), server, { name: "D'Ada 1", fragment });
    assert.equal(new URL(page.url()).hash, '', 'the key does not stay in the address bar');

    await page.check(`input[value=${audience}]`, { force: true });
    const lines = await page.$$eval('#lines pre', (elements) => elements.map((element) => element.textContent));
    assert.equal(lines.length, 3);

    for (const [index, line] of lines.entries()) {
      const greeting = `Hello ${index}`;
      await finished('bash', ['-c', line.replace('Hello from a shell', greeting)]);
      await shown(page, greeting);
    }
    assert.equal(await page.getAttribute('.message:last-child', 'data-audience'), audience);
  });
}

test('the page says where the key is to be found when it was not given one', async (t) => {
  const server = await startDemo(t);
  const page = await openDemo(await openContext(t, browser), server);

  const source = await (await fetch(`${server.url}/demo/demo.js`)).text();
  assert.ok(!source.includes(API_KEY));
  assert.match(await page.textContent('#lines'), /KEY is what the start of the server printed/);
});

test('it loads nothing from elsewhere, runs nothing inline, and complains of nothing', async (t) => {
  const server = await startDemo(t);
  const context = await openContext(t, browser);
  const complaints = [];
  const requests = [];
  context.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('request', (request) => requests.push(request.url()));

  const page = await openDemo(context, server);
  const response = await fetch(`${server.url}/demo/`);
  await say(page, '<img src=x onerror=alert(1)>');
  await shown(page, '<img src=x onerror=alert(1)>');

  assert.deepEqual(complaints, []);
  assert.ok(requests.every((url) => new URL(url).host === server.host), requests.join(' '));
  const policy = response.headers.get('content-security-policy');
  assert.match(policy, /default-src/);
  assert.doesNotMatch(policy, /unsafe-inline/);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
});

for (const [device, options] of Object.entries({
  'a phone': { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  'a desk': { viewport: { width: 1280, height: 900 } },
})) {
  test(`it fits ${device}`, async (t) => {
    const server = await startDemo(t);
    const page = await openDemo(await openContext(t, browser, options), server);
    await say(page, 'w'.repeat(500));
    await shown(page, 'w'.repeat(500));

    const { scroll, width } = await page.evaluate(() => (
      { scroll: document.documentElement.scrollWidth, width: document.documentElement.clientWidth }));
    assert.ok(scroll <= width, `${scroll} > ${width}`);
    const button = await page.locator('#send').boundingBox();
    assert.ok(button.y + button.height <= options.viewport.height, 'one can send without scrolling');
  });
}

test('is not there unless it is switched on', async (t) => {
  const server = await startFanfare(t);
  assert.equal((await fetch(`${server.url}/demo/`)).status, 404);
  assert.equal((await fetch(`${server.url}/demo/demo.js`)).status, 404);
});

