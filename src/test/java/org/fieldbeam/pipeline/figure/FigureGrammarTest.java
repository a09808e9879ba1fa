package org.fieldbeam.pipeline.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineFileException;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.stage.FigureSpec;
import org.fieldbeam.report.figure.chart.Compare;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.figure.value.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureGrammarTest {
  private static final String STAGES =
      """
      name: toy
      seed: 1
      stages:
        - generate:
            into: chain
            lattice: [1]
            action: {quartic: {a: -4, b: 1}}
            algorithm: {langevin: {step: 0.01}}
            chains: 4
            configurations: 10
        - measure: {from: [chain], into: observables}
      """;

  private static final String REPORT =
      """
        - report:
            figures:
              - compare:
                  title: Moments
                  from: observables
                  rows:
                    - {quantity: <x^2>, paper: 1.8387(75), dataset: chain, observable: phi2, exact: 1.8353417}
                    - {quantity: <x^4>, paper: 0.552211}
              - points:
                  title: Against the step
                  x: {label: N, logarithmic: true, range: [50, 5000]}
                  y: {label: <x^2>}
                  series:
                    - measured: {name: ours, from: observables, observable: phi2, datasets: [chain], x: [64]}
                    - given: {name: paper, x: [64, 128], y: [1.8, 1.9], error: [0.1, 0.2]}
                    - line: {name: exact, x: [64, 128], y: [1.8, 1.8], dashed: true}
      """;

  private static List<FigureSpec> figures(String report) {
    PipelineSpec spec = PipelineFile.parse(STAGES + report, "p.yaml");
    return spec.stages().get(2).report().orElseThrow();
  }

  private static String with(String old, String replacement) {
    assertTrue(REPORT.contains(old), old);
    return REPORT.replace(old, replacement);
  }

  @Test
  void figuresAreReadInTheirOrder() {
    List<FigureSpec> figures = figures(REPORT);
    Compare compare = (Compare) figures.get(0).figure();
    MeasuredValue measured = new MeasuredValue("observables", "chain", "phi2");
    assertEquals(Optional.of(measured), compare.rows().get(0).ours());
    assertEquals("1.8387(75)", compare.rows().get(0).paper());
    assertEquals(
        1.8353417, compare.rows().get(0).exact().orElseThrow().read(Optional.empty(), null));
    assertEquals("0.552211", compare.rows().get(1).paper());
    assertEquals(Optional.empty(), compare.rows().get(1).ours());
    Points points = (Points) figures.get(1).figure();
    assertTrue(points.x().logarithmic());
    assertArrayEquals(new double[] {50, 5000}, points.x().range().orElseThrow());
    assertEquals(3, points.series().size());
    assertArrayEquals(new double[] {0.1, 0.2}, ((Points.Given) points.series().get(1)).error());
  }

  @Test
  void aReportWithoutFiguresHasNone() {
    assertEquals(List.of(), figures("  - report: {}\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          title: Moments | titel: Moments | did you mean 'title'
          compare: | compar: | did you mean 'compare'
          from: observables\\n | from: observable\\n | no stage writes 'observable'; did you mean 'observables'
          from: observables\\n | from: chain\\n | 'chain' is an ensemble
          dataset: chain | dataset: chian | does not measure 'chian'; did you mean 'chain'
          datasets: [chain] | datasets: [chain, chain] | x of ours has 1 elements and datasets 2
          observable: phi2, exact | exact | needs dataset and observable
          error: [0.1, 0.2] | error: [0.1] | x of paper has 2 elements and error 1
          y: [1.8, 1.8] | y: [1.8] | x of exact has 2 elements and y 1
          range: [50, 5000] | range: [0, 5000] | above 0 on a logarithmic axis
          range: [50, 5000] | range: [50, 50] | the lower end first
          """)
  void mistakesAreNamedWhereTheyStand(String old, String replacement, String message) {
    String text = with(old.replace("\\n", "\n").stripLeading(), replacement.replace("\\n", "\n"));
    PipelineFileException e = assertThrows(PipelineFileException.class, () -> figures(text));
    assertEquals(1, e.problems().size(), e.getMessage());
    String problem = e.problems().get(0).toString();
    assertTrue(problem.contains(message), problem);
    assertTrue(problem.matches("(?s)p\\.yaml:(1[3-9]|2\\d|3\\d).*"), problem);
  }
}
