
"use strict";
// Sorting and filtering of tables, the diagram's zoom, the colours. Without it the page reads as well.

const page = document.documentElement;
page.classList.add("scripted");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

// Colours: those of the system until the button is pressed; nothing is stored.

const themeButton = document.querySelector(".theme");
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return page.dataset.theme ? page.dataset.theme === "dark" : systemIsDark.matches;
}

function showTheme() {
  themeButton.setAttribute("aria-pressed", String(isDark()));
}

themeButton.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  showTheme();
});
systemIsDark.addEventListener("change", showTheme);
showTheme();

// Tables: sorted by their heads, shown in parts, filtered.

const compareTexts = new Intl.Collator("en", {numeric: true}).compare;
const compare = {
  text: compareTexts,
  number: (one, other) => one - other,
};

class ReportTable {
  constructor(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.rows = [...this.body.rows];
    this.matches = () => true;
    this.step = Number(table.dataset.rows || 0);
    this.shown = this.step;
    for (const head of all("th[data-sort]", table)) this.makeSortable(head);
    if (this.step) this.addButtons();
    this.refresh();
  }

  makeSortable(head) {
    const button = element("button", {type: "button"});
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => this.sortBy(head));
  }

  sortBy(head) {
    const isDescending = head.getAttribute("aria-sort") === "ascending";
    for (const other of all("th", this.table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    const isNumber = head.dataset.sort === "number";
    const keyed = this.rows.map((row) => {
      const cell = row.cells[head.cellIndex];
      const key = cell.dataset.v ?? cell.textContent;
      return {row, key: isNumber ? Number(key) : key};
    });
    const order = compare[head.dataset.sort];
    keyed.sort((one, other) => (isDescending ? -1 : 1) * order(one.key, other.key));
    this.rows = keyed.map(({row}) => row);
    this.body.append(...this.rows);
    this.refresh();
  }

  addButtons() {
    this.more = element("button", {type: "button"});
    this.everything = element("button", {type: "button"});
    this.more.addEventListener("click", () => this.show(this.shown + this.step));
    this.everything.addEventListener("click", () => this.show(Infinity));
    this.buttons = element("div", {className: "more-rows"});
    this.buttons.append(this.more, this.everything);
    this.table.after(this.buttons);
  }

  show(count) {
    this.shown = count;
    this.refresh();
  }

  filter(matches) {
    this.matches = matches;
    this.shown = this.step;
    this.refresh();
  }

  refresh() {
    this.matching = 0;
    for (const row of this.rows) {
      row.hidden = !this.matches(row);
      if (!row.hidden) this.matching++;
      row.classList.toggle("later", this.step > 0 && !row.hidden && this.matching > this.shown);
    }
    if (!this.step) return;
    const left = this.matching - this.shown;
    this.buttons.hidden = !(left > 0);
    this.more.textContent = `Show ${Math.min(left, this.step)} more`;
    this.everything.textContent = `Show all ${this.matching.toLocaleString("en")}`;
  }

  /** Makes a row visible, whatever hides it. */
  reveal(row) {
    if (row.hidden) this.filter(() => true);
    if (row.classList.contains("later")) this.show(Infinity);
  }
}

const tables = new Map(all("table.sortable").map((table) => [table, new ReportTable(table)]));

// The filters of the findings.

class Filters {
  constructor(form, table, count) {
    this.table = table;
    this.count = count;
    this.text = form.querySelector("input");
    this.selects = all("select", form);
    const names = ["severity", "area", "item", "owner", "table"];
    this.places = this.selects.map((select) => names.indexOf(select.dataset.filter));
    this.values = new Map(table.rows.map((row) => [row, row.dataset.k.split(" ")]));
    this.texts = new Map();
    this.text.addEventListener("input", () => this.apply());
    for (const select of this.selects) select.addEventListener("change", () => this.apply());
    form.querySelector(".reset").addEventListener("click", () => this.reset());
  }

  /** Shows only what has a value, given as people read it. */
  only(name, value) {
    this.clear();
    const select = this.selects.find((each) => each.dataset.filter === name);
    const option = select && [...select.options].find((each) => each.text === value);
    if (option) select.value = option.value;
    else this.text.value = value;
    this.apply();
  }

  clear() {
    this.text.value = "";
    for (const select of this.selects) select.value = "";
  }

  reset() {
    this.clear();
    this.apply();
  }

  textOf(row) {
    if (!this.texts.has(row)) this.texts.set(row, row.textContent.toLowerCase());
    return this.texts.get(row);
  }

  apply() {
    const words = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = this.selects.map((select, i) => [this.places[i], select.value])
      .filter(([, value]) => value !== "");
    this.table.filter((row) =>
      wanted.every(([place, value]) => this.values.get(row)[place] === value) &&
      words.every((word) => this.textOf(row).includes(word)));
    const {matching, rows} = this.table;
    this.count.textContent = matching === rows.length ? counted(matching, "finding")
      : `${matching.toLocaleString("en")} of ${counted(rows.length, "finding")}`;
  }
}

const form = document.querySelector(".filters");
const filters = form && new Filters(form, tables.get(document.querySelector("table.findings")),
                                    document.querySelector("#findings .count"));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-filter]");
  if (link && filters) filters.only(link.dataset.filter, link.dataset.value);
});

