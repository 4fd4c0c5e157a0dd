// examples/sites, each as its one command starts it: two users in two browsers, from login to logout.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { startExample } from './support/processes.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const shows = (page, id, text) => page.waitForFunction(
  ([where, wanted]) => document.getElementById(where).textContent === wanted, [id, text]);
const isConnected = (page) => shows(page, 'connection', 'connected');

async function logIn(page, name) {
  await page.fill('#login [name=name]', name);
  await page.click('#login button');
  await shows(page, 'user', name);
  await isConnected(page);
}

// Fills in the form of that call, and sends it.
async function call(page, name, fields) {
  for (const [field, text] of Object.entries(fields)) await page.fill(`[data-call=${name}] [name=${field}]`, text);
  await Promise.all([
    page.waitForResponse((response) => response.url().endsWith(`/${name}`) && response.ok()),
    page.click(`[data-call=${name}] button`),
  ]);
}

const shown = (page) => page.$$eval('dd', (entries) => entries.map((entry) => entry.textContent.trim()));

for (const site of ['django', 'flask', 'express', 'php', 'cpp']) {
  test(`the shop with ${site} shows each what is meant for him, again after a reload, and nothing after the logout`, async (t) => {
    const { match: [, url], end } = await startExample(`sites/${site}`, /Open in two browsers: (\S+)/);
    t.after(end);
    const open = async () => {
      const page = await (await openContext(t, browser)).newPage();
      await page.goto(url);
      await isConnected(page);
      return page;
    };
    const [mary, john] = [await open(), await open()];
    await logIn(mary, 'mary');
    await logIn(john, 'john');

    await call(mary, 'price', { price: '9.99' });
    await call(mary, 'order', { user: 'john', status: 'on its way' });
    await call(john, 'staff', { text: 'hello, staff' });
    await call(john, 'todo', { item: 'Buy milk' });

    await Promise.all([shows(mary, 'price', '9.99'), shows(mary, 'staff', 'hello, staff')]);
    await Promise.all([shows(john, 'price', '9.99'), shows(john, 'order', 'on its way'), shows(john, 'todo', 'Buy milk')]);
    assert.deepEqual(await shown(mary), ['9.99', '–', 'hello, staff', '']);
    assert.deepEqual(await shown(john), ['9.99', 'on its way', '–', 'Buy milk']);

    await john.reload();
    await Promise.all([shows(john, 'order', 'on its way'), shows(john, 'todo', 'Buy milk')]);
    assert.deepEqual(await shown(john), ['9.99', 'on its way', '–', 'Buy milk']);

    await john.click('#logout button');
    await john.waitForSelector('#login:not([hidden])');
    await shows(john, 'price', '9.99');
    await call(mary, 'order', { user: 'john', status: 'for nobody else' });
    await call(mary, 'price', { price: '10.49' });
    await shows(john, 'price', '10.49');
    assert.deepEqual(await shown(john), ['10.49', '–', '–', '']);
    if (process.env.SCREENSHOTS) await mary.screenshot({ path: `${process.env.SCREENSHOTS}/shop-${site}.png` });
  });
}
