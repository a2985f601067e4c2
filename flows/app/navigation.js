// Goes from page to page of the app without loading marimo anew. Without this script, links and forms still work.
(() => {
  const field = () => document.querySelector("#address marimo-text");
  const frame = () => document.querySelector("#App") ?? document.documentElement; // what scrolls
  const answered = () => document.querySelector(".answer")?.dataset.asked;
  const page = () => document.querySelector(".dateline");

  function show(search) {
    const target = field();
    if (!target) return false;
    if (search === (asked ?? answered())) {
      if (answered() === search) settle(true);
      return true;
    }
    asked = search;
    const detail = { value: search, element: target };
    target.dispatchEvent(new CustomEvent("marimo-value-input", { bubbles: true, composed: true, detail }));
    page()?.setAttribute("aria-busy", "true");
    return true;
  }

  function go(search, event) {
    if (!field()) return;
    event.preventDefault();
    history.replaceState({ top: frame().scrollTop }, "");
    history.pushState({ top: 0 }, "", search);
    destination = { top: 0, isNew: true };
    show(search);
  }

  let asked = null; // what was asked for last
  let destination = null; // where on the page that is asked for one is to stand
  let shown = null;

  function settle(isAgain) {
    const now = page();
    if (!now || (answered() === shown && isAgain !== true)) return;
    const isFirst = shown === null;
    shown = answered();
    now.removeAttribute("aria-busy");
    document.title = `${now.dataset.title} · dateline`;
    for (const control of now.querySelectorAll("[data-value]")) control.value = control.dataset.value;
    for (const part of now.querySelectorAll("details")) part.open = part.hasAttribute("data-open");
    if (isFirst || !destination) return;
    frame().scrollTop = destination.top;
    if (destination.isNew) now.querySelector("main").focus({ preventScroll: true });
    destination = null;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const href = link.getAttribute("href");
    if (href === "#content") {
      event.preventDefault();
      document.querySelector(".dateline main")?.focus();
    } else if (href.startsWith("?") && !link.target) go(href, event);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.closest(".dateline")) return;
    const filled = [...new FormData(event.target)].filter(([, value]) => value !== "");
    go(`?${new URLSearchParams(filled)}`, event);
  });

  window.addEventListener("popstate", (event) => {
    destination = { top: event.state?.top ?? 0, isNew: false };
    if (location.hash || !show(location.search || "?")) location.reload();
  });

  new MutationObserver(settle).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-asked"] });
})();
