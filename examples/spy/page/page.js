// Shows each line that the spy tells, the newest first.

const MOST_SHOWN = 200;
const WAIT_MS = 1000;

const find = (id) => document.getElementById(id);

function show({ data }) {
  const line = document.createElement('li');
  line.textContent = data;
  find('messages').prepend(line);
  if (find('messages').childElementCount > MOST_SHOWN) find('messages').lastElementChild.remove();
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws/spy?subscribe-broadcast`);
  socket.onmessage = show;
  socket.onclose = () => setTimeout(connect, WAIT_MS);
}

find('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = Object.fromEntries(['event', 'room', 'data'].map((name) => [name, find(name).value]));
  const response = await fetch('/api/emit', { method: 'POST', body: JSON.stringify(body) });
  if (response.ok) find('data').value = '';
});

connect();
