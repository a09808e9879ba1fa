package org.fieldbeam.core.score.fit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.core.linear.NotPositiveDefiniteException;
import org.fieldbeam.core.score.fit.RecoverySums.Equation;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Jackknife;
import org.fieldbeam.core.statistics.JointTest;
import org.fieldbeam.core.statistics.Significance;

/**
 * Recovers kappa and lambda of a phi^4 ensemble from its configurations alone, and says whether it
 * is one.
 *
 * <p>With {@code S = kappa O_1 + lambda O_2 + O_0}, {@code O_1 = -2 sum phi_x phi_{x+mu}}, {@code
 * O_2 = sum (phi^4 - 2 phi^2)}, {@code O_0 = sum phi^2}, the Schwinger-Dyson equation {@code E[v .
 * grad S] = E[div v]} of any vector field v is linear in kappa and lambda. Those of v = grad O_1
 * and grad O_2 determine them, which is Hyvarinen's score matching (J. Mach. Learn. Res. 6 (2005)
 * 695, theorem 1). Errors are jackknife errors over blocks of configurations: blocks of whole
 * chains, so that autocorrelations are contained in them. With importance weights all averages are
 * weighted ones.
 *
 * <p>Whatever the ensemble is, two equations have a solution. Five more, of {@code v_x = 1, phi_x,
 * phi_x^5, M} and {@code sum_mu phi_{x+-2mu}}, hold if and, as far as they can tell, only if it has
 * such an action: they fail for a field in another normalisation (the coefficient of phi^2 is not
 * free), one in an external field, higher powers, further neighbours. They are tested together, see
 * {@link JointTest#ofReplicas}.
 */
public final class RecoverAction {
  /** Probability that an ensemble of phi^4 is said to be none, of either test. */
  public static final double FALSE_ALARM = 1e-4;

  /** The standard score that a Gaussian exceeds with half of {@link #FALSE_ALARM}. */
  private static final double SCORE = 3.89;

  private static final int MIN_BLOCKS = 8;

  /** A determinant below this part of its largest possible value is rounding. */
  private static final double SINGULAR = 1e-12;

  private static final Equation[] TESTED = {
    Equation.CONSTANT, Equation.FIELD, Equation.FIFTH, Equation.ZERO_MODE, Equation.TWO_STEPS
  };

  private RecoverAction() {}

