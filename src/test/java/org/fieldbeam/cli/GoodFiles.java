package org.fieldbeam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fieldbeam.data.Json;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Good pipeline files that between them name every kind: each ends in one stage, or in a report of
 * one figure, after all stages that it needs. A new kind joins by one line.
 */
final class GoodFiles {
  private GoodFiles() {}

  private static final String CLE = "algorithm: {complexLangevin: {step: 0.001}}";

  /** Stages; each names earlier ones. */
  private static final List<String> STAGES =
      List.of(
          "generate: {into: hmc, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}},"
              + " algorithm: {hmc: {length: 1, steps: 5}}, chains: 10, chainsPerShard: 5,"
              + " thermalization: 10, configurations: 6, stride: 1, start: hot}",
          "generate: {into: more, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}},"
              + " algorithm: metropolisWolff, chains: 10, configurations: 6, start: {from: hmc}}",
          "generate: {into: paths, lattice: [1], action: {quartic: {a: -4, b: 1}},"
              + " algorithm: {langevin: {step: 0.01}}, thermalization: 0, chains: 1000,"
              + " configurations: 4}",
          "generate: {into: drawn, lattice: [1], action: {quartic: {a: 1, b: 1}},"
              + " algorithm: exact, chains: 10, configurations: 10}",
          "generate: {into: free, lattice: [4], action: {free: {kappa: 0.1}},"
              + " algorithm: {fourierHmc: {}}, chains: 10, configurations: 10}",
          "generate: {into: kernel, lattice: [4], action: {free: {kappa: 0.1}},"
              + " algorithm: {kernelLangevin: {step: 0.1, mass: 1, exponent: 1}}, chains: 10,"
              + " configurations: 10}",
          "generate: {into: cle, lattice: [1], action: {complexQuartic: {a: [-4, 10], b: 1}}, "
              + CLE
              + ", chains: 4, configurations: 8}",
          "generate: {into: bose, lattice: [2, 2], action: {boseGas: {m2: 1, lambda: 1, mu: 0.5}}, "
              + CLE
              + ", chains: 4, configurations: 8}",
          "generate: {into: well, lattice: [4], action: {polynomial: {kappa: 0.1, coefficients:"
              + " [0, 1, 0, 0.5, 0, 0.1]}}, algorithm: {hmc: {}}, chains: 10, configurations: 6}",
          "generate: {into: vectors, lattice: [4, 4], action: {'on': {'n': 3, kappa: 0.2, lambda: 0.1}},"
              + " algorithm: hmc, chains: 10, configurations: 6}",
          "generate: {into: angles, lattice: [4, 4], action: {xy: {beta: 0.5}}, algorithm: {langevin:"
              + " {step: 0.01}}, chains: 10, configurations: 6}",
          "generate: {into: links, lattice: [4, 4], action: {u1: {beta: 1}}, algorithm: hmc, chains:"
              + " 10, configurations: 6, start: cold}",
          "generate: {into: toy, lattice: [1], action: {anharmonic: {mu2: -1, g: 1}}, algorithm: hmc,"
              + " chains: 10, configurations: 6}",
          "generate: {into: complexField, lattice: [2, 2], action: {complexPhi4: {m2: [1, 0.1],"
              + " lambda0: 1}}, "
              + CLE
              + ", chains: 4, configurations: 8}",
          "noise: {from: hmc, into: cosined, diffusion: cosine, times: 4, ladder: {edm: {}}}",
          "prepare: {from: well, into: prepared, diffusion: {vp: {beta: 20}}}",
          "measure: {from: [vectors], into: ovec}",
          "measure: {from: [angles], into: oang}",
          "measure: {from: [links], into: olin}",
          "scan: {into: scn, aRe: [-4], aIm: [4, 10], " + CLE + ", chains: 4, configurations: 8}",
          "noise: {from: paths, into: noised, diffusion: {ve: {sigma: 25}}, times: 4}",
          "prepare: {from: paths, into: training, diffusion: {vp: {beta: 20}}, validation: 0.1}",
          "train: {from: training, into: net, model: {mlp: {hidden: [8], firstTime: 0.01, epochs: 1}}}",
          "train: {from: paths, into: langevin, model: langevinScore}",
          "train: {from: hmc, into: levels, model: {effectiveAction: {levels: 6, operators: [f4,"
              + " 33G], ladder: {shiftedGeometric: {a: 0.5, T: 4}}}}}",
          "generate: {into: learned, lattice: [1], action: {quartic: {a: -4, b: 1}}, algorithm:"
              + " {deformedLangevin: {step: 0.01, lambda: 0.5, score: {learned: langevin}}},"
              + " thermalization: 0, chains: 10, configurations: 3}",
          "sample: {model: levels, into: smp, configurations: 32, configurationsPerShard: 16,"
              + " sampler: {flow: {integrator: rk4}}}",
          "sample: {model: net, into: smt, configurations: 32, sampler: {sde: {steps: 10}}}",
          "sample: {model: {exact: {action: {quartic: {a: 1, b: 1}}, diffusion: vp}}, into: sme,"
              + " configurations: 16, sampler: {flow: {steps: 10}}}",
          "correct: {from: smp, into: cor, method: metropolis}",
          "correct: {from: smp, into: wgt, method: weights}",
          "measure: {from: [hmc, cle], into: obs}",
          "measure: {from: [cor, wgt], into: obc, expect: [{dataset: cor, fails: [window]}]}");

