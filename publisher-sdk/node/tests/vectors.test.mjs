// Every vector, on every transport.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  FanfareError, HttpTransport, RedisPublisher, RedisTransport, SELF, Visitor, disconnect, revoke,
} from '../index.mjs';
import { Witness, vectors } from './support/witness.mjs';

let witness;
before(async () => (witness = await Witness.start()));
after(() => witness.stop());

function messageOf(said) {
  if ('base64' in said) return Buffer.from(said.base64, 'base64');
  return 'text' in said ? said.text : said.json;
}

const namesOf = (given) => (Array.isArray(given) ? given.map((name) => (name?.self ? SELF : name)) : given);

function requestOf(said) {
  return said ? new Visitor(said) : undefined;
}

function publisherOf({ message, messages, expire, request, ...said }, transport) {
  const names = Object.fromEntries(Object.entries(said).map(([word, given]) => [word, namesOf(given)]));
  return new RedisPublisher({ ...names, request: requestOf(request), transport });
}

const calls = {
  publish: (said, transport) => publisherOf(said, transport).publishMessage(messageOf(said.message), said.expire),
  batch: (said, transport) => publisherOf(said, transport).publishBatch(said.messages.map(messageOf), said.expire),
  pipeline({ publications }, transport) {
    const pipeline = new RedisPublisher({ transport }).pipeline();
    for (const said of publications) {
      pipeline.publishMessage(messageOf(said.message), said.expire, { publisher: publisherOf(said, transport) });
    }
    return pipeline.send();
  },
  async fetch({ facility, request, audience, room }, transport) {
    const publisher = new RedisPublisher({ transport });
    const found = await publisher.fetchMessage(requestOf(request), facility, audience, { room });
    return found && { base64: found.bytes.toString('base64') };
  },
  disconnect: (said, transport) => disconnect(said, { transport }),
  revoke: (said, transport) => revoke(said, { transport }),
};

async function outcomeOf(vector, transport) {
  try {
    return { returned: (await calls[vector.call](vector.arguments, transport)) ?? null };
  } catch (error) {
    if (!(error instanceof FanfareError)) throw error;
    return { error: { code: error.code, message: error.message } };
  } finally {
    await transport.close();
  }
}

const NAMES = { max_bytes: 'maxBytes', revoked_for: 'revokedFor' };
const optionsOf = (given = {}) =>
  Object.fromEntries(Object.entries(given).map(([word, value]) => [NAMES[word] ?? word, value]));

const transports = {
  redis: (options) => new RedisTransport(witness.redis, options),
  http: (options) => new HttpTransport(witness.http, witness.key, options),
};

for (const vector of vectors) {
  for (const [name, make] of Object.entries(transports)) {
    if (!(name in vector)) continue;
    test(`${name}: ${vector.name}`, async () => {
      await witness.ask('/begin', { vector: vector.name, transport: name });

      const outcome = await outcomeOf(vector, make(optionsOf(vector.options)));

      assert.deepEqual((await witness.ask('/judge', outcome)).wrong, []);
    });
  }
}
