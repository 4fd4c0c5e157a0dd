'use strict';

const { within } = require('./deadline.cjs');
const { FanfareError, InvalidArgument, NotAuthorized, Unavailable } = require('./errors.cjs');
const { RedisMessage } = require('./message.cjs');
const { optionsOf } = require('./options.cjs');
const { Turns } = require('./turns.cjs');

const MOST_IN_A_REQUEST = 1000;
const MOST_BYTES_IN_A_REQUEST = 1 << 19;
const DEFAULTS = { maxConnections: 20 };
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// Through Fanfare's HTTP API (docs/http-api.md), for backends without a Redis. Who heard a message nobody counts.
//
// At most `maxConnections` requests are under way at once; others wait for their turn. Nothing is sent twice.
class HttpTransport {
  #base;
  #key;
  #turns;

  constructor(url, key, given = {}) {
    this.options = optionsOf(given, DEFAULTS);
    if (typeof url !== 'string' || !/^https?:\/\/./.test(url)) {
      throw new InvalidArgument('url: must be http://… or https://…');
    }
    if (typeof key !== 'string' || !/^[!-~]+$/.test(key)) {
      throw new InvalidArgument("key: must be the value of one of the server's api.key.<name>");
    }
    if (!(this.options.maxConnections >= 1)) throw new InvalidArgument('maxConnections: must be above zero');
    this.#base = url.replace(/\/+$/, '');
    this.#key = key;
    this.#turns = new Turns(this.options.maxConnections);
  }

  // In one request, or as many as it takes where one would be too large.
  async publish(publications) {
    const bodies = publications.map((publication) => JSON.stringify(orderOf(publication)));
    const contents = bodies.length === 1 ? bodies : partsOf(bodies).map((part) => `[${part.join(',')}]`);
    for (const content of contents) await this.#post('/api/publish', content);
    return publications.map(() => null);
  }

  async fetch({ facility, audience, audiences }) {
    if (audiences.length === 0) return null;
    const query = new URLSearchParams([['facility', facility], ['audience', audience]]);
    for (const { kind, name } of audiences) if (kind !== 'broadcast') query.append(kind, name);
    const { status, body } = await this.#exchange('GET', `/api/message?${query}`);
    if (status === 200) return new RedisMessage(body);
    if (status === 404 && errorIn(body).code === 'no_message') return null;
    throw this.#errorOf(status, body);
  }

  send({ verb, said }) {
    return this.#post(`/api/${verb}`, JSON.stringify(said));
  }

  async close() {}

  async #post(path, content) {
    const { status, body } = await this.#exchange('POST', path, content);
    if (status !== 202) throw this.#errorOf(status, body);
  }

  async #exchange(method, path, content) {
    const headers = { Authorization: `Bearer ${this.#key}` };
    if (content !== undefined) headers['Content-Type'] = 'application/json';
    const { connectTimeout, commandTimeout } = this.options;
    const patience = connectTimeout + commandTimeout;
    const late = () => new Unavailable(`${this.#base}: no answer within ${patience} ms`);
    try {
      return await this.#turns.take(patience, late, async () => {
        const stop = new AbortController();
        const asking = this.#ask(this.#base + path, { method, headers, body: content, redirect: 'manual', signal: stop.signal });
        return within(patience, asking, () => {
          stop.abort();
          return late();
        });
      });
    } catch (error) {
      if (error instanceof FanfareError) throw error;
      const why = error.cause?.message || error.cause?.code || error.message;
      throw new Unavailable(`${this.#base}: ${why}`, { cause: error });
    }
  }

  async #ask(url, request) {
    const response = await fetch(url, request);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  }

  #errorOf(status, body) {
    const text = `${this.#base}: ${status} ${errorIn(body).message ?? 'without a reason'}`;
    if ([400, 413, 414].includes(status)) return new InvalidArgument(text);
    return [401, 403].includes(status) ? new NotAuthorized(text) : new Unavailable(text);
  }
}

function orderOf({ to, payload, expire }) {
  const order = { facility: to.facility };
  for (const { kind, name } of to.audiences) {
    if (kind === 'broadcast') order.broadcast = true;
    else (order[`${kind}s`] ??= []).push(name);
  }
  try {
    order.message = typeof payload === 'string' ? payload : utf8.decode(payload);
  } catch {
    throw new InvalidArgument('message: is not UTF-8; the HTTP API carries texts only');
  }
  if (expire !== null) order.expire = expire;
  return order;
}

function partsOf(bodies) {
  const parts = [];
  let size = Infinity;
  for (const body of bodies) {
    const bytes = Buffer.byteLength(body);
    if (size + bytes > MOST_BYTES_IN_A_REQUEST || parts.at(-1).length === MOST_IN_A_REQUEST) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1).push(body);
    size += bytes;
  }
  return parts;
}

function errorIn(body) {
  try {
    return JSON.parse(body.toString()).error ?? {};
  } catch {
    return {};
  }
}

module.exports = { HttpTransport };
