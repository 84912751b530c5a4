// For pages with components: all of it is a convenience.
(() => {
  const doc = document, all = (query) => doc.querySelectorAll(query);

  // Tabs: a title that was chosen once is chosen wherever it is.
  const choose = (title) => {
    for (const tab of all(".tab input")) if (tab.value === title) tab.checked = true;
  };
  const kept = "levelbook-tabs";
  let titles = [];
  try { titles = JSON.parse(localStorage.getItem(kept)) ?? []; } catch {}
  titles.forEach(choose);
  doc.addEventListener("change", ({ target }) => {
    if (!target.matches?.(".tab input")) return;
    const before = target.getBoundingClientRect().top;
    choose(target.value);
    scrollBy(0, target.getBoundingClientRect().top - before);
    titles = [...titles.filter((title) => title !== target.value), target.value].slice(-20);
    try { localStorage.setItem(kept, JSON.stringify(titles)); } catch {}
  });
  // A link into a tab opens it.
  const reveal = () => {
    let at = location.hash && doc.getElementById(decodeURIComponent(location.hash.slice(1)));
    const target = at;
    for (; at; at = at.parentElement) if (at.matches(".tab-panel")) at.previousElementSibling.firstElementChild.checked = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (doc.querySelector(".tab")) reveal();

  // Tables: sorted by a column, numbers as numbers.
  for (const table of all("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
    heads.forEach((head, column) => {
      const button = doc.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.ariaSort === "ascending", numbers = head.classList.contains("number");
        for (const other of heads) other.removeAttribute("aria-sort");
        head.ariaSort = down ? "descending" : "ascending";
        const key = (row) => {
          const text = row.cells[column].textContent.trim();
          return numbers ? parseFloat(text.replace(/[, ]/g, "")) : text;
        };
        const order = (a, b) => numbers ? (a - b || isNaN(a) - isNaN(b)) : a.localeCompare(b, undefined, { numeric: true });
        const rows = [...body.rows].map((row) => [key(row), row]);
        rows.sort(([a], [b]) => (down ? order(b, a) : order(a, b)));
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  // Films of others: asked for when they are started.
  for (const box of all("[data-video]")) {
    box.querySelector("a").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const frame = doc.createElement("iframe");
      frame.src = box.dataset.video;
      frame.title = event.target.textContent;
      frame.allow = "autoplay; fullscreen; picture-in-picture";
      frame.allowFullscreen = true;
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      box.replaceChildren(frame);
      frame.focus();
    });
  }

  // Diagrams: Mermaid is asked for when the first of them comes near, or is to be printed.
  const from = doc.querySelector("[data-mermaid-from]")?.dataset.mermaidFrom;
  const diagrams = from ? [...all("[data-mermaid]")] : [];
  if (diagrams.length) {
    let wanted = [], coming, isDrawn = false;
    const draw = async () => {
      coming ??= new Promise((done) => {
        const script = doc.createElement("script");
        script.src = from;
        script.onload = script.onerror = done;
        doc.head.append(script);
      });
      await coming;
      await window.levelbookDraw?.(wanted.splice(0));
    };
    const near = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        wanted.push(target);
      }
      if (wanted.length) draw();
    }, { rootMargin: "800px 0px" });
    const rest = async () => {
      near.disconnect();
      wanted = diagrams.filter((box) => !box.matches(".drawn"));
      await draw();
      isDrawn = true;
    };
    // A browser does not wait for what is begun when it prints. So a document for printing has all drawn from the start, if bytes
    // need not be saved, and its button and the key wait until that is done, here and on any page.
    if (doc.body.matches(".kind-print") && !navigator.connection?.saveData) rest();
    else for (const box of diagrams) near.observe(box);
    addEventListener("beforeprint", rest);
    const wait = (event) => {
      const isPrint = event.type === "click" ? event.target.closest(".screen button") : event.key === "p" && (event.ctrlKey || event.metaKey);
      if (!isPrint || isDrawn) return;
      event.preventDefault();
      event.stopPropagation();
      rest().then(() => print());
    };
    doc.addEventListener("click", wait, true);
    doc.addEventListener("keydown", wait, true);
  }

  // Questions: each choice is judged, and said aloud.
  for (const list of all(".quiz-answers")) {
    const choices = [...list.querySelectorAll("input")];
    const said = doc.createElement("p");
    said.className = "quiz-said";
    said.setAttribute("role", "status");
    list.after(said);
    list.addEventListener("change", ({ target }) => {
      for (const choice of choices) {
        const label = choice.closest("label"), right = "right" in choice.dataset;
        label.classList.toggle("is-right", choice.checked && right);
        label.classList.toggle("is-wrong", choice.checked && !right);
      }
      const missing = choices.filter((choice) => "right" in choice.dataset && !choice.checked).length;
      const wrong = choices.some((choice) => choice.checked && !("right" in choice.dataset));
      said.textContent = wrong ? $say("Not quite.") : missing ? $say("Right so far; one is missing.") : $say("Right.");
      if (target.type === "checkbox" && missing > 1 && !wrong) said.textContent = $say("Right so far.");
    });
  }
})();
