package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.OptionalInt;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.moment.Magnetization;
import org.fieldbeam.core.statistics.Check;

/**
 * &lt;M&gt; = 0 for an even action. Where chains keep the sign they started with, the error of M
 * comes from the spread of the chains' means: 64 frozen chains of random signs agree with 0 and
 * show a large error, a single frozen chain fails.
 */
@AutoService(CheckKind.class)
public final class Symmetry implements CheckKind {
  private static final String NAME = "symmetry";

  @Override
  public About about() {
    return About.of(NAME, "Whether the mean of the magnetisation of an even action is 0.")
        .withFormula("<M> = 0");
  }

  @Override
  public int place() {
    return 10;
  }

  @Override
  public String suits() {
    return "real scalar fields of even actions";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    boolean even = measurement.ensemble().isScalar() && measurement.ensemble().action().isEven();
    return even
            && measurement.allObservables().stream()
                .anyMatch(o -> o.name().equals(Magnetization.MEAN))
        ? List.of(NAME)
        : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    OptionalInt m = findings.estimate(Magnetization.MEAN);
    return m.isEmpty()
        ? List.of()
        : List.of(Judgement.unlessDoubtful(Judgement.against(findings, m.getAsInt(), NAME, 0)));
  }
}
