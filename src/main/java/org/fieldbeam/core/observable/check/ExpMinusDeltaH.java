package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.statistics.Check;

/**
 * &lt;exp(-Delta H)&gt; = 1. Where the average rests on few configurations (effective number below
 * 100), it is not judged, only {@link DeltaHBalance} is.
 */
@AutoService(CheckKind.class)
public final class ExpMinusDeltaH implements CheckKind {
  private static final String NAME = "expMinusDeltaH";
  private static final double FEWEST_EFFECTIVE = 100;

  @Override
  public About about() {
    return About.of(NAME, "Whether HMC conserves the measure.")
        .withFormula("<exp(-Delta H)> = 1")
        .withSource("Creutz, Phys. Rev. D 38 (1988) 1228");
  }

  @Override
  public int place() {
    return 30;
  }

  @Override
  public String suits() {
    return "ensembles whose algorithm reports Delta H, as HMC does";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.allObservables().stream().anyMatch(o -> o.name().equals(NAME))
        ? List.of(NAME)
        : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    OptionalInt found = findings.estimate(NAME);
    if (found.isEmpty()) {
      return List.of();
    }
    int q = found.getAsInt();
    double effective = findings.rows() / (1 + findings.method().autocovariance(q)[0]);
    String obstacle =
        effective < FEWEST_EFFECTIVE
            ? String.format(
                Locale.ROOT,
                "the average rests on %.0f configurations, and it takes %.0f to judge:"
                    + " deltaHBalance judges instead; more configurations or smaller steps give"
                    + " more",
                effective,
                FEWEST_EFFECTIVE)
            : "";
    return List.of(Judgement.unlessDoubtful(Judgement.against(findings, q, NAME, 1, obstacle)));
  }
}