// Where a link leads inside the page is opened and shown.

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target instanceof HTMLDetailsElement) target.open = true;
  if (target instanceof HTMLTableRowElement) {
    if (target.hidden) filters.reset();
    tables.get(target.closest("table"))?.reveal(target);
    target.scrollIntoView({block: "center"});
  }
}
addEventListener("hashchange", openTarget);
openTarget();

// The chart: one stop for the Tab key, arrows from point to point.

for (const chart of all("svg.chart")) {
  chart.addEventListener("keydown", (event) => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!step) return;
    const places = all(".spot", chart);
    const next = places[places.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    for (const place of places) place.setAttribute("tabindex", place === next ? "0" : "-1");
    next.focus();
  });
}

// The diagram: a view box that moves over the drawing.

class DiagramView {
  constructor(viewport) {
    this.viewport = viewport;
    this.svg = viewport.querySelector("svg");
    const {width, height} = this.svg.viewBox.baseVal;
    this.size = {width, height};
    viewport.style.aspectRatio = `${width} / ${height}`;
    viewport.style.maxHeight = `min(76vh, ${Math.min(Math.max(height, 300), 820)}px)`;
    this.pointers = new Map();
    this.moved = 0;
    this.reset();
    this.listen();
  }

  /** The whole drawing; a small one no larger than it is. */
  reset() {
    const {clientWidth, clientHeight} = this.viewport;
    const {width, height} = this.size;
    const isSmall = width < clientWidth && height <= clientHeight;
    this.set(isSmall ? {x: 0, y: 0, width: clientWidth, height: clientHeight} : this.whole);
  }

  get whole() {
    return {x: 0, y: 0, width: this.size.width, height: this.size.height};
  }

  set(box) {
    this.box = box;
    this.svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  }

  /** Units of the drawing for a pixel of the screen. */
  get scale() {
    const {clientWidth, clientHeight} = this.viewport;
    return Math.max(this.box.width / clientWidth, this.box.height / clientHeight);
  }

  /** The place in the drawing that lies under a place of the screen. */
  at(event) {
    const inverse = this.svg.getScreenCTM().inverse();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(inverse);
  }

  get middle() {
    return {x: this.box.x + this.box.width / 2, y: this.box.y + this.box.height / 2};
  }

  zoom(factor, centre = this.middle) {
    const {x, y, width, height} = this.box;
    // From three pixels for a unit to twice the whole drawing.
    const least = this.viewport.clientWidth / 3 / this.box.width;
    const most = 2 * Math.max(this.size.width / width, this.size.height / height);
    const by = Math.min(Math.max(1 / factor, Math.min(least, 1)), Math.max(most, 1));
    this.set({x: centre.x - (centre.x - x) * by, y: centre.y - (centre.y - y) * by,
              width: width * by, height: height * by});
  }

  move(x, y) {
    this.set({...this.box, x: this.box.x - x * this.scale, y: this.box.y - y * this.scale});
  }

