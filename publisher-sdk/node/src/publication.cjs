'use strict';

// What one call publishes, and what comes of it. No I/O.
//
// Addressees: {facility, audiences, channels, withheld}. A publication: {to, payload, expire}; `expire` is null
// where the other side decides, 0 where nothing is kept.

const { checkFacility, checkName, keyOf } = require('./channel.cjs');
const { InvalidArgument } = require('./errors.cjs');
const { SELF, Visitor, visitorOf } = require('./visitor.cjs');

const KINDS = { users: 'user', groups: 'group', sessions: 'session', rooms: 'room' };
const KNOWN = ['facility', 'broadcast', ...Object.keys(KINDS), 'request', 'transport'];
const AUDIENCES = ['any', 'broadcast', 'user', 'group', 'session', 'room'];

function itemsOf(field, given) {
  if (typeof given === 'string' || given === SELF) return [given];
  if (Array.isArray(given) || given instanceof Set) return [...given];
  throw new InvalidArgument(`${field}: must be an array of names`);
}

// None at all for a SELF that stands for nobody.
function namesOf(field, item, request) {
  if (item === SELF) return namesOfSelf(field, request);
  if (typeof item === 'string') return [item];
  if (Number.isSafeInteger(item)) return [String(item)];
  throw new InvalidArgument(`${field}: a ${typeof item} is no name`);
}

function namesOfSelf(field, request) {
  if (field === 'rooms') throw new InvalidArgument('rooms: SELF is no room');
  if (request === undefined || request === null) throw new InvalidArgument(`${field}: SELF needs the request`);
  const { user, groups, session } = visitorOf(request);
  if (field === 'groups') return groups;
  const name = field === 'users' ? user : session;
  return name === null ? [] : [name];
}

function unique(audiences, facility) {
  return [...new Map(audiences.map((audience) => [keyOf(audience, facility), audience])).values()];
}

const isNamed = (given, field) => given[field] !== undefined && given[field] !== null;

// Throws InvalidArgument. Null if `given` names no facility and no audience: then there is nobody to publish to.
function addressees(given, colons) {
  for (const word of Object.keys(given)) {
    if (!KNOWN.includes(word)) throw new InvalidArgument(`${word}: is no argument of a publisher`);
  }
  const { broadcast = false, request } = given;
  if (typeof broadcast !== 'boolean') throw new InvalidArgument('broadcast: must be true or false');
  const fields = Object.keys(KINDS).filter((field) => isNamed(given, field));
  if (!isNamed(given, 'facility') && !broadcast && fields.length === 0) return null;

  const facility = checkFacility(given.facility, colons);
  const audiences = broadcast ? [{ kind: 'broadcast', name: '' }] : [];
  const withheld = [];
  for (const field of fields) {
    const found = itemsOf(field, given[field]).map((item) => namesOf(field, item, request));
    for (const name of found.flat()) audiences.push(checkName({ kind: KINDS[field], name }, facility, colons, field));
    if (found.length === 0 || found.some((names) => names.length === 0)) withheld.push(field);
  }
  const reached = unique(audiences, facility);
  const channels = Object.freeze(reached.map((audience) => keyOf(audience, facility)));
  const namesAnybody = broadcast || fields.length > 0;
  return { facility, audiences: reached, channels, withheld: Object.freeze(withheld), namesAnybody };
}

function audiencesOf(visitor) {
  return [
    { kind: 'session', name: visitor.session },
    { kind: 'user', name: visitor.user },
    ...visitor.groups.map((name) => ({ kind: 'group', name })),
    { kind: 'broadcast', name: '' },
  ].filter(({ name }) => name !== null);
}

// Where a kept message is looked for: {facility, audience, audiences}, these in order. Throws InvalidArgument.
function lookup({ request, facility, audience, room }, colons) {
  checkFacility(facility, colons);
  if (!AUDIENCES.includes(audience)) throw new InvalidArgument(`audience: must be one of ${AUDIENCES.join(', ')}`);
  if (audience === 'room') {
    if (typeof room !== 'string') throw new InvalidArgument('room: is missing');
    return { facility, audience, audiences: [checkName({ kind: 'room', name: room }, facility, colons, 'room')] };
  }
  const hasRequest = request !== undefined && request !== null;
  if (!hasRequest && !['any', 'broadcast'].includes(audience)) {
    throw new InvalidArgument(`request: is needed to look for the ${audience}`);
  }
  const wanted = audiencesOf(hasRequest ? visitorOf(request) : new Visitor())
    .filter(({ kind }) => audience === 'any' || audience === kind);
  for (const one of wanted) {
    if (one.kind !== 'broadcast') checkName(one, facility, colons, `request: ${one.kind}`);
  }
  return { facility, audience, audiences: unique(wanted, facility) };
}

module.exports = { addressees, lookup };
