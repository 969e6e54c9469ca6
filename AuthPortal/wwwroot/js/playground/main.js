// The playground: runs an app against this server, in this browser alone.
import { el } from "./dom.js";
import { send, why } from "./http.js";
import { failure, parameterRows, tabsOf } from "./panel.js";
import { flowsOf, missing, offered, prepare, requestOf, stepsOf, take, WIRE } from "./steps.js";
import { clear, fresh, load, save, takeNotice } from "./store.js";

const PATIENCE = 5;
const PEEK = 24;
const root = document.getElementById("playground");
const setup = JSON.parse(root.dataset.setup);
const words = setup.texts;
let session = load(setup);
let busy = false;
let notice = null;

function reset(changes) {
  const { flow, par, dpop, secret } = session;
  session = { ...fresh(setup), flow, par, dpop, secret, ...changes };
  return draw();
}

const lastOf = (step) => session.messages[step]?.at(-1);
const failed = (message) => message !== undefined && (message.error || message.status >= 400);

async function draw() {
  const flows = flowsOf(setup.app);
  if (flows.length === 0) {
    root.replaceChildren(el("p", { class: "note" }, words.NoFlow));
    return;
  }

  session.flow = flows.includes(session.flow) ? session.flow : flows[0];
  session.par ||= setup.app.mustPush;
  session.dpop ||= setup.app.mustBind;
  await prepare(session);
  const steps = stepsOf(session, setup.app);
  session.selected = steps.includes(session.selected) ? session.selected : steps[0];
  save(session);
  const focused = document.activeElement?.id;
  root.replaceChildren(
    choices(flows),
    el("div", { class: "board" },
      el("ol", { class: "card steps" }, steps.map(stepRow)),
      el("section", { class: "card panel", "aria-label": words[`S_${session.selected}`] }, await panel(session.selected))));
  bring();
  if (focused) {
    document.getElementById(focused)?.focus();
  }
}

// Of tabs that are more than fit, the one that is shown; and a bit of the one before it.
function bring() {
  for (const tab of root.querySelectorAll("[role=tab][aria-selected=true]")) {
    tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - PEEK;
  }
}

function choices(flows) {
  return el("div", { class: "row wrap how" },
    el("div", { class: "choices", role: "group", "aria-label": words.Flow }, flows.map((flow) => el("button", {
      type: "button", id: `flow-${flow}`, "aria-pressed": String(flow === session.flow), on: { click: () => reset({ flow }) },
    }, words[`F_${flow}`]))),
    session.flow === "code" ? toggle("par", "PAR", setup.app.mustPush) : null,
    toggle("dpop", "DPoP", setup.app.mustBind),
    setup.app.isPublic ? null : el("input", {
      class: "input secret", id: "secret", type: "password", value: session.secret, placeholder: words.Secret, "aria-label": words.Secret,
      autocomplete: "off", on: { change: (event) => { session.secret = event.target.value; draw(); } },
    }));
}

function toggle(name, label, fixed) {
  return el("label", { class: "toggle", title: words[`T_${name}`] },
    el("input", { class: "check", id: `on-${name}`, type: "checkbox", checked: session[name], disabled: fixed, on: { change: () => reset({ [name]: !session[name] }) } }),
    label);
}

function stepRow(step, index) {
  const message = lastOf(step);
  const state = failed(message) ? "bad" : message ? "done" : "todo";
  const said = message?.status ? `${message.status}${message.took === undefined ? "" : ` · ${message.took} ms`}` : null;
  return el("li", {}, el("button", {
    type: "button", class: `step ${state}`, id: `step-${step}`, "aria-current": step === session.selected ? "step" : null,
    on: { click: () => { session.selected = step; draw(); } },
  },
  el("span", { class: "mark", "aria-hidden": "true" }, state === "done" ? "✓" : state === "bad" ? "!" : String(index + 1)),
  el("span", {}, el("span", { class: "name" }, words[`S_${step}`]), el("small", {}, [WIRE[step] ?? words.A_answer, said].filter(Boolean).join(" · "))),
  state === "todo" ? null : el("span", { class: "visually-hidden" }, state === "bad" ? words.Failed : words.Taken)));
}

async function panel(step) {
  const rounds = session.messages[step] ?? [];
  const parts = [el("h2", {}, words[`S_${step}`]), el("p", { class: "small" }, words[`X_${step}`])];
  if (notice) {
    parts.push(el("p", { class: "note warn", role: "status" }, notice));
  }

  if (step === "poll" && session.device) {
    parts.push(deviceCode());
  }

  const problem = missing(step, session, setup);
  const parameters = offered(step, session, setup);
  parts.push(problem ? el("p", { class: "small need" }, words[problem]) : sendRow(step, rounds));
  if (step !== "answer" && (problem === null || problem === "NeedsSecret")) {
    parts.push(el("details", { class: "parameters", open: rounds.length === 0 ? "" : null, id: "parameters" },
      el("summary", {}, words.Parameters), parameterRows(parameters, words, (name, value) => {
        session.typed[step] = { ...session.typed[step], [name]: value };
        save(session);
      })));
  }

  for (const [index, message] of rounds.entries()) {
    if (index === rounds.length - 1 && failed(message)) {
      parts.push(failure(message, session.found?.[step], words));
    }

    parts.push(await messageCard(message, step, index));
  }

  if (session.waiting) {
    parts.push(noAnswer());
  }

  return parts;
}

