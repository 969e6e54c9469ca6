// What can be played: the steps of each flow, the parameters that each sends, and what its answer leaves for the next.
import { hash, newKey, random, thumbprint } from "./crypto.js";
import { server } from "./http.js";

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS = "urn:ietf:params:oauth:token-type:access_token";

const AFTER = ["userinfo", "refresh", "introspect", "revoke"];

export const FLOWS = {
  code: { grant: "authorization_code", steps: ["par", "authorize", "answer", "token", ...AFTER] },
  device: { grant: DEVICE, steps: ["device", "poll", ...AFTER] },
  machine: { grant: "client_credentials", steps: ["machine", "introspect", "revoke"] },
  exchange: { grant: EXCHANGE, steps: ["exchange", "introspect", "revoke"] },
};

// What goes over the wire at each step; the answer comes by itself.
export const WIRE = {
  par: "POST /par",
  authorize: "GET /authorize",
  token: "POST /token",
  refresh: "POST /token",
  machine: "POST /token",
  exchange: "POST /token",
  poll: "POST /token",
  device: "POST /device_authorization",
  userinfo: "GET /userinfo",
  introspect: "POST /introspect",
  revoke: "POST /revoke",
};

export function flowsOf(app) {
  return Object.keys(FLOWS).filter((flow) => app.grants.includes(FLOWS[flow].grant));
}

export function stepsOf(session, app) {
  const able = {
    par: session.par,
    userinfo: app.scope.split(" ").includes("openid"),
    refresh: app.grants.includes("refresh_token"),
    introspect: !app.isPublic,
  };
  return FLOWS[session.flow].steps.filter((step) => able[step] ?? true);
}

// The parameters as they are offered; what was typed instead is in session.typed. One without a value is not sent.
export function offered(step, session, setup) {
  const { app } = setup;
  const parameters = OFFERED[step]?.(session, setup) ?? [];
  const proved = POSTED[step] && app.method !== "client_secret_basic"
    ? [["client_id", app.clientId], ...(app.method === "client_secret_post" ? [["client_secret", session.secret, "secret"]] : [])]
    : [];
  const names = new Set(parameters.map(([name]) => name));
  return [...parameters, ...proved.filter(([name]) => !names.has(name))].map(([name, value, kind]) => {
    const typed = session.typed[step]?.[name];
    return { name, kind, value: typed ?? value ?? "" };
  });
}

export const POSTED = {
  par: "pushed_authorization_request_endpoint",
  token: "token_endpoint",
  refresh: "token_endpoint",
  machine: "token_endpoint",
  exchange: "token_endpoint",
  poll: "token_endpoint",
  device: "device_authorization_endpoint",
  introspect: "introspection_endpoint",
  revoke: "revocation_endpoint",
};

const BOUND = new Set(["par", "token", "refresh", "machine", "exchange", "poll"]);

// What is asked of /authorize, pushed beforehand or not.
function asked(session, { app, callback }) {
  return [
    ["response_type", "code"],
    ["client_id", app.clientId],
    ["redirect_uri", callback],
    ["scope", app.scope],
    ["state", session.state],
    ["nonce", session.nonce],
    ["code_challenge", session.challenge],
    ["code_challenge_method", "S256"],
    ...(session.dpop ? [["dpop_jkt", session.jkt]] : []),
    ["response_mode", ""], ["prompt", ""], ["max_age", ""], ["login_hint", ""], ["ui_locales", ""], ["acr_values", ""],
    ["claims", ""], ["resource", ""], ["authorization_details", ""],
  ];
}

