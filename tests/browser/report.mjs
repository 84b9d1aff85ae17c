// Opens an HTML report in Chromium and uses it as people do.
//
//   node tests/browser/report.mjs CHROMIUM PAGE SUITE FOLDER
//
// SUITE is the name of a list of steps below; pictures go to FOLDER. Prints one line of JSON for each
// step: its name, and what went wrong.
import assert from "node:assert/strict";
import {writeFileSync} from "node:fs";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const [program, file, suite, folder] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const desktop = {width: 1280, height: 900};
const phone = {width: 375, height: 740};

const browser = await chromium.launch({
  executablePath: program,
  args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});

/** Opens the report; what the browser complains of or asks the network for fails the step. */
async function open(options = {}) {
  const {hash = "", ...context} = options;
  const page = await (await browser.newContext({viewport: desktop, reducedMotion: "reduce",
                                                ...context})).newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(message.text());
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) page.complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(address + hash, {timeout: 120_000});
  return page;
}

async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

async function with_page(options, use) {
  const page = await open(options);
  await use(page);
  await close(page);
}

const texts = (locator) => locator.evaluateAll((all) => all.map((each) => each.textContent.trim()));

/** What the column of a table is sorted by, from the top. */
function keys(page, table, column) {
  return page.locator(`${table} tbody tr`).evaluateAll((rows, at) => rows.map((row) =>
    row.cells[at].dataset.v ?? row.cells[at].textContent), column);
}

async function check_sorting(page, table) {
  const heads = page.locator(`${table} thead th`);
  for (let column = 0; column < await heads.count(); column++) {
    const head = heads.nth(column);
    const kind = await head.getAttribute("data-sort");
    if (!kind) continue;
    const order = kind === "number" ? (one, other) => one - other
      : new Intl.Collator("en", {numeric: true}).compare;
    const before = await keys(page, table, column);
    for (const [direction, sign] of [["ascending", 1], ["descending", -1]]) {
      await head.getByRole("button").click();
      assert.equal(await head.getAttribute("aria-sort"), direction);
      const expected = [...before].sort((one, other) => sign * order(one, other));
      assert.deepEqual(await keys(page, table, column), expected, `${table} column ${column}`);
    }
    assert.equal(await page.locator(`${table} th[aria-sort]`).count(), 1);
  }
}

const findings = (count) => `${count.toLocaleString("en")} findings`;
const shown_rows = (page) => page.locator("table.findings tbody tr:visible");
const count_text = (page) => page.locator("#findings .count").textContent();
const select = (page, name) => page.locator(`select[data-filter=${name}]`);
const view_box = async (page) => (await page.locator(".viewport > svg").getAttribute("viewBox"))
  .split(" ").map(Number);

/** Rows that are left, shown or not, and the number of the chosen option in each of them. */
async function filtered_values(page, name) {
  const place = ["severity", "area", "item", "owner", "table"].indexOf(name);
  return page.locator("table.findings tbody tr:not([hidden])").evaluateAll(
    (rows, at) => rows.map((row) => row.dataset.k.split(" ")[at]), place);
}

