// Fetch a page and swap its parts, in place of loading it anew. Without this script every form and link works as ever.
"use strict";

const main = () => document.querySelector("main");

async function fetched(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, url: answer.url };
}

function swap(page, id) {
  const fresh = page.getElementById(id), old = document.getElementById(id);
  if (fresh && old) old.replaceWith(fresh);
  return fresh;
}

function take(page, url, push) {
  const fresh = page.querySelector("main");
  if (!fresh) return location.assign(url);
  main().replaceWith(fresh);
  swap(page, "rail");
  document.title = page.title;
  if (push && url !== location.href) history.pushState(null, "", url);
  const stop = fresh.querySelector("[role=alert]");
  (stop || fresh).focus({ preventScroll: Boolean(stop) });
  if (!stop) scrollTo(0, 0);
  prepare();
}

// Forms: sent without loading the page anew; a button is dead until the answer is there.
document.addEventListener("submit", async event => {
  const form = event.target, button = event.submitter;
  if (form.matches("[data-plain]") || (button && button.matches("[data-plain]")) || event.defaultPrevented) return;
  event.preventDefault();
  const ask = (button && button.dataset.ask) || form.dataset.ask;
  if (ask && !confirm(ask)) return;
  const data = new FormData(form, button);
  const url = new URL((button && button.getAttribute("formaction")) || form.getAttribute("action") || location.href, location.href);
  const get = form.method === "get";
  if (get) url.search = new URLSearchParams(data);
  if (button) button.disabled = true;
  main().setAttribute("aria-busy", "true");
  try {
    const { page, url: at } = await fetched(url, get ? {} : { method: "POST", body: data });
    take(page, at, true);
  } catch {
    if (button) button.disabled = false;
    main().removeAttribute("aria-busy");
    gone();
  }
});
addEventListener("popstate", async () => { const { page, url } = await fetched(location.href); take(page, url, false); });

// What is not ready yet is asked for again, until it is; what was typed meanwhile stays.
const asking = new Set();
function prepare() {
  for (const part of document.querySelectorAll("[data-again]")) {
    if (asking.has(part.id)) continue;
    asking.add(part.id);
    setTimeout(async () => {
      asking.delete(part.id);
      try {
        const { page } = await fetched(location.href, { headers: { "X-Waiting": "1" } });
        if (!document.getElementById(part.id)) return;
        if (page.querySelector("[data-leads]")) return location.assign(page.querySelector("[data-leads]").dataset.leads);
        swap(page, part.id);
        const head = page.querySelector("main > header");
        if (head && part.dataset.again === "page") document.querySelector("main > header")?.replaceWith(head);
        prepare();
      } catch { gone(); }
    }, 700);
  }
  document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  for (const text of document.querySelectorAll("[data-live]")) if (!text.dataset.lives) live(text);
  for (const drop of document.querySelectorAll(".drop")) if (!drop.dataset.lives) droppable(drop);
  for (const all of document.querySelectorAll("[data-all]")) all.onchange = () => {
    for (const one of document.querySelectorAll(`input[name="${all.dataset.all}"]`)) one.checked = all.checked;
  };
}

// The page beside a text follows it while somebody types.
function live(text) {
  text.dataset.lives = "1";
  let wait, number = 0;
  const look = () => {
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const mine = ++number, form = text.form, data = new FormData(form);
      data.set("look", "1");
      const { page } = await fetched(form.action, { method: "POST", body: data }).catch(() => ({}));
      if (page && mine === number) swap(page, "look");
    }, 400);
  };
  text.addEventListener("input", look);
}
document.addEventListener("click", event => {
  const piece = event.target.closest("[data-insert]");
  if (!piece) return;
  const text = document.querySelector("textarea[data-live]");
  text.setRangeText(piece.dataset.insert, text.selectionStart, text.selectionEnd, "end");
  text.focus();
  text.dispatchEvent(new Event("input"));
});

// Files may be dropped; a chosen file is sent at once where nothing else has to be filled in.
function droppable(drop) {
  drop.dataset.lives = "1";
  const input = drop.querySelector("input[type=file]");
  const over = on => event => { event.preventDefault(); drop.classList.toggle("over", on); };
  drop.ondragover = over(true);
  drop.ondragleave = over(false);
  drop.ondrop = event => { over(false)(event); input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change")); };
  input.onchange = () => { if (drop.hasAttribute("data-at-once") && input.files.length) input.form.requestSubmit(); };
}

// The board closes by itself when nobody uses it; it says so before.
const UNUSED = 55 * 60 * 1000;
let used = Date.now();
for (const what of ["click", "keydown", "submit"]) addEventListener(what, () => { used = Date.now(); });
setInterval(() => { document.getElementById("farewell").hidden = Date.now() - used < UNUSED; }, 10000);
function gone() {
  const bar = document.getElementById("farewell");
  bar.hidden = false;
  bar.querySelector("span").textContent = bar.dataset.gone;
}
prepare();
