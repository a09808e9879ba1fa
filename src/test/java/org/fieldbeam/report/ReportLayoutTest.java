package org.fieldbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens reports in a real browser, from disk, at the widths of a desk and of a telephone. */
@Tag("browser")
class ReportLayoutTest {
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

  private static final String SMALLEST_TEXT =
      """
      Math.min(...[...document.querySelectorAll('figure > svg text')].filter(t => t.textContent.trim())
          .map(t => parseFloat(getComputedStyle(t).fontSize)
              * t.getScreenCTM().a + 1000 * (t.getScreenCTM().a < 0.05)
              * 1).filter(s => s < 900))
      """;

  @TempDir Path folder;

  @Test
  void nothingIsCutOffAndNothingFails() throws Exception {
    Path file =
        Files.writeString(folder.resolve("index.html"), ReportPage.render(SampleRun.full()));
    Optional<Path> executable = HeadlessBrowser.find();
    Assumptions.assumeTrue(executable.isPresent(), "no Chromium on the PATH");
    try (HeadlessBrowser browser = HeadlessBrowser.start(executable.get(), folder)) {
      for (int width : new int[] {1280, 400}) {
        for (boolean dark : new boolean[] {false, true}) {
          browser.open(file.toUri(), width, dark);
          keepScreenshot("sample", width, dark, browser);
          assertEquals(List.of(), list(browser.evaluate(CUT_OFF)), "cut off at " + width);
          assertEquals(List.of(), list(browser.evaluate(OVERLAPPING)), "on each other at " + width);
          double smallest = browser.evaluate(SMALLEST_TEXT).asDouble();
          assertTrue(smallest >= 9.5, "text of " + smallest + " px at " + width);
        }
      }
      List<String> plots =
          list(browser.evaluate("[...document.querySelectorAll('figure')].map(f => f.id)"));
      assertEquals(
          List.of(
              "magnetization",
              "correlator",
              "autocorrelation-hmc",
              "autocorrelation-proposals",
              "autocorrelation-diffusion",
              "score-residual-score",
              "score-condition-score",
              "film",
              "log-weights-proposals"),
          plots);
      assertEquals(
          24,
          browser
              .evaluate("[...document.images].filter(i => i.naturalWidth === 16).length")
              .asInt());
      assertEquals(List.of(), browser.complaints());
    }
  }

  /** Screenshots stay beside the other test results, for people to look at. */
  static void keepScreenshot(String name, int width, boolean dark, HeadlessBrowser browser)
      throws Exception {
    Path shots = Files.createDirectories(Path.of("target", "report-screenshots"));
    String file = name + "-" + width + (dark ? "-dark" : "") + ".png";
    Files.write(shots.resolve(file), browser.screenshot());
  }

  private static List<String> list(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(entry -> out.add(entry.asText()));
    return out;
  }
}
