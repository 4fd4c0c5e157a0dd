'use strict';

const { disconnection, revocation } = require('./control.cjs');
const { InvalidArgument } = require('./errors.cjs');
const { bounded } = require('./message.cjs');
const { checkExpire } = require('./options.cjs');
const { addressees, lookup } = require('./publication.cjs');
const { RedisTransport } = require('./redis_transport.cjs');

let configured = null;

// Sets the transport of all publishers that name none; without one, the Redis of this machine.
function configure(transport = null) {
  configured = transport;
}

function defaultTransport() {
  configured ??= new RedisTransport();
  return configured;
}

// Publishes to the audiences of one facility, and reads what is kept for a visitor of it.
//
//    await new RedisPublisher({ facility: 'orders', users: ['mary', SELF], request }).publishMessage('It has left');
//
// Without audiences it can only fetch. Wrong use throws InvalidArgument: the constructor at once, calls by their
// promise, which may also reject with NotAuthorized or Unavailable.
class RedisPublisher {
  #to;
  #facility;
  #transport;

  constructor(given = {}) {
    this.#transport = given.transport ?? defaultTransport();
    this.#to = addressees(given, this.#transport.options.colons);
    this.#facility = given.facility;
  }

  // A text, bytes, or anything JSON can say. With an `expire` above zero it is also kept so many seconds, for who
  // connects later; null is the transport's; zero keeps nothing, and leaves what was kept before.
  //
  // Resolves with {channels, withheld, heard}: the keys it was published to, the arguments that came to nobody (an
  // anonymous SELF, an empty array), and how many servers heard it, null where nobody counts.
  async publishMessage(message, expire = null) {
    const [published] = await this.publishBatch([message], expire);
    return published;
  }

  // All in one round trip, in order. None is sent if one of them is wrong.
  async publishBatch(messages, expire = null) {
    return this._send(this._publications(messages, expire));
  }

  pipeline() {
    return new Pipeline(this);
  }

  // The message kept for who is behind `request`: of the session, the user, the groups in their order and broadcast
  // the first that has one, or of `audience` alone; "room" needs `room`. Null if there is none.
  async fetchMessage(request = null, facility = this.#facility, audience = 'any', { room } = {}) {
    return this.#transport.fetch(lookup({ request, facility, audience, room }, this.#transport.options.colons));
  }

  // For Pipeline. Throws InvalidArgument.
  _publications(messages, expire) {
    const { options } = this.#transport;
    const kept = checkExpire(expire) ?? options.expire;
    if (!this.#to?.namesAnybody) {
      throw new InvalidArgument('no audience is named: broadcast, users, groups, sessions or rooms');
    }
    return Array.from(messages, (message) => ({
      to: this.#to, payload: bounded(message, options.maxBytes), expire: kept,
    }));
  }

  async _send(publications) {
    const sent = publications.filter(({ to }) => to.channels.length > 0);
    const heard = sent.length > 0 ? await this.#transport.publish(sent) : [];
    const counts = heard.values();
    return publications.map(({ to }) => ({
      channels: to.channels,
      withheld: to.withheld,
      heard: to.channels.length > 0 ? counts.next().value : 0,
    }));
  }
}

// Collects what is published, of several publishers, until send() sends it in one round trip, over the first's
// transport.
class Pipeline {
  #publisher;
  #publications = [];

  constructor(publisher) {
    this.#publisher = publisher;
  }

  // Throws InvalidArgument.
  publishMessage(message, expire = null, { publisher = this.#publisher } = {}) {
    this.#publications.push(...publisher._publications([message], expire));
    return this;
  }

  // Resolves with what came of each. The pipeline is empty again, whatever happens.
  send() {
    const publications = this.#publications;
    this.#publications = [];
    return this.#publisher._send(publications);
  }
}

// Ends the connections of a user or a session, one connection, or all of a facility, on every node: exactly one of
// these. Change the site first: whose session still holds may come back.
async function disconnect(selector, { transport = defaultTransport() } = {}) {
  await transport.send(disconnection(selector));
}

// Takes a group from a user's connections, on every node. Change the site first.
async function revoke(membership, { transport = defaultTransport() } = {}) {
  await transport.send(revocation(membership));
}

module.exports = { RedisPublisher, Pipeline, configure, disconnect, revoke };
