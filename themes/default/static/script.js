// Everything here is a convenience: pages work without it.
(() => {
  const doc = document, root = doc.documentElement, key = "levelbook-theme";
  const all = (query) => doc.querySelectorAll(query);

  // Light or dark. A choice equal to the system's is forgotten, so that the page follows the system again.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const toggle = doc.querySelector("[data-theme-toggle]");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => toggle?.setAttribute("aria-pressed", dark());
  toggle?.addEventListener("click", () => {
    const wanted = dark() ? "light" : "dark";
    const follow = (wanted === "dark") === system.matches;
    if (follow) delete root.dataset.theme;
    else root.dataset.theme = wanted;
    try {
      if (follow) localStorage.removeItem(key);
      else localStorage.setItem(key, wanted);
    } catch {}
    show();
  });
  system.addEventListener("change", show);
  show();

  // Search: its box opens at once and takes what one types; its script and the head of the index come together, when it is first
  // asked for, or is about to be.
  const finder = doc.querySelector("[data-search]");
  let coming, box;
  const fetchSearch = () => {
    if (coming) return;
    coming = [finder.dataset.search, `${finder.dataset.root}search/index.js`];
    for (const href of coming) doc.head.append(Object.assign(doc.createElement("link"), { rel: "preload", as: "script", href }));
  };
  const find = () => {
    if (window.levelbookOpenSearch) return window.levelbookOpenSearch();
    if (box) return box.open || box.showModal();
    box = doc.createElement("dialog");
    box.className = "search-box";
    box.ariaLabel = $say("Search");
    box.innerHTML = `<style>.search-box{width:min(42rem,calc(100vw - 24px));margin:12px auto auto;padding:0;&::backdrop{background:#0006}search{display:flex;gap:8px;padding:12px}&,:is(input,button,select){border:1px solid var(--line);border-radius:var(--radius);background:var(--page);color:var(--ink)}:is(input,button,select){min-height:32px;padding:4px 12px;font:.875rem var(--sans)}input{flex:1;min-width:0;min-height:42px;font-size:1rem}}</style><search><input type="search" aria-label="${$html("Search this site")}" placeholder="${$html("Search")}" autocomplete="off"><button type="button">${$html("Close")}</button></search>`;
    box.querySelector("button").onclick = () => box.close();
    doc.body.append(box);
    box.showModal();
    fetchSearch();
    const script = doc.createElement("script");
    script.src = finder.dataset.search;
    script.onerror = () => {
      box.append($say("The search did not come. Close it, and try again."));
      box.onclose = () => { box.remove(); box = coming = undefined; };
    };
    doc.head.append(script);
  };
  if (finder) {
    finder.addEventListener("click", find);
    for (const sign of ["pointerenter", "focus"]) finder.addEventListener(sign, fetchSearch);
    finder.title = $say("/ or Ctrl-K");
    finder.ariaKeyShortcuts = "/ Control+K";
    addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if ((event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) || (event.key === "k" && (event.ctrlKey || event.metaKey))) { event.preventDefault(); find(); }
    });
  }

  // Copy buttons, and one place where a screen reader hears that it worked.
  const blocks = all("main pre");
  if (blocks.length && navigator.clipboard) {
    const status = doc.createElement("div");
    status.className = "vh";
    status.role = "status";
    doc.body.append(status);
    for (const pre of blocks) {
      const button = doc.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = $say("Copy");
      button.ariaLabel = $say("Copy the code");
      button.addEventListener("click", async () => {
        let said = $say("Copied");
        try {
          const code = (pre.querySelector("code") ?? pre).cloneNode(true);
          for (const mark of code.querySelectorAll(".callout")) mark.remove();
          await navigator.clipboard.writeText(code.textContent.trimEnd());
        } catch {
          said = $say("Not copied");
        }
        button.textContent = status.textContent = said;
        setTimeout(() => { button.textContent = $say("Copy"); status.textContent = ""; }, 2000);
      });
      const box = doc.createElement("div");
      box.className = "with-copy";
      pre.replaceWith(box);
      box.append(pre, button);
    }
  }
  // What scrolls sideways can be reached with the keyboard.
  for (const box of all("pre, .table-box, .graph-box, .diagram, math[display=block]")) {
    if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) box.tabIndex = 0;
  }

  // The menu: the page's entry in view; closed when a link leads to a place on this page.
  const menu = doc.getElementById("site-menu");
  const here = menu?.querySelector("[aria-current]");
  const reveal = () => {
    if (here && here.offsetTop + here.offsetHeight > menu.clientHeight) menu.scrollTop = here.offsetTop - menu.clientHeight / 2;
  };
  reveal();
  menu?.addEventListener("toggle", reveal);
  menu?.addEventListener("click", (event) => {
    if (event.target.closest("a") && menu.matches(":popover-open")) menu.hidePopover();
  });

  // What a link leads to, shown beside it: inside the window, and gone on Escape.
  const place = ({ target }) => {
    const link = target.closest?.(".prose [data-preview]");
    if (!link) return;
    // Of a link that goes on in the next line, the first piece counts.
    const [first] = link.getClientRects();
    link.style.setProperty("--tip", `${Math.min(0, innerWidth - 340 - first.left)}px`);
    link.classList.toggle("above", link.getBoundingClientRect().bottom + 140 > innerHeight);
    link.classList.remove("hushed");
  };
  doc.addEventListener("pointerover", place);
  doc.addEventListener("focusin", place);
  doc.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") for (const link of all("[data-preview]:is(:hover, :focus)")) link.classList.add("hushed");
  });

  // "On this page": where one is; the list on a phone closes behind the reader, and on Escape.
  const list = doc.querySelector(".contents details");
  if (list) {
    list.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) list.open = false; });
    list.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && list.open && !wide.matches) { list.open = false; list.firstElementChild.focus(); }
    });
    // Wide pages show the list whether it is open or not; open is what other software should hear.
    const wide = matchMedia("(width >= 80rem)");
    const fit = () => { list.open = wide.matches; };
    wide.addEventListener("change", fit);
    fit();
    const links = [...list.querySelectorAll("a")];
    const targets = links.map((link) => doc.getElementById(decodeURIComponent(link.hash.slice(1))));
    const mark = () => {
      let at = -1;
      targets.forEach((target, i) => { if (target && target.getBoundingClientRect().top < 120) at = i; });
      links.forEach((link, i) => (i === at ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    };
    let waiting;
    addEventListener("scroll", () => { waiting ??= requestAnimationFrame(() => { waiting = undefined; mark(); }); }, { passive: true });
    mark();
  }

  // What was read, and ticks in lists: kept in this browser, per site.
  if (doc.body.dataset.site !== undefined) {
    const site = new URL(doc.body.dataset.site || "./", location).pathname;
    const store = "levelbook-read:" + site, page = (href) => new URL(href, location).pathname.slice(site.length).replace(/index\.html$/, "");
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(store)) ?? {}; } catch {}
    const read = new Set(kept.read), own = page(location);
    let ticks = kept.ticks ?? {};
    const save = () => {
      try { localStorage.setItem(store, JSON.stringify({ read: [...read], ticks })); } catch {}
    };
    const button = doc.querySelector("body.kind-note [data-read]"), count = doc.querySelector("body.kind-home [data-progress]"), told = count?.firstElementChild.textContent;
    const tell = () => {
      if (button) {
        button.parentElement.hidden = false;
        button.setAttribute("aria-pressed", read.has(own));
        button.textContent = read.has(own) ? $say("Read ✓") : $say("Mark as read");
      }
      for (const link of all(".side a, .note-cards a")) link.classList.toggle("is-read", read.has(page(link)));
      if (count) {
        count.hidden = !read.size;
        count.firstElementChild.textContent = told.replace("{n}", Math.min(read.size, count.dataset.progress));
      }
    };
    button?.addEventListener("click", () => { if (!read.delete(own)) read.add(own); save(); tell(); });
    count?.querySelector("button").addEventListener("click", () => {
      read.clear();
      ticks = {};
      save();
      tell();
    });
    const boxes = doc.querySelector(".kind-note") ? [...all(".prose li input[type=checkbox][disabled]")] : [];
    boxes.forEach((box, at) => {
      const key = at + " " + box.parentElement.textContent.trim().slice(0, 40);
      box.disabled = false;
      if (ticks[own]?.[key] !== undefined) box.checked = ticks[own][key];
      box.addEventListener("change", () => { (ticks[own] ??= {})[key] = box.checked; save(); });
    });
    tell();
  }
})();
