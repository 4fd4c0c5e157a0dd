// What the vectors cannot say: JavaScript's own values, and calls that are wrong in JavaScript's way.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, beforeEach, test } from 'node:test';

import * as fanfare from '../index.mjs';
import { Witness } from './support/witness.mjs';

const { HttpTransport, InvalidArgument, RedisMessage, RedisPublisher, RedisTransport, SELF, Visitor } = fanfare;
let witness;
let transport;
before(async () => {
  witness = await Witness.start();
  transport = new RedisTransport(witness.redis_itself);
});
beforeEach(() => witness.ask('/begin', { vector: 'keeps nothing with an expiry of zero', transport: 'redis' }));
after(async () => {
  await transport.close();
  await witness.stop();
});

const publisher = (given = { broadcast: true }) => new RedisPublisher({ facility: 'f', transport, ...given });
const refusal = (word) => (error) => error instanceof InvalidArgument && error.message.includes(word);

test('require and import give the same', () => {
  const required = createRequire(import.meta.url)('../index.cjs');
  assert.deepEqual(Object.keys(required).sort(), Object.keys(fanfare).sort());
  assert.equal(required.SELF, SELF);
  assert.ok(createRequire(import.meta.url)('fanfare-publisher/express').whoami);
});

test('a publisher without a transport takes the configured one', async () => {
  fanfare.configure(transport);
  await new RedisPublisher({ facility: 'f', broadcast: true }).publishMessage('x');
  assert.equal((await new RedisPublisher().fetchMessage(null, 'f', 'broadcast')).text, 'x');
  fanfare.configure();
});

test('bytes may come in any view, and only what it shows is published', async () => {
  const whole = new Uint8Array([1, 2, 3, 4]).buffer;
  for (const bytes of [new Uint8Array(whole, 1, 2), new DataView(whole, 1, 2), Buffer.from([2, 3])]) {
    await publisher().publishMessage(bytes);
    assert.deepEqual([...(await publisher().fetchMessage()).bytes], [2, 3]);
  }
});

test('a fetched message is bytes and text and JSON, and can be published again', async () => {
  await publisher().publishMessage({ price: 9.99 });
  const kept = await publisher().fetchMessage();
  assert.equal(`${kept}`, '{"price":9.99}');
  assert.deepEqual(kept.json(), { price: 9.99 });
  await publisher().publishMessage(kept);
  assert.deepEqual((await publisher().fetchMessage()).json(), { price: 9.99 });
});

test('names may be whole numbers, and come in a set', async () => {
  const { channels } = await publisher({ users: new Set(['mary', 7]) }).publishMessage('x');
  assert.deepEqual(channels, ['user:mary:f', 'user:7:f']);
});

const endless = [];
endless.push(endless);
for (const [name, message] of Object.entries({
  undefined: undefined, function: () => 1, symbol: SELF, bigint: 1n, 'a circle': endless, NaN, 'a lone surrogate': '\ud800',
})) {
  test(`${name} is no message`, () => assert.rejects(publisher().publishMessage(message), refusal('message')));
}

for (const users of [7, { name: 'mary' }, [null], [1.5], ['\ud800'], [Symbol('mary')]]) {
  test(`users that are ${typeof users} ${String(users[0] ?? '').toString()} are none`, () => {
    assert.throws(() => publisher({ users }), refusal('users'));
  });
}

test('a request that does not tell who is behind it is refused', () => {
  assert.throws(() => publisher({ users: [SELF], request: 7 }), refusal('request'));
  assert.throws(() => publisher({ users: [SELF], request: {} }), refusal('request'));
});

test('SELF reads a request with a session of express-session', async () => {
  const session = { passport: { user: 'mary' }, groups: ['staff'] };
  const request = { session, sessionID: 's3ss1on0' };
  const { channels } = await publisher({ users: [SELF], groups: [SELF], sessions: SELF, request }).publishMessage('x');
  assert.deepEqual(channels, ['user:mary:f', 'group:staff:f', 'session:s3ss1on0:f']);
});

test('a visitor without a user has no groups', () => {
  assert.deepEqual(new Visitor({ groups: ['staff'], session: 's' }).groups, []);
});

test('a pipeline can be filled and sent again', async () => {
  const pipeline = publisher().pipeline();
  const [first] = await pipeline.publishMessage('1').send();
  const rest = await pipeline.publishMessage('2').publishMessage('3').send();
  assert.deepEqual([first.channels.length, rest.length], [1, 2]);
  assert.deepEqual(await pipeline.send(), []);
});

for (const url of ['127.0.0.1:6379', 'http://127.0.0.1', 'redis://:s3cret@host:port/0', 'redis://:s3cret@host/x', 7]) {
  test(`${url} is no address of a Redis, and no password is told`, () => {
    assert.throws(() => new RedisTransport(url), (error) => refusal('url')(error) && !error.message.includes('s3cret'));
  });
}

for (const options of [{ connectTimeout: 0 }, { commandTimeout: -1 }, { colons: 'both' }, { expire: -1 }, { maxBytes: 0 },
  { revokedFor: 0 }, { unknown: 1 }]) {
  test(`${JSON.stringify(options)} is no option`, () => {
    assert.throws(() => new RedisTransport(undefined, options), InvalidArgument);
    assert.throws(() => new HttpTransport('http://127.0.0.1', 'k'.repeat(16), options), InvalidArgument);
  });
}

test('an address of the API that is none is refused', () => {
  assert.throws(() => new HttpTransport('redis://127.0.0.1', 'k'.repeat(16)), refusal('url'));
  assert.throws(() => new HttpTransport('http://127.0.0.1', ''), refusal('key'));
  assert.throws(() => new HttpTransport('http://127.0.0.1', 'a\nb'), refusal('key'));
});

test('a message is what it is made of', () => {
  assert.equal(new RedisMessage('ü').bytes.length, 2);
  assert.throws(() => new RedisMessage('x').json(), SyntaxError);
});
