'use strict';

const { InvalidArgument } = require('./errors.cjs');

const MONTH = 31 * 24 * 3600;
const LONGEST_EXPIRE = 100 * 365 * 24 * 3600;
const DEFAULTS = {
  expire: null, // seconds a message is kept where the call does not say; null leaves it to the server
  maxBytes: 1 << 20, // how large a message may be
  revokedFor: MONTH, // seconds a tombstone stands: the server's identity.revoked_for
  colons: 'name', // or "facility", where the server sets facility.<pattern>.allow_colon
  connectTimeout: 2000, // milliseconds
  commandTimeout: 2000,
};

// Throws InvalidArgument; null and undefined are passed on.
function checkExpire(expire) {
  if (expire === null || expire === undefined) return null;
  if (!Number.isInteger(expire)) throw new InvalidArgument('expire: must be a whole number of seconds');
  if (expire < 0 || expire > LONGEST_EXPIRE) {
    throw new InvalidArgument('expire: must be a number of seconds from 0 to a hundred years');
  }
  return expire;
}

// `given` over `defaults` over those above. Throws InvalidArgument.
function optionsOf(given, defaults) {
  const options = { ...DEFAULTS, ...defaults, ...given };
  for (const word of Object.keys(options)) {
    if (!(word in DEFAULTS) && !(word in defaults)) throw new InvalidArgument(`${word}: is no option`);
  }
  checkExpire(options.expire);
  if (!['name', 'facility'].includes(options.colons)) throw new InvalidArgument('colons: must be "name" or "facility"');
  for (const word of ['maxBytes', 'revokedFor', 'connectTimeout', 'commandTimeout']) {
    if (!(options[word] > 0)) throw new InvalidArgument(`${word}: must be above zero`);
  }
  return Object.freeze(options);
}

module.exports = { checkExpire, optionsOf };
