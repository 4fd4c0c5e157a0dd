// The backend of the page: shows what the backends of Socket.IO publish, as `fanfare spy` decodes it, here
// and on the page, and publishes something itself.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { createClient } from 'redis';

import { Refused, startSite } from '../support/site.mjs';
import { emitterOn } from '../support/socketio.mjs';

const [fanfare, redisSocket, port] = process.argv.slice(2);
const redis = await createClient({ socket: { path: redisSocket } }).on('error', console.error).connect();
const emit = emitterOn(redis, 'spy');

const spy = spawn(process.env.EXAMPLE_BINARY, ['spy', '--redis', `unix://${redisSocket}`, '--format', 'socketio'],
  { stdio: ['ignore', 'pipe', 'inherit'] });
process.once('exit', () => spy.kill());
createInterface({ input: spy.stdout }).on('line', (line) => {
  console.log(line);
  redis.publish('broadcast:spy', line);
});
setInterval(() => emit('update', 'time', { time: Math.floor(Date.now() / 1000) }), 1000);

async function publish({ body: { event, room, data } }) {
  for (const [name, value] of Object.entries({ event, room })) {
    if (typeof value !== 'string' || !value) throw new Refused(400, `${name}: is missing`);
  }
  await emit(event, room, data);
  return {};
}

const here = (name) => new URL(name, import.meta.url);
const url = await startSite({
  files: {
    '/': here('page/index.html'),
    '/page.js': here('page/page.js'),
    '/page.css': here('../support/page.css'),
  },
  calls: [['POST', /^\/api\/emit$/, publish]],
  fanfare,
  port: Number(port),
});
console.log(`Looking on: ${url}/`);
