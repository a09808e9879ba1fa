package org.fieldbeam.core.polish;

import java.util.Arrays;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.core.score.effective.EffectiveActionModel;

/**
 * One step of the polish: beta of the least variance of {@code log w - beta . X}, held by {@code mu
 * beta Q beta}.
 *
 * <p>mu is chosen from {@link #MUS} by the variance over runs that did not enter the solution,
 * among those whose divergence is small enough. Runs whose log weight is far from the median, by
 * 4.5 robust standard deviations, are left out and counted: they would rule the sums.
 */
final class PolishStep {
  private static final double[] MUS = {30, 10, 3, 1, 0.3, 0.1};

  private static final double OUTLIER_SD = 4.5;
  private static final double ROBUST_SD = 1.482602218505602;

  /** Every so many runs are held out. */
  private static final int HELD_OUT = 5;

  /** Part of the diagonal that keeps collinear terms apart. */
  private static final double RIDGE = 1e-9;

  private final Runs runs;
  private final boolean[] used;
  private final double[] q;

  /**
   * What came of it.
   *
   * @param model the moved model
   * @param mu the weight of the divergence
   * @param kl the divergence of the step, to first order
   * @param before variance of log w of the runs held out
   * @param foreseen what it should become
   * @param outliers runs left out
   */
  record Result(
      EffectiveActionModel model,
      double mu,
      double kl,
      double before,
      double foreseen,
      int outliers) {}

  private PolishStep(Runs runs) {
    this.runs = runs;
    this.used = used(runs.logWeights());
    this.q = runs.gram().clone();
    for (int i = 0; i < q.length; i++) {
      q[i] /= runs.gramRuns();
    }
  }

  /** Runs that are no outliers. */
  private static boolean[] used(double[] logWeights) {
    double[] finite = Arrays.stream(logWeights).filter(Double::isFinite).sorted().toArray();
    boolean[] used = new boolean[logWeights.length];
    if (finite.length == 0) {
      return used;
    }
    double median = finite[finite.length / 2];
    double[] deviations = Arrays.stream(finite).map(w -> Math.abs(w - median)).sorted().toArray();
    double limit = OUTLIER_SD * ROBUST_SD * deviations[deviations.length / 2];
    for (int i = 0; i < used.length; i++) {
      used[i] = Math.abs(logWeights[i] - median) <= limit; // not of NaN
    }
    return used;
  }

  private static boolean heldOut(int run) {
    return run % HELD_OUT == HELD_OUT - 1;
  }

  /** The step of a model; the model itself where none makes the variance smaller. */
  static Result of(EffectiveActionModel model, Runs runs, PolishSettings settings) {
    PolishStep step = new PolishStep(runs);
    int outliers = 0;
    for (boolean kept : step.used) {
      outliers += kept ? 0 : 1;
    }
    PolishTerms terms = new PolishTerms(model);
    double before = step.variance(new double[terms.unknowns()]);
    Result best = new Result(model, Double.NaN, 0, before, before, outliers);
    if (runs.gramRuns() == 0 || 2 * outliers > step.used.length) {
      return best;
    }
    double bestMu = Double.NaN;
    double least = before;
    for (double mu : MUS) {
      double[] beta = step.solve(mu, true);
      double variance = step.variance(beta);
      if (step.divergence(beta) <= settings.kl() && variance < least) {
        least = variance;
        bestMu = mu;
      }
    }
    if (Double.isNaN(bestMu)) {
      return best;
    }
    double[] beta = step.solve(bestMu, false);
    return new Result(terms.moved(beta), bestMu, step.divergence(beta), before, least, outliers);
  }

  private double divergence(double[] beta) {
    double sum = 0;
    for (int i = 0; i < beta.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += beta[i] * beta[j] * q[i * (i + 1) / 2 + j];
      }
      sum += 0.5 * beta[i] * beta[i] * q[i * (i + 1) / 2 + i];
    }
    return sum;
  }

  /** Variance of log w - beta . X over the runs held out. */
  private double variance(double[] beta) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    double shift = Double.NaN;
    for (int i = 0; i < used.length; i++) {
      if (!used[i] || !heldOut(i)) {
        continue;
      }
      double value = runs.logWeights()[i];
      double[] x = runs.answers()[i];
      for (int u = 0; u < beta.length; u++) {
        value -= beta[u] * x[u];
      }
      shift = n == 0 ? value : shift;
      sum += value - shift;
      squares += (value - shift) * (value - shift);
      n++;
    }
    return n < 2 ? Double.NaN : (squares - sum * sum / n) / (n - 1);
  }

  /** Solves {@code (Cov(X, X) + mu Q) beta = Cov(X, log w)}. */
  private double[] solve(double mu, boolean withoutHeldOut) {
    int p = runs.answers()[0].length;
    double[] means = new double[p];
    double mean = 0;
    int n = 0;
    for (int i = 0; i < used.length; i++) {
      if (used[i] && !(withoutHeldOut && heldOut(i))) {
        n++;
        mean += runs.logWeights()[i];
        for (int u = 0; u < p; u++) {
          means[u] += runs.answers()[i][u];
        }
      }
    }
    mean /= n;
    for (int u = 0; u < p; u++) {
      means[u] /= n;
    }
    double[][] matrix = new double[p][];
    double[] right = new double[p];
    for (int u = 0; u < p; u++) {
      matrix[u] = new double[u + 1];
    }
    double[] centred = new double[p];
    for (int i = 0; i < used.length; i++) {
      if (!used[i] || (withoutHeldOut && heldOut(i))) {
        continue;
      }
      for (int u = 0; u < p; u++) {
        centred[u] = runs.answers()[i][u] - means[u];
      }
      double deviation = runs.logWeights()[i] - mean;
      for (int u = 0; u < p; u++) {
        right[u] += centred[u] * deviation / n;
        for (int v = 0; v <= u; v++) {
          matrix[u][v] += centred[u] * centred[v] / n;
        }
      }
    }
    double[] scale = new double[p];
    for (int u = 0; u < p; u++) {
      for (int v = 0; v <= u; v++) {
        matrix[u][v] += mu * q[u * (u + 1) / 2 + v];
      }
      scale[u] = matrix[u][u] > 0 ? 1 / Math.sqrt(matrix[u][u]) : 1;
    }
    for (int u = 0; u < p; u++) {
      for (int v = 0; v <= u; v++) {
        matrix[u][v] *= scale[u] * scale[v];
      }
      matrix[u][u] += RIDGE + (matrix[u][u] > 0 ? 0 : 1);
      right[u] *= scale[u];
    }
    double[] beta = Cholesky.of(matrix).solve(right);
    for (int u = 0; u < p; u++) {
      beta[u] *= scale[u];
    }
    return beta;
  }
}
