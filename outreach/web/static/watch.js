"use strict";
const at = id => document.getElementById(id);
const make = (name, text, kind) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
const address = name => "/picture?name=" + name;
const mark = document.querySelector("meta[name=mark]").content;
const wish = what => fetch("/wish", {method: "POST", body: new URLSearchParams({...what, mark})}).catch(() => {});
let state = {};

function list(box, problems, more) {
  box.hidden = !problems.length;
  const lines = problems.map(one => {
    const line = make("li");
    line.append(make("span", one.place, "where"), make("span", one.message + (one.remedy ? " → " + one.remedy : ""), "what"));
    return line;
  });
  if (more) lines.push(make("li", "… and " + more + " more"));
  box.querySelector("ul").replaceChildren(...lines);
}

async function pages(names) {
  const shown = [...at("pages").children];
  if (names.length === shown.length && names.every((name, i) => shown[i].dataset.name === name)) return;
  const images = names.map((name, i) => {
    const image = make("img");
    image.alt = "Page " + (i + 1);
    image.dataset.name = name;
    image.src = address(name);
    return image;
  });
  const version = state.version;
  await Promise.all(images.map(image => image.decode().catch(() => {})));
  if (version === state.version) at("pages").replaceChildren(...images);
}

function card(piece, number) {
  const button = make("button");
  button.type = "button";
  if (piece.picture) {
    const image = make("img");
    image.loading = "lazy";
    image.alt = "";
    image.src = address(piece.picture);
    button.append(image);
  }
  button.append(make("span", piece.who));
  if (piece.fault) button.append(make("span", piece.fault, "fault"));
  button.onclick = () => { wish({number, grid: "off"}); scrollTo(0, 0); };
  return button;
}

function grid(found) {
  at("grid").hidden = !found;
  at("pages").hidden = Boolean(found);
  if (!found) return at("grid").replaceChildren();
  const old = [...at("grid").children];
  const items = found.pieces.map((piece, number) => {
    const key = JSON.stringify(piece);
    if (old[number] && old[number].dataset.key === key) return old[number];
    const item = make("li");
    item.dataset.key = key;
    item.append(card(piece, number));
    return item;
  });
  if (items.length !== old.length) at("grid").replaceChildren(...items);
  else items.forEach((item, i) => { if (item !== old[i]) old[i].replaceWith(item); });
  items.forEach((item, i) => item.firstChild.setAttribute("aria-current", i === state.at));
}

function languages() {
  const option = (code, text) => {
    const made = make("option", text);
    made.value = code;
    made.selected = code === state.chosen;
    return made;
  };
  const all = state.languages.map(one => option(one.code, one.name + " (" + one.count + ")"));
  at("language").replaceChildren(option("", "all"), ...all);
}

async function show() {
  document.title = (state.stale ? "⚠ " : "") + (state.who || "outreach preview");
  at("who").textContent = state.who || "Nothing to show yet";
  at("from").textContent = [state.mailing, state.row, state.language].filter(Boolean).join(" · ");
  at("place").textContent = state.count ? (state.at + 1) + " of " + state.count : "";
  at("previous").disabled = at("next").disabled = !(state.count > 1);
  at("all").setAttribute("aria-pressed", Boolean(state.grid));
  languages();
  list(at("problems"), state.problems, state.more);
  list(at("care"), state.care, 0);
  at("stale").hidden = !state.stale || !state.pages.length;
  at("stale").textContent = "Below is the last page that could be made" + (state.other ? ", of another letter." : ".");
  at("pages").className = state.stale ? "stale" : "";
  at("words").textContent = state.grid && state.grid.done < state.count
    ? state.grid.done + " of " + state.count + " are ready …" : "It changes by itself whenever you save.";
  grid(state.grid);
  await pages(state.pages);
}

async function watch() {
  for (;;) {
    try {
      const answer = await fetch("/state?after=" + (state.version || 0));
      if (!answer.ok) throw new Error(answer.status);
      const news = await answer.json();
      if (news.version && news.version !== state.version) { state = news; show(); }
    } catch {
      document.title = "outreach preview: stopped";
      at("words").textContent = "The preview was stopped. Start it again in the terminal: outreach preview --watch";
      at("words").scrollIntoView();
      return;
    }
  }
}

at("previous").onclick = () => wish({step: -1});
at("next").onclick = () => wish({step: 1});
at("language").onchange = event => wish({language: event.target.value});
at("all").onclick = () => wish({grid: state.grid ? "off" : "on"});
addEventListener("keydown", event => {
  if (event.target.tagName === "SELECT" || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowLeft") wish({step: -1});
  if (event.key === "ArrowRight") wish({step: 1});
});
watch();