// What went well leads on to the next step; a code or a refresh token that was used is better not sent again.
function sendRow(step, rounds) {
  const steps = stepsOf(session, setup.app);
  const next = rounds.length > 0 && !failed(rounds.at(-1)) && step !== "authorize" ? steps[steps.indexOf(step) + 1] : undefined;
  const send = el("button", {
    type: "button", class: next ? "btn" : "btn primary", id: "send", disabled: busy, on: { click: () => run(step) },
  }, step === "authorize" ? words.Go : rounds.length > 0 ? words.SendAgain : words.Send);
  return el("div", { class: "row wrap" }, next ? el("button", {
    type: "button", class: "btn primary", id: "next", on: { click: () => { session.selected = next; draw(); } },
  }, words.Next.replace("{0}", words[`S_${next}`])) : null, send);
}

function deviceCode() {
  const { user_code: userCode, verification_uri_complete: address } = session.device;
  return el("p", { class: "note info" }, el("span", { class: "grow" }, `${words.TypeCode} `, el("code", {}, userCode)),
    el("a", { class: "btn sm", href: new URL(address).pathname.slice(1) + new URL(address).search, target: "_blank", rel: "noopener" }, words.OpenDevice));
}

async function messageCard(message, step, index) {
  const tabs = await tabsOf(message, session, words);
  const name = `${step}-${index}`;
  const first = tabs.find(({ id }) => id === session.tab) ?? tabs.find(({ id }) => id === "response") ?? tabs[0];
  const show = (id) => { session.tab = id; draw(); };
  return el("div", { class: "message" },
    el("div", { class: "row" }, el("div", { class: "tabs grow", role: "tablist", "aria-label": words.Messages }, tabs.map((tab) => el("button", {
      type: "button", role: "tab", id: `${name}-${tab.id}`, "aria-selected": String(tab === first), "aria-controls": `${name}-panel`,
      on: { click: () => show(tab.id) },
    }, tab.name))),
    message.status ? el("span", { class: `tag ${failed(message) ? "bad" : "ok"}` }, String(message.status)) : null),
    el("div", { class: "body", role: "tabpanel", id: `${name}-panel`, "aria-labelledby": `${name}-${first.id}`, tabindex: "0" }, first.body));
}

// The person is at a page of this server, or was told there that the request is not good.
function noAnswer() {
  return el("div", { class: "note warn" }, el("span", { class: "grow" }, words.NoAnswer), setup.app.errors
    ? el("button", { type: "button", class: "btn sm", id: "why", on: { click: () => explain("authorize", session.waiting.at) } }, words.Why)
    : null,
  session.found?.authorize?.title ? failure({ error: words.Refused, status: 400 }, session.found.authorize, words) : null);
}

async function run(step) {
  if (busy) {
    return;
  }

  busy = true;
  notice = null;
  try {
    const request = await requestOf(step, session, setup);
    if (step === "par" || (step === "authorize" && !session.par)) {
      const sent = new Map(request.fields ?? new URL(request.url).searchParams);
      session.sent = { state: sent.get("state") ?? null, nonce: sent.get("nonce") };
    }

    if (step === "authorize") {
      session.waiting = { state: session.sent.state, at: Date.now() };
      session.messages.authorize = [{ started: Date.now(), method: "GET", url: request.url, requestHeaders: {}, status: 0 }];
      save(session);
      location.assign(request.url);
      return;
    }

    const rounds = await send(request, session);
    session.messages[step] = rounds;
    session.tab = rounds.at(-1).json?.id_token ? "id_token" : rounds.at(-1).json?.access_token ? "access_token" : "response";
    take(step, rounds.at(-1), session);
    if (failed(rounds.at(-1))) {
      explain(step, rounds[0].started);
    }
  } catch (problem) {
    notice = `${words.NotSent} ${problem.message}`;
  } finally {
    busy = false;
    await draw();
  }
}

// The log is written about once a second, so it is asked a few times.
async function explain(step, since) {
  for (let i = 0; setup.app.errors && i < PATIENCE; i++) {
    const found = await why(setup.app.clientId, since);
    if (found.title) {
      session.found = { ...session.found, [step]: found };
      await draw();
      return;
    }

    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

document.querySelector("[data-playground-again]")?.addEventListener("click", () => {
  clear();
  reset({ secret: "" });
});

window.addEventListener("resize", bring);
notice = takeNotice() ? words.NotAsked : null;
await draw();
