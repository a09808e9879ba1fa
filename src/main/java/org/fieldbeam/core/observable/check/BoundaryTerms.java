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
import org.fieldbeam.core.observable.equation.Radius;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DerivedQuantity;

/**
 * B(Y) = &lt;Theta(Y - |phi|) L phi^2&gt;, L the generator of the process up to the kernel, L phi^2
 * = 2 - 2 phi dS/dphi, tends to 0 for cut-offs Y in the tail (M. Scherzer, E. Seiler, D. Sexty and
 * I.-O. Stamatescu, Phys. Rev. D 99 (2019) 014512 and 101 (2020) 014501). The check fails if B
 * stands on a plateau: more than {@value Judgement#SCORE} standard errors from 0 at the far
 * cut-off, and fallen off less than the fourth root of the share beyond it.
 */
@AutoService(CheckKind.class)
public final class BoundaryTerms implements CheckKind {
  /** The name of the check, or what it begins with. */
  public static final String NAME = "boundaryTerms";

  /** Real part of B, among what is estimated at a cut-off. */
  private static final int RE = 1;

  /** Imaginary part of it. */
  private static final int IM = 2;

  @Override
  public About about() {
    return About.of(NAME, "Whether the boundary terms of complex Langevin vanish.")
        .withFormula("B(Y) = <Theta(Y - |phi|) L phi^2> -> 0, L phi^2 = 2 - 2 phi dS/dphi")
        .withSource(
            "Scherzer, Seiler, Sexty and Stamatescu, Phys. Rev. D 99 (2019) 014512 and 101 (2020) 014501");
  }

  @Override
  public int place() {
    return 160;
  }

  @Override
  public String suits() {
    return "complexified fields";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.has(Radius.NAME) ? List.of(NAME) : List.of();
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
    double near = Math.hypot(tails.at(0, RE).value(), tails.at(0, IM).value());
    double beyond = Math.hypot(tails.at(far, RE).value(), tails.at(far, IM).value());
    if (!(near > 0)) {
      return List.of(Check.notJudged(NAME, Double.NaN, "no configuration contributes to them"));
    }
    double fall = beyond / near;
    double threshold = Math.pow(tails.at(far, 0).value() / tails.at(0, 0).value(), 0.25);
    double significance =
        Math.max(Math.abs(tails.at(far, RE).pull(0)), Math.abs(tails.at(far, IM).pull(0)));
    boolean passed = significance <= Judgement.SCORE || fall <= threshold;
    return List.of(
        Check.of(
            NAME,
            passed,
            fall,
            threshold,
            String.format(
                Locale.ROOT,
                "B(%.3g) = %s + %s i, of which %.2g of the size at %.3g is left%s",
                cut(findings, far),
                tails.at(far, RE),
                tails.at(far, IM),
                fall,
                cut(findings, 0),
                passed
                    ? "; it tends to 0"
                    : ", %.1f standard errors from 0: the averages are wrong"
                        .formatted(significance))));
  }

  @Override
  public List<DerivedQuantity> quantities(ToIntFunction<String> places, double[] means) {
    int counts = Radius.BINS.first(Radius.COUNT, places);
    List<DerivedQuantity> tails = new ArrayList<>();
    for (double share : Tails.SHARES) {
      int cut = TailBins.quantile(counts, means, share);
      tails.add(TailBins.beyond(counts, cut));
      for (String part : List.of(Radius.RE, Radius.IM)) {
        int first = Radius.BINS.first(part, places);
        tails.add(new TailBins.Sum(first, first + cut));
      }
    }
    return tails;
  }

  private static double cut(Findings findings, int share) {
    int counts = Radius.BINS.first(Radius.COUNT, findings.places());
    return Radius.BINS.edge(TailBins.quantile(counts, findings.means(), Tails.SHARES[share]));
  }
}
