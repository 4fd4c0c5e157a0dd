'use strict';

// Channels: the audience and the facility a message is for. An audience is {kind, name}; a broadcast's name is ''.

const { InvalidArgument } = require('./errors.cjs');

const MAX_FACILITY_BYTES = 255;
const MAX_KEY_BYTES = 1024;
const CONTROL = /[\0-\x1f\x7f]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

const keyOf = ({ kind, name }, facility) =>
  kind === 'broadcast' ? `broadcast:${facility}` : `${kind}:${name}:${facility}`;

// Whether UTF-8 can say it. Node.js 18 has no isWellFormed().
const isText = (value) => (value.isWellFormed ? value.isWellFormed() : !LONE_SURROGATE.test(value));

function whyUnfit(text) {
  if (CONTROL.test(text)) return 'must not hold a control character';
  return isText(text) ? null : 'cannot be said in UTF-8';
}

// Throws InvalidArgument if no channel can be of that facility.
function checkFacility(facility, colons) {
  if (facility === undefined || facility === null) throw new InvalidArgument('facility: is missing');
  if (typeof facility !== 'string') throw new InvalidArgument('facility: must be a text');
  let why = whyUnfit(facility);
  if (!why && colons === 'name' && facility.includes(':')) why = 'must not hold a colon';
  if (!why && Buffer.byteLength(facility) > MAX_FACILITY_BYTES) why = `is longer than ${MAX_FACILITY_BYTES} bytes`;
  if (why) throw new InvalidArgument(`facility: ${why}`);
  return facility;
}

// Throws InvalidArgument, which names `field`, if that audience cannot be one of the facility.
function checkName(audience, facility, colons, field) {
  let why = audience.name === '' ? 'must not be empty' : whyUnfit(audience.name);
  if (!why && colons === 'facility' && audience.name.includes(':')) why = 'must not hold a colon';
  if (!why && Buffer.byteLength(keyOf(audience, facility)) > MAX_KEY_BYTES) why = 'is too long';
  if (why) throw new InvalidArgument(`${field}: ${why}`);
  return audience;
}

module.exports = { keyOf, isText, checkFacility, checkName };
