// Where /authorize sends the browser back to. The answer counts only for the tab that asked (state) and from this server
// (RFC 9207); any other is dropped unread, and nothing is sent because of it.
import { decode, holds } from "./crypto.js";
import { keySet } from "./http.js";
import { leaveNotice, peek, save } from "./store.js";

async function takeAnswer(issuer) {
  const session = peek();
  const address = location.href;
  const parameters = await read(session, issuer);
  history.replaceState(null, "", location.pathname);
  const state = session?.waiting?.state;
  if (!state || !parameters || parameters.get("state") !== state || parameters.get("iss") !== issuer) {
    return null;
  }

  delete session.waiting;
  session.selected = parameters.get("code") ? "token" : "answer";
  session.code = parameters.get("code");
  session.messages.answer = [{
    started: Date.now(),
    redirect: address,
    status: 303,
    parameters: [...parameters],
    error: parameters.get("error"),
  }];
  save(session);
  return session.app;
}

// In the query, in the fragment, or signed (JARM §2.3).
async function read(session, issuer) {
  const plain = new URLSearchParams(location.search.length > 1 ? location.search : location.hash.slice(1));
  const signed = plain.get("response");
  if (!signed) {
    return plain;
  }

  const token = decode(signed);
  const good = token?.body.iss === issuer && token.body.aud === session?.app && await holds(signed, await keySet());
  return good ? new URLSearchParams(Object.entries(token.body).filter(([, value]) => typeof value === "string")) : null;
}

const app = await takeAnswer(document.getElementById("answer").dataset.issuer);
if (app === null) {
  leaveNotice();
}

location.replace(new URL(app === null ? "playground" : `playground?app=${encodeURIComponent(app)}`, document.baseURI));
