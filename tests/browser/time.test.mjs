// examples/time, as its one command starts it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { startExample } from './support/processes.mjs';

let browser;
let example;
let url;
before(async () => {
  browser = await launch();
  example = await startExample('time', /The time: (\S+)/);
  url = example.match[1];
});
after(async () => {
  await browser.close();
  await example.end();
});

const told = (page, least) => page.waitForFunction(
  (time) => Number(document.getElementById('time').textContent) >= time, least);

test('the time is told, and told again', async (t) => {
  const page = await (await openContext(t, browser)).newPage();
  const began = Math.floor(Date.now() / 1000);
  await page.goto(url);

  await told(page, began);
  const first = Number(await page.textContent('#time'));
  await told(page, first + 1);

  assert.equal(await page.textContent('#state'), 'Connected.');
  assert.ok(first < began + 60);
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/time.png` });
});

test('the page goes on over a WebSocket', async (t) => {
  const page = await (await openContext(t, browser)).newPage();
  const opened = page.waitForEvent('websocket');
  await page.goto(url);
  const socket = await opened;
  assert.match(socket.url(), /\/socket\.io\/\?EIO=4&transport=websocket&sid=/);

  const frame = await socket.waitForEvent('framereceived', ({ payload }) => payload.startsWith('42["update"'));

  assert.match(frame.payload, /^42\["update",\{"time": ?\d+\}\]$/);
});

test('the page hears by polling where there are no WebSockets', async (t) => {
  const context = await openContext(t, browser);
  await context.addInitScript(() => { delete window.WebSocket; });
  const page = await context.newPage();
  await page.goto(url);

  await told(page, 1);
  await told(page, Number(await page.textContent('#time')) + 1);
});

test('the page comes back when its connection is lost', async (t) => {
  const page = await (await openContext(t, browser)).newPage();
  await page.goto(url);
  await told(page, 1);

  await page.evaluate(() => socket.io.engine.close());
  await page.waitForFunction(() => !socket.connected);
  await page.waitForFunction(() => socket.connected);

  await told(page, Number(await page.textContent('#time')) + 1);
});
