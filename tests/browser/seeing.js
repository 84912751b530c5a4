// What a reader can see and reach, for tests to ask of a page. Wrapped into every expression.

/** Is shown: has a box, and is not hidden by style or a closed parent. */
const visible = (element) =>
  !!element &&
  element.getClientRects().length > 0 &&
  element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

const firstVisible = (selector) => all(selector).find(visible) ?? null;

/** The first rectangle of an element that is not empty: of its text, where it has some. */
const rectangle = (element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const boxes = [...range.getClientRects(), ...element.getClientRects()];
  return boxes.find((box) => box.width > 1 && box.height > 1) ?? element.getBoundingClientRect();
};

/** Nothing lies over the point but the element, what it holds and what holds it. */
const ownsPoint = (element, x, y) => {
  const top = document.elementFromPoint(x, y);
  return !!top && (element.contains(top) || top.contains(element));
};

/** The start of the element (its first line) is in the window and nothing covers it. */
const inSight = (element) => {
  if (!visible(element)) return false;
  const box = rectangle(element);
  const x = box.left + Math.min(box.width / 2, 12);
  const y = box.top + Math.min(box.height / 2, 10);
  const inWindow = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  return inWindow && box.top >= -1 && ownsPoint(element, x, y);
};

/** Where to click an element, after bringing it into view; else why that cannot be. */
const placeToClick = (element) => {
  if (!visible(element)) return "it is not visible";
  const fits = (box) => box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
  let box = element.getClientRects()[0];
  if (!fits(box)) {
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    box = element.getClientRects()[0];
  }
  const x = box.left + box.width / 2;
  const y = box.top + box.height / 2;
  // A label over a control that is made invisible is fine: a click on it is one on the control.
  const top = document.elementFromPoint(x, y);
  const labelled = !!top && [...(element.labels ?? [])].some((label) => label.contains(top));
  return ownsPoint(element, x, y) || labelled ? { x, y } : `it lies below ${top?.outerHTML.slice(0, 120)}`;
};

/** [red, green, blue, alpha], each 0 to 1, of any CSS colour. */
const color = (css) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.fillStyle = css;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
};

/** WCAG's relative luminance: 0 black, 1 white. */
const luminance = ([red, green, blue]) => {
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};

/** The colour behind an element: its own, its parents', at last the canvas. */
const background = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const here = color(getComputedStyle(at).backgroundColor);
    if (here[3] > 0.5) return here;
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const canvasIsDark = scheme.includes("dark") && (dark || !scheme.includes("light"));
  return canvasIsDark ? [0, 0, 0, 1] : [1, 1, 1, 1];
};

const contrast = (element) => {
  const levels = [luminance(background(element)), luminance(color(getComputedStyle(element).color))];
  return (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
};

/** `dark`, `light` or, for a page that cannot decide, the luminance of its background. */
const shade = (element = document.body) => {
  const level = luminance(background(element));
  return level < 0.1 ? "dark" : level > 0.8 ? "light" : String(level);
};

/** The words of an element, on one line. */
const words = (element) => (element?.innerText ?? "").replace(/\s+/g, " ").trim();

/** The sidebar's list of pages: the `nav` with the most links that marks the page it is on. */
const navigation = () => {
  const marked = all("[aria-current=page]").map((entry) => entry.closest("nav")).filter(Boolean);
  const links = (nav) => nav.querySelectorAll("a[href]").length;
  return marked.sort((one, other) => links(other) - links(one))[0] ?? null;
};
