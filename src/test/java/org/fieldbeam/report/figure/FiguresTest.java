package org.fieldbeam.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.report.figure.chart.Compare;
import org.fieldbeam.report.figure.chart.DriftHistogram;
import org.fieldbeam.report.figure.value.Axis;
import org.fieldbeam.report.figure.value.ExactValue;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.figure.value.Points;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  @TempDir Path folder;
  private FigureData data;

  @BeforeEach
  void measure() throws Exception {
    Path observables = Files.createDirectory(folder.resolve("observables"));
    EstimatesFile.write(
        observables.toString(),
        List.of(
            new EstimatesFile.Entry("a", "phi2", Estimate.independent(1.82, 0.01, 100), List.of()),
            new EstimatesFile.Entry(
                "b", "phi2", Estimate.independent(1.90, 0.01, 100), List.of())));
    data = new FigureData(List.of(observables.toString()));
  }

  private static Compare compare(String dataset) {
    return new Compare(
        "Moments",
        "",
        List.of(
            new Compare.Row(
                "<x^2>",
                "1.8387(75)",
                Optional.of(new MeasuredValue("observables", dataset, "phi2")),
                Optional.of(ExactValue.of(1.835)))));
  }

  @Test
  void aTableSetsPaperOursAndExactBesideEachOther() {
    String html = Figures.render(List.of(compare("a")), data);
    for (String part : List.of("⟨x<sup>2</sup>⟩", "1.8387(75)", "1.820(10)", "1.835000", "−1.5")) {
      assertTrue(html.contains(part), part + " in " + html);
    }
    assertTrue(!html.contains("large"), html);
  }

  /** 1.82(1) beside 1.80(1) is sqrt(2) combined errors away, and 2 of ours. */
  @Test
  void theErrorOfAReferenceEntersThePull() {
    Compare compare =
        new Compare(
            "Moments",
            "",
            List.of(
                new Compare.Row(
                    "<x^2>",
                    "",
                    Optional.of(new MeasuredValue("observables", "a", "phi2")),
                    Optional.of(ExactValue.of(1.8, 0.01)))));
    String html = compare.render("t", data);
    for (String part : List.of("reference", "1.800(10)", ">1.4<")) {
      assertTrue(html.contains(part), part + " in " + html);
    }
  }

  @Test
  void aLargePullIsMarked() {
    assertTrue(compare("b").render("t", data).contains("class=\"pull large\">6.5<"));
  }

  @Test
  void plotsShareARowAndTablesBreakIt() {
    Points plot =
        new Points(
            "Points",
            "",
            Axis.of("x"),
            Axis.of("y"),
            List.of(new Points.Line("line", new double[] {0, 1}, new double[] {0, 1}, false)));
    String html = Figures.render(List.of(plot, plot, compare("a"), plot), data);
    assertEquals(3, html.split("<figure ", -1).length - 1);
    assertEquals(2, html.split("<div class=\"figures\">", -1).length - 1);
    int opened = html.split("<div", -1).length;
    assertEquals(opened, html.split("</div>", -1).length);
    assertTrue(html.indexOf("id=\"figure-3\"") < html.indexOf("id=\"figure-4\""));
  }

  @Test
  void aFigureWhoseOutputIsNotThereYetSaysWhichAndTheOthersAreDrawn() throws Exception {
    Files.createDirectory(folder.resolve("later"));
    FigureData partial =
        new FigureData(
            List.of(folder.resolve("observables").toString(), folder.resolve("later").toString()));
    DriftHistogram needsDataset = new DriftHistogram("Drift", "", List.of("later"));
    Compare needsEstimates =
        new Compare(
            "Moments",
            "",
            List.of(
                new Compare.Row(
                    "<x^2>",
                    "",
                    Optional.of(new MeasuredValue("later", "a", "phi2")),
                    Optional.empty())));
    String html = Figures.render(List.of(needsDataset, needsEstimates, compare("a")), partial);
    assertEquals(3, html.split("The output later is not there yet", -1).length, html);
    assertTrue(html.contains("<h3>Drift</h3>") && html.contains("_manifest.json"), html);
    assertTrue(html.contains("estimates.json") && html.contains("1.820(10)"), html);
  }

  @Test
  void whatWasNotMeasuredIsAnErrorThatSaysWhatWas() {
    UserException dataset =
        assertThrows(UserException.class, () -> data.estimate("observables", "c", "phi2"));
    assertTrue(dataset.getMessage().contains("a, b"), dataset.getMessage());
    UserException observable =
        assertThrows(UserException.class, () -> data.estimate("observables", "a", "phi4"));
    assertTrue(observable.getMessage().contains("phi2"), observable.getMessage());
    assertThrows(UserException.class, () -> data.folder("elsewhere"));
    assertEquals("some/where", data.folder("some/where"));
  }
}
