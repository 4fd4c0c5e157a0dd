'use strict';

// Fanfare for Express.
//
//    app.use(session({...}), fanfare({ transport: new RedisTransport(url) }));
//    app.post('/orders', async (request, response) => {
//      await request.fanfare.publisher({ facility: 'orders', users: [SELF] }).publishMessage('Your order has left');
//    });

const { createHash, timingSafeEqual } = require('node:crypto');

const { InvalidArgument } = require('./src/errors.cjs');
const { RedisPublisher, disconnect } = require('./src/publisher.cjs');
const { Visitor, visitorOfSession } = require('./src/visitor.cjs');

// Middleware, to stand behind that of the sessions: gives each request a `fanfare` with `publisher(audiences)`, whose
// SELF is who is behind the request, `visitor()`, and `endSession()`.
//
// `visitor(request)` says who that is, as a Visitor or what one is made of; by default the user of Passport, the
// `groups` in the session and its id, as Fanfare reads them. Without a `transport` it is the configured one.
function fanfare({ transport, visitor = visitorOfSession } = {}) {
  return (request, response, next) => {
    const who = () => {
      const found = visitor(request);
      return found instanceof Visitor ? found : new Visitor(found ?? {});
    };
    request.fanfare = {
      visitor: who,
      publisher: (audiences) => new RedisPublisher({ request, transport, ...audiences }),
      endSession: () => endSession(request, who().session, transport),
    };
    next();
  };
}

// Destroys the session, and ends its connections on every node: for logging out. Rejects if the store or Fanfare
// cannot be told; the session is gone then, unless it was the store.
async function endSession(request, key, transport) {
  if (request.session) {
    await new Promise((resolve, reject) => request.session.destroy((error) => (error ? reject(error) : resolve())));
  }
  if (key !== null) await disconnect({ session: key }, { transport });
}

// A handler for Fanfare's resolver http, behind fanfare(); answers only who says the secret (docs/sessions/http.md).
function whoami({ secret } = {}) {
  if (typeof secret !== 'string' || !/^[!-~]+$/.test(secret)) {
    throw new InvalidArgument('secret: must be ASCII without blanks; Fanfare says it to this handler');
  }
  return (request, response) => {
    if (!areEqual(request.get('Fanfare-Secret') ?? '', secret)) {
      return response.status(403).json({ reason: 'only Fanfare may ask' });
    }
    const { user, groups, session } = request.fanfare.visitor();
    // express-session makes an id for whoever comes; only one that the visitor brought is a session.
    const known = session !== null && (user !== null || isKept(request)) ? session : undefined;
    if (user === null && known === undefined) return response.sendStatus(204);
    return response.json({ user: user ?? undefined, groups, session: known });
  };
}

const isKept = (request) => Object.keys(request.session ?? {}).some((name) => name !== 'cookie');

function areEqual(one, other) {
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

module.exports = { fanfare, whoami };
