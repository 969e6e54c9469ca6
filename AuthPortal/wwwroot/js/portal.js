// What pages can do without, made nicer: copy buttons, showing a password, menus that close when left.
document.documentElement.classList.add("js");

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
