// examples/gps, as its one command starts it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { startExample } from './support/processes.mjs';

const HOME = { latitude: 48.2082, longitude: 16.3738 };
const STATION = { latitude: 48.1851, longitude: 16.3762 };

let browser;
let example;
let site;
let command;
before(async () => {
  browser = await launch();
  example = await startExample('gps', /On the move: (\S+)[^]*Or: curl -H '([^']+)' '([^']+)'/);
  site = example.match[1];
  command = { header: example.match[2], url: example.match[3] };
});
after(async () => {
  await browser.close();
  await example.end();
});

async function openDevice(context) {
  const page = await context.newPage();
  await page.goto(site);
  await page.waitForSelector('#state.connected');
  return page;
}

async function openWhere(context) {
  const page = await context.newPage();
  await page.goto(`${site}where`);
  await page.waitForSelector('#state.connected');
  return page;
}

const aDevice = (t) => openContext(t, browser, { geolocation: HOME, permissions: ['geolocation'] });
const at = (page, { latitude }) => page.waitForFunction(
  (wanted) => document.getElementById('latitude').textContent === wanted, String(latitude));
const told = (page, { latitude, longitude }) => page.waitForFunction(
  (wanted) => document.getElementById('told').textContent === wanted, `${latitude}, ${longitude}`);

test('the way of a device is followed', async (t) => {
  const context = await aDevice(t);
  const device = await openDevice(context);
  const where = await openWhere(context);

  await device.click('text=Tell where I am');
  await at(where, HOME);
  await context.setGeolocation(STATION);
  await at(where, STATION);

  assert.equal(await where.textContent('#longitude'), String(STATION.longitude));
  assert.equal((await where.getAttribute('#way', 'points')).split(' ').length, 2);
  if (process.env.SCREENSHOTS) {
    await device.screenshot({ path: `${process.env.SCREENSHOTS}/gps-device.png` });
    await where.screenshot({ path: `${process.env.SCREENSHOTS}/gps-where.png` });
  }
});

test('where a device was last is kept, for its pages and for the backend', async (t) => {
  const context = await aDevice(t);
  const device = await openDevice(context);
  await device.click('text=Tell where I am');
  await told(device, HOME);
  const user = await device.textContent('#user');
  const follower = await openWhere(context);
  await at(follower, HOME);  // so it has arrived
  await device.close();

  await at(await openWhere(context), HOME);
  const [name, value] = command.header.split(': ');
  const response = await fetch(command.url.replace('NAME', encodeURIComponent(user)), { headers: { [name]: value } });
  const { latitude, longitude } = await response.json();
  assert.deepEqual({ latitude, longitude }, HOME);
});

test('nobody sees where another is', async (t) => {
  const context = await aDevice(t);
  const device = await openDevice(context);
  await device.click('text=Tell where I am');
  await at(await openWhere(context), HOME);

  const stranger = await openWhere(await openContext(t, browser));
  const status = await stranger.evaluate(() => fetch('/api/position').then((response) => response.status));

  assert.equal(status, 404);
  assert.equal(await stranger.textContent('#latitude'), '–');
  assert.equal((await fetch(command.url.replace('NAME', 'x'))).status, 401);
});
