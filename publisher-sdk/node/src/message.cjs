'use strict';

const { isText } = require('./channel.cjs');
const { InvalidArgument } = require('./errors.cjs');

const MOST_BYTES_OF_A_UNIT = 3; // of UTF-16, in UTF-8

const fail = (why) => {
  throw new InvalidArgument(`message: ${why}`);
};

// A text, or bytes as they are, or anything else as JSON: as a string, or as a Buffer.
function payloadOf(value) {
  if (typeof value === 'string') return isText(value) ? value : fail('cannot be said in UTF-8');
  if (value instanceof RedisMessage) return value.bytes;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? Buffer.from(value) : jsonOf(value);
}

function jsonOf(value) {
  if (typeof value === 'number' && !Number.isFinite(value)) fail('is no number of JSON');
  let json;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    fail(`is neither text nor bytes nor JSON: ${error.message}`);
  }
  return json === undefined ? fail('is neither text nor bytes nor JSON') : json;
}

// What is published, and what is fetched. Immutable.
class RedisMessage {
  constructor(value = '') {
    this.bytes = Buffer.from(payloadOf(value));
  }

  get text() {
    return this.bytes.toString();
  }

  // Throws SyntaxError if it is no JSON.
  json() {
    return JSON.parse(this.text);
  }

  toString() {
    return this.text;
  }
}

// What is published of it, as a string or as a Buffer. Throws InvalidArgument beyond that bound.
function bounded(value, maxBytes) {
  const payload = payloadOf(value);
  if (payload.length * MOST_BYTES_OF_A_UNIT <= maxBytes) return payload;
  const size = Buffer.byteLength(payload);
  return size > maxBytes ? fail(`has ${size} bytes, more than maxBytes (${maxBytes})`) : payload;
}

module.exports = { RedisMessage, bounded };
