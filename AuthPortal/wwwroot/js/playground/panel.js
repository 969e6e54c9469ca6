// What stands beside the steps: the parameters of one that is to come, the messages of one that was taken.
import { decode, holds } from "./crypto.js";
import { code, el } from "./dom.js";
import { keySet } from "./http.js";
import { curl, requestText, responseText } from "./raw.js";

const TIMES = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);

// Those that are sent or have to be, and folded away those that could be.
export function parameterRows(parameters, words, typed) {
  const isShown = ({ kind, value }) => value !== "" || kind === "needed";
  const [sent, more] = [parameters.filter(isShown), parameters.filter((parameter) => !isShown(parameter))];
  return [
    ...rowsOf(sent, words, typed),
    more.length > 0 ? el("details", { class: "more", id: "more" }, el("summary", {}, words.More), rowsOf(more, words, typed)) : null,
  ];
}

function rowsOf(parameters, words, typed) {
  return parameters.map(({ name, value, kind }) => el("div", { class: "parameter" },
    el("label", { for: `p-${name}` }, el("code", { translate: "no" }, name)),
    el("input", {
      class: "input", id: `p-${name}`, value, type: kind === "secret" ? "password" : "text", autocomplete: "off", spellcheck: "false",
      "aria-describedby": `w-${name}`, on: { input: (event) => typed(name, event.target.value) },
    }),
    el("p", { class: "small", id: `w-${name}` }, words[`P_${name}`] ?? words.P_other)));
}

export async function tabsOf(message, session, words) {
  if (message.redirect) {
    return [
      { id: "response", name: words.Redirect, body: [code("Location", message.redirect, words), rows(message.parameters, words, "P_")] },
    ];
  }

  const tabs = [
    { id: "request", name: words.Request, body: [code("HTTP", requestText(message), words)] },
    { id: "response", name: words.Response, body: message.status ? [code("HTTP", responseText(message), words)] : [] },
    { id: "curl", name: "curl", body: [code("bash", curl(message), words)] },
  ];
  for (const [id, name] of [["id_token", words.IdToken], ["access_token", words.AccessToken]]) {
    const token = message.json?.[id];
    if (token) {
      tabs.splice(2, 0, { id, name, body: await tokenBody(token, message, session, words) });
    }
  }

  return tabs.filter((tab) => tab.body.length > 0);
}

async function tokenBody(token, message, session, words) {
  const decoded = decode(token);
  if (!decoded) {
    return [el("p", { class: "small" }, words.Opaque), code("token", token, words)];
  }

  const good = await holds(token, await keySet()).catch(() => false);
  const signature = (good ? words.Holds : words.HoldsNot).replace("{0}", decoded.head.alg).replace("{1}", decoded.head.kid ?? "");
  return [
    el("p", { class: good ? "small" : "small bad", role: good ? null : "alert" }, signature),
    rows(Object.entries(decoded.body).map(([name, value]) => [name, shown(name, value), comment(name, value, session, words)]), words, "C_"),
    code("JWT", token, words),
  ];
}

function rows(pairs, words, prefix) {
  return el("dl", { class: "claims" }, pairs.map(([name, value, more]) => el("div", {},
    el("dt", { translate: "no" }, name),
    el("dd", {}, el("code", { translate: "no" }, value), el("p", { class: "small" }, [words[prefix + name] ?? words.C_other, more].filter(Boolean).join(" "))))));
}

function shown(name, value) {
  if (TIMES.has(name) && typeof value === "number") {
    return `${value} = ${new Date(value * 1000).toLocaleString(document.documentElement.lang)}`;
  }

  return typeof value === "string" ? value : JSON.stringify(value);
}

function comment(name, value, session, words) {
  return name === "nonce" ? (value === session.sent?.nonce ? words.NonceEqual : words.NonceOther) : null;
}

export function failure(message, found, words) {
  const error = message.error ?? message.json?.error;
  return el("div", { class: "note bad", role: "alert" }, el("div", { class: "grow" },
    el("p", {}, el("strong", { translate: "no" }, error ?? String(message.status)), " ", words[`E_${error}`] ?? words.E_other),
    message.json?.error_description ? el("p", { class: "small", translate: "no" }, message.json.error_description) : null,
    found?.title ? explained(found, words) : null));
}

function explained(found, words) {
  return el("div", { class: "why" },
    el("p", {}, el("strong", {}, found.title)),
    found.sent ? el("p", {}, `${words.Sent}: `, pieces(found.sent)) : null,
    found.expected ? el("p", {}, `${words.Expected}: `, pieces(found.expected)) : null,
    el("p", {}, [found.hint, found.mend, `(${found.source})`].filter(Boolean).join(" ")));
}

function pieces(list) {
  return el("code", { translate: "no" }, list.map(({ text, differs }) => differs ? el("mark", {}, text) : text));
}
