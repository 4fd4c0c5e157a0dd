// A WebSocket to the facility "gps" that comes back when it is lost.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export const find = (id) => document.getElementById(id);

// Returns say(message), which tells whether it could be sent.
export function connect(query, onMessage) {
  let socket;
  let wait = FIRST_WAIT_MS;

  function showState(connected) {
    find('state').textContent = connected ? 'Connected.' : 'Not connected.';
    find('state').className = connected ? 'connected' : '';
  }

  function open() {
    socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws/gps?${query}`);
    socket.onopen = () => {
      wait = FIRST_WAIT_MS;
      showState(true);
    };
    socket.onmessage = ({ data }) => onMessage(JSON.parse(data));
    socket.onclose = () => {
      showState(false);
      setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  }

  open();
  return (message) => {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  };
}
