package org.fieldbeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fieldbeam.pipeline.figure.FigureKind;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a figure could not draw when the report is written is refused when the file is read. */
class FigureNeedsTest {
  private static final String FILE =
      """
      name: toy
      seed: 1
      stages:
        - generate: {into: hmc, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}},
                     algorithm: hmc, chains: 20, configurations: 10}
        - generate: {into: paths, lattice: [1], action: {quartic: {a: -4, b: 1}}, chains: 1000,
                     algorithm: {langevin: {step: 0.01}}, thermalization: 0, configurations: 10}
        - generate: {into: cold, lattice: [1], action: {quartic: {a: -4, b: 1}}, chains: 1000,
                     algorithm: {langevin: {step: 0.01}}, start: cold, configurations: 10}
        - generate: {into: cle, lattice: [1], action: {complexQuartic: {a: [-4, 10], b: 1}},
                     algorithm: {complexLangevin: {step: 0.001}}, chains: 4, configurations: 8}
        - generate: {into: bose, lattice: [2, 2], action: {boseGas: {m2: 1, lambda: 1, mu: 0.5}},
                     algorithm: {complexLangevin: {step: 0.001}}, chains: 4, configurations: 8}
        - scan: {into: scan, aRe: [-4], aIm: [4, 10], algorithm: {complexLangevin: {step: 0.001}},
                 chains: 4, configurations: 8}
        - scan: {into: other, aRe: [-3], aIm: [4, 10], algorithm: {complexLangevin: {step: 0.001}},
                 chains: 4, configurations: 8}
        - scan: {into: turned, aRe: [-4], aIm: [4, 10], b: [1, 0.5],
                 algorithm: {complexLangevin: {step: 0.001}}, chains: 4, configurations: 8}
        - generate: {into: links, lattice: [4, 4], action: {u1: {beta: 1}}, algorithm: exact,
                     chains: 4, configurations: 8}
        - sample: {model: {closedForm: {action: {u1: {beta: 2}}, lattice: [4, 4]}}, into: closed,
                   configurations: 100}
        - measure: {from: [links, closed], into: gauge}
        - prepare: {from: paths, into: training, diffusion: {vp: {beta: 20}}}
        - train: {from: hmc, into: levels, model: effectiveAction}
        - train: {from: training, into: net, model: {mlp: {firstTime: 0.02}}}
        - train: {from: training, into: early, model: {mlp: {firstTime: 0.01}}}
        - sample: {model: early, into: samples, configurations: 100}
        - noise: {from: paths, into: noised, diffusion: vp}
        - measure: {from: [hmc, paths, cle, bose], into: obs}
        - measure: {from: [hmc], into: few, observables: [phi2, binder], derive: {double: 2*phi2}}
      """;

  private static final String ROW =
      "compare: {title: t, from: obs, rows: [{quantity: q, dataset: %s, observable: %s, exact: %s}]}";

  /** A figure, and the words against it; none if it can be drawn. */
  record Case(String words, String figure) {
    String kind() {
      return figure.substring(0, figure.indexOf(':'));
    }

