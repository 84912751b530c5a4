// The matrix: filters, groups that fold, copies. The choice is kept in the address, so that a filtered matrix is a link.
(() => {
  const doc = document, turn = doc.querySelector(".turn"), form = turn?.querySelector("form");

  // Which way it lies, said of the link too.
  const mark = () => {
    for (const link of doc.querySelectorAll(".switch a")) {
      if (doc.getElementById(link.hash.slice(1)).offsetParent) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("hashchange", mark);
  mark();
  if (!form) return;
  const all = (query, from = turn) => [...from.querySelectorAll(query)];
  const more = form.querySelector(".more-filters");
  const { about, text, in: within, new: isNew } = form.elements, levels = all("[name=level]", form);
  const fields = [within, about, text].filter(Boolean);

  const status = doc.createElement("span");
  status.className = "meta";
  status.setAttribute("role", "status");
  more.append(status);

  const said = (line) => line.textContent.toLowerCase();
  const apply = () => {
    const wanted = within?.value ?? "";
    const isWanted = (path) => !wanted || `${path}/`.startsWith(`${wanted}/`);
    for (const part of all("[data-dimension]")) {
      // What groups the wanted dimension stays above it.
      const path = part.dataset.dimension;
      part.classList.toggle("elsewhere", !isWanted(path) && !(part.matches(".group") && wanted.startsWith(`${path}/`)));
    }
    const words = text.value.toLowerCase().trim(), key = about?.value ?? "", active = Boolean(words || key);
    let shown = 0;
    for (const line of all("td li")) {
      const fits = (!words || said(line).includes(words)) && (!key || (line.dataset.keys ?? "").split(" ").includes(key));
      line.hidden = active && !fits;
      if (!line.hidden && line.closest(".first")) shown += 1;
    }
    // A cell of prose has no lines: its own text decides. A row without anything left goes.
    for (const row of all(".grid > tbody > tr:not(.group)")) {
      let left = !active;
      for (const cell of [...row.cells].slice(1)) {
        const lines = all("li", cell);
        const fits = lines.length ? lines.some((line) => !line.hidden) : !key && words && said(cell).includes(words);
        cell.classList.toggle("faded", active && !fits);
        left ||= Boolean(fits);
      }
      row.classList.toggle("gone", !left);
    }
    status.textContent = active ? $say("{n} found").replace("{n}", shown) : "";
  };

  // The address says what differs from the whole table.
  const write = () => {
    const query = new URLSearchParams(), set = (name, value) => { if (value) query.set(name, value); };
    const wanted = levels.filter((box) => box.checked).map((box) => box.value);
    if (wanted.length < levels.length) query.set("levels", wanted);
    set("new", isNew.checked ? "1" : "");
    for (const field of fields) set(field.name, field.value.trim());
    set("folded", all(".group[data-folded]").map((row) => row.cells[0].id).filter(Boolean).join(","));
    try { history.replaceState(null, "", (query.size ? `?${query}` : location.pathname) + location.hash); } catch {}
  };
  const read = () => {
    const query = new URLSearchParams(location.search);
    const wanted = query.get("levels")?.split(",");
    if (wanted) for (const box of levels) box.checked = wanted.includes(box.value);
    isNew.checked = query.has("new");
    for (const field of fields) field.value = query.get(field.name) ?? "";
    return query.get("folded")?.split(",").filter(Boolean) ?? [];
  };

  // Rows below a group, down to the next one of its depth.
  const below = (group) => {
    const rows = all("tbody tr", group.closest("table")), depth = Number(group.dataset.depth);
    const after = rows.slice(rows.indexOf(group) + 1);
    const end = after.findIndex((row) => Number(row.dataset.depth) <= depth);
    return end < 0 ? after : after.slice(0, end);
  };
  const fold = (group, button, folded) => {
    group.toggleAttribute("data-folded", folded);
    button.ariaExpanded = !folded;
    for (const row of below(group)) row.classList.toggle("folded", folded);
    if (!folded) for (const inner of below(group)) if (inner.matches("[data-folded]")) for (const row of below(inner)) row.classList.add("folded");
  };
  const open = read();
  for (const group of all("tr.group")) {
    const head = group.cells[0], button = doc.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.ariaLabel = $say("{group}: rows below").replace("{group}", head.textContent.trim());
    button.addEventListener("click", () => { fold(group, button, !group.matches("[data-folded]")); write(); });
    head.prepend(button);
    fold(group, button, open.includes(head.id));
  }

  const table = () => all("table.grid").find((one) => one.offsetParent);
  const visible = (one) => one.getClientRects().length > 0;
  const words = (cell) => {
    const lines = all("li", cell).filter(visible);
    return (lines.length ? lines : [cell]).map((one) => (one.matches(".faded") ? "" : one.innerText).replace(/\s+/g, " ").trim()).filter((line) => line && line !== "–");
  };
  const rows = () => all("tr", table()).filter(visible).map((row) => [...row.cells].filter(visible).map(words));
  const markdown = () => {
    const [head, ...body] = rows().map((row) => row.map((lines) => lines.join("<br>").replaceAll("|", "\\|")));
    const line = (cells) => `| ${head.map((_, i) => cells[i] ?? "").join(" | ")} |`;
    return [line(head), `|${head.map(() => "---").join("|")}|`, ...body.map(line)].join("\n");
  };
  // A text that a spreadsheet would take for a formula begins with an apostrophe.
  const field = (lines) => `"${lines.join("\n").replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const csv = () => rows().map((row) => row.map(field).join(",")).join("\r\n");
  for (const button of all("[data-copy]", form)) {
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy === "csv" ? csv() : markdown());
        status.textContent = $say("Copied");
      } catch {
        status.textContent = $say("Not copied");
      }
    });
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); write(); });
  apply();
})();
