// Lists the files of a folder and shows one of them, as they are: it is in the room that hears of new
// names, and in that of the file it shows.

const RESCAN = 'dir::_rescan';

const find = (id) => document.getElementById(id);
const socket = io();
let secret = '';
let shown = null;

const roomOf = (name) => `dir::${name}`;
const join = (room) => socket.emit('join', { room, secret });

async function fetched(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function lineFor(name) {
  const line = document.createElement('li');
  const button = document.createElement('button');
  button.textContent = name;
  button.setAttribute('aria-current', String(name === shown));
  button.addEventListener('click', () => choose(name));
  line.append(button);
  return line;
}

async function list() {
  const names = await fetched('/_list');
  find('files').replaceChildren(...names.map(lineFor));
}

async function show() {
  const name = shown;
  const text = await fetched(`/_file/${encodeURIComponent(name)}`).then((file) => file.text, () => '(it is gone)');
  if (name === shown) find('text').textContent = text;
}

function choose(name) {
  if (shown !== null) socket.emit('leave', { room: roomOf(shown) });
  shown = name;
  find('name').textContent = name;
  join(roomOf(name));
  list();
  show();
}

socket.on('connect', async () => {
  ({ secret } = await fetched('/_secret'));
  join(RESCAN);
  if (shown !== null) join(roomOf(shown));
  await list();
  if (shown !== null) await show();
  find('state').textContent = 'What changes there shows here at once.';
  find('state').className = 'connected';
});
socket.on('disconnect', () => {
  find('state').textContent = 'Not connected.';
  find('state').className = '';
});
socket.on('rescan', list);
socket.on('update', ({ file }) => { if (file === shown) show(); });
