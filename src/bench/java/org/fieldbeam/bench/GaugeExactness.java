package org.fieldbeam.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ExactSamples;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.statistics.JointTest;
import org.fieldbeam.core.statistics.KolmogorovSmirnov;
import org.fieldbeam.core.statistics.Significance;

/**
 * Two algorithms that move the topological charge against the exact averages of two-dimensional
 * U(1) gauge theory: pulls of W_11, W_22, W_33, W_44 and chi_Q, errors by the jackknife over
 * chains, with the joint probability of each row, and the distribution of these.
 *
 * <p>A loop whose average is below {@code resolved} of its error is left out: it tests nothing.
 *
 * <p>Arguments as {@code name=value}: rows (L/beta, comma-separated), chains (64), updates (400) of
 * each, windings (4), seed.
 */
public final class GaugeExactness {
  private static final String ROWS =
      "8/1,8/2,8/3,8/5,8/7,8/9,8/11,16/1,16/2,16/3,16/5,16/7,16/9,16/11,32/1,32/2,32/3,32/5,32/7,32/9,32/11";

  private static final List<String> NAMES =
      List.of("plaquette", "wilson2x2", "wilson3x3", "wilson4x4", "topologicalSusceptibility");

  /** The largest square among them. */
  private static final int LARGEST = 4;

  /** Averages below this many of their errors say nothing of a loop. */
  private static final double RESOLVED = 2;

  private final Map<String, String> options;
  private final List<Double> pulls = new ArrayList<>();
  private final List<Double> probabilities = new ArrayList<>();

  private GaugeExactness(Map<String, String> options) {
    this.options = options;
  }

  private int number(String name, int otherwise) {
    return options.containsKey(name) ? Integer.parseInt(options.get(name)) : otherwise;
  }

  /** Runs the comparison. */
  public static void main(String[] args) {
    Map<String, String> options = new TreeMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    new GaugeExactness(options).run();
  }

  private void run() {
    System.out.printf("%-8s %-10s %-42s %s%n", "L/beta", "algorithm", "pulls", "probability");
    for (String row : options.getOrDefault("rows", ROWS).split(",", -1)) {
      String[] parts = row.split("/", -1);
      int extent = Integer.parseInt(parts[0]);
      double beta = Double.parseDouble(parts[1]);
      Action action = U1Action.of(Lattice.of(extent, extent), beta);
      // Shorter than half a period of every mode, of the frequency sqrt(beta k^2), k^2 <= 8: modes
      // that come back to where they began, as at length 1 and beta = 9, are never refreshed.
      int steps = (int) Math.ceil(6 * Math.sqrt(extent / 16.0));
      Hmc hmc = new Hmc(1 / Math.sqrt(beta), steps, Integrator.LEAPFROG, number("windings", 4));
      row(row, "windings", action, hmc, number("updates", 400) / 4);
      row(row, "exact", action, new ExactSamples(), 0);
    }
    double[] all = pulls.stream().mapToDouble(pull -> pull).toArray();
    double[] joint = probabilities.stream().mapToDouble(p -> p).toArray();
    System.out.printf(
        "%d pulls: largest %.2f, root mean square %.2f (those of a row fluctuate together); %d joint"
            + " probabilities: least %.2g, Kolmogorov-Smirnov against the uniform law %.2g%n",
        all.length,
        Arrays.stream(all).map(Math::abs).max().orElseThrow(),
        Math.sqrt(Arrays.stream(all).map(x -> x * x).average().orElseThrow()),
        joint.length,
        Arrays.stream(joint).min().orElseThrow(),
        KolmogorovSmirnov.of(joint, p -> p).probability());
  }

  private void row(String row, String name, Action action, Algorithm algorithm, int before) {
    int chains = number("chains", 64);
    int updates = number("updates", 400);
    MarkovChains running =
        algorithm.start(action, Start.hot(), number("seed", 1), row + name, 0, chains);
    running.advance(before);
    double[][] sums = new double[chains][NAMES.size()];
    for (int update = 0; update < updates; update++) {
      running.advance(1);
      for (int b = 0; b < chains; b++) {
        GaugeLoops loops = new GaugeLoops(action.lattice(), running.fields(), chains, b);
        for (int side = 1; side <= LARGEST; side++) {
          sums[b][side - 1] += loops.square(side) / updates;
        }
        sums[b][LARGEST] += Math.pow(loops.charge(), 2) / action.lattice().volume() / updates;
      }
    }
    double[] deviations = new double[NAMES.size()];
    double[] exact = new double[NAMES.size()];
    for (int o = 0; o < deviations.length; o++) {
      int observable = o;
      exact[o] = ObservableKind.exactAverage(action, NAMES.get(o)).orElseThrow();
      deviations[o] =
          Arrays.stream(sums).mapToDouble(sum -> sum[observable]).average().orElseThrow()
              - exact[o];
    }
    double[][] replicas = new double[chains][NAMES.size()];
    double[] errors = new double[NAMES.size()];
    for (int b = 0; b < chains; b++) {
      for (int o = 0; o < deviations.length; o++) {
        double own = sums[b][o] - exact[o];
        replicas[b][o] = (chains * deviations[o] - own) / (chains - 1);
        errors[o] += Math.pow(own - deviations[o], 2);
      }
    }
    List<Integer> resolved = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int o = 0; o < errors.length; o++) {
      errors[o] = Math.sqrt(errors[o] / chains / (chains - 1));
      if (Math.abs(exact[o]) > RESOLVED * errors[o]) {
        resolved.add(o);
        double pull = Significance.gaussian(deviations[o] / errors[o], chains - 1);
        pulls.add(pull);
        text.append(String.format("%8.2f", pull));
      } else {
        text.append("       -");
      }
    }
    JointTest joint =
        JointTest.ofReplicas(
            chosen(deviations, resolved),
            Arrays.stream(replicas).map(r -> chosen(r, resolved)).toArray(double[][]::new));
    probabilities.add(joint.probability());
    System.out.printf("%-8s %-10s %-42s %.3f%n", row, name, text, joint.probability());
  }

  private static double[] chosen(double[] values, List<Integer> which) {
    return which.stream().mapToDouble(o -> values[o]).toArray();
  }
}
