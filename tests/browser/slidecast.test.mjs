// examples/slidecast, as its one command starts it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { startExample } from './support/processes.mjs';

let browser;
let example;
let site;
before(async () => {
  browser = await launch();
  example = await startExample('slidecast', /Present: (\S+)/);
  site = new URL(example.match[1]).origin;
});
after(async () => {
  await browser.close();
  await example.end();
});

async function open(context, role, id) {
  const page = await context.newPage();
  await page.goto(`${site}/${role}/${id}`);
  await page.waitForSelector('[data-connected=true]');
  return page;
}

const heading = (page, text) => page.waitForFunction(
  (wanted) => document.querySelector('.slide h1')?.textContent === wanted, text);

test('watchers see the slide that is presented, late ones too', async (t) => {
  const presenter = await open(await openContext(t, browser), 'present', 'talk');
  const early = await open(await openContext(t, browser), 'watch', 'talk');
  await heading(early, 'Fanfare');

  await presenter.click('text=Next');
  await heading(early, 'Rooms');
  const late = await open(await openContext(t, browser), 'watch', 'talk');
  await heading(late, 'Rooms');
  await presenter.click('text=Next');
  await Promise.all([heading(early, 'Thanks'), heading(late, 'Thanks')]);
  await presenter.click('text=Back');
  await Promise.all([heading(early, 'Rooms'), heading(late, 'Rooms')]);
  if (process.env.SCREENSHOTS) {
    await presenter.screenshot({ path: `${process.env.SCREENSHOTS}/present.png` });
    await early.screenshot({ path: `${process.env.SCREENSHOTS}/watch.png` });
  }
});

test('a watcher whose connection breaks comes back, and sees what it missed and what follows', async (t) => {
  const presenter = await open(await openContext(t, browser), 'present', 'broken');
  const context = await openContext(t, browser);
  await context.addInitScript(() => {
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
      constructor(...of) { super(...of); window.sockets.push(this); }
    };
  });
  const watcher = await open(context, 'watch', 'broken');
  await heading(watcher, 'Fanfare');

  await watcher.evaluate(() => window.sockets[0].close());
  await watcher.waitForSelector('[data-connected=false]');
  await presenter.click('text=Next');
  await heading(watcher, 'Rooms');
  await watcher.waitForSelector('[data-connected=true]');
  await presenter.click('text=Next');
  await heading(watcher, 'Thanks');

  assert.equal(await watcher.evaluate(() => window.sockets.length), 2);
});

test('what is edited shows at once, as text', async (t) => {
  const presenter = await open(await openContext(t, browser), 'present', 'edited');
  const watcher = await open(await openContext(t, browser), 'watch', 'edited');

  await presenter.fill('textarea', '# <b>Bold</b>\nas it is typed');
  await heading(watcher, '<b>Bold</b>');

  assert.equal(await watcher.textContent('.slide p'), 'as it is typed');
});

test('only who began presents, and other talks are not disturbed', async (t) => {
  await open(await openContext(t, browser), 'present', 'mine');
  const watcher = await open(await openContext(t, browser), 'watch', 'mine');
  await heading(watcher, 'Fanfare');

  const intruder = await open(await openContext(t, browser), 'present', 'mine');
  await intruder.waitForFunction(() => document.querySelector('.problem').textContent.includes('somebody else'));
  const elsewhere = await open(await openContext(t, browser), 'present', 'other');
  await elsewhere.click('text=Next');
  await heading(await open(await openContext(t, browser), 'watch', 'other'), 'Rooms');

  assert.equal(await watcher.textContent('.slide h1'), 'Fanfare');
});
