'use strict';

const errors = require('./src/errors.cjs');
const { HttpTransport } = require('./src/http_transport.cjs');
const { RedisMessage } = require('./src/message.cjs');
const publisher = require('./src/publisher.cjs');
const { RedisTransport } = require('./src/redis_transport.cjs');
const { SELF, Visitor } = require('./src/visitor.cjs');

module.exports = { ...errors, ...publisher, Publisher: publisher.RedisPublisher, HttpTransport, RedisMessage, RedisTransport, SELF, Visitor };
