// The backend of the slides: keeps what is showing in Redis, and tells the room of its watchers.

import { createClient } from 'redis';

import { Refused, startSite } from '../support/site.mjs';

const [fanfare, redisSocket, port] = process.argv.slice(2);
const redis = await createClient({ socket: { path: redisSocket } }).on('error', console.error).connect();

const keyOf = (id, part) => `slides:${id}:${part}`;

async function current({ words: [id] }) {
  const kept = await redis.get(keyOf(id, 'current'));
  return kept ? JSON.parse(kept) : { type: 'Slidecast:ShowSlide', markdown: '', nowShowing: 0, version: 0 };
}

// Who shows the first slide is the one who shows them all. `version` tells what is newer, for what is
// fetched may be overtaken by what is pushed.
async function show({ guest, words: [id], body: { markdown, nowShowing } }) {
  if (typeof markdown !== 'string' || !Number.isInteger(nowShowing)) throw new Refused(400, 'no slide');
  await redis.set(keyOf(id, 'presenter'), guest, { condition: 'NX' });
  if (await redis.get(keyOf(id, 'presenter')) !== guest) throw new Refused(403, 'somebody else presents here');
  const version = await redis.incr(keyOf(id, 'version'));
  const slide = { type: 'Slidecast:ShowSlide', markdown, nowShowing, version };
  await redis.multi()
    .set(keyOf(id, 'current'), JSON.stringify(slide))
    .publish('BackgroundPush', JSON.stringify({ pushToRoom: `slidecast:${id}`, payload: slide }))
    .exec();
  return slide;
}

const here = (name) => new URL(`page/${name}`, import.meta.url);
const installed = (name) => new URL(`node_modules/${name}`, import.meta.url);
const ID = '([a-z0-9-]{1,40})';
const url = await startSite({
  files: {
    [`/(?:present|watch)/${ID}`]: here('index.html'),
    '/slidecast.js': here('slidecast.js'),
    '/realtime.js': here('realtime.js'),
    '/slidecast.css': here('slidecast.css'),
    '/react.js': installed('react/umd/react.production.min.js'),
    '/react-dom.js': installed('react-dom/umd/react-dom.production.min.js'),
    '/htm.js': installed('htm/dist/htm.module.js'),
  },
  calls: [
    ['GET', new RegExp(`^/api/slidecasts/${ID}$`), current],
    ['POST', new RegExp(`^/api/slidecasts/${ID}$`), show],
  ],
  fanfare,
  port: Number(port),
});
console.log(`Present: ${url}/present/demo\nWatch:   ${url}/watch/demo`);