    @Override
    public String toString() {
      return kind() + ", " + words;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case("", ROW.formatted("hmc", "phi2", "1")),
        new Case("", ROW.formatted("hmc", "expMinusDeltaH", "1")),
        new Case("", ROW.formatted("paths", "phi2", "scheme")),
        new Case("", ROW.formatted("paths", "phi2Variance", "action")),
        new Case("", ROW.formatted("cle", "phi4Im", "action")),
        new Case("", ROW.replace("from: obs", "from: few").formatted("hmc", "double", "1")),
        new Case("", ROW.replace("from: obs", "from: few").formatted("hmc", "binder", "1")),
        new Case("given: M2", ROW.replace("from: obs", "from: few").formatted("hmc", "M2", "1")),
        new Case("given: xi", ROW.replace("from: obs", "from: few").formatted("hmc", "xi", "1")),
        new Case("given: phi7", ROW.formatted("hmc", "phi7", "1")),
        new Case("given: expMinusDeltaH", ROW.formatted("paths", "expMinusDeltaH", "1")),
        new Case("given: phi2", ROW.formatted("cle", "phi2", "1")),
        new Case("the exact law of the scheme", ROW.formatted("hmc", "phi2", "scheme")),
        new Case("no exact value is known", ROW.formatted("hmc", "phi2", "action")),
        new Case("no exact value is known", ROW.formatted("paths", "absM", "scheme")),
        new Case("no exact value is known", ROW.formatted("paths", "phi2", "originThimble")),
        new Case("no exact value is known", ROW.formatted("cle", "MRe", "action")),
        new Case(
            "", ROW.replace("from: obs", "from: gauge").formatted("closed", "wilson2x2", "action")),
        new Case(
            "", ROW.replace("from: obs", "from: gauge").formatted("links", "plaquette", "action")),
        new Case(
            "no exact value is known",
            ROW.replace("from: obs", "from: gauge").formatted("links", "actionDensity", "action")),
        new Case("", "charges: {title: t, from: gauge, datasets: links}"),
        new Case(
            "different distributions",
            "charges: {title: t, from: gauge, datasets: [links, closed]}"),
        new Case("given: topologicalCharge", "charges: {title: t, from: obs, datasets: [hmc]}"),
        new Case(
            "",
            "points: {title: t, x: {label: x}, y: {label: y}, series: [{measured: {name: n, from: obs, observable: chi, datasets: [hmc], x: [1]}}]}"),
        new Case(
            "given: chi7",
            "points: {title: t, x: {label: x}, y: {label: y}, series: [{measured: {name: n, from: obs, observable: chi7, datasets: [hmc], x: [1]}}]}"),
        new Case("", "density: {title: t, datasets: [paths, samples], range: [-3, 3]}"),
        new Case(
            "actions without hopping only",
            "density: {title: t, datasets: [paths, hmc], range: [-3, 3]}"),
        new Case("", "kolmogorovSmirnov: {title: t, datasets: samples}"),
        new Case("actions without hopping only", "kolmogorovSmirnov: {title: t, datasets: hmc}"),
        new Case("", "score: {title: t, model: net, times: [0.02, 1], range: [-3, 3]}"),
        new Case(
            "times from 0.02 on",
            "score: {title: t, model: net, times: [0.01, 1], range: [-3, 3]}"),
        new Case(
            "models of one site", "score: {title: t, model: levels, times: [1], range: [-3, 3]}"),
        new Case("", "scoreError: {title: t, models: early}"),
        new Case("from 0.01 on", "scoreError: {title: t, models: [early, net]}"),
        new Case("", "trajectoryAverages: {title: t, datasets: paths, observable: phi2}"),
        new Case(
            "the exact law of the scheme",
            "trajectoryAverages: {title: t, datasets: [paths, hmc], observable: phi2}"),
        new Case("start: hot", "trajectoryAverages: {title: t, datasets: cold, observable: phi2}"),
        new Case("", "timeAverages: {title: t, dataset: paths, trajectories: [1, 10]}"),
        new Case("1000 chains", "timeAverages: {title: t, dataset: paths, trajectories: [1, 11]}"),
        new Case(
            "the exact law of the scheme",
            "timeAverages: {title: t, dataset: hmc, trajectories: 1}"),
        new Case(
            "",
            "scanEstimates: {title: t, series: [{name: a, from: scan}, {name: b, from: scan}]}"),
        new Case(
            "one Re a and one b",
            "scanEstimates: {title: t, series: [{name: a, from: scan}, {name: b, from: other}]}"),
        new Case(
            "one Re a and one b",
            "scanEstimates: {title: t, series: [{name: a, from: scan}, {name: b, from: turned}]}"),
        new Case("", "failureMap: {title: t, from: other}"),
        new Case("real b", "failureMap: {title: t, from: turned}"),
        new Case("", "driftHistogram: {title: t, from: [cle, bose]}"),
        new Case("'hmc' is an ensemble", "driftHistogram: {title: t, from: hmc}"),
        new Case("", "thimbles: {title: t, a: [-4, 10], b: 1, clouds: [{name: n, from: cle}]}"),
        new Case(
            "thimbles of another action",
            "thimbles: {title: t, a: [-4, 9], b: 1, clouds: [{name: n, from: cle}]}"),
        new Case(
            "thimbles are those of one site",
            "thimbles: {title: t, a: [-4, 10], b: 1, clouds: [{name: n, from: bose}]}"),
        new Case("", "recombination: {title: t, origin: scan, outer: scan}"),
        new Case("different points", "recombination: {title: t, origin: scan, outer: other}"),
        new Case("", "cumulants: {title: t, series: [{name: n, from: noised}]}"),
        new Case("'hmc' is an ensemble", "cumulants: {title: t, series: [{name: n, from: hmc}]}"),
        new Case("", "paths: {title: t, from: noised}"),
        new Case("'obs' is a set of measurements", "paths: {title: t, from: obs}"));
  }

  private static void parse(Case figure) {
    PipelineFile.parse(FILE + "  - report: {figures: [{" + figure.figure() + "}]}\n", "p.yaml");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isFoundWhenTheFileIsRead(Case figure) {
    if (figure.words().isEmpty()) {
      parse(figure);
      return;
    }
    String message = assertThrows(PipelineFileException.class, () -> parse(figure)).getMessage();
    assertTrue(message.contains(figure.words()), message);
    assertTrue(message.startsWith("p.yaml:" + (FILE.lines().count() + 1) + ":"), message);
  }

  /** A new kind of figure has a row that can be drawn here, and one that cannot. */
  @Test
  void allKindsThatReadOutputsAreHere() {
    Map<Boolean, Set<String>> kinds =
        cases().stream()
            .collect(
                Collectors.partitioningBy(
                    figure -> figure.words().isEmpty(),
                    Collectors.mapping(Case::kind, Collectors.toCollection(TreeSet::new))));
    Set<String> readNothing = Set.of("contours", "thimbleValues");
    Set<String> reading =
        FigureKind.all().all().stream()
            .map(FigureKind::name)
            .filter(name -> !readNothing.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(reading, kinds.get(true));
    assertEquals(reading, kinds.get(false));
  }

  /** The exact value of an ensemble is read from the ensemble, which must be an output. */
  @Test
  void exactValuesFollowFromOutputs() {
    for (String exact : Stream.of("scheme", "action", "outerThimbles").toList()) {
      String text =
          "name: toy\nseed: 1\nstages:\n  - measure: {from: ./x/ens, into: obs}\n  - report: {figures: [{"
              + ROW.formatted("ens", "phi2", exact)
              + "}]}\n";
      String message =
          assertThrows(PipelineFileException.class, () -> PipelineFile.parse(text, "p.yaml"))
              .getMessage();
      assertTrue(message.contains("which is no output of this file"), message);
    }
  }
}
