package org.fieldbeam.core.polish;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs of a flow.
 *
 * @param logWeights log weight of each; NaN of runs that went away, with all that were made
 *     together with them
 * @param answers X of each, see {@link PolishRuns}; empty where it was not asked for
 * @param gram lower triangle of the Gram matrix of {@code <grad O_a . grad O_b>} along the flow, as
 *     a sum over {@code gramRuns} runs: beta Q beta is twice the Kullback-Leibler divergence of the
 *     paths
 * @param gramRuns number of runs in it
 */
public record Runs(double[] logWeights, double[][] answers, double[] gram, int gramRuns) {
  private static final int HEADER = 3;

  static int gramSize(int unknowns) {
    return unknowns * (unknowns + 1) / 2;
  }

  /** All numbers in one array, which {@link #of} reads. */
  public double[] flat() {
    int n = logWeights.length;
    int unknowns = n == 0 ? 0 : answers[0].length;
    double[] flat = new double[HEADER + n * (1 + unknowns) + gram.length];
    flat[0] = n;
    flat[1] = unknowns;
    flat[2] = gramRuns;
    System.arraycopy(logWeights, 0, flat, HEADER, n);
    for (int i = 0; i < n; i++) {
      System.arraycopy(answers[i], 0, flat, HEADER + n + i * unknowns, unknowns);
    }
    System.arraycopy(gram, 0, flat, HEADER + n * (1 + unknowns), gram.length);
    return flat;
  }

  /** Runs of {@link #flat} arrays, one after the other. */
  public static Runs of(List<double[]> parts) {
    List<Double> weights = new ArrayList<>();
    List<double[]> answers = new ArrayList<>();
    double[] gram = null;
    int gramRuns = 0;
    for (double[] part : parts) {
      int n = (int) part[0];
      int unknowns = (int) part[1];
      gramRuns += (int) part[2];
      for (int i = 0; i < n; i++) {
        weights.add(part[HEADER + i]);
        double[] x = new double[unknowns];
        System.arraycopy(part, HEADER + n + i * unknowns, x, 0, unknowns);
        answers.add(x);
      }
      int at = HEADER + n * (1 + unknowns);
      gram = gram == null ? new double[part.length - at] : gram;
      for (int i = 0; i < gram.length; i++) {
        gram[i] += part[at + i];
      }
    }
    return new Runs(
        weights.stream().mapToDouble(Double::doubleValue).toArray(),
        answers.toArray(new double[0][]),
        gram == null ? new double[0] : gram,
        gramRuns);
  }
}
