package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.TailBins;
import org.fieldbeam.core.observable.equation.Drift;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.core.statistics.Estimate;

/**
 * The distribution of the drift magnitude u falls off faster than any power (K. Nagata, J.
 * Nishimura and S. Shimasaki, Phys. Rev. D 94 (2016) 114515). The local exponent alpha(U) =
 * 1/&lt;ln(u/U)&gt; over u > U (B. M. Hill, Ann. Statist. 3 (1975) 1163) stays where the tail is a
 * power, and grows at least like sqrt(ln(1/share beyond U)) where it falls off as a Gaussian, an
 * exponential or a stretched one. The check fails if the exponent at the far cut-off, less than the
 * geometric mean of these two beyond the exponent at the near one, excludes such growth by three
 * standard errors.
 */
@AutoService(CheckKind.class)
public final class DriftDecay implements CheckKind {
  /** The name of the check, or what it begins with. */
  public static final String NAME = "driftDecay";

  private static final double ERRORS = 3;

  @Override
  public About about() {
    return About.of(
            NAME,
            "Whether the distribution of the drift of complex Langevin falls off faster than any power.")
        .withFormula(
            "alpha(U) = 1/<ln(u/U)> over u > U grows at least like sqrt(ln(1/share beyond U))")
        .withSource(
            "Nagata, Nishimura and Shimasaki, Phys. Rev. D 94 (2016) 114515; Hill, Ann. Statist. 3 (1975) 1163");
  }

  @Override
  public int place() {
    return 150;
  }

  @Override
  public String suits() {
    return "complexified fields";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.has(Drift.NAME) ? List.of(NAME) : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    Tails tails = new Tails(findings.further(this));
    int far = tails.farthest();
    if (far == 0) {
      return List.of(
          Check.notJudged(
              NAME, Double.NaN, "too few independent configurations to judge the tail"));
    }
    double near = exponent(findings, 0);
    double beyond = exponent(findings, far);
    double ratio = beyond / near;
    double error = ratio * Math.sqrt(1 / tails.count(0) + 1 / tails.count(far));
    double growth =
        Math.sqrt(
            StrictMath.log(tails.at(far, 0).value()) / StrictMath.log(tails.at(0, 0).value()));
    double threshold = Math.sqrt(growth);
    boolean passed = ratio >= threshold || growth - ratio <= ERRORS * error;
    return List.of(
        Check.of(
            NAME,
            passed,
            ratio,
            threshold,
            String.format(
                Locale.ROOT,
                "exponent of the tail of the drift %.2f beyond %.4f of the configurations, %.2f"
                    + " beyond %.4f: ratio %s; a power law has 1, a tail that falls off"
                    + " exponentially %.2f or more%s",
                near,
                1 - tails.at(0, 0).value(),
                beyond,
                1 - tails.at(far, 0).value(),
                Estimate.format(ratio, error),
                growth,
                passed ? "" : ": the averages cannot be trusted")));
  }

  @Override
  public List<DerivedQuantity> quantities(ToIntFunction<String> places, double[] means) {
    int first = Drift.BINS.first(Drift.COUNT, places);
    List<DerivedQuantity> shares = new ArrayList<>();
    for (double share : Tails.SHARES) {
      shares.add(TailBins.beyond(first, TailBins.quantile(first, means, share)));
    }
    return shares;
  }

  /** The local exponent beyond the drift's cut-off of a share. */
  private static double exponent(Findings findings, int share) {
    double[] means = findings.means();
    int first = Drift.BINS.first(Drift.COUNT, findings.places());
    int bin = TailBins.quantile(first, means, Tails.SHARES[share]);
    double beyond = TailBins.beyond(first, bin).value(means);
    int logarithms = Drift.BINS.first(Drift.LOGARITHM, findings.places());
    double logs = TailBins.beyond(logarithms, bin).value(means);
    return beyond / (logs - beyond * StrictMath.log(Drift.BINS.edge(bin)));
  }
}
