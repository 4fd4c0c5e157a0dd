// Slides that one page shows and others watch: /present/<id> and /watch/<id>.

import htm from '/htm.js';

import { RealtimeContextProvider, registerReducer, useServerDispatch, useWebSocketSubscription } from '/realtime.js';

const { createElement, useCallback, useEffect, useState } = React;
const html = htm.bind(createElement);

const [, role, id] = location.pathname.split('/');
const api = `/api/slidecasts/${id}`;
const FIRST_SLIDES = '# Fanfare\nNotifications from any backend.\n---\n# Rooms\nWhoever watches is in the room.\n---\n# Thanks';

registerReducer('Slidecast:ShowSlide', (state, slide) => (
  slide.version >= (state.slide?.version ?? -1) ? { ...state, slide } : state));

async function jsonOf(response) {
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

function Slide({ markdown }) {
  const lines = markdown.split('\n').filter((line) => line.trim());
  return html`<section class="slide" aria-live="polite">
    ${lines.map((line, at) => (line.startsWith('# ')
      ? html`<h1 key=${at}>${line.slice(2)}</h1>`
      : html`<p key=${at}>${line}</p>`))}
  </section>`;
}

function Head({ title }) {
  const { hasWebSocketConnection } = useServerDispatch();
  return html`<header>
    <span>${title}</span>
    <span data-connected=${hasWebSocketConnection}>${hasWebSocketConnection ? 'connected' : 'not connected'}</span>
  </header>`;
}

function Watch() {
  const fetchState = useCallback(() => fetch(api).then(jsonOf), []);
  const { slide } = useServerDispatch({ fetchState });
  useWebSocketSubscription(`slidecast:${id}`);
  return html`<main>
    <${Head} title=${`Watching ${id}`} />
    <${Slide} markdown=${slide?.markdown || 'Nothing is shown yet.'} />
  </main>`;
}

function Present() {
  const [text, setText] = useState(FIRST_SLIDES);
  const [at, setAt] = useState(0);
  const [problem, setProblem] = useState('');
  const slides = text.split(/^---$/m);
  const markdown = slides[Math.min(at, slides.length - 1)];

  useEffect(() => {
    fetch(api, { method: 'POST', body: JSON.stringify({ markdown, nowShowing: at }) })
      .then(jsonOf).then(() => setProblem(''), (error) => setProblem(error.message));
  }, [markdown, at]);

  return html`<main>
    <${Head} title=${`Presenting ${id}`} />
    <${Slide} markdown=${markdown} />
    <nav>
      <button disabled=${at === 0} onClick=${() => setAt(at - 1)}>Back</button>
      <button disabled=${at >= slides.length - 1} onClick=${() => setAt(at + 1)}>Next</button>
      <span class="problem" role="alert">${problem}</span>
    </nav>
    <textarea aria-label="Slides" value=${text} onInput=${(event) => setText(event.target.value)} />
  </main>`;
}

const webSocketUrl = `${location.origin.replace(/^http/, 'ws')}/server_notifications/`;
ReactDOM.createRoot(document.getElementById('root')).render(
  html`<${RealtimeContextProvider} webSocketUrl=${webSocketUrl}><${role === 'present' ? Present : Watch} /><//>`);
