// examples/dir2web, as its one command starts it.

import assert from 'node:assert/strict';
import { appendFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { startExample } from './support/processes.mjs';

let browser;
let example;
let folder;
let url;
before(async () => {
  browser = await launch();
  example = await startExample('dir2web', /Watching: (\S+)\nOpen: (\S+)/);
  [, folder, url] = example.match;
});
after(async () => {
  await browser.close();
  await example.end();
});

async function openPage(t) {
  const page = await (await openContext(t, browser)).newPage();
  await page.goto(url);
  await page.waitForSelector('#state.connected');
  return page;
}

const at = (name) => path.join(folder, name);
const listed = (page, name, wanted = true) => page.waitForFunction(([text, there]) => there ===
  [...document.querySelectorAll('#files button')].some((button) => button.textContent === text), [name, wanted]);
const shown = (page, text) => page.waitForFunction(
  (wanted) => document.getElementById('text').textContent === wanted, text);
async function choose(page, name) {
  await listed(page, name);
  await page.click(`#files button:text-is("${name}")`);
}

test('what comes and goes is listed at once', async (t) => {
  const page = await openPage(t);
  await listed(page, 'hello.txt');

  await writeFile(at('новый файл.txt'), 'x');
  await listed(page, 'новый файл.txt');
  await rm(at('новый файл.txt'));
  await listed(page, 'новый файл.txt', false);
});

test('the file that is shown changes as it is written', async (t) => {
  await writeFile(at('a.txt'), 'one\n');
  await writeFile(at('b.txt'), 'other\n');
  const page = await openPage(t);
  await choose(page, 'a.txt');
  await shown(page, 'one\n');

  await appendFile(at('a.txt'), 'two\n');
  await shown(page, 'one\ntwo\n');
  await choose(page, 'b.txt');
  await shown(page, 'other\n');
  await writeFile(at('b.txt'), '<b>not bold</b>');
  await shown(page, '<b>not bold</b>');
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/dir2web.png` });
  await rm(at('b.txt'));
  await shown(page, '(it is gone)');
});

test('the page hears again when its connection was lost', async (t) => {
  await writeFile(at('c.txt'), 'one');
  const page = await openPage(t);
  await choose(page, 'c.txt');
  await shown(page, 'one');

  await page.evaluate(() => socket.io.engine.close());
  await page.waitForFunction(() => !socket.connected);
  await page.waitForSelector('#state.connected');
  await writeFile(at('c.txt'), 'two');
  await shown(page, 'two');
});

test('without the secret nobody hears of a file', async (t) => {
  const page = await openPage(t);
  const [answer, wrong] = await page.evaluate(async () => {
    const other = io({ forceNew: true });
    window.heard = [];
    other.on('rescan', (data) => window.heard.push(data));
    await new Promise((resolve) => { other.on('connect', resolve); });
    const join = (secret) => new Promise((resolve) => {
      other.emit('join', { room: 'dir::_rescan', secret }, (...back) => resolve(back));
    });
    return [await join(undefined), await join('wrong')];
  });
  assert.deepEqual([answer, wrong], [[], []]);

  await writeFile(at('secret.txt'), 'x');
  await listed(page, 'secret.txt');

  assert.deepEqual(await page.evaluate(() => window.heard), []);
});

test('nothing is shown that is not in the folder', async (t) => {
  await symlink('/etc/passwd', at('link'));
  const page = await openPage(t);
  const statuses = await page.evaluate(() => Promise.all(
    ['/_file/..%2F..%2Fetc%2Fpasswd', '/_file/%2Fetc%2Fpasswd', '/_file/link', '/_file/none']
      .map((path) => fetch(path).then((response) => response.status))));

  assert.deepEqual(statuses, [404, 404, 404, 404]);
  await listed(page, 'link', false);
  assert.equal((await fetch(new URL('/_secret', url))).status, 403);
});
