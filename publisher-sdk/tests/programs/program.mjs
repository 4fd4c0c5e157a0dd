// program.mjs REDIS publish|fetch: publishes what comes to room r of facility f, or writes what is kept there.

import { readFileSync } from 'node:fs';

import { RedisPublisher, RedisTransport } from '../../node/index.mjs';

const [redis, what] = process.argv.slice(2);
const transport = new RedisTransport(redis);
const publisher = new RedisPublisher({ facility: 'f', rooms: ['r'], transport });
if (what === 'publish') await publisher.publishMessage(readFileSync(0));
else process.stdout.write((await publisher.fetchMessage(null, 'f', 'room', { room: 'r' })).bytes);
await transport.close();
