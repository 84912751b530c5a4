// Follows the edits of the site that this page is of. Added by `levelbook serve` to each page that
// it answers with, and to nothing else.
//
// The server sends the page's new HTML. It is compared with the HTML that the page was made from,
// and only what the author changed is changed in the document: what the reader did to it (opened,
// typed, chose, scrolled) stays.
(() => {
  "use strict";
  const script = document.currentScript;
  const own = (tag) => tag.tagName === "SCRIPT" && tag.hasAttribute("data-page");
  let channel = new URL(".", script.src);
  let page = script.dataset.page;
  let found = script.dataset.found === "yes";
  // The HTML that the document was made from; unknown until it was asked for once.
  let source = null;
  let socket = null;
  let pause = 100;
  let lost = 0;

  // ---- The channel

  const question = (name) => {
    const url = new URL(name, channel);
    url.search = new URLSearchParams({ path: location.pathname, page, found: found ? "yes" : "no" });
    return url;
  };

  function connect() {
    if (socket && socket.readyState < WebSocket.CLOSING) return;
    const url = question("socket");
    url.protocol = url.protocol.replace("http", "ws");
    let opened = false;
    socket = new WebSocket(url);
    socket.onopen = () => { opened = true; pause = 100; connected(true); };
    socket.onmessage = (event) => hear(JSON.parse(event.data));
    socket.onclose = () => {
      socket = null;
      connected(false);
      if (document.visibilityState === "hidden" && !opened) return;
      setTimeout(() => recover(opened), pause);
      pause = Math.min(pause * 2, 2000);
    };
  }

  // Without a channel the page asks for itself: the server may have been started anew, with another
  // secret, and be ahead of what is shown; or it answers, but lets no WebSocket through.
  async function recover(was) {
    if (was) return connect();
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.status === 503) throw new Error("no site yet");
      const html = await answer.text();
      const tag = [...parse(html).querySelectorAll("script[data-page]")].pop();
      if (!tag) throw new Error("no preview");
      const renewed = new URL(".", new URL(tag.getAttribute("src"), location.href));
      const same = renewed.href === channel.href;
      channel = renewed;
      hear({ page: { hash: tag.dataset.page, found: tag.dataset.found === "yes", html } });
      if (same) hear(await (await fetch(question("socket"), { cache: "no-store" })).json());
    } catch { /* Not there yet: asked again. */ }
    connect();
  }

  function hear(news) {
    if (news.page) turn(news.page);
    if (news.files) renew(news.files);
    if (news.problems) panel.show(news.problems);
  }

  // ---- The page

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  function turn(next) {
    if (next.hash === page && next.found === found) return panel.say("");
    const before = found;
    [page, found] = [next.hash, next.found];
    // What is read now is worth more than a page that says it is gone.
    if (before && !next.found) return panel.say("This page is no longer part of the site.");
    panel.say("");
    const now = parse(next.html);
    const isWaiting = document.documentElement.hasAttribute("data-waiting");
    if (isWaiting || (source && needsReload(source, now))) return location.reload();
    patch(source || document.cloneNode(true), now);
    source = parse(next.html);
  }

  // A script cannot be taken back, so a page with another one starts again.
  function needsReload(before, now) {
    const scripts = (page) => [...page.scripts].filter((tag) => !own(tag)).map((tag) => tag.outerHTML);
    return scripts(before).join() !== scripts(now).join();
  }

  function patch(before, now) {
    const kept = anchor();
    const changed = new Set();
    merge(document.documentElement, before.documentElement, now.documentElement, changed);
    kept();
    changed.forEach(mark);
  }

  // The block at the top of the window stays where it is, whatever changes above it.
  function anchor() {
    const root = document.documentElement;
    const blocks = document.querySelectorAll(document.querySelector("main") ? "main *" : "body *");
    const at = scrollY > 0 && [...blocks].find((element) => {
      const box = element.getBoundingClientRect();
      return box.height && box.top >= 0 && box.top < innerHeight && !element.children.length
        && !["fixed", "sticky"].includes(getComputedStyle(element).position);
    });
    if (!at) return () => {};
    const top = at.getBoundingClientRect().top;
    const own = root.style.overflowAnchor;
    root.style.overflowAnchor = "none";
    return () => {
      if (at.isConnected) scrollBy({ top: at.getBoundingClientRect().top - top, behavior: "instant" });
      setTimeout(() => { root.style.overflowAnchor = own; });
    };
  }

  // Does to `live` what leads from `before` to `now`.
  function merge(live, before, now, changed) {
    if (own(live) || before.isEqualNode(now)) return;
    if (live.nodeType !== Node.ELEMENT_NODE) {
      live.data = now.data;
      if (live.parentElement) changed.add(live.parentElement);
      return;
    }
    if (live.localName === "link" && live.rel === "stylesheet" && now.rel === "stylesheet") return restyle(live, now);
    attributes(live, before, now, changed);
    children(live, before, now, changed);
  }

  function attributes(live, before, now, changed) {
    for (const { name } of [...before.attributes]) {
      if (!now.hasAttribute(name)) live.removeAttribute(name);
    }
    for (const { name, value } of [...now.attributes]) {
      if (before.getAttribute(name) === value) continue;
      live.setAttribute(name, value);
      if (name !== "class" && name !== "style") changed.add(live);
    }
  }

  function children(live, before, now, changed) {
    const olds = [...before.childNodes], news = [...now.childNodes];
    const lives = counterparts(live, olds);
    if (!lives) return replace(live, now, changed);
    const pairs = align(olds, news);
    olds.forEach((_, i) => { if (!pairs.has(i)) { lives[i].remove(); changed.add(live); } });
    const partner = new Map([...pairs].map(([o, n]) => [n, o]));
    let last = null;
    news.forEach((node, n) => {
      if (partner.has(n)) {
        const o = partner.get(n);
        last = lives[o];
        return merge(last, olds[o], node, changed);
      }
      const fresh = document.importNode(node, true);
      if (last) last.after(fresh); else live.prepend(fresh);
      last = fresh;
      if (fresh.nodeType === Node.ELEMENT_NODE) changed.add(fresh);
      else if (fresh.data.trim()) changed.add(live);
    });
  }

  function replace(live, now, changed) {
    live.replaceChildren(...[...now.childNodes].map((node) => document.importNode(node, true)));
    changed.add(live);
  }

  const alike = (a, b) => a.nodeName === b.nodeName && (a.id || "") === (b.id || "");

  // For each node of the source the one in the document; scripts may have put others between them.
  function counterparts(live, olds) {
    const lives = [...live.childNodes];
    let at = 0;
    const result = [];
    for (const old of olds) {
      let hit = lives.findIndex((node, i) => i >= at && node.isEqualNode(old));
      if (hit < 0) hit = lives.findIndex((node, i) => i >= at && alike(node, old));
      if (hit < 0) return null;
      result.push(lives[hit]);
      at = hit + 1;
    }
    return result;
  }

  // Which old child becomes which new one: the same ones at both ends, then those of one id, then
  // those of one kind in their order.
  function align(olds, news) {
    const pairs = new Map();
    let start = 0, oldEnd = olds.length, newEnd = news.length;
    while (start < oldEnd && start < newEnd && olds[start].isEqualNode(news[start])) pairs.set(start, start++);
    while (oldEnd > start && newEnd > start && olds[oldEnd - 1].isEqualNode(news[newEnd - 1])) pairs.set(--oldEnd, --newEnd);
    let from = start;
    for (let n = start; n < newEnd; n++) {
      const fits = (test) => {
        for (let o = from; o < oldEnd; o++) if (test(olds[o], news[n])) return o;
        return -1;
      };
      let hit = fits((a, b) => a.isEqualNode(b));
      if (hit < 0 && news[n].id) hit = fits((a, b) => a.id === b.id && a.nodeName === b.nodeName);
      if (hit < 0) {
        const rest = news.slice(n + 1, newEnd);
        hit = fits((a, b) => alike(a, b) && !rest.some((later) => later.isEqualNode(a)));
      }
      if (hit < 0) continue;
      pairs.set(hit, n);
      from = hit + 1;
    }
    return pairs;
  }

  // The new style sheet is there before the old one goes.
  function restyle(live, now) {
    const fresh = document.importNode(now, true);
    const done = () => live.remove();
    fresh.addEventListener("load", done, { once: true });
    fresh.addEventListener("error", done, { once: true });
    live.after(fresh);
  }

  // Pictures and other files that changed under the same name.
  function renew(files) {
    const changed = new Set(files.map((file) => new URL(file, location.href).href));
    const is = (address) => { const url = new URL(address, location.href); url.search = ""; return changed.has(url.href); };
    const fresh = (address) => { const url = new URL(address, location.href); url.search = "?" + Date.now(); return url.href; };
    document.querySelectorAll("img[src], source[src], video[src], audio[src], iframe[src], embed[src]").forEach((element) => {
      if (is(element.src)) { element.src = fresh(element.src); mark(element); }
    });
    document.querySelectorAll("link[rel=stylesheet]").forEach((link) => {
      if (!is(link.href)) return;
      const now = link.cloneNode();
      now.href = fresh(link.href);
      restyle(link, now);
    });
    if ([...document.scripts].some((tag) => tag.src && is(tag.src))) location.reload();
  }

  function mark(element) {
    if (!element.isConnected || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    if (!element.closest("body") || element === document.body) return;
    const glow = { outline: "2px solid rgb(46 125 230 / .75)", outlineOffset: "4px" };
    element.animate([glow, { ...glow, outlineColor: "transparent" }], { duration: 1200, easing: "ease-in" });
  }

  // ---- The panel: what is wrong, over the page, out of reach of its styles

  const panel = (() => {
    const host = document.createElement("levelbook-preview");
    const root = host.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = `
      :host { all: initial; position: fixed; inset: auto 0 0; z-index: 2147483647; font: 15px/1.5 system-ui, sans-serif; color-scheme: inherit; pointer-events: none; }
      :host * { box-sizing: border-box; }
      @media print { :host { display: none; } }
      section, button, .notice { pointer-events: auto; color: light-dark(#1b1f24, #e6e9ed); background: light-dark(#fff, #1d2127); border: 1px solid light-dark(#c9ced6, #454d58); }
      section { max-height: 60vh; overflow: auto; border-width: 3px 0 0; border-top-color: light-dark(#c4281c, #f0776c); padding: 16px 20px 20px; box-shadow: 0 -8px 32px rgb(0 0 0 / .18); }
      section.mild { border-top-color: light-dark(#a86500, #e0a63a); }
      section > * { max-width: 60rem; margin-inline: auto; }
      header { display: flex; align-items: baseline; justify-content: space-between; gap: 16px; margin-bottom: 4px; }
      h2 { font-size: 17px; line-height: 1.3; margin: 0; }
      p { margin: 0; }
      article { padding: 12px 0; border-top: 1px solid light-dark(#e3e6ea, #343b44); }
      article:first-of-type { border-top: 0; }
      b { color: light-dark(#b3261e, #f58f85); font-weight: 600; }
      .warning b { color: light-dark(#8f5600, #e8b455); }
      .place, .place a { color: light-dark(#4d5661, #aab3bf); font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
      pre { font: 13px/1.5 ui-monospace, monospace; margin: 8px 0; padding: 8px 12px; overflow-x: auto; background: light-dark(#f4f5f7, #14171c); border-radius: 4px; tab-size: 4; }
      button, .notice { font: inherit; font-size: 14px; padding: 4px 12px; border-radius: 16px; cursor: pointer; }
      button:focus-visible { outline: 2px solid light-dark(#1a63c7, #7db4ff); outline-offset: 2px; }
      footer { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; padding: 12px 16px; }
      .notice { cursor: default; }
      [hidden] { display: none !important; }`;
    const make = (name, text, kind) => {
      const element = document.createElement(name);
      if (text !== undefined) element.textContent = text;
      if (kind) element.className = kind;
      return element;
    };
    const list = make("section"), foot = make("footer"), notice = make("p", "", "notice"), badge = make("button");
    list.tabIndex = 0;
    list.setAttribute("role", "region");
    list.setAttribute("aria-label", "What is wrong with the site");
    notice.setAttribute("role", "status");
    badge.type = "button";
    foot.append(notice, badge);
    root.append(style, foot, list);
    let problems = [], open = false;

    const count = (kind) => {
      const n = problems.filter((problem) => problem.severity === kind).length;
      return n ? `${n} ${kind}${n === 1 ? "" : "s"}` : "";
    };
    const summary = () => [count("error"), count("warning")].filter(Boolean).join(", ");

    function entry(problem) {
      const article = make("article", undefined, problem.severity);
      const line = make("p");
      line.append(make("b", `${problem.severity} ${problem.code}: `), problem.message);
      article.append(line);
      if (problem.place) {
        const place = make("p", undefined, "place");
        const name = make(problem.edit ? "a" : "span", problem.place);
        if (problem.edit) name.href = problem.edit;
        place.append(name);
        article.append(place);
      }
      if (problem.excerpt) article.append(make("pre", problem.excerpt));
      if (problem.help) article.append(make("p", problem.help));
      return article;
    }

    function draw() {
      const errors = problems.some((problem) => problem.severity === "error");
      list.hidden = !open || !problems.length;
      badge.hidden = open || !problems.length;
      badge.textContent = summary();
      badge.setAttribute("aria-label", `${summary()}: show`);
      notice.hidden = !notice.textContent;
      foot.hidden = badge.hidden && notice.hidden;
      list.className = errors ? "" : "mild";
      const head = make("header"), close = make("button", "Hide");
      close.type = "button";
      close.onclick = () => fold();
      head.append(make("h2", errors ? `${summary()}: the last good site is shown` : summary()), close);
      list.replaceChildren(head, ...problems.map(entry));
      if (!host.isConnected && (problems.length || notice.textContent)) document.documentElement.append(host);
      if (!problems.length && !notice.textContent) host.remove();
    }

    function fold() { open = false; draw(); badge.focus(); }
    badge.onclick = () => { open = true; draw(); list.focus(); };
    root.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); fold(); } });
    addEventListener("keydown", (event) => { if (event.key === "Escape" && open && !event.defaultPrevented) { open = false; draw(); } });

    return {
      show(next) {
        const had = problems.some((problem) => problem.severity === "error");
        const has = next.some((problem) => problem.severity === "error");
        problems = next;
        // Errors open the list by themselves, once; what the reader folded stays folded.
        if (has && !had) open = true;
        if (!has && had) open = false;
        draw();
      },
      say(text) { notice.textContent = text; draw(); },
    };
  })();

  let offline = 0;
  function connected(yes) {
    clearTimeout(offline);
    const text = "The preview does not answer; waiting for it.";
    if (yes) { if (lost) panel.say(""); lost = 0; return; }
    offline = setTimeout(() => { lost = 1; panel.say(text); }, 2000);
  }

  // ---- The life of the page

  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  addEventListener("pagehide", () => { if (socket) { socket.onclose = null; socket.close(); socket = null; } });
  addEventListener("online", connect);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") connect(); });

  // What the document was made from: asked for once, so that edits can be told from what scripts did.
  fetch(location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text()).then((html) => {
    const now = parse(html);
    const tag = [...now.querySelectorAll("script[data-page]")].pop();
    if (!source && tag && tag.dataset.page === page) source = now;
  }).catch(() => {}).finally(connect);
})();
