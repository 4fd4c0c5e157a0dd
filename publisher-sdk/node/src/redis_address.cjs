'use strict';

const { InvalidArgument } = require('./errors.cjs');

const FORM = 'redis://[user][:password@]host[:port][/db], rediss://… or unix://[user][:password@]/path[?db=n]';

// What the client of `redis` is made with, and the address as people may see it. Throws InvalidArgument, which
// does not quote the password.
function redisAddress(url) {
  let parts;
  try {
    parts = new URL(url);
  } catch {
    throw new InvalidArgument(`url: must be ${FORM}`);
  }
  const path = parts.pathname;
  const isUnix = parts.protocol === 'unix:';
  const database = isUnix ? (parts.searchParams.get('db') ?? '0') : path.slice(1) || '0';
  const isRedis = ['redis:', 'rediss:'].includes(parts.protocol) && parts.hostname !== '';
  if (!(isRedis || (isUnix && path.length > 1)) || !/^\d{1,9}$/.test(database)) {
    throw new InvalidArgument(`url: must be ${FORM}`);
  }
  const login = {
    username: decodeURIComponent(parts.username) || undefined,
    password: decodeURIComponent(parts.password) || undefined,
    database: Number(database),
  };
  if (isUnix) return { ...login, socket: { path: decodeURIComponent(path) }, shown: `redis ${path}` };
  const host = parts.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(parts.port) || 6379;
  const tls = parts.protocol === 'rediss:';
  return { ...login, socket: tls ? { host, port, tls } : { host, port }, shown: `redis ${parts.hostname}:${port}` };
}

module.exports = { redisAddress };
