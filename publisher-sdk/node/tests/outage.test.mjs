// What a publisher does while the other side is away, stalls, and is back.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';

import { HttpTransport, NotAuthorized, RedisPublisher, RedisTransport, Unavailable, disconnect } from '../index.mjs';
import { Witness } from './support/witness.mjs';

const SOON = 200; // milliseconds for which what never answers is waited for
let witness;
const opened = [];
before(async () => (witness = await Witness.start()));
afterEach(() => Promise.all(opened.splice(0).map((transport) => transport.close())));
after(() => witness.stop());

function publisherOn(transport) {
  opened.push(transport);
  return new RedisPublisher({ facility: 'f', broadcast: true, transport });
}

const unavailable = (word) => (error) => error instanceof Unavailable && error.message.includes(word);

test('a publish without Redis says so, and the next one with it succeeds', async () => {
  const publisher = publisherOn(new RedisTransport(witness.redis_itself));
  await publisher.publishMessage('before');
  await witness.changeRedis('stop');
  await assert.rejects(publisher.publishMessage('lost'), Unavailable);
  await assert.rejects(publisher.publishMessage('lost'), unavailable('ECONNREFUSED'));

  await witness.changeRedis('start');

  assert.deepEqual((await publisher.publishMessage('found')).channels, ['broadcast:f']);
  assert.equal((await publisher.fetchMessage()).text, 'found');
});

test('a Redis that stalls is not waited for, and its late answer is nobody else\'s', async () => {
  const publisher = publisherOn(new RedisTransport(witness.redis_itself, { commandTimeout: SOON }));
  await publisher.publishMessage('before');
  await witness.changeRedis('pause');
  await assert.rejects(publisher.fetchMessage(), unavailable('no answer within'));
  await assert.rejects(publisher.publishMessage('meanwhile'), Unavailable);

  await witness.changeRedis('resume');

  await publisher.publishMessage('after');
  assert.equal((await publisher.fetchMessage()).text, 'after');
});

test('all calls that wait for a Redis that stalls are told', async () => {
  const publisher = publisherOn(new RedisTransport(witness.redis_itself, { commandTimeout: SOON }));
  await publisher.publishMessage('before');
  await witness.changeRedis('pause');

  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => publisher.publishMessage('x')));

  assert.ok(outcomes.every(({ reason }) => reason instanceof Unavailable));
  await witness.changeRedis('resume');
  assert.ok(await publisher.publishMessage('after'));
});

test('a wrong password is told without the password', async () => {
  const url = witness.redis_itself.replace('//', '//somebody:wrong-one@');
  await assert.rejects(publisherOn(new RedisTransport(url)).publishMessage('x'), (error) =>
    error instanceof NotAuthorized && !error.message.includes('wrong-one'));
});

function serve(answer) {
  return new Promise((resolve) => {
    const server = createServer(answer).listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections(), server.close()) });
    });
  });
}

const answering = (status, body) => (request, response) => response.writeHead(status).end(body);

test('a Fanfare that is away is told, and the next call finds it again', async () => {
  const backend = await serve(answering(202, '{}'));
  const publisher = publisherOn(new HttpTransport(backend.url, 'k'.repeat(16)));
  assert.equal((await publisher.publishMessage('x')).heard, null);
  backend.stop();
  await assert.rejects(publisher.publishMessage('x'), unavailable(backend.url));

  const back = createServer(answering(202, '{}'));
  await new Promise((resolve) => back.listen(Number(new URL(backend.url).port), '127.0.0.1', resolve));

  assert.deepEqual((await publisher.publishMessage('x')).channels, ['broadcast:f']);
  back.closeAllConnections();
  back.close();
});

test('a Fanfare that stalls is not waited for, nor are those who wait for their turn', async () => {
  const stalling = await serve(() => {});
  const publisher = publisherOn(new HttpTransport(stalling.url, 'k'.repeat(16), { connectTimeout: SOON, commandTimeout: SOON }));

  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => publisher.publishMessage('x')));

  assert.ok(outcomes.every(({ reason }) => unavailable('no answer within')(reason)));
  stalling.stop();
});

for (const beginning of ['HTTP/1.1 202 Accepted\r\nX-Slow: ', 'HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n']) {
  test(`a Fanfare that trickles behind ${JSON.stringify(beginning)} is not waited for`, async () => {
    const trickling = createTcpServer((socket) => {
      socket.on('error', () => {}).write(beginning);
      const timer = setInterval(() => socket.write('x'), SOON / 10).unref();
      socket.on('close', () => clearInterval(timer));
    });
    await new Promise((resolve) => trickling.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${trickling.address().port}`;
    const publisher = publisherOn(new HttpTransport(url, 'k'.repeat(16), { connectTimeout: SOON, commandTimeout: SOON }));

    await assert.rejects(publisher.publishMessage('x'), unavailable('no answer within'));
    trickling.close();
  });
}

test('where the API is off, that is told', async () => {
  const backend = await serve(answering(404, '{"error": {"code": "not_found", "message": "the API is off"}}'));
  await assert.rejects(publisherOn(new HttpTransport(backend.url, 'k'.repeat(16))).fetchMessage(), unavailable('the API is off'));
  backend.stop();
});

for (const [status, kind] of [[401, NotAuthorized], [403, NotAuthorized], [429, Unavailable], [503, Unavailable],
  [404, Unavailable], [302, Unavailable]]) {
  test(`an answer of ${status} is told`, async () => {
    const backend = await serve(answering(status, '{"error": {"code": "x", "message": "for a reason"}}'));
    const transport = new HttpTransport(backend.url, 'k'.repeat(16));
    const told = (error) => error instanceof kind && error.message.includes('for a reason');
    await assert.rejects(publisherOn(transport).publishMessage('x'), told);
    await assert.rejects(publisherOn(transport).fetchMessage(), told);
    await assert.rejects(disconnect({ user: 'mary' }, { transport }), told);
    backend.stop();
  });
}

test('an answer that is not Fanfare\'s is told', async () => {
  const backend = await serve(answering(200, '<html>welcome to nginx</html>'));
  await assert.rejects(publisherOn(new HttpTransport(backend.url, 'k'.repeat(16))).publishMessage('x'), unavailable('200'));
  backend.stop();
});
