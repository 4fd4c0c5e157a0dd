// ws4redis' page script, which comes with the Python SDK: what pages have always called, without jQuery.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

const script = readFileSync(
  new URL('../../python/src/fanfare_publisher/django/static/js/ws4redis.js', import.meta.url), 'utf8');

// A page whose time stands still until it is told to go on.
class FakePage {
  constructor(random = 1) {
    this.sockets = [];
    this.timers = new Map();
    this.told = [];
    const page = this;
    class WebSocket {
      constructor(url) {
        Object.assign(this, { url, readyState: 0, sent: [] });
        page.sockets.push(this);
      }

      send(text) {
        this.sent.push(text);
      }

      close() {
        this.readyState = 2;
      }
    }
    const set = (work, pause) => this.timers.set(this.timers.size + 1, { work, pause }).size;
    this.context = createContext({
      WebSocket, console, setTimeout: set, setInterval: set,
      clearTimeout: (id) => this.timers.delete(id), clearInterval: (id) => this.timers.delete(id),
      Math: Object.assign(Object.create(Math), { random: () => random, min: Math.min, pow: Math.pow }),
    });
    runInContext(script, this.context);
  }

  open(options = {}, how = 'new WS4Redis(options)') {
    const callbacks = Object.fromEntries(['connecting', 'connected', 'disconnected', 'receive_message']
      .map((name) => [name, (argument) => this.told.push([name, argument])]));
    this.context.options = { uri: 'ws://h/ws/f', ...callbacks, ...options };
    return runInContext(how, this.context);
  }

  get socket() {
    return this.sockets.at(-1);
  }

  accept() {
    this.socket.readyState = 1;
    this.socket.onopen();
  }

  hangUp() {
    this.socket.readyState = 3;
    this.socket.onclose({ code: 1006 });
  }

  // Runs what waits, and tells for how long it did.
  goOn() {
    const [id, { work, pause }] = [...this.timers].at(-1);
    this.timers.delete(id);
    work();
    return pause;
  }

  names() {
    return this.told.map(([name]) => name);
  }
}

test('opens, tells, sends and receives', () => {
  const page = new FakePage();
  const ws4redis = page.open();
  assert.equal(ws4redis.is_connecting(), true);
  page.accept();
  assert.deepEqual([ws4redis.is_connected(), ws4redis.get_state()], [true, 1]);
  ws4redis.send_message('hello');
  page.socket.onmessage({ data: 'world' });
  assert.deepEqual(page.socket.sent, ['hello']);
  assert.deepEqual(page.told, [['connecting', undefined], ['connected', undefined], ['receive_message', 'world']]);
});

test('is made without new, and with a jQuery that it does not need', () => {
  const page = new FakePage();
  assert.equal(typeof page.open({}, 'WS4Redis(options, {})').send_message, 'function');
  assert.throws(() => page.open({ uri: undefined }, 'WS4Redis(options)'), /No Websocket URI/);
});

test('connects again after growing pauses, of thirty seconds at most, until it is open', () => {
  const page = new FakePage();
  page.open();
  const pauses = [];
  for (let i = 0; i < 6; i += 1) {
    page.hangUp();
    pauses.push(page.goOn());
  }
  assert.deepEqual(pauses, [1000, 3000, 7000, 15000, 30000, 30000]);
  page.accept();
  page.hangUp();
  assert.equal(page.goOn(), 1000);
});

test('does not connect again once it is closed', () => {
  const page = new FakePage();
  const ws4redis = page.open();
  page.accept();
  ws4redis.close();
  assert.equal(ws4redis.is_closing(), true);
  page.hangUp();
  assert.deepEqual([page.timers.size, page.sockets.length, ws4redis.is_closed()], [0, 1, true]);
});

test('is closed while it waits to connect again, too', () => {
  const page = new FakePage();
  const ws4redis = page.open();
  page.hangUp();
  ws4redis.close();
  assert.equal(page.timers.size, 0);
});

test('sends its heartbeat, keeps answers to itself, and closes when three are missing', () => {
  const page = new FakePage();
  page.open({ heartbeat_msg: '--heartbeat--' });
  page.accept();
  const [[, { work, pause }]] = page.timers;
  assert.equal(pause, 5000);
  for (let i = 0; i < 3; i += 1) work();
  page.socket.onmessage({ data: '--heartbeat--' });
  for (let i = 0; i < 3; i += 1) work();
  assert.deepEqual([page.socket.readyState, page.socket.sent.length], [1, 6]);
  work();
  assert.equal(page.socket.readyState, 2);
  assert.ok(!page.names().includes('receive_message'));
  page.hangUp();
  assert.equal(page.timers.size, 1); // to connect again; the heartbeat has stopped
});
