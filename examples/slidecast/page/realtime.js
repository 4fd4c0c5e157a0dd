// React hooks for what a server pushes: useServerDispatch and useWebSocketSubscription, as in
// webstack-micro. A message is an action: its type names the reducer that takes it.

const { createContext, createElement, useCallback, useContext, useEffect, useMemo, useReducer, useRef, useState } = React;

const FIRST_WAITS_MS = [600, 1200];
const LONGEST_WAIT_MS = 240_000;
// Joining a room is not answered: a state fetched meanwhile may miss what the room was not told yet.
const SECOND_LOOK_MS = 1000;

const reducers = new Map();
const Realtime = createContext(null);

// `reduce` takes the root state and a message of that type, and returns the next state.
export function registerReducer(type, reduce) {
  reducers.set(type, reduce);
}

function reduceRoot(state, action) {
  const reduce = reducers.get(action?.type);
  if (!reduce) console.warn('nobody takes', action);
  return reduce ? reduce(state, action) : state;
}

// A WebSocket that comes back, after a wait that grows as Fibonacci's numbers do and is never the
// same for two pages.
function keepConnected(url, { onOpen, onClose, onMessage }) {
  let socket;
  let timer;
  let isOver = false;
  let waits = FIRST_WAITS_MS;
  const connect = () => {
    socket = new WebSocket(url);
    socket.onopen = () => { waits = FIRST_WAITS_MS; onOpen(); };
    socket.onmessage = ({ data }) => onMessage(JSON.parse(data));
    socket.onclose = () => {
      if (isOver) return;
      onClose();
      timer = setTimeout(connect, waits[0] * (0.5 + Math.random()));
      waits = [waits[1], Math.min(waits[0] + waits[1], LONGEST_WAIT_MS)];
    };
  };
  connect();
  return {
    send: (data) => { if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(data)); },
    close: () => { isOver = true; clearTimeout(timer); socket.close(); },
  };
}

export function RealtimeContextProvider({ webSocketUrl, children }) {
  const [state, dispatch] = useReducer(reduceRoot, {});
  const [tabWindowId, setTabWindowId] = useState(null);
  const [connectionCount, setConnectionCount] = useState(0);
  const [hasWebSocketConnection, setConnected] = useState(false);
  const connection = useRef(null);

  useEffect(() => {
    connection.current = keepConnected(webSocketUrl, {
      onOpen: () => { setConnected(true); setConnectionCount((count) => count + 1); },
      onClose: () => { setConnected(false); setTabWindowId(null); },
      onMessage: (message) => {
        if (message?.tabWindowId && !message.type) setTabWindowId(message.tabWindowId);
        else dispatch(message);
      },
    });
    return () => connection.current.close();
  }, [webSocketUrl]);

  const send = useCallback((data) => connection.current?.send(data), []);
  const value = useMemo(
    () => ({ ...state, tabWindowId, hasWebSocketConnection, connectionCount, dispatch, send }),
    [state, tabWindowId, hasWebSocketConnection, connectionCount, send]);
  return createElement(Realtime.Provider, { value }, children);
}

// The state that the server's messages made, and { tabWindowId, hasWebSocketConnection, dispatch,
// send }. What `fetchState` resolves to is dispatched after each connection: what was missed.
export function useServerDispatch({ fetchState } = {}) {
  const context = useContext(Realtime);
  const { connectionCount, dispatch } = context;
  useEffect(() => {
    if (!fetchState || connectionCount === 0) return undefined;
    let isOver = false;
    const look = () => fetchState()
      .then((action) => { if (!isOver) dispatch(action); })
      .catch((error) => console.warn('no state:', error.message));
    look();
    const timer = setTimeout(look, SECOND_LOOK_MS);
    return () => { isOver = true; clearTimeout(timer); };
  }, [fetchState, connectionCount, dispatch]);
  return context;
}

// In the room as long as the component is there, on each connection.
export function useWebSocketSubscription(room) {
  const { send, connectionCount } = useContext(Realtime);
  useEffect(() => {
    if (connectionCount === 0) return undefined;
    send({ joinRoom: room });
    return () => send({ leaveRoom: room });
  }, [room, connectionCount, send]);
}
