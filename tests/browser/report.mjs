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

import {diagram_steps} from "./diagram_steps.mjs";
import {nameless, too_wide, weak_texts} from "./in_page.mjs";

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

  ...diagram_steps({with_page, view_box, phone}),

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
                                 fullPage: true, timeout: 120_000});
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

const suites = {
  milestone: Object.keys(steps).filter((name) =>
    !name.startsWith("thousands") && !name.startsWith("names that")),
  hostile: ["opens without a complaint and without the network",
            "names that look like markup are text",
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
