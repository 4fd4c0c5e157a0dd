// Clients of one release of socket.io-client, as told on standard input; what befalls them goes to
// standard output. Both are JSON, a line each: {client, act, ...} and [client, what, ...].
//
//   node client.cjs socket.io-client-4

const { createInterface } = require('node:readline');

const io = require(process.argv[2]);
const clients = new Map();

const shown = (value) => {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(shown);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member)]));
  }
  return value;
};
const taken = (value) => (value?.bytes === undefined ? value : Buffer.from(value.bytes, 'base64'));
const tell = (...what) => console.log(JSON.stringify(what));

const acts = {
  connect(name, { url, options, events }) {
    const socket = io(url, { forceNew: true, reconnectionDelay: 1, randomizationFactor: 0, timeout: 30000, ...options });
    clients.set(name, socket);
    for (const event of events) socket.on(event, (...args) => tell(name, 'event', event, ...args.map(shown)));
    socket.on('connect', () => tell(name, 'connect', socket.id, socket.io.engine.transport.name));
    socket.on('disconnect', (reason) => tell(name, 'disconnect', reason));
    for (const failed of ['connect_error', 'error']) {
      socket.on(failed, (error) => tell(name, 'failed', error.message ?? error));
    }
    const watch = () => socket.io.engine.on('upgrade', (transport) => tell(name, 'upgrade', transport.name));
    socket.io.on('open', watch);
  },
  answer(name, { event, args }) {
    clients.get(name).on(event, (...asked) => {
      const acknowledge = asked.pop();
      tell(name, 'event', event, ...asked.map(shown));
      acknowledge(...args);
    });
  },
  emit(name, { event, args }) {
    clients.get(name).emit(event, ...args.map(taken));
  },
  call(name, { event, args }) {
    clients.get(name).emit(event, ...args.map(taken), (...back) => tell(name, 'ack', ...back.map(shown)));
  },
  cut(name) {
    clients.get(name).io.engine.close();
  },
  disconnect(name) {
    clients.get(name).disconnect();
  },
};

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { client, act, ...rest } = JSON.parse(line);
    acts[act](client, rest);
  })
  .on('close', () => process.exit(0));
