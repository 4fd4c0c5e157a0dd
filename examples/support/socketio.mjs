// Events for clients of Socket.IO, by way of Redis and as python-socketio publishes them.

const CHANNEL = 'flask-socketio';

// emit(event, room, ...arguments) of a backend of that name.
export function emitterOn(redis, name) {
  return (event, room, ...data) => redis.publish(CHANNEL, JSON.stringify({
    method: 'emit', event, data, binary: false, namespace: '/', room, skip_sid: null, callback: null, host_id: name,
  }));
}
