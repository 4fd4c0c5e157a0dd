'use strict';

// The page of all shops: what it shows comes over one socket, what it does goes to the site by POST.

const byId = (id) => document.getElementById(id);
let socket = null;
let visitor = null;

async function call(name, fields = {}) {
  const response = await fetch(`/${name}`, { method: 'POST', body: new URLSearchParams(fields) });
  if (!response.ok) byId('connection').textContent = await response.text();
  return response.ok;
}

// A message is an object; what it holds says where it belongs.
function show(message) {
  for (const id of ['price', 'order', 'staff']) if (id in message) byId(id).textContent = message[id];
  if ('todo' in message) {
    byId('todo').replaceChildren(...message.todo.map((item) => Object.assign(document.createElement('li'), { textContent: item })));
  }
}

async function open() {
  const { user, port } = await (await fetch('/me')).json();
  visitor = user;
  byId('user').textContent = user ?? '';
  byId('login').hidden = user !== null;
  byId('logout').hidden = user === null;
  for (const id of ['price', 'order', 'staff']) byId(id).textContent = '–';
  byId('todo').replaceChildren();

  socket?.close();
  const mine = new WebSocket(`ws://${location.hostname}:${port}/ws/shop?subscribe-broadcast&subscribe-user&subscribe-group&subscribe-session`);
  socket = mine;
  mine.onopen = () => { byId('connection').textContent = 'connected'; };
  mine.onmessage = ({ data }) => show(JSON.parse(data));
  mine.onclose = () => {
    if (socket !== mine) return;
    byId('connection').textContent = 'not connected';
    setTimeout(open, 500 + Math.random() * 500);
  };
}

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const name = form.dataset.call ?? form.id;
    const done = await call(name, Object.fromEntries(new FormData(form)));
    if (done && form.dataset.call) form.reset();
    // As somebody else; or for the first time as somebody with a session.
    if (done && (!form.dataset.call || (name === 'todo' && visitor === null))) open();
  });
}

open();
