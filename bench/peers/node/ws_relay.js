// ws_relay.js PORT PORT-OF-REDIS: /sub/NAME hears what is published on NAME.
const http = require('node:http');
const { WebSocketServer } = require('ws');
const { createClient } = require('redis');

const [port, redisPort] = process.argv.slice(2).map(Number);
const channels = new Map();

async function main() {
  const redis = createClient({ socket: { host: '127.0.0.1', port: redisPort } });
  await redis.connect();
  await redis.pSubscribe('*', (message, channel) => {
    for (const socket of channels.get(channel) ?? []) socket.send(message);
  });
  const server = http.createServer();
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, request) => {
    const name = request.url.split('/').pop();
    if (!channels.has(name)) channels.set(name, new Set());
    const sockets = channels.get(name);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen({ host: '127.0.0.1', port, backlog: 4096 });
}

main();
