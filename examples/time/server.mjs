// The backend of the page: tells the time, each second, to whoever is in the room "time".

import { createClient } from 'redis';

import { startSite } from '../support/site.mjs';
import { emitterOn } from '../support/socketio.mjs';

const [fanfare, redisSocket, port] = process.argv.slice(2);
const redis = await createClient({ socket: { path: redisSocket } }).on('error', console.error).connect();
const emit = emitterOn(redis, 'time');
setInterval(() => emit('update', 'time', { time: Math.floor(Date.now() / 1000) }), 1000);

const here = (name) => new URL(name, import.meta.url);
const url = await startSite({
  files: {
    '/': here('page/index.html'),
    '/page.js': here('page/page.js'),
    '/page.css': here('../support/page.css'),
    '/socket.io.js': here('node_modules/socket.io-client/dist/socket.io.min.js'),
  },
  passed: ['/socket.io/'],
  fanfare,
  port: Number(port),
});
console.log(`The time: ${url}/`);
