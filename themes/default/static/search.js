// Search, loaded when it is first asked for. What the files of the index hold is told in
// src/site/search/index.rs; words are cut as src/site/search/words.rs cuts them.
(() => {
  const doc = document, button = doc.querySelector("[data-search]"), root = button.dataset.root;
  const KINDS = { note: $say("Notes"), model: $say("Models"), level: $say("Levels"), cell: $say("Cells"), dimension: $say("Dimensions"), activity: $say("Activities"), capability: $say("Capabilities"), term: $say("Terms") };
  // What each step of a word's weight is worth; how many blocks one word may ask for; results at a time.
  const WORTH = [1, 1.7, 2.3, 3, 6, 7, 8, 9.5], MOST_BLOCKS = 3, PAGE = 10;
  // A message of the site's language, in the form for a number.
  let plural;
  try { plural = new Intl.PluralRules(doc.documentElement.lang); } catch {}
  const $say = (said, n) => (said[plural?.select(n)] ?? said.other ?? said).replace("{n}", n);
  const style = doc.createElement("style");
  style.textContent = `.search-box{max-height:min(44rem,calc(100dvh - 24px));overflow:hidden;&[open]{display:flex;flex-direction:column}&>*{flex:none}search{border-bottom:1px solid var(--line)}
.facets{display:flex;flex-wrap:wrap;gap:6px;padding:8px 12px 0}.facets:empty{display:none}.facets>div{display:flex;flex-wrap:wrap;gap:6px}
.facets :is(button,select){padding-inline:10px;white-space:nowrap}.facets small{margin-inline-start:4px;color:var(--muted)}
.facets select{min-width:0;max-width:17rem;padding-inline:6px;text-overflow:ellipsis}
.facets :is([aria-pressed=true],.on){background:var(--tint);box-shadow:inset 0 -2px var(--accent);font-weight:600}
ol{flex:0 1 auto;min-height:0;margin:0;padding:8px 12px;list-style:none;overflow:auto;overscroll-behavior:contain}ol:empty{display:none}li{margin:0}
li a{display:block;padding:8px 10px;border-radius:var(--radius);color:inherit;text-decoration:none}li a:is(:hover,:focus){background:var(--tint)}li a:focus-visible{outline-offset:-2px}
li b{color:var(--accent);font-weight:600}li small{color:var(--muted)}li p{margin:2px 0 0;color:var(--muted);font-size:.875rem;line-height:1.45;overflow-wrap:anywhere}
mark{background:none;color:inherit;font-weight:600;text-decoration:underline}.said{margin:0;padding:8px 14px 12px;color:var(--muted);font-size:.875rem}.said:empty{display:none}.said button{margin-inline-start:8px}
@media(width<30rem){.facets>div{flex:1 0 100%;flex-wrap:nowrap;overflow-x:auto;scrollbar-width:none;padding:2px}.facets label{flex:1;min-width:0}.facets select{width:100%}}}`;
  doc.head.append(style);

  // `script.js` has opened it, with a field in it.
  const dialog = doc.querySelector(".search-box");
  dialog.insertAdjacentHTML("beforeend", `<div class="facets"></div><ol data-search-results aria-label="${$html("Results")}"></ol><p class="said"></p><output class="vh" aria-live="polite"></output>`);
  const input = dialog.querySelector("input"), list = dialog.querySelector("ol"), said = dialog.querySelector(".said"), heard = dialog.querySelector("output"), facets = dialog.querySelector(".facets");
  for (const [name, value] of [["autocapitalize", "off"], ["spellcheck", "false"], ["enterkeyhint", "go"]]) input.setAttribute(name, value);

  // The parts of the index arrive as scripts, which load from the disk too.
  let info, parts = new Map(), isOld = false;
  const waiting = new Map();
  window.levelbookSearch = (name, build, data) => waiting.get(name)?.(data, build);
  const script = (name, query, done) => new Promise((resolve) => {
    const element = doc.createElement("script"), end = (value) => { waiting.delete(name); element.remove(); resolve(value); };
    waiting.set(name, (data, build) => end(done(data, build)));
    element.src = `${root}search/${name}.js${query}`;
    element.onerror = element.onload = () => end(null);
    doc.head.append(element);
  });
  const load = (name) => {
    if (!parts.has(name)) {
      const mine = info, part = { data: undefined };
      part.promise = script(name, `?${mine.build}`, (data, build) => {
        isOld ||= build !== mine.build;
        return build === mine.build ? data : null;
      }).then((data) => (part.data = data));
      parts.set(name, part);
    }
    return parts.get(name);
  };
  // The head of the index: again each time that the search is opened, as a preview may have a new one.
  const decode = (text, each) => {
    for (let i = 0, number = 0, scale = 1; i < text.length; i += 1) {
      const code = text.charCodeAt(i), digit = code - (code > 92 ? 36 : 35);
      if (digit < 45) { each(number + digit * scale); number = 0; scale = 1; } else { number += (digit - 45) * scale; scale *= 45; }
    }
  };
  let heading;
  const head = (query = "") => heading ??= script("index", query, (data) => {
    if (info?.build !== data.build) {
      parts = new Map();
      const group = new Uint16Array(data.records);
      let at = 0, own = -1;
      decode(data.runs, (n) => { if (own < 0) own = n; else { group.fill(own, at, at += n); own = -1; } });
      info = { ...data, group, best: new Float32Array(data.records), total: new Float32Array(data.records), hits: new Uint8Array(data.records) };
    }
    isOld = false;
    return info;
  }).then((found) => { heading = undefined; return found ?? info; });

  // Words
  const joined = /[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/, letter = /[\p{Alphabetic}\p{N}\p{M}]/u;
  const ALSO = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ς: "σ" };
  const fold = (text) => (/^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase().replace(/[ßæœøłđıς]/g, (c) => ALSO[c]));
  const cut = (text) => {
    const words = [];
    let word = "", last = "", long = false;
    const endWord = () => { if (word && [...word].length <= 40) words.push(word); word = ""; };
    const endRun = () => { if (last) words.push(last); last = ""; long = false; };
    const pair = (c) => { if (last) words.push(last + c); last = c; };
    for (const c of fold(text)) {
      if (joined.test(c)) {
        endWord();
        if (c === "ー" && last && !long) { long = true; continue; }
        if (long && /[\u30a0-\u30ff]/.test(c)) pair("ー");
        long = false;
        pair(c);
        continue;
      }
      endRun();
      if (letter.test(c)) word += c; else endWord();
    }
    endRun();
    endWord();
    return words;
  };
  // Of a question: the last character of a run is in the pair before it.
  const wordsOf = (text) => {
    const all = cut(text.slice(0, 300));
    const needed = all.filter((word, i) => !(joined.test(word) && word.length === 1 && all[i - 1]?.length === 2 && all[i - 1][1] === word));
    return [...new Set(needed)].slice(0, 16);
  };

  // What words of one stem end in, where they are folded: English, German, Russian.
  const ENDS = new Set((",s,es,ed,er,ers,ing,ings,ion,ions,ment,ments,y,ies,ied,e,en,n,em,ern,ens,ly,а,я,ы,и,у,ю,е,о,ь,ов,ев,ем,ом,ам,ям,ами,ями,ах,ях,ью,ия,ии,ию,ие,ием,иям,иями,иях,ий,ои,еи,ыи,ая,яя,ое,ее,ые,ых,их,ую,юю,ым,им,ыми,ими,ого,его,ому,ему").split(","));
  const stem = (word) => {
    for (let end = Math.min(4, word.length - 3); end > 0; end -= 1) if (ENDS.has(word.slice(-end))) return word.slice(0, -end);
    return word;
  };
  // How well a word of the site fits one of the question; 0 if it does not.
  const fit = (own, word) => {
    if (own === word) return 2;
    let same = 0;
    while (same < word.length && own[same] === word[same]) same += 1;
    const begins = same === word.length && (same > 1 || joined.test(word)) ? word.length / own.length : 0;
    let a = word.slice(same), b = own.slice(same);
    // running, run
    if (a.length > 2 && a[0] === word[same - 1]) a = a.slice(1);
    if (b.length > 2 && b[0] === word[same - 1]) b = b.slice(1);
    return same > 2 && same >= a.length && same >= b.length && ENDS.has(a) && ENDS.has(b) ? Math.max(begins, 1) : begins;
  };
  // Letters to be changed, added, left out or exchanged to make of `word` a word that begins `own`.
  const distance = (own, word, most) => {
    if (own.length < word.length - most) return 9;
    let before = [], row = Array.from({ length: Math.min(own.length, word.length + most) + 1 }, (_, j) => j);
    const width = row.length;
    for (let i = 1; i <= word.length; i += 1) {
      const next = [i];
      let least = i;
      for (let j = 1; j < width; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (word[i - 1] === own[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && word[i - 1] === own[j - 2] && word[i - 2] === own[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
        least = Math.min(least, next[j]);
      }
      if (least > most) return 9;
      [before, row] = [row, next];
    }
    return Math.min(...row) + (row.at(-1) <= most && width > own.length ? 0 : 0.5);
  };

  // The blocks where words with a beginning stand, as [first, end].
  const span = (starts, begin) => {
    const behind = (text) => { let from = 0, to = starts.length; while (from < to) { const at = (from + to) >> 1; if (starts[at] <= text) from = at + 1; else to = at; } return from; };
    return [Math.max(0, behind(begin) - 1), behind(begin + "\uffff")];
  };
  const range = (letter, [from, to]) => Array.from({ length: to - from }, (_, i) => load(`${letter}-${from + i}`));
  const firstOf = ([from, to]) => [from, Math.min(to, from + 2 * MOST_BLOCKS)];
  const dictionary = (part) => {
    if (!part.words && part.data) { const [words, told] = part.data; part.words = words.split(" "); part.told = told.split(" "); }
    return part.words ?? [];
  };
  const ready = async (blocks) => { if (blocks.some((block) => block.data === undefined)) await Promise.all(blocks.map((block) => block.promise)); return blocks; };
  // All blocks that hold words like this one; of very many, those of titles.
  const blocksFor = (word) => {
    const texts = [span(info.texts, stem(word)), span(info.texts, word)].find(([from, to]) => to - from <= MOST_BLOCKS);
    if (texts) return [range("w", texts), false];
    return [range("t", firstOf(span(info.titles, word))), true];
  };
  const nearBlocks = (word) => {
    const some = (starts) => { for (let n = 0; n <= word.length; n += 1) { const found = span(starts, word.slice(0, n)); if (found[1] - found[0] <= MOST_BLOCKS) return found; } return [0, 0]; };
    return [...range("w", some(info.texts)), ...range("t", some(info.titles))];
  };

  // The words of the site that one of the question means, each as [fit, records].
  const meant = (blocks, test) => {
    const found = [];
    for (const block of blocks) dictionary(block).forEach((own, i) => { const fits = test(own); if (fits > 0) found.push([fits, block.told[i], own]); });
    return found;
  };
  const find = async (word) => {
    const [blocks, isPart] = blocksFor(word);
    let found = meant(await ready(blocks), (own) => fit(own, word)), near = false, shown = [word];
    // In no title: some of the texts are better than nothing.
    if (!found.length && isPart) found = meant(await ready(range("w", firstOf(span(info.texts, word)))), (own) => fit(own, word));
    const german = word.replace(/([aou])e/g, "$1");
    if (!found.length && german !== word) { found = meant(await ready(blocksFor(german)[0]), (own) => fit(own, german)); shown = [german]; }
    if (!found.length && word.length > 3 && !joined.test(word)) {
      near = true;
      const others = await ready(nearBlocks(word)), most = word.length > 7 ? 2 : 1;
      found = meant(others, (own) => { const d = distance(own, word, most); return d <= most + 0.5 ? 0.6 / (1 + d) : 0; });
      // Else what begins as it does: Datenpipelines, Datenpipe…
      for (let n = word.length - 1; n >= Math.max(4, word.length / 2) && !found.length; n -= 1) found = meant(await ready(blocksFor(word.slice(0, n))[0]), (own) => (own.startsWith(word.slice(0, n)) ? 0.3 : 0));
    }
    if (near) shown = found.map(([, , own]) => own);
    const isWeak = isPart || word.length < 2 || found.some(([, told]) => told[0] === "!");
    return { found, near: near && found.length > 0, isWeak, shown };
  };
  // The records that a question finds, best first as far as they are shown; all of them, to be counted.
  const score = (words) => {
    const { best, total, hits, records } = info, all = [];
    let needed = 0;
    for (const { found, isWeak } of words) {
      if (!isWeak) needed += 1;
      const touched = [];
      for (const [fits, told] of found) {
        const isCommon = told[0] === "!", rarity = isCommon ? 0.7 : Math.log(1 + (2 * records) / (told.length + 1)), start = isCommon ? 1 : 0;
        // As in `decode`, without a call for each of many thousands.
        for (let i = start, number = 0, scale = 1, id = 0; i < told.length; i += 1) {
          const code = told.charCodeAt(i), digit = code - (code > 92 ? 36 : 35);
          if (digit >= 45) { number += (digit - 45) * scale; scale *= 45; continue; }
          number += digit * scale;
          id += number >> 3;
          const worth = rarity * fits * WORTH[number & 7];
          if (!best[id]) { touched.push(id); best[id] = worth; } else if (best[id] < worth) best[id] = worth;
          number = 0;
          scale = 1;
        }
      }
      for (const id of touched) {
        if (!total[id]) all.push(id);
        total[id] += best[id];
        if (!isWeak) hits[id] += 1;
        best[id] = 0;
      }
    }
    // Those with all words, but for words that stand everywhere; without any, those with the most.
    let most = 0;
    for (const id of all) if (hits[id] > most) most = hits[id];
    const ids = [], scores = [];
    for (const id of all) {
      if (hits[id] === most) { ids.push(id); scores.push(total[id]); }
      total[id] = hits[id] = 0;
    }
    return { ids, scores, isPart: most < needed };
  };
  const best = ({ ids, scores }, allowed, many) => {
    const top = [];
    let count = 0;
    for (let i = 0; i < ids.length; i += 1) {
      const id = ids[i], score = scores[i];
      if (!allowed[info.group[id]]) continue;
      count += 1;
      // Of many thousands few come so far as to be put in their place.
      let at = top.length;
      while (at > 0 && (score > top[at - 1][0] || (score === top[at - 1][0] && id < top[at - 1][1]))) at -= 1;
      if (at === many) continue;
      top.splice(at, 0, [score, id]);
      if (top.length > many) top.pop();
    }
    return [top.map(([, id]) => id), count];
  };

  // What is shown
  const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const isMarked = (run, words) => {
    if (!run) return 0;
    for (const word of words) {
      if (run.startsWith(word)) return word.length;
      if (fit(run, word)) return run.length;
    }
    return 0;
  };
  const marked = (text, words) => {
    let html = "", run = "", raw = [], from = 0, plain = "";
    const flush = () => {
      const length = isMarked(run, words);
      let n = 0, size = 0;
      while (size < length && n < raw.length) { size += raw[n][1]; n += 1; }
      const own = raw.map(([c]) => c);
      html += (n ? `<mark>${escape(own.slice(0, n).join(""))}</mark>` : "") + escape(own.slice(n).join(""));
      run = ""; raw = [];
    };
    const pairs = words.filter((word) => joined.test(word)), letters = [...text], isOn = new Set();
    letters.forEach((c, i) => pairs.forEach((pair) => { if (fold(letters.slice(i, i + pair.length).join("")) === pair) for (let n = 0; n < pair.length; n += 1) isOn.add(i + n); }));
    letters.forEach((c, i) => {
      const own = fold(c);
      if (joined.test(own)) {
        flush();
        html += isOn.has(i) ? `<mark>${escape(c)}</mark>` : escape(c);
      } else if (!own || letter.test(own)) { run += own; raw.push([c, own.length]); } else { flush(); html += escape(c); }
    });
    flush();
    return html.replaceAll("</mark><mark>", "");
  };
  const chosen = { kind: "", level: "", dimension: "" };
  const AXES = ["kind", "level", "dimension"], named = { level: "levels", dimension: "dimensions" };
  // For each facet how many records it has, with what the others leave.
  const countFacets = ({ ids }) => {
    const own = new Uint32Array(info.groups.length);
    for (const id of ids) own[info.group[id]] += 1;
    const isFit = (group, but) => AXES.every((axis, i) => axis === but || chosen[axis] === "" || String(group[i]) === chosen[axis]);
    const counts = AXES.map((axis, i) => {
      const count = new Map();
      info.groups.forEach((group, g) => { if (own[g] && group[i] !== -1 && isFit(group, axis)) count.set(String(group[i]), (count.get(String(group[i])) ?? 0) + own[g]); });
      if (chosen[axis] !== "" && !count.has(chosen[axis])) count.set(chosen[axis], 0);
      return count;
    });
    return [counts, info.groups.map((group) => isFit(group))];
  };
  const kinds = doc.createElement("div"), selects = AXES.slice(1).map((axis) => {
    const label = doc.createElement("label"), select = doc.createElement("select");
    select.setAttribute("aria-label", axis === "level" ? $say("Level") : $say("Dimension"));
    select.addEventListener("change", () => { chosen[axis] = select.value; search(); });
    label.append(select);
    return [label, select];
  });
  kinds.setAttribute("role", "group");
  kinds.setAttribute("aria-label", $say("Kind"));
  kinds.addEventListener("click", (event) => {
    const facet = event.target.closest("button");
    if (facet) { chosen.kind = facet.value; search(); }
  });
  const showFacets = (counts) => {
    const [kind, level, dimension] = counts, focused = kinds.contains(doc.activeElement) ? doc.activeElement.value : undefined;
    const sum = [...kind.values()].reduce((a, b) => a + b, 0), wanted = [];
    if (kind.size > 1 || chosen.kind) {
      const one = (value, name, count) => `<button type="button" value="${value}" aria-pressed="${value === chosen.kind}">${name}<small>${count}</small></button>`;
      kinds.innerHTML = one("", $html("All"), sum) + Object.keys(KINDS).filter((name) => kind.has(name)).map((name) => one(name, KINDS[name], kind.get(name))).join("");
      wanted.push(kinds);
    }
    [level, dimension].forEach((count, i) => {
      const axis = AXES[i + 1], [label, select] = selects[i];
      if (count.size < 2 && !chosen[axis]) return;
      const options = [...count].sort(([a], [b]) => a - b).map(([value, n]) => `<option value="${value}">${escape(info[named[axis]][value])} (${n})</option>`).join("");
      select.innerHTML = `<option value="">${i ? $html("Any dimension") : $html("Any level")}</option>${options}`;
      select.value = chosen[axis];
      select.className = chosen[axis] ? "on" : "";
      wanted.push(label);
    });
    for (const part of [...facets.children]) if (!wanted.includes(part)) part.remove();
    wanted.forEach((part, i) => { if (facets.children[i] !== part) facets.insertBefore(part, facets.children[i] ?? null); });
    if (focused !== undefined) kinds.querySelector(`[value="${focused}"]`)?.focus();
  };
  // A screen reader hears of results when one has stopped typing.
  let hearing;
  const say = (text, more) => {
    said.textContent = text;
    if (more) said.append(more);
    clearTimeout(hearing);
    hearing = setTimeout(() => { heard.textContent = said.firstChild?.textContent ?? ""; }, text ? 500 : 0);
  };
  const all = () => {
    const button = doc.createElement("button");
    button.type = "button";
    button.textContent = $say("Show all");
    button.addEventListener("click", () => { AXES.forEach((axis) => { chosen[axis] = ""; }); search(); input.focus(); });
    return button;
  };

  let turn = 0, shown = 0, latest = null;
  const chunkName = (id) => `r-${Math.floor(id / info.chunk)}`, chunkOf = (id) => load(chunkName(id));
  const clear = (text) => { list.replaceChildren(); facets.replaceChildren(); latest = null; say(text); };
  const rows = (ids, words) => ids.map((id) => {
    const row = chunkOf(id).data?.[id % info.chunk];
    if (!row) return "";
    const [title, trail, href, text] = row;
    return `<li><a href="${escape(root + href)}"><b>${marked(title, words)}</b>${trail ? ` <small>${escape(trail)}</small>` : ""}${text ? `<p>${marked(text, words)}</p>` : ""}</a></li>`;
  }).join("");
  // On a large site the browser gets its turn between two steps, so that a key is never waited for.
  const pause = () => info.records > 5000 && new Promise((done) => setTimeout(done));
  const search = async (isAgain) => {
    const mine = (turn += 1);
    if (!info && !(await head())) {
      clear($say("The index of this site is not there yet."));
      setTimeout(() => { if (dialog.open && mine === turn) search(); }, 1000);
      return;
    }
    const words = wordsOf(input.value);
    if (!words.length) { shown = mine; clear(""); return; }
    const found = await Promise.all(words.map(find));
    if (await renewed(isAgain)) return;
    await pause();
    const result = score(found);
    await pause();
    const [counts, allowed] = countFacets(result);
    const [ids, count] = best(result, allowed, PAGE);
    // Nothing is loaded for what one has typed over.
    if (mine < turn && ids.some((id) => !parts.has(chunkName(id)))) return;
    await ready(ids.map(chunkOf));
    // What is called just what was asked for stands first.
    const asked = cut(input.value).join(" "), isIt = (id) => cut(chunkOf(id).data?.[id % info.chunk]?.[0].replace(/^\S+ \S+ · /, "") ?? "").join(" ") === asked;
    ids.sort((a, b) => isIt(b) - isIt(a));
    if (mine < shown || (await renewed(isAgain))) return;
    shown = mine;
    const marks = [...new Set(found.flatMap((word) => word.shown))];
    latest = { result, allowed, marks, count };
    showFacets(counts);
    list.innerHTML = rows(ids, marks);
    list.scrollTop = 0;
    const near = found.some((word) => word.near), n = $say("{n} results", count);
    if (count) say(result.isPart ? $say("No place has all of these words: {results} with some of them").replace("{results}", n) : near ? $say("{results} for words that are nearly these").replace("{results}", n) : n);
    else if (result.ids.length) say($say("No results here, {n} in all.").replace("{n}", result.ids.length), all());
    else if (input.value.trim().length < 2) say("");
    else say(words.length > 1 ? $say("No results. Try fewer words.") : $say("No results. Try another word, or its beginning."));
  };
  // The site may have been published anew since the page was opened.
  const renewed = async (isAgain) => {
    if (!isOld || isAgain) return false;
    await head(`?${Date.now()}`);
    await search(true);
    return true;
  };
  const more = async () => {
    if (!latest || list.children.length >= latest.count || latest.isLoading) return;
    const mine = latest, from = list.children.length;
    mine.isLoading = true;
    const ids = best(mine.result, mine.allowed, from + PAGE)[0].slice(from);
    await ready(ids.map(chunkOf));
    mine.isLoading = false;
    if (mine === latest) list.insertAdjacentHTML("beforeend", rows(ids, mine.marks));
  };
  list.addEventListener("scroll", () => { if (list.scrollTop + list.clientHeight > list.scrollHeight - 200) more(); }, { passive: true });

  const links = () => [...list.querySelectorAll("a")];
  const move = async (key, at) => {
    if (key === "ArrowDown" && at === links().length - 1) await more();
    const all = links(), next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[key];
    (next < 0 ? input : all[Math.min(next, all.length - 1)] ?? input).focus();
  };
  let pending = null;
  const ask = () => { pending = search(); };
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const at = links().indexOf(doc.activeElement), isIn = event.target === input, isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Escape") {
      // At once: a search field would first be emptied.
      event.preventDefault();
      dialog.close();
    } else if ((isIn && /^Arrow(Down|Up)$/.test(event.key)) || (at >= 0 && /^(Arrow(Down|Up)|Home|End)$/.test(event.key))) {
      event.preventDefault();
      move(event.key, at);
    } else if (event.key === "Enter" && isIn) {
      event.preventDefault();
      Promise.resolve(pending).then(() => links()[0]?.click());
    } else if (at >= 0 && isPlain && (event.key === "Backspace" || (event.key.length === 1 && event.key !== " "))) {
      // Who types on means the question.
      input.focus();
    }
  });
  input.addEventListener("input", ask);
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("li a")) dialog.close(); });

  const take = () => {
    const before = info?.build;
    head().then((found) => {
      if (!found || found.build === before) return;
      // Of a small site the words come at once, of a very small one all: typing then waits for nothing.
      if (info.texts.length <= MOST_BLOCKS) range("w", [0, info.texts.length]);
      if (info.records <= 2 * info.chunk) for (let id = 0; id < info.records; id += info.chunk) chunkOf(id);
      if (input.value) ask();
    });
  };
  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    take();
  };
  open.words = cut;
  window.levelbookOpenSearch = open;
  // What was typed meanwhile stays as it is.
  take();
})();
