// examples/tabs, as its one command starts it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { startExample } from './support/processes.mjs';

let browser;
let example;
let url;
before(async () => {
  browser = await launch();
  example = await startExample('tabs', /Open in two tabs: (\S+)/);
  url = example.match[1];
});
after(async () => {
  await browser.close();
  await example.end();
});

async function openTab(context) {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => /^[0-9a-z]{1,11}$/.test(document.getElementById('tab').textContent));
  return page;
}

async function say(page, text, button) {
  await page.fill('#text', text);
  await page.click(`button[value=${button}]`);
}

const shown = (page, text) => page.waitForFunction(
  (wanted) => [...document.querySelectorAll('#messages li')].some((line) => line.textContent === wanted), text);
const texts = (page) => page.$$eval('#messages li', (lines) => lines.map((line) => line.textContent));

test('a message reaches one tab, or all of its user, and nobody else', async (t) => {
  const context = await openContext(t, browser);
  const one = await openTab(context);
  const two = await openTab(context);
  const stranger = await openTab(await openContext(t, browser));
  assert.notEqual(await one.textContent('#tab'), await two.textContent('#tab'));

  await say(one, 'for one', 'tab');
  await shown(one, 'for one');
  await say(two, 'for both', 'all');
  await Promise.all([shown(one, 'for both'), shown(two, 'for both')]);
  await say(stranger, 'elsewhere', 'all');
  await shown(stranger, 'elsewhere');

  assert.deepEqual(await texts(one), ['for one', 'for both']);
  assert.deepEqual(await texts(two), ['for both']);
  assert.deepEqual(await texts(stranger), ['elsewhere']);
  if (process.env.SCREENSHOTS) await one.screenshot({ path: `${process.env.SCREENSHOTS}/tabs.png` });
});

test('nobody reaches the tab of another by its id', async (t) => {
  const mine = await openTab(await openContext(t, browser));
  const other = await openTab(await openContext(t, browser));

  await other.evaluate((tabWindowId) => fetch('/api/push', {
    method: 'POST', body: JSON.stringify({ text: 'intruder', tabWindowId }) }), await mine.textContent('#tab'));
  await say(mine, 'the end', 'tab');
  await shown(mine, 'the end');

  assert.deepEqual(await texts(mine), ['the end']);
});
