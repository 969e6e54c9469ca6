// What the playground knows lies in this tab's session storage, and goes when the tab is closed, another person signs in
// here or "Start again" is pressed. It is never put anywhere else.
const NAME = "playground";
const NOTICE = "playground-notice";

export function fresh(setup) {
  return { person: setup.person, app: setup.app.clientId, flow: null, par: false, dpop: false, secret: "", typed: {}, messages: {}, tokens: {} };
}

export function load(setup) {
  const kept = peek();
  return kept?.person === setup.person && kept.app === setup.app.clientId ? kept : fresh(setup);
}

// As it was left, whichever app it is about.
export function peek() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME));
  } catch {
    return null;
  }
}

export function save(session) {
  sessionStorage.setItem(NAME, JSON.stringify(session));
}

export function clear() {
  sessionStorage.removeItem(NAME);
}

// Something came that was not asked for: said once, on the next page.
export function leaveNotice() {
  sessionStorage.setItem(NOTICE, "1");
}

export function takeNotice() {
  const left = sessionStorage.getItem(NOTICE) !== null;
  sessionStorage.removeItem(NOTICE);
  return left;
}
