// docs/from-ws4redis.md: a chat that was written for ws4redis, with the lines changed that are named there, beside Fanfare.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, openContext } from './support/browser.mjs';
import { Child, PYTHON, finished, freePort, startFanfare, startProxy, startRedis } from './support/processes.mjs';

const CHAT = path.resolve('tests/browser/chat');
const SDK = path.resolve('publisher-sdk/python/src');
const USERS = `
from django.contrib.auth.models import Group, User
chatters = Group.objects.create(name="chatusers")
for name in ("john", "mary", "ann"):
    user = User.objects.create_user(name, password="secret")
    if name != "ann": user.groups.add(chatters)
`;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// `text` with each line of `diff` that begins with a minus replaced by the plus at its place behind, or left out.
function patched(text, diff) {
  for (const [, minus, plus] of diff.matchAll(/((?:^-.*\n)+)((?:^\+.*\n)*)/gm)) {
    const [gone, come] = [minus, plus].map((lines) => lines.split('\n').slice(0, -1).map((line) => line.slice(1).trim()));
    gone.forEach((line, at) => {
      const found = text.match(new RegExp(`^( *)${line.replace(/[^\w ]/g, '\\$&')}\n`, 'gm')) ?? [];
      assert.equal(found.length, 1, `the chat has one line ${line}`);
      text = text.replace(found[0], come[at] === undefined ? '' : found[0].replace(line, come[at]));
    });
    assert.ok(come.length <= gone.length);
  }
  return text;
}

async function migrate(folder) {
  const document = await readFile('docs/from-ws4redis.md', 'utf8');
  const diffs = [...document.matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff]) => diff);
  assert.equal(diffs.length, 2);
  for (const [at, name] of ['chat/views.py', 'chat/settings.py'].entries()) {
    const file = path.join(folder, name);
    await writeFile(file, patched(await readFile(file, 'utf8'), diffs[at]));
  }
}

// The chat as it was, its Redis, and how to call its manage.py.
async function startChat(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'fanfare-chat-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(CHAT, folder, { recursive: true });
  const redis = await startRedis(t);
  const env = { ...process.env, CHAT_REDIS_PORT: String(redis.port), PYTHONPATH: SDK };
  const command = [path.join(folder, 'manage.py')];
  return { folder, manage: (...words) => finished(PYTHON, [...command, ...words], { env }),
    serve: (port) => new Child(PYTHON, [...command, 'runserver', '--noreload', `127.0.0.1:${port}`], { env }) };
}

// The address under which a browser finds site and Fanfare.
async function startMigrated(t) {
  const chat = await startChat(t);
  await chat.manage('check'); // as it was written for ws4redis
  await migrate(chat.folder);
  await chat.manage('migrate', '--verbosity', '0');
  await chat.manage('shell', '--command', USERS);
  const properties = path.join(chat.folder, 'site.properties');
  await writeFile(properties, await chat.manage('fanfare_config'));
  const port = await freePort();
  const site = chat.serve(port);
  t.after(() => site.end());
  await site.saying(/Quit the server/);
  const fanfare = await startFanfare(t, {}, ['--config', properties]);
  return startProxy(t, `http://127.0.0.1:${port}`, fanfare.url);
}

const heard = (page) => page.$$eval('#heard li', (entries) => entries.map((entry) => entry.textContent));
const hears = (page, texts) => page.waitForFunction((wanted) =>
  JSON.stringify([...document.querySelectorAll('#heard li')].map((entry) => entry.textContent)) === wanted, JSON.stringify(texts));

async function open(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => document.getElementById('state').textContent === 'connected');
}

async function say(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'message') await page.fill('[name=message]', value);
    else await page.selectOption(`[name=${name}]`, value);
  }
  await page.click('#say button');
}

test('the chat of ws4redis works with the lines changed that the document names', async (t) => {
  const url = await startMigrated(t);
  const logIn = async (name) => {
    const page = await (await openContext(t, browser)).newPage();
    await page.goto(`${url}/accounts/login/`);
    await page.fill('[name=username]', name);
    await page.fill('[name=password]', 'secret');
    await Promise.all([page.waitForURL('**/chat/'), page.click('button')]);
    return page;
  };
  const [john, mary, ann] = [await logIn('john'), await logIn('mary'), await logIn('ann')];

  await t.test('what is said to everybody is heard by everybody, and by who comes next', async () => {
    await open(john, `${url}/chat/`);
    await hears(john, ['Hello everybody']);
    await open(mary, `${url}/userchat/`); // whose view greets nobody
    await open(mary, `${url}/chat/`);
    await hears(john, ['Hello everybody', 'Hello everybody']);
    await hears(mary, ['Hello everybody']);

    await say(mary, { message: 'hello from mary' });

    await hears(john, ['Hello everybody', 'Hello everybody', 'hello from mary']);
    await hears(mary, ['Hello everybody', 'hello from mary']);
  });

  await t.test('what is said to a user is heard by him alone, again after a reload', async () => {
    await Promise.all([john, mary, ann].map((page) => open(page, `${url}/userchat/`)));

    await say(mary, { message: 'psst, john', user: 'john' });
    await hears(john, ['psst, john']);
    await say(john, { message: 'yes, mary?', user: 'mary' });
    await hears(mary, ['yes, mary?']);
    await open(john, `${url}/userchat/`);

    await hears(john, ['psst, john']);
    assert.deepEqual(await heard(ann), []);
  });

  await t.test('what is said to a group is heard by its members', async () => {
    await Promise.all([john, mary, ann].map((page) => open(page, `${url}/groupchat/`)));

    await say(ann, { message: 'hello, chatters', group: 'chatusers' });

    await Promise.all([hears(john, ['hello, chatters']), hears(mary, ['hello, chatters'])]);
    assert.deepEqual(await heard(ann), []);
  });

  await t.test('logging out ends what the page hears', async () => {
    await john.evaluate(() => {
      // Told at once, for the page connects again after a random pause, which may be next to none.
      const told = new Promise((resolve) => {
        new MutationObserver((changes) => {
          const texts = changes.flatMap(({ addedNodes }) => [...addedNodes].map(({ data }) => data));
          if (texts.includes('disconnected')) resolve();
        }).observe(document.getElementById('state'), { childList: true });
      });
      return fetch('/accounts/logout/').then(() => told);
    });

    await open(john, `${url}/groupchat/`);

    assert.deepEqual(await heard(john), []);
  });
});
