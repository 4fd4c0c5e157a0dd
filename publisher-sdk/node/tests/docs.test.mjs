// What docs/publisher-sdk.md says of Node.js works as it stands.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import * as fanfare from '../index.mjs';
import { Witness } from './support/witness.mjs';

const section = readFileSync(new URL('../../../docs/publisher-sdk.md', import.meta.url), 'utf8')
  .split('## Node.js\n')[1].split('With Express')[0];
const blocks = [...section.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block);
let witness;
before(async () => (witness = await Witness.start()));
after(() => witness.stop());

test('the lines publish and fetch what they say', async () => {
  const transport = new fanfare.RedisTransport(witness.redis_itself);
  const another = new fanfare.RedisPublisher({ facility: 'orders', users: ['ann'], transport });
  const lines = blocks.join('').replace(/^import .*$/m, '').replace('redis://127.0.0.1:6379/0', witness.redis_itself);
  const work = Object.getPrototypeOf(async () => {}).constructor;

  const kept = await new work(...Object.keys(fanfare), 'another', `${lines}; return kept;`)(...Object.values(fanfare), another);

  assert.equal(kept.text, 'for these');
  const fetched = new fanfare.RedisPublisher({ transport });
  assert.equal((await fetched.fetchMessage(new fanfare.Visitor({ user: 'ann' }), 'orders', 'user')).text, 'for others');
  fanfare.configure();
  await transport.close();
});
