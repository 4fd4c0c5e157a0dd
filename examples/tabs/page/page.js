// Shows the id that the connection begins with, and what is pushed to it.

const find = (id) => document.getElementById(id);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

let tabWindowId = null;
let wait = FIRST_WAIT_MS;

function show({ text, only }) {
  const line = document.createElement('li');
  line.textContent = text;
  line.className = only ? 'only' : '';
  find('messages').append(line);
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/server_notifications/`);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (!message.tabWindowId) return show(message);
    tabWindowId = message.tabWindowId;
    find('tab').textContent = tabWindowId;
    wait = FIRST_WAIT_MS;
  };
  socket.onclose = () => {
    tabWindowId = null;
    find('tab').textContent = 'not connected';
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
}

find('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = find('text').value;
  const only = event.submitter?.value === 'tab' ? { tabWindowId } : {};
  const response = await fetch('/api/push', { method: 'POST', body: JSON.stringify({ text, ...only }) });
  if (response.ok) find('text').value = '';
});

connect();
