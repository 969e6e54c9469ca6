// Elements from plain data. Text is always text: nothing that a server or an app says becomes markup.
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (key === "checked" || key === "disabled" || key === "hidden" || key === "value") {
      element[key] = value;
    } else if (value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }

  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function code(title, text, words) {
  const copy = el("button", { type: "button", class: "btn sm plain copy", "data-copy": text, "aria-label": `${words.Copy}: ${title}` },
    el("span", { class: "before" }, words.Copy), el("span", { class: "after", role: "status" }, words.Copied));
  return el("figure", { class: "codeblock" },
    el("figcaption", {}, el("span", {}, title), copy),
    el("pre", { tabindex: "0", translate: "no" }, el("code", {}, text)));
}
