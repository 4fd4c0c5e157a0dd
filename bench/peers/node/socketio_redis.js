// socketio_redis.js PORT PORT-OF-REDIS: who connects with ?room=NAME is in that room.
const http = require('node:http');
const { Server } = require('socket.io');
const { createAdapter } = require('@socket.io/redis-adapter');
const { createClient } = require('redis');

const [port, redisPort] = process.argv.slice(2).map(Number);

async function main() {
  const publisher = createClient({ socket: { host: '127.0.0.1', port: redisPort } });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  const server = http.createServer();
  const io = new Server(server, { adapter: createAdapter(publisher, subscriber) });
  io.on('connection', (socket) => socket.join(socket.handshake.query.room));
  server.listen({ host: '127.0.0.1', port, backlog: 4096 });
}

main();
