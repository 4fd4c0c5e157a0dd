// The backend of the page: shows a folder, and tells the rooms of the space "dir" what changes there.
// Who may join them is whoever has got the space's secret from here.

import { randomUUID } from 'node:crypto';
import { constants, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createClient } from 'redis';

import { Refused, startSite } from '../support/site.mjs';
import { emitterOn } from '../support/socketio.mjs';

const MAX_SHOWN = 64 * 1024;
const SECRET_KEY = 'ws-emit::secret::dir';

const [fanfare, redisSocket, port, given] = process.argv.slice(2);
const folder = given || ownFolder();
const redis = await createClient({ socket: { path: redisSocket } }).on('error', console.error).connect();
const emit = emitterOn(redis, 'dir2web');
const secret = randomUUID();
await redis.set(SECRET_KEY, secret);

function ownFolder() {
  const made = mkdtempSync(path.join(tmpdir(), 'fanfare-dir2web-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  writeFileSync(path.join(made, 'hello.txt'), 'Hello\n');
  return made;
}

async function list() {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
}

async function show({ words: [encoded] }) {
  const name = decodeURIComponent(encoded);
  if (!(await list()).includes(name)) throw new Refused(404, 'no such file');
  // Were it a link by now, it would not be followed.
  const file = await open(path.join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW)
    .catch(() => { throw new Refused(404, 'no such file'); });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_SHOWN), 0, MAX_SHOWN, 0);
    return { text: buffer.subarray(0, bytesRead).toString() };
  } finally {
    await file.close();
  }
}

// The kernel tells of it (inotify): "rename" where a name comes or goes, "change" where a file is written.
watch(folder, (what, name) => {
  if (what === 'rename') emit('rescan', 'dir::_rescan', { data: 'modified' });
  if (name) emit('update', `dir::${name}`, { file: name, data: 'modified' });
});

const here = (name) => new URL(name, import.meta.url);
const url = await startSite({
  files: {
    '/': here('page/index.html'),
    '/page.js': here('page/page.js'),
    '/page.css': here('../support/page.css'),
    '/socket.io.js': here('node_modules/socket.io-client/dist/socket.io.min.js'),
  },
  calls: [
    ['GET', /^\/_list$/, list],
    ['GET', /^\/_secret$/, () => ({ secret })],
    ['GET', /^\/_file\/([^/]+)$/, show],
  ],
  passed: ['/socket.io/'],
  fanfare,
  port: Number(port),
});
console.log(`Watching: ${folder}\nOpen: ${url}/\nThen: echo more >> ${folder}/hello.txt`);
