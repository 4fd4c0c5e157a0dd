// The backend of the page: what a tab asks for is told to that tab, or to all of its user.

import { createClient } from 'redis';

import { Refused, startSite } from '../support/site.mjs';

const [fanfare, redisSocket, port] = process.argv.slice(2);
const redis = await createClient({ socket: { path: redisSocket } }).on('error', console.error).connect();

async function push({ guest, body: { text, tabWindowId } }) {
  if (typeof text !== 'string' || !text) throw new Refused(400, 'text: is missing');
  const message = { pushToUser: guest, payload: { text, only: Boolean(tabWindowId) } };
  if (tabWindowId) message.tabWindowId = tabWindowId;
  await redis.publish('BackgroundPush', JSON.stringify(message));
  return {};
}

const here = (name) => new URL(`page/${name}`, import.meta.url);
const url = await startSite({
  files: { '/': here('index.html'), '/page.js': here('page.js'), '/page.css': new URL('../support/page.css', import.meta.url) },
  calls: [['POST', /^\/api\/push$/, push]],
  fanfare,
  port: Number(port),
});
console.log(`Open in two tabs: ${url}/`);