const steps = {
  async "opens without a complaint and without the network"() {
    await with_page({}, async (page) => {
      assert.equal(await page.locator("main section").count() > 2, true);
      assert.match(await page.locator("meta[http-equiv]").getAttribute("content"),
                   /default-src 'none'/);
    });
  },

  async "runs no script but its own"() {
    const page = await open();
    await page.evaluate(() => {
      const image = document.createElement("img");
      image.setAttribute("onerror", "document.title = 'run'");
      image.src = "data:,";
      const script = document.createElement("script");
      script.textContent = "document.title = 'run'";
      document.body.append(image, script);
    });
    await page.waitForTimeout(100);
    assert.notEqual(await page.title(), "run");
    await page.context().close();
  },

  async "work items are sorted by every column"() {
    await with_page({}, async (page) => check_sorting(page, "table.items"));
  },

  async "findings are sorted by every column"() {
    await with_page({}, async (page) => check_sorting(page, "table.findings"));
  },

  async "findings are filtered by text"() {
    await with_page({}, async (page) => {
      const all = await page.locator("table.findings tbody tr").count();
      assert.equal(await count_text(page), findings(all));
      const word = (await page.locator("table.findings tbody tr").first().locator("td").nth(2)
        .textContent()).trim();
      await page.locator(".filters input").fill(word.toUpperCase());
      const left = await shown_rows(page).count();
      assert.ok(left > 0 && left < all);
      for (const text of await texts(shown_rows(page))) assert.ok(text.includes(word));
      assert.match(await count_text(page), new RegExp(`of ${findings(all)}$`));
      await page.locator(".filters input").fill("no finding says this");
      assert.equal(await shown_rows(page).count(), 0);
      await page.getByRole("button", {name: "Show all", exact: true}).click();
      assert.equal(await count_text(page), findings(all));
    });
  },

  async "findings are filtered by severity, area, item, owner and table"() {
    await with_page({}, async (page) => {
      const all = await page.locator("table.findings tbody tr").count();
      for (const name of ["severity", "area", "item", "owner", "table"]) {
        const options = await select(page, name).locator("option").count();
        let sum = 0;
        for (let index = 1; index < options; index++) {
          await select(page, name).selectOption({index});
          const wanted = await select(page, name).inputValue();
          const values = await filtered_values(page, name);
          assert.ok(values.length > 0, name);
          assert.deepEqual([...new Set(values)], [wanted]);
          sum += values.length;
        }
        assert.equal(sum, all, name);
        await page.getByRole("button", {name: "Show all", exact: true}).click();
      }
      await select(page, "area").selectOption({index: 1});
      await select(page, "severity").selectOption({index: 1});
      const both = await page.locator("table.findings tbody tr:not([hidden])").count();
      await select(page, "severity").selectOption({index: 0});
      assert.ok(both <= await page.locator("table.findings tbody tr:not([hidden])").count());
    });
  },

  async "more findings are shown when asked for"() {
    await with_page({}, async (page) => {
      const all = await page.locator("table.findings tbody tr").count();
      assert.equal(await shown_rows(page).count(), 100);
      await page.getByRole("button", {name: /^Show \d+ more$/}).last().click();
      assert.equal(await shown_rows(page).count(), Math.min(200, all));
      const rest = page.locator("#findings").getByRole("button", {name: `Show all ${all.toLocaleString("en")}`});
      if (await rest.isVisible()) await rest.click();
      assert.equal(await shown_rows(page).count(), all);
    });
  },

  async "a work item leads to its findings"() {
    await with_page({}, async (page) => {
      const link = page.locator("table.items a[data-filter]").first();
      const title = await link.getAttribute("data-value");
      await link.click();
      assert.equal(new URL(page.url()).hash, "#findings");
      const option = select(page, "item").locator("option:checked");
      assert.equal(await option.textContent(), title);
      assert.ok(await shown_rows(page).count() > 0);
    });
  },

  async "a finding leads to its line and to its rule"() {
    await with_page({}, async (page) => {
      const row = shown_rows(page).first();
      const place = row.locator("td").nth(3).getByRole("link");
      const [path, line] = (await place.textContent()).split(/:(?=\d+$)/);
      assert.equal(await place.getAttribute("href"), `${path}#L${line}`);
      const rule = row.locator("td").nth(2).getByRole("link");
      const name = await rule.textContent();
      await rule.click();
      assert.equal(new URL(page.url()).hash, `#rule-${name}`);
      const target = page.locator(`#rule-${name}`);
      // The page opens it when the address has changed, which may be a moment later.
      await page.locator(`#rule-${name}[open]`).waitFor();
      assert.equal(await target.locator("summary").evaluate((each) => {
        const {top, bottom} = each.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }), true);
    });
  },

  async "an old finding leads to its row, though it was filtered out"() {
    await with_page({}, async (page) => {
      await page.locator(".filters input").fill("no finding says this");
      const link = page.locator("table.oldest a[href^='#f']").last();
      const row = page.locator(await link.getAttribute("href"));
      await link.click();
      await row.waitFor({state: "visible"});
      assert.equal(await row.evaluate((each) => each.getBoundingClientRect().top < innerHeight),
                   true);
    });
    let last;
    await with_page({}, async (page) => {
      last = await page.locator("table.findings tbody tr").last().getAttribute("id");
      assert.equal(await page.locator(`#${last}`).isVisible(), false);
    });
    await with_page({hash: `#${last}`}, async (page) => {
      assert.equal(await page.locator(`#${last}`).isVisible(), true);
    });
  },

  async "the diagram zooms and moves by mouse, buttons and keys"() {
    await with_page({}, async (page) => {
      const viewport = page.locator(".viewport");
      await viewport.scrollIntoViewIfNeeded();
      const box = await viewport.boundingBox();
      const middle = [box.x + box.width / 2, box.y + box.height / 2];
      const whole = await view_box(page);

      const top = await page.evaluate(() => scrollY);
      await page.mouse.move(...middle);
      await page.mouse.wheel(0, -120);
      await page.waitForFunction((before) => scrollY !== before, top);
      assert.deepEqual(await view_box(page), whole, "the page scrolls until the diagram is chosen");
      await viewport.scrollIntoViewIfNeeded();

      await viewport.focus();
      const place = await viewport.boundingBox();
      const [x, y] = [place.x + place.width * 0.3, place.y + 200];
      const under = () => page.evaluate(([left, above]) => {
        const matrix = document.querySelector(".viewport > svg").getScreenCTM().inverse();
        const point = new DOMPoint(left, above).matrixTransform(matrix);
        return [point.x, point.y];
      }, [x, y]);
      await page.mouse.move(x, y);
      const before = await under();
      await page.mouse.wheel(0, -240);
      await page.waitForFunction((width) => Number(document.querySelector(".viewport > svg")
        .getAttribute("viewBox").split(" ")[2]) < width, whole[2]);
      const after = await under();
      for (const axis of [0, 1])
        assert.ok(Math.abs(before[axis] - after[axis]) < 1, "what is under the mouse stays there");

      const zoomed = await view_box(page);
      await page.mouse.down();
      await page.mouse.move(x + 90, y + 40, {steps: 4});
      await page.mouse.up();
      const dragged = await under();
      assert.ok(dragged[0] < after[0] && dragged[1] < after[1]);
      assert.equal((await view_box(page))[2], zoomed[2]);

      await page.getByRole("button", {name: "Zoom in"}).click();
      assert.ok((await view_box(page))[2] < zoomed[2]);
      await page.getByRole("button", {name: "Zoom out"}).click();
      await page.getByRole("button", {name: "Reset"}).click();
      assert.deepEqual(await view_box(page), whole);

      await viewport.focus();
      await page.keyboard.press("+");
      const [left, , width] = await view_box(page);
      assert.ok(width < whole[2]);
      await page.keyboard.press("ArrowRight");
      assert.ok((await view_box(page))[0] > left);
      await page.keyboard.press("0");
      assert.deepEqual(await view_box(page), whole);
    });
  },

  async "the diagram zooms by two fingers"() {
    await with_page({hasTouch: true, viewport: phone}, async (page) => {
      const viewport = page.locator(".viewport");
      await viewport.scrollIntoViewIfNeeded();
      const whole = await view_box(page);
      const box = await viewport.boundingBox();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const client = await page.context().newCDPSession(page);
      const fingers = (far) => [{x: x - far, y, id: 0}, {x: x + far, y, id: 1}];
      await client.send("Input.dispatchTouchEvent", {type: "touchStart", touchPoints: fingers(30)});
      for (const far of [40, 60, 90])
        await client.send("Input.dispatchTouchEvent", {type: "touchMove", touchPoints: fingers(far)});
      await client.send("Input.dispatchTouchEvent", {type: "touchEnd", touchPoints: []});
      const [, , width] = await view_box(page);
      assert.ok(width < whole[2] / 2 && width > whole[2] / 4, `${whole[2]} → ${width}`);
    });
  },

  async "a table of the diagram is found and leads to its findings"() {
    await with_page({}, async (page) => {
      const linked = page.locator(".viewport [data-table]:has(.badge)").last();
      const name = await linked.getAttribute("data-table");
      await page.getByLabel("Find a table in the diagram").fill(name.split(".").pop());
      const sought = page.locator(".viewport .sought");
      assert.equal(await sought.count(), 1);
      await page.getByLabel("Find a table in the diagram").fill(name);
      assert.equal(await sought.getAttribute("data-table"), name);
      assert.equal(await page.locator(".found").textContent(), name);
      const [frame, box] = [await page.locator(".viewport").boundingBox(),
                            await sought.boundingBox()];
      for (const [at, size] of [["x", "width"], ["y", "height"]])
        assert.ok(Math.abs(frame[at] + frame[size] / 2 - box[at] - box[size] / 2) < 40, at);
      await sought.locator(".name").click();
      assert.equal(await select(page, "table").locator("option:checked").textContent(), name);
      await page.getByLabel("Find a table in the diagram").fill("no such name");
      assert.equal(await page.locator(".found").textContent(), "no such table");
    });
  },

  async "the colours are the system's until they are changed"() {
    for (const colorScheme of ["light", "dark"])
      await with_page({colorScheme}, async (page) => {
        const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const button = page.getByRole("button", {name: "Dark colours"});
        const first = await paper();
        assert.equal(await button.getAttribute("aria-pressed"), String(colorScheme === "dark"));
        await button.click();
        assert.notEqual(await paper(), first);
        assert.equal(await button.getAttribute("aria-pressed"), String(colorScheme === "light"));
        await page.reload();
        assert.equal(await paper(), first, "nothing is stored");
      });
  },

  async "text can be told from what is behind it"() {
    for (const colorScheme of ["light", "dark"])
      await with_page({colorScheme}, async (page) => {
        assert.deepEqual(await page.evaluate(weak_texts), []);
      });
  },

  async "the chart is read by keys"() {
    await with_page({}, async (page) => {
      const places = page.locator("svg.wide .spot");
      const last = await places.count() - 1;
      assert.equal(await page.locator("svg.wide .spot[tabindex='0']").count(), 1);
      await places.nth(last).focus();
      assert.equal(await places.nth(last).locator(".tip").evaluate(
        (tip) => getComputedStyle(tip).visibility), "visible");
      await page.keyboard.press("ArrowLeft");
      const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
      assert.equal(focused, await places.nth(last - 1).getAttribute("aria-label"));
      assert.match(focused, /points left/);
    });
  },

  async "the first stop of the Tab key skips to the content"() {
    await with_page({}, async (page) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
    });
  },

  async "names, captions and headings are there for those who listen"() {
    await with_page({}, async (page) => {
      assert.deepEqual(await page.evaluate(nameless), []);
    });
  },

  async "nothing is wider than the screen"() {
    for (const width of [320, 375, 768, 1024])
      await with_page({viewport: {...phone, width}}, async (page) => {
        for (const button of await page.getByRole("button", {name: /^Show all \d/}).all())
          if (await button.isVisible()) await button.click();
        assert.deepEqual(await page.evaluate(too_wide), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      });
  },

  async "it is printed whole and without controls"() {
    await with_page({colorScheme: "dark"}, async (page) => {
      writeFileSync(`${folder}/${suite}.pdf`, await page.pdf({format: "A4"}));
      await page.emulateMedia({media: "print"});
      assert.equal(await page.locator("button:not(th button):visible, select:visible, "
        + "input:visible, nav:visible").count(), 0);
      assert.equal(await shown_rows(page).count(),
                   await page.locator("table.findings tbody tr").count());
      assert.equal(await page.locator("details:not([open]) p:visible").count() > 0 ||
                   await page.locator("details").count() === 0, true);
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
                   "rgb(255, 255, 255)");
    });
  },

  async "it is read without its script"() {
    await with_page({javaScriptEnabled: false}, async (page) => {
      assert.equal(await shown_rows(page).count(),
                   await page.locator("table.findings tbody tr").count());
      assert.equal(await page.locator("button:visible, select:visible, input:visible").count(), 0);
      assert.equal(await page.locator(".viewport > svg").isVisible(), true);
    });
  },

  async "pictures"() {
    for (const [name, viewport] of Object.entries({desktop, phone}))
      for (const colorScheme of ["light", "dark"])
        await with_page({viewport, colorScheme}, async (page) => {
          await page.screenshot({path: `${folder}/${suite}-${name}-${colorScheme}.png`,
                                 fullPage: true});
        });
  },

  async "thousands of findings are sorted and filtered without a wait"() {
    await with_page({}, async (page) => {
      assert.ok(await page.locator("table.findings tbody tr").count() >= 5000);
      const milliseconds = await page.evaluate(() => {
        const begin = performance.now();
        document.querySelectorAll("table.findings th button")[1].click();
        const input = document.querySelector(".filters input");
        input.value = "_7";
        input.dispatchEvent(new Event("input"));
        document.body.getBoundingClientRect();
        return performance.now() - begin;
      });
      assert.ok(milliseconds < 3000, `${milliseconds} ms`);
    });
  },

  async "names that look like markup are text"() {
    await with_page({}, async (page) => {
      assert.equal(await page.locator("script").count(), 1);
      assert.equal(await page.locator("b, img, marquee").count(), 0);
      const cells = (await texts(page.locator("table.findings tbody td:nth-child(2)"))).join("\n");
      assert.ok(cells.includes("</script><b onclick=\"alert(1)\">"));
    });
  },
};

/** Runs in the page: texts with less contrast than 4.5 to 1. */
function weak_texts() {
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
function nameless() {
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
function too_wide() {
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

const suites = {
  milestone: Object.keys(steps).filter((name) =>
    !name.startsWith("thousands") && !name.startsWith("names that")),
  hostile: ["opens without a complaint and without the network",
            "names that look like markup are text", "findings are sorted by every column",
            "findings are filtered by text", "text can be told from what is behind it",
            "names, captions and headings are there for those who listen",
            "nothing is wider than the screen", "it is read without its script", "pictures",
            "thousands of findings are sorted and filtered without a wait"],
  empty: ["opens without a complaint and without the network", "nothing is wider than the screen",
          "names, captions and headings are there for those who listen", "pictures"],
};

for (const name of suites[suite]) {
  let error = null;
  try {
    await steps[name]();
  } catch (problem) {
    error = problem.stack;
  }
  console.log(JSON.stringify({name, error}));
}
await browser.close();
