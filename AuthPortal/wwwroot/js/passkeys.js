// Passkeys on our forms. A form says with data-passkey what it does ("get" or "create") and with data-options where its
// options come from; the answer goes back in its field Input.Passkey, so that what follows is an ordinary form.
// Where the browser can't, nothing is shown.
const able = typeof PublicKeyCredential === "function"
  && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function"
  && typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function";

let waiting = null;

async function optionsFor(form) {
  const answer = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) {
    throw new Error("No options");
  }

  return answer.json();
}

async function ask(form, conditional) {
  const options = await optionsFor(form);
  waiting?.abort();
  waiting = new AbortController();
  const signal = waiting.signal;
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal })
    : await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      signal,
      ...(conditional ? { mediation: "conditional" } : {}),
    });
  form.elements["Input.Passkey"].value = JSON.stringify(credential);
  form.noValidate = true;
  form.submit();
}

function show(form, what, shown) {
  for (const part of form.querySelectorAll(`[data-passkey-${what}]`)) {
    part.hidden = !shown;
  }
}

async function press(form, button) {
  show(form, "failed", false);
  button.setAttribute("aria-busy", "true");
  try {
    await ask(form, false);
  } catch (problem) {
    button.removeAttribute("aria-busy");
    // Called off by the person, or none fits: the page says so and everything else still works.
    show(form, "failed", problem.name !== "AbortError");
  }
}

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  show(form, "offer", true);
  for (const button of form.querySelectorAll("button[data-passkey-start]")) {
    button.addEventListener("click", () => {
      const needed = [...form.querySelectorAll("[data-passkey-needs]")];
      if (needed.every((field) => field.reportValidity())) {
        press(form, button);
      }
    });
  }

  if (form.dataset.conditional !== undefined
    && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    ask(form, true).catch(() => {});
  }
}
