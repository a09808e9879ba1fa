package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.statistics.Check;

/**
 * Every observable whose value is known, such as the moments of one site of complex Langevin, which
 * are held against quadrature. Schwinger-Dyson equations are judged together, by the check of that
 * name, and observables with a check of their own name by that.
 */
@AutoService(CheckKind.class)
public final class ExactValues implements CheckKind {
  private static final String NAME = "exactValue";

  @Override
  public About about() {
    return About.of(
        NAME,
        "Whether observables agree with the values that are known of them; a check has the name of its observable.");
  }

  @Override
  public int place() {
    return 20;
  }

  @Override
  public String suits() {
    return "ensembles with observables of known value";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.allObservables().stream()
        .filter(ExactValues::isJudged)
        .map(Observable::name)
        .toList();
  }

  @Override
  public List<Check> judge(Findings findings) {
    List<Check> checks = new ArrayList<>();
    for (int q = 0; q < findings.estimates().size(); q++) {
      Observable observable = findings.estimates().get(q).observable();
      if (isJudged(observable)) {
        double exact = observable.exact().orElseThrow();
        checks.add(
            Judgement.unlessDoubtful(Judgement.against(findings, q, observable.name(), exact)));
      }
    }
    return checks;
  }

  private static boolean isJudged(Observable observable) {
    return observable.exact().isPresent()
        && !observable.isIdentity()
        && CheckKind.all().all().stream().noneMatch(kind -> kind.name().equals(observable.name()));
  }
}
