// A chat on the facility "demo". One WebSocket, the subprotocol fanfare.v1, the four audiences of
// whoever looks at the page. The server takes the name in the address for the user, a member of
// the group "visitors", and the cookie "demo-session" for the session.

const FACILITY = 'demo';
const GROUP = 'visitors';
const FLAGS = ['broadcast', 'user', 'group', 'session']
  .flatMap((audience) => [`subscribe-${audience}`, `publish-${audience}`])
  .concat('echo')
  .join('&');
const NEVER_AGAIN = [1002, 1007, 1008];
const SHOWN_AT_MOST = 200;

const element = (id) => document.getElementById(id);
const audience = () => document.querySelector('input[name=audience]:checked').value;

// Who is looking

const NAMES = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Ken', 'Hedy', 'Linus'];

function firstName() {
  const any = crypto.getRandomValues(new Uint16Array(2));
  return `${NAMES[any[0] % NAMES.length]} ${(any[1] % 90) + 10}`;
}

// A tab has a name of its own: two tabs are two visitors.
let name = sessionStorage.getItem('demo-name') || firstName();
sessionStorage.setItem('demo-name', name);

function sessionKey() {
  const found = document.cookie.match(/(?:^|; )demo-session=([0-9a-f]+)/);
  if (found) return found[1];
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  document.cookie = `demo-session=${key}; path=/; max-age=604800; samesite=lax`;
  return key;
}
const session = sessionKey();

// run.sh prints an address that ends in #key=…&cli=…&redis=…: what follows the # stays in the
// browser, so the key reaches only who saw the console.
const given = (() => {
  const fragment = location.hash.slice(1);
  if (fragment) {
    sessionStorage.setItem('demo-given', fragment);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return new URLSearchParams(sessionStorage.getItem('demo-given') || '');
})();

// The channels

const AUDIENCES = {
  broadcast: { label: 'everybody', hint: 'Whoever has this page open.', channel: () => `broadcast:${FACILITY}` },
  group: { label: 'visitors', hint: 'Whoever has picked a name.', channel: () => `group:${GROUP}:${FACILITY}` },
  user: { label: 'me', hint: 'Every tab of this name, wherever it is open.', channel: () => `user:${name}:${FACILITY}` },
  session: { label: 'this browser', hint: 'Every tab of this browser, whatever its name.', channel: () => `session:self:${FACILITY}` },
};

const audienceOf = (channel) => channel.slice(0, channel.indexOf(':'));

// The connection

let socket = null;
let attempts = 0;
let timer = 0;

function showState(state, text) {
  element('state').dataset.state = state;
  element('state').textContent = text;
  element('send').disabled = state !== 'open';
}

function connect() {
  clearTimeout(timer);
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const address = `${scheme}://${location.host}/ws/${FACILITY}?${FLAGS}&demo-name=${encodeURIComponent(name)}`;
  showState('connecting', attempts ? 'Reconnecting…' : 'Connecting…');
  const opened = new WebSocket(address, 'fanfare.v1');
  socket = opened;
  opened.onmessage = (event) => onFrame(JSON.parse(event.data));
  opened.onclose = (event) => {
    if (socket === opened) onClose(event);
  };
}

function onClose(event) {
  socket = null;
  if (NEVER_AGAIN.includes(event.code)) {
    showState('refused', event.reason || `Closed (${event.code})`);
    return;
  }
  // Twice as long each time, up to 15 s, and a part of it at random, so that not all come at once.
  const bound = Math.min(500 * 2 ** attempts, 15000);
  const wait = bound / 2 + (Math.random() * bound) / 2;
  attempts += 1;
  showState('waiting', `Connection lost, trying again in ${Math.ceil(wait / 1000)} s`);
  timer = setTimeout(connect, wait);
}

function reconnectAtOnce() {
  if (socket && socket.readyState <= WebSocket.OPEN) {
    const old = socket;
    socket = null;
    old.close(1000);
  }
  attempts = 0;
  connect();
}

function onFrame(frame) {
  if (frame.type === 'welcome') {
    attempts = 0;
    replayed.clear();
    showState('open', 'Connected');
  } else if (frame.type === 'message') {
    onMessage(frame.channel, frame.data);
  } else if (frame.type === 'error') {
    show({ from: 'Fanfare', text: frame.message, isShell: true }, 'broadcast');
  }
}

// What was kept comes again with each connection; what is on the page already is not shown twice.
const newest = new Map(); // channel: the data shown last
const replayed = new Set(); // channels that something came on since this connection opened

function onMessage(channel, data) {
  const isFirst = !replayed.has(channel);
  replayed.add(channel);
  if (isFirst && newest.get(channel) === data) return;
  newest.set(channel, data);
  show(readMessage(data), audienceOf(channel));
}

// What this page sends is JSON; whatever else is published is shown as it is.
function readMessage(data) {
  try {
    const { from, text, at } = JSON.parse(data);
    if (typeof from === 'string' && typeof text === 'string') return { from, text, at };
  } catch {
    // not ours
  }
  return { from: 'from outside', text: data, isShell: true };
}

// The list

function hueOf(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % 7;
}

function show(message, to) {
  const item = element('message').content.cloneNode(true).firstElementChild;
  const avatar = item.querySelector('.avatar');
  avatar.textContent = message.isShell ? '>_' : [...message.from][0].toUpperCase();
  avatar.dataset.hue = message.isShell ? 'shell' : hueOf(message.from);
  item.dataset.audience = to;
  item.querySelector('.from').textContent = message.from;
  item.querySelector('.to').textContent = `to ${AUDIENCES[to]?.label ?? to}`;
  item.querySelector('.text').textContent = message.text;
  const when = new Date(typeof message.at === 'number' ? message.at : Date.now());
  item.querySelector('time').textContent = when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

  const list = element('messages');
  list.append(item);
  while (list.children.length > SHOWN_AT_MOST) list.firstElementChild.remove();
  list.scrollTop = list.scrollHeight;
}

// The forms

element('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = element('text').value.trim();
  if (!text || !socket || socket.readyState !== WebSocket.OPEN) return;
  const data = JSON.stringify({ from: name, text, at: Date.now() });
  socket.send(JSON.stringify({ publish: AUDIENCES[audience()].channel(), data }));
  element('text').value = '';
});

