package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.field.FieldLayout.ValueType;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.moment.Phi2;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * No single configuration of an ensemble without weights has a phi^2 (mean over its sites) that its
 * law cannot give. With mu = &lt;phi^2&gt; and a shape k, the largest of N configurations,
 * correlated or not, exceeds r mu with probability N r^k exp(-k (r-1)) at most, Chernoff's bound
 * for a Gamma law; the check fails where this is below 6e-7 (mu and k of the other configurations).
 * On lattices k = 1/2: for a Gaussian field of any covariance phi^2 is a sum of w_j z_j^2 with sum
 * w_j = mu, whose generating function is at most that of mu z^2, and the moments of ferromagnetic
 * phi^4 fields are bounded by those of the Gaussian field with the same two-point function (C.
 * Newman, Z. Wahrscheinlichkeitstheorie 33 (1975) 75). On one site k = mu^2 / Var phi^2, at least
 * 1/2: the density of q = phi^2, q^(-1/2) exp(-a q - b q^2), and that of the Gamma law of the same
 * mean and variance cross three times and the latter is larger at infinity, so that its generating
 * function is larger. N = 20000: r = 54 for k = 1/2; for S = -4 x^2 + x^4 (k = 6) r = 6.9, |x| =
 * 3.6. Beyond it a single configuration can dominate averages, of phi^4 first: mostly one that has
 * run away.
 */
@AutoService(CheckKind.class)
public final class Outliers implements CheckKind {
  private static final String NAME = "outliers";
  private static final String SQUARE = Phi2.NAME;
  private static final String FOURTH = "phi4";
  private static final double ROUNDING = 1e-9;

  /** Of phi^2 of one Gaussian site, the widest of all. */
  private static final double SMALLEST_SHAPE = 0.5;

  @Override
  public About about() {
    return About.of(
            NAME,
            "Whether no single configuration has a square of the field that its law cannot give.")
        .withFormula(
            "N r^k exp(-k (r - 1)) >= 6e-7 for the largest phi^2 = r <phi^2> of N configurations, k = 1/2 on lattices")
        .withSource("Newman, Z. Wahrscheinlichkeitstheorie 33 (1975) 75");
  }

  @Override
  public int place() {
    return 130;
  }

  @Override
  public String suits() {
    return "real fields at sites without weights";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.ensemble().layout().type() == ValueType.REAL && measurement.has(SQUARE)
        ? List.of(NAME)
        : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    return MeanSums.effectiveFraction(findings.meanSums()) == 1
        ? List.of(outliers(findings))
        : List.of();
  }

  private static Check outliers(Findings findings) {
    boolean single =
        findings.ensemble().isScalar()
            && findings.ensemble().lattice().volume() == 1
            && findings.has(FOURTH);
    double rows = findings.rows();
    double largest = MeanSums.largest(findings.meanSums());
    double others = (findings.mean(SQUARE) * rows - largest) / (rows - 1);
    if (rows < Judgement.FEWEST_ROWS) {
      return Check.notJudged(NAME, Double.NaN, Judgement.tooFew(findings.rows()));
    }
    if (!(largest > 0)) {
      return Check.notJudged(NAME, Double.NaN, "all fields are 0");
    }
    // Beside a huge value nothing is left of the others but rounding errors.
    boolean buried = !(others > ROUNDING * largest);
    double ratio = buried ? 1 / ROUNDING : largest / others;
    double shape = SMALLEST_SHAPE;
    if (single && !buried) {
      double squares = (findings.mean(FOURTH) * rows - largest * largest) / (rows - 1);
      double variance = Math.max(squares - others * others, ROUNDING * others * others);
      shape = Math.max(shape, others * others / variance);
    }
    double bound = largestRatio(rows, shape);
    boolean sane = ratio <= bound;
    return Check.of(
        NAME,
        sane,
        ratio,
        bound,
        String.format(
            Locale.ROOT,
            "the largest φ² of a configuration is %.3g times the mean of the others%s",
            ratio,
            sane
                ? ""
                : ": averages rest on it. Look for chains that ran away; take a smaller step"));
  }

  /** The r with N r^k exp(-k (r - 1)) = the probability of a false alarm. */
  private static double largestRatio(double rows, double shape) {
    double r = 1 + StrictMath.log(rows / Judgement.FALSE_ALARM) / shape;
    double first = r;
    for (int i = 0; i < 100; i++) {
      r = first + StrictMath.log(r);
    }
    return r;
  }
}