const OFFERED = {
  par: asked,
  authorize: (session, setup) => session.par
    ? [["client_id", setup.app.clientId], ["request_uri", session.requestUri]]
    : asked(session, setup),
  token: (session, { callback }) => [
    ["grant_type", "authorization_code"], ["code", session.code], ["redirect_uri", callback], ["code_verifier", session.verifier],
  ],
  refresh: (session) => [["grant_type", "refresh_token"], ["refresh_token", session.tokens.refresh], ["scope", ""], ["resource", ""]],
  machine: (session, { app }) => [["grant_type", "client_credentials"], ["scope", own(app)], ["resource", ""]],
  device: (session, { app }) => [["client_id", app.clientId], ["scope", app.scope]],
  poll: (session) => [["grant_type", DEVICE], ["device_code", session.device?.device_code]],
  exchange: () => [
    ["grant_type", EXCHANGE], ["subject_token", "", "needed"], ["subject_token_type", ACCESS],
    ["audience", ""], ["scope", ""], ["requested_token_type", ""], ["actor_token", ""], ["actor_token_type", ""],
  ],
  introspect: (session) => [["token", session.tokens.access], ["token_type_hint", "access_token"]],
  revoke: (session) => [["token", session.tokens.refresh ?? session.tokens.access],
    ["token_type_hint", session.tokens.refresh ? "refresh_token" : "access_token"]],
};

// For itself an app can't ask for what speaks of a person.
function own(app) {
  const person = new Set(["openid", "profile", "email", "address", "phone", "offline_access"]);
  return app.scope.split(" ").filter((scope) => !person.has(scope)).join(" ");
}

// What a flow needs that is made up by the app itself, once for each run.
export async function prepare(session) {
  if (!session.verifier) {
    [session.verifier, session.state, session.nonce] = [random(), random(), random()];
  }

  session.challenge = await hash(session.verifier);
  if (session.dpop && !session.key) {
    session.key = await newKey();
  }

  session.jkt = session.key ? await thumbprint(session.key) : null;
}

export async function requestOf(step, session, setup) {
  const endpoints = await server();
  const sent = offered(step, session, setup).filter(({ value }) => value !== "").map(({ name, value }) => [name, value]);
  if (step === "authorize") {
    return { method: "GET", url: `${endpoints.authorization_endpoint}?${new URLSearchParams(sent)}` };
  }

  if (step === "userinfo") {
    const accessToken = session.tokens.access;
    const scheme = session.tokens.type === "DPoP" ? "DPoP" : "Bearer";
    return { method: "GET", url: endpoints.userinfo_endpoint, headers: { Authorization: `${scheme} ${accessToken}` }, bound: true, accessToken };
  }

  const headers = setup.app.method === "client_secret_basic" ? { Authorization: basic(setup.app.clientId, session.secret) } : {};
  return { method: "POST", url: endpoints[POSTED[step]], headers, fields: sent, bound: BOUND.has(step) };
}

// RFC 6749 §2.3.1: both are form-encoded first.
function basic(id, secret) {
  return `Basic ${btoa(`${encoded(id)}:${encoded(secret)}`)}`;
}

function encoded(text) {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

// Takes from an answer what later steps send.
export function take(step, { status, json }, session) {
  if (status >= 300 || !json) {
    return;
  }

  if (step === "par") {
    session.requestUri = json.request_uri;
  } else if (step === "device") {
    session.device = json;
  } else if (step === "revoke") {
    session.revoked = true;
  } else if (json.access_token) {
    session.tokens = {
      access: json.access_token,
      type: json.token_type,
      refresh: json.refresh_token ?? session.tokens.refresh,
      id: json.id_token ?? session.tokens.id,
    };
  }
}

// Why a step can't be taken yet; null when it can.
export function missing(step, session, setup) {
  const needs = {
    authorize: session.par && !session.requestUri ? "NeedsPar" : null,
    answer: "NeedsAnswer",
    token: session.code ? null : "NeedsCode",
    poll: session.device ? null : "NeedsDevice",
    userinfo: session.tokens.access ? null : "NeedsToken",
    refresh: session.tokens.refresh ? null : "NeedsRefresh",
    introspect: session.tokens.access ? null : "NeedsToken",
    revoke: session.tokens.access ? null : "NeedsToken",
  };
  return needs[step] ?? (POSTED[step] && !setup.app.isPublic && session.secret === "" ? "NeedsSecret" : null);
}