function rename() {
  const chosen = element('name').value.trim();
  if (!chosen || chosen === name) {
    element('name').value = name;
    return;
  }
  name = chosen;
  sessionStorage.setItem('demo-name', name);
  showAudience();
  reconnectAtOnce();
}

element('rename').addEventListener('submit', (event) => {
  event.preventDefault();
  element('name').blur();
});
element('name').addEventListener('change', rename);

// The lines for a shell

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const GREETING = 'Hello from a shell';

const TARGETS = {
  broadcast: () => ({ option: '--broadcast', json: { broadcast: true }, channel: `broadcast:${FACILITY}` }),
  group: () => ({ option: `--group ${GROUP}`, json: { groups: [GROUP] }, channel: `group:${GROUP}:${FACILITY}` }),
  user: () => ({ option: `--user ${quoted(name)}`, json: { users: [name] }, channel: `user:${name}:${FACILITY}` }),
  session: () => ({ option: `--session ${session}`, json: { sessions: [session] }, channel: `session:${session}:${FACILITY}` }),
};

function shellLines() {
  const target = TARGETS[audience()]();
  const key = given.get('key') || 'KEY';
  const keyNote = given.get('key') ? '' : 'KEY is what the start of the server printed.';
  const body = JSON.stringify({ facility: FACILITY, ...target.json, message: GREETING });
  const lines = [
    {
      title: 'fanfare',
      line: `${given.get('cli') || 'fanfare'} publish ${FACILITY} ${target.option} --http ${location.origin} --key ${key} '${GREETING}'`,
      note: keyNote,
    },
    {
      title: 'curl',
      line: `curl -H 'Authorization: Bearer ${key}' -d ${quoted(body)} ${location.origin}/api/publish`,
      note: keyNote,
    },
  ];
  const redis = given.get('redis');
  lines.push({
    title: 'redis-cli',
    line: `redis-cli ${redis || '-p 6379'} PUBLISH ${quoted(target.channel)} '${GREETING}'`,
    note: redis ? '' : 'Works when Fanfare runs on Redis: ./run.sh --redis.',
  });
  return lines;
}

// A browser lends its clipboard only to pages it got safely; elsewhere the line is selected.
async function copy(holder, button) {
  try {
    await navigator.clipboard.writeText(holder.textContent);
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(holder);
    button.textContent = 'Selected';
  }
}

function showLines() {
  const holder = element('lines');
  holder.replaceChildren(...shellLines().map(({ title, line, note }) => {
    const item = element('shell-line').content.cloneNode(true).firstElementChild;
    item.querySelector('h3').textContent = title;
    item.querySelector('pre').textContent = line;
    item.querySelector('.note').textContent = note;
    const button = item.querySelector('button');
    button.setAttribute('aria-label', `Copy the ${title} line`);
    button.addEventListener('click', () => copy(item.querySelector('pre'), button));
    return item;
  }));
}

function showAudience() {
  const chosen = AUDIENCES[audience()];
  element('hint').textContent = chosen.hint;
  element('channel').textContent = chosen.channel();
  showLines();
}

for (const radio of document.querySelectorAll('input[name=audience]')) {
  radio.addEventListener('change', showAudience);
}

element('name').value = name;
element('snippet').textContent = `const socket = new WebSocket(
  '${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/${FACILITY}'
  + '?subscribe-broadcast');
socket.onmessage = (event) => {
  console.log(event.data);
};`;
showAudience();
addEventListener('online', reconnectAtOnce);
connect();
