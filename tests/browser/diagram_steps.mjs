// How the diagram of a report is moved. The helpers are those of report.mjs.
import assert from "node:assert/strict";

export const diagram_steps = ({with_page, view_box, phone}) => ({
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
});
