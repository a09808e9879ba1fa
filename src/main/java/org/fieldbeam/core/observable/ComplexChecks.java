package org.fieldbeam.core.observable;

import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;

/**
 * The checks of a complex ensemble beside those of every ensemble ({@link EnsembleChecks}, among
 * which {@code stride} fails where chains stay in the region they started in, and the moments of
 * one site are held against quadrature).
 *
 * <ul>
 *   <li>{@code runaways}: no chain ran away.
 *   <li>{@code driftDecay}: the distribution of the drift magnitude u falls off faster than any
 *       power (K. Nagata, J. Nishimura and S. Shimasaki, Phys. Rev. D 94 (2016) 114515). The local
 *       exponent alpha(U) = 1/&lt;ln(u/U)&gt; over u > U (B. M. Hill, Ann. Statist. 3 (1975) 1163)
 *       stays where the tail is a power, and grows at least like sqrt(ln(1/share beyond U)) where
 *       it falls off as a Gaussian, an exponential or a stretched one. The check fails if the
 *       exponent at the far cut-off, less than the geometric mean of these two beyond the exponent
 *       at the near one, excludes such growth by three standard errors.
 *   <li>{@code boundaryTerms}: B(Y) = &lt;Theta(Y - |phi|) L phi^2&gt;, L the generator of the
 *       process up to the kernel, L phi^2 = 2 - 2 phi dS/dphi, tends to 0 for cut-offs Y in the
 *       tail (M. Scherzer, E. Seiler, D. Sexty and I.-O. Stamatescu, Phys. Rev. D 99 (2019) 014512
 *       and 101 (2020) 014501). It fails if B stands on a plateau: more than {@value
 *       EnsembleChecks#SCORE} standard errors from 0 at the far cut-off, and fallen off less than
 *       the fourth root of the share beyond it.
 *   <li>{@code contour}: the line turned by the kernel, phi = e^{i theta} w, is in the same sector
 *       of convergence of exp(-S) as the real line, |arg c + n theta| &lt; pi/2 for the highest
 *       power c phi^n; beyond, the integral over it is another one, or none.
 * </ul>
 */
final class ComplexChecks {
  /** Quantities of each share, see {@link ComplexAnalysis}. */
  private static final int PER_SHARE = 4;

  /** Fewest independent configurations beyond a cut-off that it is judged by. */
  private static final double FEWEST = 25;

  private static final double ERRORS = 3;

  private final double[] means;
  private final List<Estimate> tails;
  private final TailBins drift;
  private final TailBins radius;

  ComplexChecks(double[] means, List<Estimate> tails, TailBins drift, TailBins radius) {
    this.means = means;
    this.tails = tails;
    this.drift = drift;
    this.radius = radius;
  }

  List<Check> all(ComplexAction action, double phase, double runaways) {
    return List.of(
        runaways(Math.rint(runaways)), driftDecay(), boundaryTerms(), contour(action, phase));
  }

  private static Check runaways(double count) {
    return Check.of(
        "runaways",
        count == 0,
        count,
        0,
        count == 0
            ? "no chain ran away"
            : (long) count
                + " times a chain ran away and was started afresh; use a smaller step or the"
                + " adaptive scheme, or give up the kernel");
  }

  private Estimate tail(int share, int quantity) {
    return tails.get(share * PER_SHARE + quantity);
  }

  /** The effective number of configurations that a tail's share was counted from. */
  private static double count(Estimate share) {
    return share.error() > 0 ? Math.pow(share.value() / share.error(), 2) : 0;
  }

  /** The farthest cut-off with enough beyond it; 0, the nearest, if there is no other. */
  private int farthest(int quantity) {
    int far = ComplexAnalysis.SHARES.length - 1;
    while (far > 0
        && (count(tail(far, quantity)) < FEWEST
            || tail(far, quantity).value() > tail(0, quantity).value() / 4)) {
      far--;
    }
    return far;
  }

