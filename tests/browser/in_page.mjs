// What is asked of a page from the inside.

/** Runs in the page: texts with less contrast than 4.5 to 1. */
export function weak_texts() {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const weak = new Set();
  for (const element of document.querySelectorAll("body *:not(script):not(svg *)")) {
    const has_text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!has_text || !element.checkVisibility()) continue;
    const one = luminance(rgb(getComputedStyle(element).color)), other = luminance(behind(element));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) weak.add(`${element.tagName} ${element.className}: ${contrast.toFixed(2)}`);
  }
  return [...weak];
}

/** Runs in the page: what a screen reader could not name or place. */
export function nameless() {
  const wrong = [];
  for (const control of document.querySelectorAll("button, a, input, select, summary"))
    if (!(control.getAttribute("aria-label") || control.textContent.trim()))
      wrong.push(control.outerHTML.slice(0, 80));
  for (const table of document.querySelectorAll("main > section > table"))
    if (!table.caption) wrong.push(`a table without a caption: ${table.className}`);
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) wrong.push(`${heading.tagName} after H${level}`);
    level = next;
  }
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id that is there twice");
  for (const link of document.querySelectorAll("a[href^='#']"))
    if (!document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1))))
      wrong.push(`a link to nowhere: ${link.getAttribute("href")}`);
  return [...new Set(wrong)];
}

/** Runs in the page: what reaches over its right border, and does not scroll by itself. */
export function too_wide() {
  const scrolls = (element) => {
    for (let each = element.parentElement; each && each !== document.body; each = each.parentElement)
      if (getComputedStyle(each).overflowX !== "visible") return true;
    return false;
  };
  return [...document.querySelectorAll("body *:not(svg *)")]
    .filter((each) => each.checkVisibility() && !scrolls(each) &&
                      each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => `${each.tagName}.${each.className} ${each.textContent.slice(0, 40)}`).slice(0, 8);
}