  private static final List<String> FIGURES =
      List.of(
          "compare: {title: t, from: obs, rows: [{quantity: q, paper: 1.0(1), dataset: hmc,"
              + " observable: phi2, exact: 1, error: 0.1}, {quantity: r, dataset: cle, observable:"
              + " phi2Re, exact: action}]}",
          "points: {title: t, x: {label: x, logarithmic: true, range: [0.5, 5]}, y: {label: y},"
              + " series: [{measured: {name: n, from: obs, observable: chi, datasets: [hmc], x:"
              + " [1]}}, {line: {name: m, x: [1, 2], y: [1, 2]}}, {given: {name: g, x: [1], y: [1],"
              + " error: [1]}}]}",
          "density: {title: t, datasets: [paths, sme], bins: 10, range: [-3, 3]}",
          "kolmogorovSmirnov: {title: t, datasets: [sme], level: 0.05}",
          "trajectoryAverages: {title: t, datasets: [paths], observable: phi2}",
          "timeAverages: {title: t, dataset: paths, trajectories: [1, 2], repetitions: 10}",
          "scanEstimates: {title: t, part: re, series: [{name: a, from: scn}]}",
          "failureMap: {title: t, from: scn}",
          "driftHistogram: {title: t, from: [cle, bose]}",
          "thimbles: {title: t, a: [-4, 10], b: 1, clouds: [{name: n, from: cle}], re: [-2, 2]}",
          "contours: {title: t, a: [-4, 10], b: 1, contours: [{name: c, theta: quadratic}]}",
          "thimbleValues: {title: t, a: [-4, 10], b: 1}",
          "recombination: {title: t, origin: scn, outer: scn}",
          "cumulants: {title: t, series: [{name: n, from: noised}], of: site, orders: [2, 4]}",
          "paths: {title: t, from: noised, count: 5, range: [-3, 3]}",
          "score: {title: t, model: net, times: [0.1, 1], range: [-3, 3]}",
          "scoreError: {title: t, models: [net], from: 0.05, goal: 0.05}");

  /** Every stage, parsed, by the name of its output. */
  private static final Map<String, Map<?, ?>> BY_NAME = new LinkedHashMap<>();

  static {
    for (String stage : STAGES) {
      Map<?, ?> tree = yaml(stage);
      BY_NAME.put(into(tree), tree);
    }
  }

  /** How many there are. */
  static int count() {
    return STAGES.size() + FIGURES.size();
  }

  /** One of them, as a tree of JSON that may be changed. */
  static Map<String, Object> file(int number) {
    Map<?, ?> target =
        yaml(
            number < STAGES.size()
                ? STAGES.get(number)
                : "report: {into: rep, figures: [{" + FIGURES.get(number - STAGES.size()) + "}]}");
    Set<String> names = new TreeSet<>();
    needed(target, names);
    List<Object> stages = new ArrayList<>();
    BY_NAME.forEach(
        (name, stage) -> {
          if (names.contains(name) && !into(target).equals(name)) {
            stages.add(stage);
          }
        });
    stages.add(target);
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("name", "fuzz");
    file.put("seed", 1L);
    file.put("stages", stages);
    return copy(file);
  }

  /** A copy of a tree. */
  @SuppressWarnings("unchecked") // a map of JSON
  static Map<String, Object> copy(Map<String, Object> file) {
    return (Map<String, Object>) Json.normalize(file);
  }

  /** The last stage of a file. */
  static Object last(Map<String, Object> file) {
    List<?> stages = (List<?>) file.get("stages");
    return stages.get(stages.size() - 1);
  }

  private static Map<?, ?> yaml(String text) {
    return (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
  }

  private static String into(Map<?, ?> stage) {
    Map<?, ?> body = (Map<?, ?>) stage.values().iterator().next();
    return String.valueOf(body.get("into"));
  }

  /** Adds all stages that a tree names, and those that these name. */
  private static void needed(Object tree, Set<String> names) {
    if (tree instanceof Map<?, ?> map) {
      map.values().forEach(value -> needed(value, names));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> needed(value, names));
    } else if (BY_NAME.containsKey(String.valueOf(tree)) && names.add(String.valueOf(tree))) {
      needed(BY_NAME.get(String.valueOf(tree)), names);
    }
  }
}
