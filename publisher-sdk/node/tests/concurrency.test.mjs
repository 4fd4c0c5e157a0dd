// A thousand promises at once lose and mix nothing; and a batch is about as fast as the bare client.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createClient } from 'redis';

import { HttpTransport, RedisPublisher, RedisTransport } from '../index.mjs';
import { Witness } from './support/witness.mjs';

const PROMISES = 1000;
const numbers = Array.from({ length: PROMISES }, (_, number) => number);
let witness;
before(async () => (witness = await Witness.start()));
after(() => witness.stop());

async function listening(pattern) {
  const subscriber = await createClient({ url: witness.redis_itself }).connect();
  const heard = [];
  await subscriber.pSubscribe([pattern, 'end'], (message, channel) => heard.push([channel, message]));
  return {
    async heard() {
      const publisher = await createClient({ url: witness.redis_itself }).connect();
      const ended = new Promise((resolve) => subscriber.pSubscribe('end', resolve));
      await publisher.publish('end', '');
      await ended;
      publisher.destroy();
      subscriber.destroy();
      return heard.filter(([channel]) => channel !== 'end');
    },
  };
}

const roomPublisher = (transport, number) => new RedisPublisher({ facility: 'f', rooms: [`${number}`], transport });

for (const [name, make] of Object.entries({
  redis: () => new RedisTransport(witness.redis_itself),
  http: () => new HttpTransport(witness.http, witness.key, { commandTimeout: 30_000 }),
})) {
  test(`${name}: a thousand promises lose and mix nothing`, async () => {
    const transport = make();
    const page = await listening('room:*');

    const results = await Promise.all(numbers.map((number) => roomPublisher(transport, number).publishMessage(`${number}`)));
    const kept = await Promise.all(numbers.map((number) =>
      roomPublisher(transport, number).fetchMessage(null, 'f', 'room', { room: `${number}` })));

    assert.deepEqual(results.map(({ channels }) => channels[0]), numbers.map((number) => `room:${number}:f`));
    assert.deepEqual(kept.map(({ text }) => Number(text)), numbers);
    const heard = await page.heard();
    assert.deepEqual(heard.map(([, text]) => Number(text)).sort((a, b) => a - b), numbers);
    assert.ok(heard.every(([channel, text]) => channel === `room:${text}:f`));
    await transport.close();
  });
}

test('messages of one publisher keep their order', async () => {
  const transport = new RedisTransport(witness.redis_itself);
  const page = await listening('broadcast:*');
  const publisher = new RedisPublisher({ facility: 'f', broadcast: true, transport });

  await Promise.all(numbers.map((number) => publisher.publishMessage(number, number % 2)));

  assert.deepEqual((await page.heard()).map(([, text]) => Number(text)), numbers);
  await transport.close();
});

test('a batch reaches at least 80 % of the rate at which the bare client pipelines the same commands', async (context) => {
  const messages = Array.from({ length: 2000 }, (_, number) => `${number} ${'x'.repeat(100)}`);
  const client = await createClient({ url: witness.redis_itself }).connect();
  const transport = new RedisTransport(witness.redis_itself, { expire: 60, commandTimeout: 30_000 });
  const publisher = new RedisPublisher({ facility: 'f', broadcast: true, transport });
  const seconds = async (work) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const bare = () => Promise.all(messages.map((message) => client.multi()
    .addCommand(['SETEX', 'broadcast:f', '60', message])
    .addCommand(['PUBLISH', 'broadcast:f', message])
    .exec()));
  const ours = () => publisher.publishBatch(messages);
  let [theirs, mine, ratio] = [Infinity, Infinity, 0];
  await seconds(bare);
  await seconds(ours); // both are connected

  // The least of each is what it takes when the machine does nothing else meanwhile.
  for (let round = 0; round < 8 || (round < 40 && ratio < 0.8); round += 1) {
    theirs = Math.min(theirs, await seconds(bare));
    mine = Math.min(mine, await seconds(ours), await seconds(ours));
    theirs = Math.min(theirs, await seconds(bare)); // neither always cleans up behind the other
    ratio = theirs / mine;
  }

  context.diagnostic(`ratio ${ratio.toFixed(2)}`);
  assert.ok(ratio >= 0.8, `${theirs} ms, ${mine} ms`);
  client.destroy();
  await transport.close();
});
