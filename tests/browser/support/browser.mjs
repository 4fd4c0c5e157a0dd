import { chromium } from 'playwright-core';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// One Chromium with a fresh profile; a test opens contexts of its own in it.
export function launch() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ARGUMENTS });
}

// A context that is closed after the test, and what went wrong in its pages.
export async function openContext(test, browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(30_000);
  test.after(() => context.close());
  return context;
}

// Opens a WebSocket in the page and collects what it gets in window.received.
export async function openSocket(page, url, protocols) {
  await page.evaluate(([address, names]) => new Promise((resolve) => {
    window.received = [];
    window.ending = null;
    window.socket = names ? new WebSocket(address, names) : new WebSocket(address);
    window.socket.binaryType = 'arraybuffer';
    window.socket.onopen = () => resolve();
    window.socket.onmessage = ({ data }) => window.received.push(
      typeof data === 'string' ? data : Array.from(new Uint8Array(data)));
    window.socket.onclose = ({ code, reason }) => { window.ending = { code, reason }; resolve(); };
  }), [url, protocols]);
}

export async function receivedUntil(page, count) {
  await page.waitForFunction((wanted) => window.received.length >= wanted, count);
  return page.evaluate(() => window.received);
}
