'use strict';

const { createClient, RESP_TYPES } = require('redis');

const { keyOf } = require('./channel.cjs');
const { within } = require('./deadline.cjs');
const { FanfareError, InvalidArgument, NotAuthorized, Unavailable } = require('./errors.cjs');
const { RedisMessage } = require('./message.cjs');
const { optionsOf } = require('./options.cjs');
const { redisAddress } = require('./redis_address.cjs');

const DEFAULTS = { prefix: '' };
const EXPIRE = 3600; // the server's message.expire
const REFUSED = /^(NOAUTH|NOPERM|WRONGPASS)|invalid username-password|no permissions/;

// Through the Redis that the server uses: the server need not be reachable, nor even run.
//
// One connection, opened by the first call that needs it, for as many calls at once as come. When it breaks, or does
// not answer in time, it is closed and all that wait for it fail; the next call opens another. Nothing is sent twice.
class RedisTransport {
  #address;
  #prefix;
  #connection = null; // of what is open: {client, opening}

  constructor(url = 'redis://127.0.0.1:6379/0', given = {}) {
    this.options = optionsOf({ ...given, expire: given.expire ?? EXPIRE }, DEFAULTS);
    if (typeof this.options.prefix !== 'string') throw new InvalidArgument('prefix: must be a text');
    this.#prefix = this.options.prefix && `${this.options.prefix}:`;
    this.#address = redisAddress(url);
  }

  // In one round trip, in order. How many servers heard each.
  publish(publications) {
    return this.#exchange((client) => Promise.all(publications.map((one) => this.#publishOne(client, one))));
  }

  // The first that is kept and not empty.
  fetch({ facility, audiences }) {
    if (audiences.length === 0) return Promise.resolve(null);
    return this.#exchange(async (client) => {
      const asBytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
      const kept = await Promise.all(audiences.map((one) => this.#get(asBytes, this.#prefix + keyOf(one, facility))));
      const first = kept.find((bytes) => bytes !== null && bytes.length > 0);
      return first ? new RedisMessage(first) : null;
    });
  }

  // Says it to every node, its tombstone written before.
  send({ verb, said, tombstone }) {
    const json = JSON.stringify({ [verb]: said });
    const publish = ['PUBLISH', `${this.#prefix}fanfare:control`, json];
    return this.#exchange(async (client) => {
      if (tombstone === null) return void (await client.sendCommand(publish));
      const [seconds, microseconds] = await client.sendCommand(['TIME']);
      const stamp = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000) + 1;
      const keep = ['SETEX', this.#prefix + tombstone, String(this.options.revokedFor), String(stamp)];
      await client.multi().addCommand(keep).addCommand(publish).exec();
    });
  }

  // Closes what is open; a later call opens it again.
  async close() {
    const connection = this.#connection;
    this.#drop(connection);
  }

  #publishOne(client, { to, payload, expire }) {
    const keys = this.#prefix ? to.channels.map((channel) => this.#prefix + channel) : to.channels;
    if (!expire) {
      return Promise.all(keys.map((key) => client.sendCommand(['PUBLISH', key, payload]))).then(sumOfAll);
    }
    // Kept before it is published, in one transaction: who subscribes in between finds it.
    const transaction = client.multi();
    const seconds = String(expire);
    for (const key of keys) {
      transaction.addCommand(['SETEX', key, seconds, payload]).addCommand(['PUBLISH', key, payload]);
    }
    return transaction.exec().then(sumOfEverySecond);
  }

  // A key that holds no text is somebody else's.
  async #get(client, key) {
    try {
      return await client.get(key);
    } catch (error) {
      if (error.message?.startsWith('WRONGTYPE')) return null;
      throw error;
    }
  }

  async #exchange(talk) {
    const connection = this.#open();
    try {
      await connection.opening;
      return await within(this.options.commandTimeout, talk(connection.client), () => this.#tooLate(connection));
    } catch (error) {
      throw this.#errorOf(error);
    }
  }

  #open() {
    if (this.#connection) return this.#connection;
    const { shown: _, socket, ...login } = this.#address;
    const client = createClient({
      ...login,
      socket: { ...socket, connectTimeout: this.options.connectTimeout, reconnectStrategy: false },
      disableOfflineQueue: true,
    });
    const connection = { client, opening: null };
    client.on('error', () => this.#drop(connection)); // the calls under way are rejected by themselves
    client.on('end', () => this.#drop(connection));
    const { connectTimeout, commandTimeout } = this.options;
    connection.opening = within(connectTimeout + commandTimeout, client.connect(), () => this.#tooLate(connection));
    connection.opening.catch(() => this.#drop(connection));
    this.#connection = connection;
    return connection;
  }

  #drop(connection) {
    if (connection === null) return;
    if (this.#connection === connection) this.#connection = null;
    if (connection.client.isOpen) connection.client.destroy();
  }

  #tooLate(connection) {
    this.#drop(connection);
    return new Unavailable(`${this.#address.shown}: no answer within ${this.options.commandTimeout} ms`);
  }

  #errorOf(error) {
    if (error instanceof FanfareError) return error;
    const told = error.errors?.length ? error.errors[0] : error; // of an AggregateError, or of a transaction
    const why = told.message || told.code || String(told);
    const text = `${this.#address.shown}: ${why}`;
    return REFUSED.test(why) ? new NotAuthorized(text, { cause: error }) : new Unavailable(text, { cause: error });
  }
}

// Of every `step`th number, from `first` on.
function sum(numbers, first, step) {
  let total = 0;
  for (let at = first; at < numbers.length; at += step) total += Number(numbers[at]);
  return total;
}

const sumOfAll = (replies) => sum(replies, 0, 1);
const sumOfEverySecond = (replies) => sum(replies, 1, 2);

module.exports = { RedisTransport };
