import fanfare from './index.cjs';

export const {
  FanfareError, HttpTransport, InvalidArgument, NotAuthorized, Pipeline, Publisher, RedisMessage, RedisPublisher,
  RedisTransport, SELF, Unavailable, Visitor, configure, disconnect, revoke,
} = fanfare;
