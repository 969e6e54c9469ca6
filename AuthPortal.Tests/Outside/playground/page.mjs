// The playground without a browser: its page as the portal sends it to somebody signed in, and its own scripts over it.
// Each line that comes is something done there, as JSON; each that goes is what is seen afterwards.
import { cpSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseHTML } from 'linkedom';

const { PAGE, COOKIE, SCRIPTS } = process.env;
const plain = globalThis.fetch;
const { document, window, Event } = parseHTML(await (await plain(PAGE, { headers: { cookie: COOKIE } })).text());
Object.defineProperty(document, 'baseURI', { value: new URL('/', PAGE).href });
const kept = new Map();
Object.assign(globalThis, {
  document,
  window,
  location: new URL(PAGE),
  sessionStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: (name) => kept.delete(name) },
  // As a browser does it: cookies go along, unless they are to be left out.
  fetch: (address, options = {}) => plain(address, options.credentials === 'omit' ? options : { ...options, headers: { ...options.headers, cookie: COOKIE } }),
});
cpSync(SCRIPTS, 'js', { recursive: true });
await import('./js/main.js');

const doings = {
  type(element, text) {
    element.value = text;
    element.dispatchEvent(new Event('input'));
    element.dispatchEvent(new Event('change'));
  },
  press: (element) => element.click(),
  read: (element) => element.textContent,
};

// The page is drawn anew after each step: what is asked for may be a moment away.
async function find(place) {
  for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const found = document.querySelector(place);
    if (found) {
      return found;
    }
  }

  throw new Error(`${place} is not there: ${document.getElementById('playground').textContent}`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [doing, place, text] = JSON.parse(line);
  console.log(JSON.stringify(doings[doing](await find(place), text) ?? null));
}
