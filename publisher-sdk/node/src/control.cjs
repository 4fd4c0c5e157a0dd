'use strict';

// What is said on the control channel: {verb, said, tombstone}, the tombstone's name without a prefix, or null.

const { isText } = require('./channel.cjs');
const { InvalidArgument } = require('./errors.cjs');

const SELECTORS = ['user', 'session', 'connection', 'facility'];

function nameOf(word, value, mayBeEmpty = false) {
  if (typeof value !== 'string') throw new InvalidArgument(`${word}: must be a text`);
  if (value === '' && !mayBeEmpty) throw new InvalidArgument(`${word}: must not be empty`);
  if (!isText(value)) throw new InvalidArgument(`${word}: cannot be said in UTF-8`);
  return value;
}

function connectionOf(value) {
  const number = String(value);
  if (!/^[0-9]{1,19}$/.test(number)) throw new InvalidArgument('connection: must be the number of a connection');
  return number;
}

// Throws InvalidArgument unless exactly one is given.
function disconnection(selector) {
  const given = Object.keys(selector ?? {}).filter((word) => selector[word] !== undefined);
  if (given.length !== 1 || !SELECTORS.includes(given[0])) {
    throw new InvalidArgument(`disconnect: exactly one of ${SELECTORS.join(', ')} must be given`);
  }
  const [word] = given;
  const name = word === 'connection' ? connectionOf(selector[word]) : nameOf(word, selector[word], word === 'facility');
  const isAboutWho = word === 'user' || word === 'session';
  return { verb: 'disconnect', said: { [word]: name }, tombstone: isAboutWho ? `fanfare:revoked:${word}:${name}` : null };
}

// Throws InvalidArgument.
function revocation({ user, group } = {}) {
  const said = { user: nameOf('user', user), group: nameOf('group', group) };
  const escaped = said.user.replaceAll('%', '%25').replaceAll(':', '%3A');
  return { verb: 'revoke', said, tombstone: `fanfare:revoked:group:${escaped}:${said.group}` };
}

module.exports = { disconnection, revocation };
