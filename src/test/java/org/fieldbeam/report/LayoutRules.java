package org.fieldbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What must hold of the page that a browser shows, at any width. */
final class LayoutRules {
  private static final double SMALLEST_FONT = 9.5;

  /**
   * Every element that reaches out of the page or hides part of its own content, and every text in
   * a drawing that its drawing cuts off.
   */
  private static final String CUT_OFF =
      """
      (() => {
        const found = [];
        const width = document.documentElement.clientWidth;
        const name = e => e.tagName + '.' + (e.getAttribute('class') || '') + ' '
            + (e.textContent || '').slice(0, 40);
        if (document.documentElement.scrollWidth > width) found.push('page scrolls sideways');
        for (const e of document.body.querySelectorAll('*')) {
          const box = e.getBoundingClientRect();
          if (box.width === 0 && box.height === 0) continue;
          const inner = e.ownerSVGElement;
          if (!inner && (box.left < -0.5 || box.right > width + 0.5)) found.push(name(e));
          if (!inner && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
              && getComputedStyle(e).display !== 'inline') found.push('overflows: ' + name(e));
          if (e.tagName === 'text') {
            let root = inner; while (root.ownerSVGElement) root = root.ownerSVGElement;
            const outer = root.getBoundingClientRect();
            if (box.left < outer.left - 0.5 || box.right > outer.right + 0.5
                || box.top < outer.top - 0.5 || box.bottom > outer.bottom + 0.5) {
              found.push('cut by its drawing: ' + name(e));
            }
          }
        }
        return found;
      })()
      """;

  /** Pairs of texts in one drawing that lie on each other. */
  private static final String OVERLAPPING =
      """
      (() => {
        const found = [];
        for (const svg of document.querySelectorAll('figure > svg')) {
          const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim());
          const boxes = texts.map(t => t.getBoundingClientRect());
          for (let i = 0; i < texts.length; i++) for (let j = 0; j < i; j++) {
            const a = boxes[i], b = boxes[j];
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3) {
              found.push(texts[i].textContent + ' on ' + texts[j].textContent);
            }
          }
        }
        return found;
      })()
      """;

  /** The size on the screen of the smallest text of a drawing, scripts included. */
  private static final String SMALLEST_TEXT =
      """
      Math.min(...[...document.querySelectorAll('figure > svg text')]
          .filter(t => t.textContent.trim())
          .map(t => parseFloat(getComputedStyle(t).fontSize)
              * Math.hypot(t.getScreenCTM().a, t.getScreenCTM().b)))
      """;

  private LayoutRules() {}

  /** Fails if something is cut off, lies on something else, or is too small to read. */
  static void assertKept(HeadlessBrowser browser, int width) throws Exception {
    assertEquals(List.of(), list(browser.evaluate(CUT_OFF)), "cut off at " + width);
    assertEquals(List.of(), list(browser.evaluate(OVERLAPPING)), "on each other at " + width);
    double smallest = browser.evaluate(SMALLEST_TEXT).asDouble();
    assertTrue(smallest >= SMALLEST_FONT, "text of " + smallest + " px at " + width);
  }

  static List<String> list(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(entry -> out.add(entry.asText()));
    return out;
  }
}
