// The types hold for who imports and for who requires, and find what is wrong.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const USE = `
import { RedisPublisher, RedisTransport, HttpTransport, SELF, Visitor, Published, RedisMessage, disconnect, revoke } from 'fanfare-publisher';
import { fanfare, whoami } from 'fanfare-publisher/express';

const transport = new RedisTransport('redis://127.0.0.1', { prefix: 'site', expire: 60 });
const publisher = new RedisPublisher({ facility: 'f', users: ['mary', SELF], request: new Visitor({ user: 'x' }), transport });
export async function use(): Promise<Published> {
  const kept: RedisMessage | null = await publisher.fetchMessage(null, 'f', 'any');
  kept?.bytes.readUInt8(0);
  await disconnect({ user: 'mary' }, { transport: new HttpTransport('http://127.0.0.1', 'key') });
  await revoke({ user: 'mary', group: 'staff' });
  const results: Published[] = await publisher.pipeline().publishMessage({ a: [1] }, 5).send();
  return results[0] ?? publisher.publishMessage(new Uint8Array(1));
}
export const middleware = [fanfare({ transport }), whoami({ secret: 'x' })];
`;
const WRONG = {
  'an audience there is not': "new RedisPublisher({ teams: ['a'] });",
  'an expiry that is a text': "publisher.publishMessage('x', 'soon');",
  'two selectors that are none': 'disconnect({ name: 1 });',
  'an audience to fetch that there is not': "publisher.fetchMessage(null, 'f', 'everybody');",
};

// Each case is a file that imports and one that requires; tsc reads them together, for it takes its time.
async function checked() {
  const folder = await mkdtemp(`${root}tests/.types-`);
  try {
    for (const kind of ['mts', 'cts']) {
      await writeFile(`${folder}/right.${kind}`, USE);
      await writeFile(`${folder}/wrong.${kind}`, USE + Object.values(WRONG).join('\n'));
    }
    const files = ['right.mts', 'right.cts', 'wrong.mts', 'wrong.cts'].map((name) => `${folder}/${name}`);
    return await new Promise((resolve) => {
      execFile(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '--noEmit', '--strict', '--skipLibCheck',
        '--module', 'node16', '--target', 'es2022', '--types', 'node', ...files], { cwd: root }, (_, said) => resolve(said));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('what is right is taken, and what is wrong is found, by who imports and by who requires', async () => {
  const found = await checked();
  for (const [name, count] of [['right.mts', 0], ['right.cts', 0], ['wrong.mts', 4], ['wrong.cts', 4]]) {
    assert.equal(found.split(`${name}(`).length - 1, count, found);
  }
});
