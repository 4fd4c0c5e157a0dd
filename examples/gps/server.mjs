// The backend of the pages: knows where its visitors were last, for Fanfare has kept what they said.

import { Refused, startSite } from '../support/site.mjs';

const [fanfare, , port] = process.argv.slice(2);
const key = process.env.EXAMPLE_API_KEY;

async function lastPosition({ guest }) {
  const query = new URLSearchParams({ facility: 'gps', audience: 'user', user: guest });
  const response = await fetch(`${fanfare}/api/message?${query}`, { headers: { Authorization: `Bearer ${key}` } });
  if (response.status === 404) throw new Refused(404, 'not seen yet');
  if (!response.ok) throw new Refused(502, await response.text());
  return response.json();
}

const here = (name) => new URL(name, import.meta.url);
const url = await startSite({
  files: {
    '/': here('page/device.html'),
    '/where': here('page/where.html'),
    '/device.js': here('page/device.js'),
    '/where.js': here('page/where.js'),
    '/connection.js': here('page/connection.js'),
    '/page.css': here('../support/page.css'),
  },
  calls: [
    ['GET', /^\/api\/me$/, ({ guest }) => ({ user: guest })],
    ['GET', /^\/api\/position$/, lastPosition],
  ],
  fanfare,
  port: Number(port),
});
console.log(`On the move: ${url}/\nLooking on: ${url}/where\n` +
  `Or: curl -H 'Authorization: Bearer ${key}' '${fanfare}/api/message?facility=gps&audience=user&user=NAME'`);
