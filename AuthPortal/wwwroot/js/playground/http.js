// Speaks with this server and with no other, as an app would: without the cookies of whoever is signed in here.
import { proof } from "./crypto.js";

export class NotOurs extends Error {}

export function own(address) {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin) {
    throw new NotOurs(url.origin);
  }

  return url;
}

let metadata = null;
let keys = null;

export async function server() {
  metadata ??= await read(".well-known/openid-configuration");
  return metadata;
}

export async function keySet() {
  keys ??= (await read(".well-known/jwks.json")).keys;
  return keys;
}

async function read(path) {
  const answer = await fetch(own(path), { credentials: "omit" });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }

  return answer.json();
}

// With cookies: it asks the portal itself, about an app of whoever is signed in.
export async function why(app, since) {
  const answer = await fetch(own(`playground/why?app=${encodeURIComponent(app)}&since=${since}`));
  return answer.ok ? answer.json() : {};
}

// Sends a request and tells both messages as they were. A nonce that the server asks for (RFC 9449 §8) is put into a
// second proof, and both rounds are told.
export async function send(request, session) {
  const rounds = [await once(request, session)];
  if (rounds[0].nonceAsked) {
    rounds.push(await once(request, session));
  }

  return rounds;
}

async function once(request, session) {
  const url = own(request.url);
  const headers = { ...request.headers };
  if (session.dpop && request.bound) {
    headers.DPoP = await proof(session.key, request.method, url.href, { nonce: session.nonceOfServer, accessToken: request.accessToken });
  }

  const body = request.fields ? new URLSearchParams(request.fields).toString() : undefined;
  if (body !== undefined) {
    headers["Content-Type"] = "application/x-www-form-urlencoded";
  }

  const started = Date.now();
  const clock = performance.now();
  const answer = await fetch(url, { method: request.method, headers, body, credentials: "omit", redirect: "error", cache: "no-store" });
  const text = await answer.text();
  session.nonceOfServer = answer.headers.get("DPoP-Nonce") ?? session.nonceOfServer;
  const json = parse(text);
  return {
    started,
    took: Math.round(performance.now() - clock),
    method: request.method,
    url: url.href,
    requestHeaders: headers,
    fields: request.fields ?? null,
    status: answer.status,
    headers: [...answer.headers].filter(([name]) => SHOWN.has(name)),
    text,
    json,
    nonceAsked: json?.error === "use_dpop_nonce" || /use_dpop_nonce/.test(answer.headers.get("WWW-Authenticate") ?? ""),
  };
}

const SHOWN = new Set(["content-type", "cache-control", "www-authenticate", "dpop-nonce"]);

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
