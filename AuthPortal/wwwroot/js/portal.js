// What pages can do without, made nicer: copy buttons, showing a password, menus that close when left, sections in view.
document.documentElement.classList.add("js");

// Of sections that are more than fit, the one that is shown; and a bit of the one before it. A circuit draws them anew.
const PEEK = 24;
let brought = new WeakSet();

function bring() {
  for (const here of document.querySelectorAll(".tabs [aria-current]")) {
    const sections = here.parentElement;
    if (!brought.has(sections)) {
      brought.add(sections);
      sections.scrollLeft = here.offsetLeft - sections.offsetLeft - PEEK;
    }
  }
}

bring();
new MutationObserver(bring).observe(document.body, { childList: true, subtree: true });
window.addEventListener("resize", () => {
  brought = new WeakSet();
  bring();
});

document.addEventListener("click", async (event) => {
  const target = event.target;
  if (!(target instanceof Element)) {
    return;
  }

  const copy = target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.getAttribute("data-copy"));
    copy.classList.add("copied");
    setTimeout(() => copy.classList.remove("copied"), 2000);
  }

  const save = target.closest("[data-save]");
  if (save) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([document.getElementById(save.dataset.save).innerText], { type: "text/plain" }));
    link.download = save.dataset.saveAs;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  if (target.closest("[data-print]")) {
    window.print();
  }

  const reveal = target.closest("[data-reveal]");
  const field = reveal && document.getElementById(reveal.getAttribute("data-reveal"));
  if (field) {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    reveal.setAttribute("aria-pressed", String(!shown));
  }

  for (const menu of document.querySelectorAll("details.usermenu[open]")) {
    if (!menu.contains(target)) {
      menu.open = false;
    }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.usermenu[open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  }
});
