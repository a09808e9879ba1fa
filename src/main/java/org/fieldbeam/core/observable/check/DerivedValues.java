package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.Check;

/**
 * All quantities that a user derives have a value and an error. Where a formula divides by 0 at the
 * means, or the digits of a difference are lost, there is nothing that could pass.
 */
@AutoService(CheckKind.class)
public final class DerivedValues implements CheckKind {
  private static final String NAME = "derivedValues";

  @Override
  public About about() {
    return About.of(NAME, "Whether all derived quantities have a value with an error.");
  }

  @Override
  public int place() {
    return 180;
  }

  @Override
  public String suits() {
    return "measurements with derived quantities";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.observables().stream().anyMatch(Observable::isDerived)
        ? List.of(NAME)
        : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    List<String> without = new ArrayList<>();
    for (ObservableEstimate entry : findings.estimates()) {
      if (entry.observable().isDerived()
          && !(Double.isFinite(entry.estimate().value())
              && Double.isFinite(entry.estimate().error()))) {
        without.add(entry.observable().toString());
      }
    }
    return List.of(
        without.isEmpty()
            ? Check.of(NAME, true, 0, 0, "all derived quantities have a value and an error")
            : Check.notJudged(
                NAME,
                0,
                "no value or no error of "
                    + String.join(", ", without)
                    + ": a division by 0, a root or a logarithm of a negative number, too few"
                    + " configurations, or digits lost to rounding"));
  }
}
