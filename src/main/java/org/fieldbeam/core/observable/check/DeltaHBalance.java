package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.OptionalInt;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.statistics.Check;

/**
 * &lt;sign(Delta H) min(1, exp(-Delta H))&gt; = 0. P(-x) = e^{-x} P(x) holds for the distribution
 * of Delta H of a reversible, volume-preserving update in equilibrium; so the average of any odd
 * function times exp(-x/2) vanishes, and this one is bounded.
 */
@AutoService(CheckKind.class)
public final class DeltaHBalance implements CheckKind {
  private static final String NAME = "deltaHBalance";

  @Override
  public About about() {
    return About.of(NAME, "Whether gains and losses of energy of HMC balance each other.")
        .withFormula("<sign(Delta H) min(1, exp(-Delta H))> = 0");
  }

  @Override
  public int place() {
    return 40;
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
    OptionalInt q = findings.estimate(NAME);
    return q.isEmpty()
        ? List.of()
        : List.of(Judgement.unlessDoubtful(Judgement.against(findings, q.getAsInt(), NAME, 0)));
  }
}
