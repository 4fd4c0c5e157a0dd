// Says where it is as long as it moves; what it said last is kept.

import { connect, find } from './connection.js';

const say = connect('publish-user&subscribe-user', show);
let isWatching = false;

function show({ latitude, longitude }) {
  find('told').textContent = `${latitude}, ${longitude}`;
}

function tell({ coords: { latitude, longitude }, timestamp }) {
  const position = { latitude, longitude, at: new Date(timestamp).toISOString() };
  if (say(position)) show(position);
}

find('form').addEventListener('submit', (event) => {
  event.preventDefault();
  if (isWatching) return;
  isWatching = true;
  navigator.geolocation.watchPosition(tell, ({ message }) => { find('told').textContent = message; });
});

const response = await fetch('/api/me');
find('user').textContent = (await response.json()).user;
