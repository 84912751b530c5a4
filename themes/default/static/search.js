// Search, loaded when it is first asked for. Words are cut as src/site/search/words.rs cuts them.
(() => {
  const doc = document, button = doc.querySelector("[data-search]"), root = button.dataset.root;
  const KINDS = { note: "Notes", model: "Models", level: "Levels", cell: "Cells", dimension: "Dimensions", activity: "Activities", capability: "Capabilities" };
  const style = doc.createElement("style");
  style.textContent = `.search-box{width:min(42rem,calc(100vw - 24px));max-height:min(44rem,calc(100dvh - 24px));margin:12px auto auto;padding:0;border:1px solid var(--line);border-radius:var(--radius);background:var(--page);color:var(--ink);overflow:hidden}
.search-box[open]{display:flex;flex-direction:column}.search-box::backdrop{background:#0006}
.search-box form{display:flex;gap:8px;padding:12px;border-bottom:1px solid var(--line)}
.search-box input{flex:1;min-width:0;padding:8px 10px;border:1px solid var(--line);border-radius:var(--radius);background:var(--page);font:inherit}
.search-box button{padding:4px 12px;border:1px solid var(--line);border-radius:var(--radius);background:var(--page);font-size:.875rem}
.search-box .facets{display:flex;flex-wrap:wrap;gap:6px;padding:8px 12px 0}.search-box .facets [aria-pressed=true]{background:var(--tint);box-shadow:inset 0 -2px var(--accent);font-weight:600}
.search-box ol{margin:0;padding:8px 12px 12px;list-style:none;overflow:auto}.search-box li{margin:0}
.search-box li a{display:block;padding:8px 10px;border-radius:var(--radius);color:inherit;text-decoration:none}.search-box li a:is(:hover,:focus,[aria-selected=true]){background:var(--tint)}
.search-box li b{color:var(--accent);font-weight:600}.search-box li small{color:var(--muted)}.search-box li p{margin:2px 0 0;color:var(--muted);font-size:.875rem;line-height:1.45}
.search-box mark{background:none;color:inherit;font-weight:600;text-decoration:underline}.search-box output{display:block;padding:0 14px 10px;color:var(--muted);font-size:.875rem}`;
  doc.head.append(style);

  const dialog = doc.createElement("dialog");
  dialog.className = "search-box";
  dialog.setAttribute("aria-label", "Search");
  dialog.innerHTML = `<form role="search"><input type="search" aria-label="Search this site" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="search-results"><button type="button">Close</button></form><div class="facets" role="group" aria-label="Kind"></div><ol id="search-results" data-search-results></ol><output aria-live="polite"></output>`;
  doc.body.append(dialog);
  const input = dialog.querySelector("input"), list = dialog.querySelector("ol"), said = dialog.querySelector("output"), facets = dialog.querySelector(".facets");

  // Parts of the index arrive as scripts, which load from the disk too.
  const parts = new Map();
  let build = "";
  window.levelbookSearch = (name, version, data) => parts.get(name)?.done(data, version);
  const load = (name) => {
    if (!parts.has(name)) {
      const part = {};
      part.promise = new Promise((resolve) => {
        part.done = (data, version) => resolve(!build || version === build ? data : null);
        const script = doc.createElement("script");
        script.src = `${root}search/${name}.js${build ? `?${build}` : ""}`;
        script.onerror = () => resolve(null);
        script.onload = () => script.remove();
        doc.head.append(script);
      });
      parts.set(name, part);
    }
    return parts.get(name).promise;
  };
  const head = new Promise((resolve) => {
    parts.set("index", { done: (data, version) => { build = version; resolve(data); } });
    const script = doc.createElement("script");
    script.src = `${root}search/index.js`;
    script.onerror = () => resolve(null);
    doc.head.append(script);
  });

  const joined = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;
  const wordsOf = (text) => {
    const words = [];
    let word = "", before = "";
    const flush = () => { if (word) words.push(word); word = ""; };
    for (const c of text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()) {
      if (joined.test(c)) { flush(); if (before) words.push(before + c); before = c; continue; }
      if (before && words.at(-1)?.at(-1) !== before) words.push(before);
      before = "";
      if (/[\p{L}\p{N}\p{M}]/u.test(c)) word += c; else flush();
    }
    if (before && words.at(-1)?.at(-1) !== before) words.push(before);
    flush();
    return [...new Set(words)].slice(0, 8);
  };
  const shardOf = (word) => [...word].slice(0, joined.test(word) ? 1 : 2).join("");
  const nameOf = (key) => "w-" + [...key].map((c) => (/[a-z0-9]/i.test(c) ? c : `_${c.codePointAt(0).toString(16)}`)).join("");
  const near = (a, b) => {
    if (Math.abs(a.length - b.length) > 1) return false;
    let i = 0;
    while (i < a.length && a[i] === b[i]) i += 1;
    const x = a.slice(i), y = b.slice(i);
    return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1) || (x.length > 1 && x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
  };

  // The records of one word of the question: whole words count more than beginnings.
  const lookUp = async (word, info, loosely) => {
    const key = info.shards.length === 1 && info.shards[0] === "" ? "" : shardOf(word);
    if (key && !info.shards.includes(key)) {
      if ([...word].length > 1 || !loosely) return new Map();
    }
    const shard = (await load(nameOf(key))) ?? {}, found = new Map();
    for (const [own, postings] of Object.entries(shard)) {
      const fits = loosely ? near(own, word) || near(own.slice(0, word.length), word) : own.startsWith(word);
      if (!fits) continue;
      const rarity = Math.log(1 + info.records / (postings.length / 2));
      const whole = own === word ? 2 : loosely ? 0.5 : word.length / own.length;
      for (let i = 0, id = 0; i < postings.length; i += 2) {
        id += postings[i];
        const score = rarity * whole * (1 + Math.log(postings[i + 1]) * 2);
        found.set(id, Math.max(found.get(id) ?? 0, score));
      }
    }
    return found;
  };
  const rank = async (words, info) => {
    let loosely = false;
    // A word that nothing begins with may be misspelled.
    const all = await Promise.all(words.map(async (word) => {
      const found = await lookUp(word, info, false);
      if (found.size) return found;
      const similar = await lookUp(word, info, true);
      loosely ||= similar.size > 0;
      return similar;
    }));
    const scores = new Map();
    for (const found of all) for (const [id, score] of found) {
      const before = scores.get(id) ?? [0, 0];
      scores.set(id, [before[0] + 1, before[1] + score]);
    }
    // Records with more of the words come first.
    const ids = [...scores].sort((a, b) => b[1][0] - a[1][0] || b[1][1] - a[1][1] || a[0] - b[0]).map(([id]) => id);
    return [ids, loosely];
  };
  const record = async (id, info) => (await load(`r-${Math.floor(id / info.chunk)}`))?.[id % info.chunk];

  const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const marked = (text, words) => {
    const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    if (plain.length !== text.length) return escape(text);
    const marks = words.flatMap((word) => { const at = plain.indexOf(word); return at < 0 ? [] : [[at, at + word.length]]; }).sort((a, b) => a[0] - b[0]);
    let html = "", last = 0;
    for (const [from, to] of marks) {
      if (from < last) continue;
      html += `${escape(text.slice(last, from))}<mark>${escape(text.slice(from, to))}</mark>`;
      last = to;
    }
    return html + escape(text.slice(last));
  };

  let turn = 0, kind = "";
  const search = async () => {
    const mine = ++turn, info = await head;
    if (!info) { said.textContent = "The index cannot be loaded."; return; }
    const words = wordsOf(input.value);
    if (!words.length || (words.length === 1 && words[0].length < 2 && !joined.test(words[0]) && !/\d/.test(words[0]))) {
      list.replaceChildren(); facets.replaceChildren(); said.textContent = ""; return;
    }
    const [ids, loosely] = await rank(words, info);
    const shown = (await Promise.all(ids.slice(0, kind ? 120 : 24).map((id) => record(id, info)))).filter(Boolean);
    if (mine !== turn) return;
    const kinds = [...new Set(shown.map((one) => one[3]))];
    if (kind && !kinds.includes(kind)) kinds.push(kind);
    facets.replaceChildren(...(kinds.length > 1 || kind ? ["", ...kinds] : []).map((name) => {
      const facet = doc.createElement("button");
      facet.type = "button";
      facet.textContent = name ? KINDS[name] : "All";
      facet.setAttribute("aria-pressed", String(name === kind));
      facet.addEventListener("click", () => { kind = name; search(); input.focus(); });
      return facet;
    }));
    const fitting = shown.filter((one) => !kind || one[3] === kind).slice(0, 24);
    list.innerHTML = fitting.map(([title, trail, href, , text]) => `<li><a href="${escape(root + href)}"><b>${marked(title, words)}</b>${trail ? ` <small>${escape(trail)}</small>` : ""}${text ? `<p>${marked(text, words)}</p>` : ""}</a></li>`).join("");
    const count = kind ? fitting.length : ids.length;
    said.textContent = !count ? "No results." : `${count} ${count === 1 ? "result" : "results"}${loosely ? " for words that are nearly these" : ""}`;
  };

  const links = () => [...list.querySelectorAll("a")];
  dialog.addEventListener("keydown", (event) => {
    const all = links(), at = all.indexOf(doc.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? input : all[Math.min(next, all.length - 1)] ?? input).focus();
    } else if (event.key === "Escape") {
      // At once: a search field would first be emptied.
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      Promise.resolve(pending).then(() => links()[0]?.click());
    }
  });
  let pending;
  input.addEventListener("input", () => { pending = search(); });
  dialog.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  dialog.querySelector("form button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("li a")) dialog.close(); });

  const open = () => { if (!dialog.open) dialog.showModal(); input.select(); };
  window.levelbookOpenSearch = open;
  open();
})();
