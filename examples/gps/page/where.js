// Asks the site where the visitor was last, and follows from there.

import { connect, find } from './connection.js';

const WIDTH = 100;
const HEIGHT = 50;
const MARGIN = 5;

const way = [];

function scale(values, size) {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values.map((value) => (range === 0 ? size / 2 : MARGIN + (value - least) / range * (size - 2 * MARGIN)));
}

function draw() {
  const xs = scale(way.map(({ longitude }) => longitude), WIDTH);
  const ys = scale(way.map(({ latitude }) => -latitude), HEIGHT);
  find('way').setAttribute('points', xs.map((x, i) => `${x},${ys[i]}`).join(' '));
  find('place').setAttribute('cx', xs.at(-1));
  find('place').setAttribute('cy', ys.at(-1));
  find('place').setAttribute('r', 1.5);
}

function show(position) {
  const last = way.at(-1);
  if (last && position.at <= last.at) return;
  way.push(position);
  for (const what of ['latitude', 'longitude', 'at']) find(what).textContent = position[what];
  draw();
}

const response = await fetch('/api/position');
if (response.ok) show(await response.json());
connect('subscribe-user', show);
