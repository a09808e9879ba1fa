package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.equation.Runaways;
import org.fieldbeam.core.statistics.Check;

/** No chain of complex Langevin ran away and was started afresh. */
@AutoService(CheckKind.class)
public final class RunawayChains implements CheckKind {
  /** The name, also of the check of the log weights of samples. */
  public static final String NAME = "runaways";

  @Override
  public About about() {
    return About.of(
        NAME,
        "Whether no chain of complex Langevin ran away; of samples of a model, whether no log weight lies far from all others.");
  }

  @Override
  public int place() {
    return 140;
  }

  @Override
  public String suits() {
    return "complexified fields, and samples of models";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.has(Runaways.NAME) ? List.of(NAME) : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    double count = Math.rint(findings.mean(Runaways.NAME) * findings.rows());
    if (count < 0) { // of configurations that do not say it
      return List.of(
          Check.notJudged(NAME, 0, "whether chains ran away is not known of an imported ensemble"));
    }
    return List.of(
        Check.of(
            NAME,
            count == 0,
            count,
            0,
            count == 0
                ? "no chain ran away"
                : (long) count
                    + " times a chain ran away and was started afresh; use a smaller step or the"
                    + " adaptive scheme, or give up the kernel"));
  }
}
