// The shop with Express, express-session and connect-redis. SHOP_… come from ../run.sh.

import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { RedisTransport, SELF } from 'fanfare-publisher';
import { fanfare } from 'fanfare-publisher/express';
import { createClient } from 'redis';

const { SHOP_REDIS, SHOP_PORT, SHOP_FANFARE_PORT, SHOP_PAGE } = process.env;
const GROUPS = { mary: ['staff'], john: [] };

const client = createClient({ socket: { path: new URL(SHOP_REDIS).pathname } });
await client.connect();

const shop = express();
shop.use('/page', express.static(SHOP_PAGE));
shop.use(express.urlencoded());
shop.use(session({ secret: 'not-for-production', resave: false, saveUninitialized: false, store: new RedisStore({ client }) }));
shop.use(fanfare({
  transport: new RedisTransport(SHOP_REDIS),
  visitor: ({ session: { user, groups }, sessionID }) => ({ user, groups, session: sessionID }),
}));

const publish = (request, audiences, message) =>
  request.fanfare.publisher({ facility: 'shop', ...audiences }).publishMessage(message);

shop.get('/', (request, response) => response.sendFile('index.html', { root: SHOP_PAGE }));
shop.get('/me', (request, response) => response.json({ user: request.session.user ?? null, port: SHOP_FANFARE_PORT }));

shop.post('/login', (request, response, next) => {
  const { name, password } = request.body;
  if (!Object.hasOwn(GROUPS, name) || password !== 'secret') return response.status(403).send('wrong name or password');
  return request.session.regenerate((error) => {
    if (error) return next(error);
    Object.assign(request.session, { user: name, groups: GROUPS[name] });
    return response.send('in');
  });
});

shop.post('/logout', async (request, response) => {
  await request.fanfare.endSession();
  response.clearCookie('connect.sid').send('out');
});

shop.post('/price', async (request, response) => {
  await publish(request, { broadcast: true }, { price: request.body.price });
  response.send('told');
});

shop.post('/order', async (request, response) => {
  await publish(request, { users: [request.body.user] }, { order: request.body.status });
  response.send('told');
});

shop.post('/staff', async (request, response) => {
  await publish(request, { groups: ['staff'] }, { staff: request.body.text });
  response.send('told');
});

shop.post('/todo', async (request, response) => {
  request.session.todo = [...(request.session.todo ?? []), request.body.item];
  await publish(request, { sessions: [SELF] }, { todo: request.session.todo });
  response.send('added');
});

shop.listen(Number(SHOP_PORT), '127.0.0.1');
