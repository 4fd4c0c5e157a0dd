// examples/spy, as its one command starts it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { startExample } from './support/processes.mjs';

let browser;
let example;
before(async () => {
  browser = await launch();
  example = await startExample('spy', /Looking on: (\S+)/);
});
after(async () => {
  await browser.close();
  await example.end();
});

const line = (page, part) => page.waitForFunction((wanted) => [...document.querySelectorAll('#messages li')]
  .map((one) => one.textContent).find((text) => text.includes(wanted)), part).then((handle) => handle.jsonValue());

test('what a backend publishes is seen, with time and channel', async (t) => {
  const page = await (await openContext(t, browser)).newPage();
  await page.goto(example.match[1]);

  const seen = await line(page, '"event":"update"');
  const [time, channel, message] = seen.split('  ');

  assert.match(time, /^\d\d:\d\d:\d\d\.\d{3}$/);
  assert.equal(channel, 'flask-socketio');
  const { method, room, data } = JSON.parse(message);
  assert.deepEqual([method, room, typeof data[0].time], ['emit', 'time', 'number']);
});

test('what is emitted from the page is seen there, as text', async (t) => {
  const page = await (await openContext(t, browser)).newPage();
  await page.goto(example.match[1]);
  await line(page, 'update');

  await page.fill('#event', 'greeting');
  await page.fill('#room', 'all & sundry');
  await page.fill('#data', '<b>Hello</b>');
  await page.click('text=Emit');
  const seen = await line(page, 'greeting');

  const { event, room, data } = JSON.parse(seen.split('  ')[2]);
  assert.deepEqual([event, room, data], ['greeting', 'all & sundry', ['<b>Hello</b>']]);
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/spy.png` });
});
