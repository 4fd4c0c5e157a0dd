// The page script of ws4redis, call by call, without jQuery:
//
//   var ws4redis = WS4Redis({
//     uri: '{{ WEBSOCKET_URI }}foobar?subscribe-broadcast&publish-broadcast&echo',
//     connecting: function () {}, connected: function () {}, disconnected: function (event) {},
//     receive_message: function (text) {},
//     heartbeat_msg: {{ WS4REDIS_HEARTBEAT }}
//   });
//   ws4redis.send_message('Hello');
//
// After a close it connects again by itself, after a random pause that grows to 30 seconds, until close()
// is called. With `heartbeat_msg` it sends that every five seconds, and closes when three were not answered.
(function (root) {
  'use strict';

  var HEARTBEAT_PAUSE = 5000;
  var MOST_MISSED = 3;
  var LONGEST_PAUSE = 30000;

  function WS4Redis(options) {
    if (!(this instanceof WS4Redis)) return new WS4Redis(options);
    if (!options || options.uri === undefined) throw new Error('No Websocket URI in options');

    var socket = null;
    var wanted = true;
    var attempts = 1;
    var pause = null;
    var heartbeat = null;
    var missed = 0;

    function tell(name, argument) {
      if (typeof options[name] === 'function') options[name](argument);
    }

    function connect() {
      pause = null;
      tell('connecting');
      try {
        socket = new WebSocket(options.uri);
      } catch (error) {
        console.error('WS4Redis: ' + error.message);
        return connectLater();
      }
      socket.onopen = opened;
      socket.onmessage = received;
      socket.onclose = closed;
    }

    function connectLater() {
      if (!wanted || pause !== null) return;
      var longest = Math.min((Math.pow(2, attempts) - 1) * 1000, LONGEST_PAUSE);
      attempts += 1;
      pause = setTimeout(connect, Math.random() * longest);
    }

    function opened() {
      attempts = 1;
      missed = 0;
      if (options.heartbeat_msg) heartbeat = setInterval(beat, HEARTBEAT_PAUSE);
      tell('connected');
    }

    function beat() {
      missed += 1;
      if (missed > MOST_MISSED) return socket.close();
      if (isIn(1)) socket.send(options.heartbeat_msg);
    }

    function received(event) {
      if (options.heartbeat_msg && event.data === options.heartbeat_msg) {
        missed = 0;
      } else {
        tell('receive_message', event.data);
      }
    }

    function closed(event) {
      clearInterval(heartbeat);
      tell('disconnected', event);
      connectLater();
    }

    function isIn(state) {
      return socket !== null && socket.readyState === state;
    }

    this.send_message = function (message) { socket.send(message); };
    this.get_state = function () { return socket.readyState; };
    this.is_connecting = function () { return isIn(0); };
    this.is_connected = function () { return isIn(1); };
    this.is_closing = function () { return isIn(2); };
    this.is_closed = function () { return isIn(3); };
    this.close = function () {
      wanted = false;
      clearTimeout(pause);
      if (socket) socket.close();
    };

    connect();
  }

  root.WS4Redis = WS4Redis;
})(typeof globalThis === 'undefined' ? this : globalThis);