  private Check driftDecay() {
    int far = farthest(0);
    if (far == 0) {
      return Check.notJudged(
          "driftDecay", Double.NaN, "too few independent configurations to judge the tail");
    }
    double near = exponent(0);
    double beyond = exponent(far);
    double ratio = beyond / near;
    double error = ratio * Math.sqrt(1 / count(tail(0, 0)) + 1 / count(tail(far, 0)));
    double growth =
        Math.sqrt(StrictMath.log(tail(far, 0).value()) / StrictMath.log(tail(0, 0).value()));
    double threshold = Math.sqrt(growth);
    boolean passed = ratio >= threshold || growth - ratio <= ERRORS * error;
    return Check.of(
        "driftDecay",
        passed,
        ratio,
        threshold,
        String.format(
            Locale.ROOT,
            "exponent of the tail of the drift %.2f beyond %.4f of the configurations, %.2f beyond"
                + " %.4f: ratio %s; a power law has 1, a tail that falls off exponentially %.2f or"
                + " more%s",
            near,
            1 - tail(0, 0).value(),
            beyond,
            1 - tail(far, 0).value(),
            Estimate.format(ratio, error),
            growth,
            passed ? "" : ": the averages cannot be trusted"));
  }

  /** The local exponent beyond the drift's cut-off of a share. */
  private double exponent(int share) {
    int bin = drift.quantile(means, ComplexAnalysis.SHARES[share]);
    double beyond = drift.beyond(bin).value(means);
    double logs =
        new TailBins.Sum(drift.first() + TailBins.BINS + bin, drift.first() + 2 * TailBins.BINS)
            .value(means);
    return beyond / (logs - beyond * StrictMath.log(drift.edge(bin)));
  }

  private Check boundaryTerms() {
    int far = farthest(1);
    if (far == 0) {
      return Check.notJudged(
          "boundaryTerms", Double.NaN, "too few independent configurations to judge the tail");
    }
    double near = Math.hypot(tail(0, 2).value(), tail(0, 3).value());
    double beyond = Math.hypot(tail(far, 2).value(), tail(far, 3).value());
    if (!(near > 0)) {
      return Check.notJudged("boundaryTerms", Double.NaN, "no configuration contributes to them");
    }
    double fall = beyond / near;
    double threshold = Math.pow(tail(far, 1).value() / tail(0, 1).value(), 0.25);
    double significance = Math.max(Math.abs(tail(far, 2).pull(0)), Math.abs(tail(far, 3).pull(0)));
    boolean passed = significance <= EnsembleChecks.SCORE || fall <= threshold;
    return Check.of(
        "boundaryTerms",
        passed,
        fall,
        threshold,
        String.format(
            Locale.ROOT,
            "B(%.3g) = %s + %s i, of which %.2g of the size at %.3g is left%s",
            cut(far),
            tail(far, 2),
            tail(far, 3),
            fall,
            cut(0),
            passed
                ? "; it tends to 0"
                : ", %.1f standard errors from 0: the averages are wrong".formatted(significance)));
  }

  private double cut(int share) {
    return radius.edge(radius.quantile(means, ComplexAnalysis.SHARES[share]));
  }

  private static Check contour(ComplexAction action, double phase) {
    double[] highest = action.leadingCoefficients()[1];
    double angle =
        Math.max(
            Math.abs(StrictMath.atan2(highest[1], highest[0])),
            Math.abs(StrictMath.atan2(highest[1], highest[0]) + action.degree() * phase));
    boolean passed = angle < Math.PI / 2;
    return Check.of(
        "contour",
        passed,
        angle,
        Math.PI / 2,
        String.format(
            Locale.ROOT,
            "phase of the highest power of S on the line turned by %.4f: %.4f%s",
            phase,
            angle,
            passed
                ? ""
                : "; the integral over this line is not the one over the real line, which the"
                    + " average meets only as far as other thimbles do not count"));
  }
}