  /** Brings a table into the middle, large enough to be read. */
  show(table) {
    for (const other of all(".sought", this.svg)) other.classList.remove("sought");
    table.classList.add("sought");
    const own = table.getBBox();
    const place = table.getCTM();
    const root = this.svg.getCTM();
    const matrix = root.inverse().multiply(place);
    const centre = new DOMPoint(own.x + own.width / 2, own.y + own.height / 2).matrixTransform(matrix);
    const width = this.viewport.clientWidth, height = this.viewport.clientHeight;
    this.set({x: centre.x - width / 2, y: centre.y - height / 2, width, height});
  }

  listen() {
    const {viewport} = this;
    viewport.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !viewport.contains(document.activeElement)) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), this.at(event));
    }, {passive: false});
    viewport.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      if (!this.pointers.size) this.moved = 0;
      this.pointers.set(event.pointerId, event);
    });
    viewport.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"])
      viewport.addEventListener(end, (event) => {
        this.pointers.delete(event.pointerId);
        viewport.classList.toggle("moving", this.pointers.size > 0 && this.moved > 4);
      });
    viewport.addEventListener("dragstart", (event) => event.preventDefault());
    viewport.addEventListener("click", (event) => this.click(event), true);
    viewport.addEventListener("keydown", (event) => this.key(event));
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const other = [...this.pointers.values()].find((each) => each.pointerId !== event.pointerId);
    const x = event.clientX - before.clientX, y = event.clientY - before.clientY;
    this.moved += Math.hypot(x, y);
    if (this.moved > 4 && !this.viewport.hasPointerCapture(event.pointerId)) {
      this.viewport.setPointerCapture(event.pointerId);  // not before: it would swallow clicks
      this.viewport.classList.add("moving");
    }
    if (other) {
      const distance = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      const centre = {clientX: (event.clientX + other.clientX) / 2,
                      clientY: (event.clientY + other.clientY) / 2};
      if (distance(before) > 0) this.zoom(distance(event) / distance(before), this.at(centre));
      this.move(x / 2, y / 2);
    } else {
      this.move(x, y);
    }
    this.pointers.set(event.pointerId, event);
  }

  click(event) {
    if (this.moved > 4) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const table = event.target.closest("[data-table]");
    if (!table?.querySelector(".badge")) return;
    filters.only("table", table.dataset.table);
    document.getElementById("findings").scrollIntoView();
  }

  key(event) {
    const far = 80;
    const actions = {
      "+": () => this.zoom(1.35), "=": () => this.zoom(1.35), "-": () => this.zoom(0.74),
      "0": () => this.reset(),
      ArrowLeft: () => this.move(far, 0), ArrowRight: () => this.move(-far, 0),
      ArrowUp: () => this.move(0, far), ArrowDown: () => this.move(0, -far),
    };
    if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions[event.key]();
  }
}

const viewport = document.querySelector(".viewport");
const view = viewport && new DiagramView(viewport);

if (view) {
  for (const button of all("[data-zoom]"))
    button.addEventListener("click", () => {
      const factor = Number(button.dataset.zoom);
      if (factor) view.zoom(factor);
      else view.reset();
    });
  const drawn = all("[data-table]", viewport);
  document.querySelector("#tables").append(
    ...drawn.map((table) => element("option", {value: table.dataset.table})));
  const search = document.querySelector("[role=toolbar] input");
  const found = document.querySelector(".found");
  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    const named = (table) => table.dataset.table.toLowerCase();
    const table = words && (drawn.find((each) => named(each) === words) ||
                            drawn.find((each) => named(each).split(".").pop().startsWith(words)) ||
                            drawn.find((each) => named(each).includes(words)));
    if (table) view.show(table);
    found.textContent = !words ? "" : table ? table.dataset.table : "no such table";
  });
}

// On paper everything is open, light and whole.

let before = null;
addEventListener("beforeprint", () => {
  const closed = all("details:not([open])");
  before = {closed, theme: page.dataset.theme, box: view?.box};
  for (const each of closed) each.open = true;
  page.dataset.theme = "light";
  view?.set(view.whole);
});
addEventListener("afterprint", () => {
  if (!before) return;
  for (const each of before.closed) each.open = false;
  if (before.theme) page.dataset.theme = before.theme;
  else delete page.dataset.theme;
  if (before.box) view.set(before.box);
  before = null;
});
