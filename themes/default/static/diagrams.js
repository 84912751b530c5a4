// Stands behind Mermaid: draws diagrams in the colours of the page.
(() => {
  const doc = document, root = doc.documentElement, sources = new Map();
  let count = 0;

  const draw = async (box) => {
    const id = `mermaid-${count++}`;
    try {
      const { svg } = await mermaid.render(id, sources.get(box));
      const words = box.querySelector("details") ?? doc.createElement("details");
      if (!words.firstChild) {
        const summary = doc.createElement("summary");
        summary.textContent = box.dataset.asText;
        words.append(summary, ...box.childNodes);
      }
      const picture = doc.createElement("div");
      picture.innerHTML = svg;
      // In view the picture takes the room that was kept for it; elsewhere the room it needs.
      if (!box.matches(".drawn")) {
        const { top, bottom } = box.getBoundingClientRect(), isSeen = top < innerHeight && bottom > 0;
        box.style.setProperty(...(isSeen ? ["--fit", "calc(var(--room) - 2.25rem)"] : ["--room", "0px"]));
      }
      box.replaceChildren(picture, words);
      box.classList.add("drawn");
    } catch {
      // Its source stays.
      doc.getElementById(`d${id}`)?.remove();
      box.style.setProperty("--room", "auto");
    }
  };

  // A property of the theme as a colour that Mermaid can reckon with.
  const canvas = doc.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const probe = doc.createElement("i");
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    return "#" + [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
  };
  const begin = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    doc.body.append(probe);
    const [page, ink, muted, tint, line] = ["page", "ink", "muted", "tint", "line"].map(colour);
    probe.remove();
    const { fontFamily } = getComputedStyle(doc.body);
    const themeVariables = {
      darkMode: dark, fontFamily, background: page, mainBkg: tint, primaryColor: tint, primaryTextColor: ink, primaryBorderColor: muted,
      secondaryColor: tint, secondaryTextColor: ink, tertiaryColor: page, tertiaryTextColor: ink, tertiaryBorderColor: line, textColor: ink,
      lineColor: muted, edgeLabelBackground: page, clusterBkg: page, clusterBorder: line, titleColor: ink, nodeTextColor: ink,
      noteBkgColor: tint, noteTextColor: ink, noteBorderColor: line, actorBkg: tint, actorTextColor: ink, actorBorder: muted, labelTextColor: ink, loopTextColor: ink, signalTextColor: ink, signalColor: muted,
    };
    mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: "base", themeVariables, fontFamily });
  };
  // One after the other: Mermaid cannot do two at once.
  let done = Promise.resolve();
  window.levelbookDraw = (boxes) => {
    for (const box of boxes) {
      if (!sources.has(box)) sources.set(box, box.querySelector("code").textContent);
      done = done.then(() => draw(box));
    }
    return done;
  };
  const again = () => {
    begin();
    window.levelbookDraw([...sources.keys()]);
  };
  begin();
  new MutationObserver(again).observe(root, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
})();