  /**
   * The couplings found. They mean something where {@link #objection} is empty only.
   *
   * @param kappa hopping parameter
   * @param lambda quartic coupling
   * @param configurations number of configurations
   * @param effective number of equally weighted configurations that means are as good as; without
   *     weights {@code configurations}
   * @param blocks number of jackknife blocks
   * @param fit test of the equations that were not used
   * @param scale factor by which all fields are too large, if that alone makes the equations hold
   */
  public record Result(
      Estimate kappa,
      Estimate lambda,
      long configurations,
      double effective,
      int blocks,
      JointTest fit,
      Optional<Estimate> scale) {

    private Result scaled(Optional<Estimate> factor) {
      return new Result(kappa, lambda, configurations, effective, blocks, fit, factor);
    }

    /**
     * Why the ensemble is none of phi^4: the equations contradict each other, or lambda is negative
     * beyond its errors. An ensemble of phi^4 is told so with a probability of twice {@value
     * #FALSE_ALARM}.
     *
     * @return a sentence; empty if nothing speaks against it
     */
    public Optional<String> objection() {
      if (fit.probability() < FALSE_ALARM) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "no kappa and lambda fulfil the Schwinger-Dyson equations together: the best leave"
                    + " %d further ones with T² = %.0f, probability %.1g",
                fit.quantities(),
                fit.statistic(),
                fit.probability()));
      }
      double score = Significance.gaussian(lambda.pull(0), blocks - 1.0);
      if (score < -SCORE) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the best lambda, %s, is %.1f standard errors below 0, where exp(-S) cannot be"
                    + " normalised",
                lambda,
                -score));
      }
      return Optional.empty();
    }
  }

  /**
   * The sums over an ensemble of many chains, with blocks of whole chains.
   *
   * @param lattice a lattice of at least one dimension
   * @throws IllegalArgumentException on a single site, where there is no kappa
   */
  public static BatchSums sumsByChain(Lattice lattice) {
    return new RecoverySums(lattice, true, 0, 0);
  }

  /**
   * The sums over an ensemble of fewer than 8 chains, with 64 blocks of successive steps.
   *
   * @param lattice a lattice of at least one dimension
   * @param firstStep lowest step number of the ensemble
   * @param lastStep highest step number of the ensemble
   * @throws IllegalArgumentException on a single site, where there is no kappa, or if the steps are
   *     not in order
   */
  public static BatchSums sumsByStep(Lattice lattice, long firstStep, long lastStep) {
    if (lastStep < firstStep) {
      throw new IllegalArgumentException(
          "Recover action: the steps must be in order, given " + firstStep + " to " + lastStep);
    }
    return new RecoverySums(lattice, false, firstStep, lastStep);
  }

  /**
   * Solves for the couplings.
   *
   * @param sums the added sums of all configurations
   * @throws IllegalArgumentException if there are fewer than 8 blocks, or the configurations do not
   *     determine the couplings
   */
  public static Result solve(double[] sums) {
    double[][] used = new double[RecoverySums.BLOCKS][];
    int blocks = 0;
    double[] total = new double[RecoverySums.PER_BLOCK];
    for (int block = 0; block < RecoverySums.BLOCKS; block++) {
      int at = block * RecoverySums.PER_BLOCK;
      if (WeightSums.weight(sums, at) > 0) {
        used[blocks] = Arrays.copyOfRange(sums, at, at + RecoverySums.PER_BLOCK);
        add(used[blocks], 1, total);
        blocks++;
      }
    }
    if (blocks < MIN_BLOCKS) {
      throw new IllegalArgumentException(
          "Recover action: the configurations fall into "
              + blocks
              + " blocks, at least "
              + MIN_BLOCKS
              + " are needed for errors; use an ensemble of more chains, or sums by step");
    }
    double[][] without = new double[blocks][];
    for (int block = 0; block < blocks; block++) {
      without[block] = total.clone();
      add(used[block], -1, without[block]);
    }
    long n = Math.round(WeightSums.rows(total, 0));
    double[] couplings = couplings(total);
    double[][] replicas = new double[blocks][];
    double[][] residuals = new double[blocks][];
    for (int block = 0; block < blocks; block++) {
      replicas[block] = couplings(without[block]);
      residuals[block] = residuals(without[block], replicas[block], TESTED);
    }
    Result result =
        new Result(
            estimate(couplings, replicas, 0, n),
            estimate(couplings, replicas, 1, n),
            n,
            WeightSums.effective(total, 0),
            blocks,
            JointTest.ofReplicas(residuals(total, couplings, TESTED), residuals),
            Optional.empty());
    return result.objection().isEmpty() ? result : result.scaled(scale(total, without, n));
  }

  private static Estimate estimate(double[] values, double[][] replicas, int index, long n) {
    return Jackknife.ofReplicas(
        values[index], Arrays.stream(replicas).mapToDouble(replica -> replica[index]).toArray(), n);
  }

  private static void add(double[] block, int sign, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] += sign * block[i];
    }
  }

  /** {kappa, lambda, 1}: the coefficients of O_1, O_2 and O_0. */
  private static double[] couplings(double[] sums) {
    double[][] matrix = new double[2][2];
    double[] right = new double[2];
    Equation[] fitted = {Equation.HOPPING, Equation.QUARTIC};
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        matrix[i][j] = term(sums, fitted[i], j);
      }
      right[i] =
          term(sums, fitted[i], RecoverySums.DIVERGENCE) - term(sums, fitted[i], RecoverySums.O0);
    }
    double determinant = determinant(matrix[0], matrix[1]);
    if (!(determinant > SINGULAR * matrix[0][0] * matrix[1][1])) {
      throw new IllegalArgumentException(
          "Recover action: the configurations do not determine kappa and lambda, since the gradients"
              + " of the hopping term and of the quartic term are proportional or vanish in all of"
              + " them, as those of a constant field are");
    }
    double[] first = {matrix[0][0], right[0]};
    double[] second = {matrix[1][0], right[1]};
    return new double[] {
      (right[0] * matrix[1][1] - right[1] * matrix[0][1]) / determinant,
      determinant(first, second) / determinant,
      1
    };
  }

  private static double determinant(double[] first, double[] second) {
    return first[0] * second[1] - first[1] * second[0];
  }

  private static double term(double[] sums, Equation equation, int term) {
    return sums[RecoverySums.at(equation, term)];
  }

  /** {@code E[v . grad S] - E[div v]} of equations. */
  private static double[] residuals(double[] sums, double[] coefficients, Equation[] equations) {
    double[] residuals = new double[equations.length];
    for (int i = 0; i < residuals.length; i++) {
      double value = -term(sums, equations[i], RecoverySums.DIVERGENCE);
      for (int j = 0; j < coefficients.length; j++) {
        value += coefficients[j] * term(sums, equations[i], j);
      }
      residuals[i] = value / WeightSums.weight(sums, 0);
    }
    return residuals;
  }

  /**
   * The factor c of a field phi = c psi, psi of phi^4: then {@code a phi^4 + b phi^2} has {@code b
   * c^2 + 2 a c^4 = 1}, and a, b and the hopping term follow from three equations.
   *
   * @return empty if the other equations do not hold then, or no c fits
   */
  private static Optional<Estimate> scale(double[] total, double[][] without, long n) {
    Equation[] tested = {Equation.CONSTANT, Equation.FIFTH, Equation.ZERO_MODE, Equation.TWO_STEPS};
    try {
      double[] free = freeCouplings(total);
      double[] factors = new double[without.length];
      double[][] residuals = new double[without.length][];
      for (int block = 0; block < without.length; block++) {
        double[] replica = freeCouplings(without[block]);
        factors[block] = factor(replica);
        residuals[block] = residuals(without[block], replica, tested);
      }
      JointTest fit = JointTest.ofReplicas(residuals(total, free, tested), residuals);
      Estimate scale = Jackknife.ofReplicas(factor(free), factors, n);
      boolean holds = fit.probability() >= FALSE_ALARM && Double.isFinite(scale.error());
      return holds ? Optional.of(scale) : Optional.empty();
    } catch (NotPositiveDefiniteException e) {
      return Optional.empty(); // the coefficient of phi^2 is not determined
    }
  }

  private static double factor(double[] couplings) {
    double mass = couplings[2] - 2 * couplings[1];
    return Math.sqrt(2 / (mass + Math.sqrt(mass * mass + 8 * couplings[1])));
  }

  /** The coefficients of O_1, O_2 and O_0. */
  private static double[] freeCouplings(double[] sums) {
    Equation[] fitted = {Equation.HOPPING, Equation.QUARTIC, Equation.FIELD};
    double[][] matrix = new double[3][];
    double[] right = new double[3];
    for (int i = 0; i < 3; i++) {
      // grad O_0 = 2 phi: twice the equation of the field makes the matrix a symmetric one
      double times = fitted[i] == Equation.FIELD ? 2 : 1;
      matrix[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = times * term(sums, fitted[i], j);
      }
      right[i] = times * term(sums, fitted[i], RecoverySums.DIVERGENCE);
    }
    return Cholesky.of(matrix).solve(right);
  }
}
