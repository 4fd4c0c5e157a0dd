'use strict';

const { InvalidArgument } = require('./errors.cjs');

// In place of a name: the user, the groups or the session of the request.
const SELF = Symbol('SELF');

// Who is behind a request. Somebody without a user is anonymous, and may have a session all the same.
class Visitor {
  constructor({ user = null, groups = [], session = null } = {}) {
    this.user = user === null || user === undefined || user === '' ? null : String(user);
    this.groups = this.user === null ? [] : Array.from(groups, String);
    this.session = session ? String(session) : null;
    Object.freeze(this);
  }
}

// Of a Visitor, of a request that the glue for Express knows, or of one with the session of express-session.
function visitorOf(request) {
  if (request instanceof Visitor) return request;
  if (typeof request?.fanfare?.visitor === 'function') return request.fanfare.visitor();
  if (request !== null && typeof request === 'object' && 'session' in request) return visitorOfSession(request);
  throw new InvalidArgument('request: does not tell who is behind it; pass a Visitor');
}

// As Fanfare's resolver "express" reads it: the user of Passport, the groups that the site wrote.
function visitorOfSession(request) {
  const user = request.session?.passport?.user;
  return new Visitor({
    user: typeof user === 'string' || typeof user === 'number' ? user : null,
    groups: Array.isArray(request.session?.groups) ? request.session.groups : [],
    session: request.session ? request.sessionID : null,
  });
}

module.exports = { SELF, Visitor, visitorOf, visitorOfSession };
