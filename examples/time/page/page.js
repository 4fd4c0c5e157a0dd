// Shows what comes to the room "time". The client comes back by itself when its connection is lost,
// and has to join again.

const find = (id) => document.getElementById(id);
const socket = io();

function showState() {
  find('state').textContent = socket.connected ? 'Connected.' : 'Not connected.';
  find('state').className = socket.connected ? 'connected' : '';
}

socket.on('connect', () => {
  socket.emit('join', { room: 'time' });
  showState();
});
socket.on('disconnect', showState);
socket.on('update', ({ time }) => { find('time').textContent = time; });
