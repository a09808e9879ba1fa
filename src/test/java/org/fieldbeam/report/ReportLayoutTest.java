package org.fieldbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens reports in a real browser, from disk, at the widths of a desk and of a telephone. */
@Tag("browser")
class ReportLayoutTest {
  @TempDir Path folder;

  @Test
  void nothingIsCutOffAndNothingFails() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("index.html"),
            ReportPage.render(SampleRun.full(), SampleFigures.html()));
    Optional<Path> executable = HeadlessBrowser.find();
    Assumptions.assumeTrue(executable.isPresent(), "no Chromium on the PATH");
    try (HeadlessBrowser browser = HeadlessBrowser.start(executable.get(), folder)) {
      for (int width : new int[] {1280, 400}) {
        for (boolean dark : new boolean[] {false, true}) {
          browser.open(file.toUri(), width, dark);
          keepScreenshot("sample", width, dark, browser);
          LayoutRules.assertKept(browser, width);
        }
      }
      List<String> plots =
          LayoutRules.list(
              browser.evaluate("[...document.querySelectorAll('figure')].map(f => f.id)"));
      assertEquals(
          List.of(
              "figure-2",
              "figure-3",
              "figure-4",
              "figure-5",
              "distribution-M",
              "correlator",
              "autocorrelation-hmc",
              "autocorrelation-proposals",
              "autocorrelation-diffusion",
              "configurations-1",
              "configurations-2",
              "score-residual-score",
              "score-condition-score",
              "film",
              "log-weights-proposals"),
          plots);
      assertEquals(
          24 + 6 + 6,
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
}
