package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.statistics.Check;

/**
 * The Schwinger-Dyson equations, of phi and, of scalar fields, of phi^3, the neighbours, M and the
 * field at the smallest momentum, each by itself. A single one holds for a whole line of couplings.
 */
@AutoService(CheckKind.class)
public final class SchwingerDysonEquations implements CheckKind {
  /** The name. */
  public static final String NAME = "schwingerDyson";

  @Override
  public About about() {
    return About.of(
            NAME,
            "Whether the Schwinger-Dyson equations of the action hold, each by itself; the value is the largest score.")
        .withFormula("<sum_x O_x dS/dphi_x> = <sum_x dO_x/dphi_x>")
        .withSource("Dyson, Phys. Rev. 75 (1949) 1736; Schwinger, PNAS 37 (1951) 452");
  }

  @Override
  public int place() {
    return 50;
  }

  @Override
  public String suits() {
    return "ensembles whose action is known";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.allObservables().stream().anyMatch(Observable::isIdentity)
        ? List.of(NAME)
        : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    List<Check> equations = new ArrayList<>();
    for (int q = 0; q < findings.estimates().size(); q++) {
      Observable observable = findings.estimates().get(q).observable();
      if (observable.isIdentity()) {
        equations.add(
            Judgement.against(findings, q, observable.name(), observable.exact().orElseThrow()));
      }
    }
    return equations.isEmpty() ? List.of() : List.of(Judgement.unlessDoubtful(worst(equations)));
  }

  /** The equations as one check: that of the one that is farthest off. */
  private static Check worst(List<Check> equations) {
    List<Check> judged = equations.stream().filter(Check::judged).toList();
    Check worst =
        judged.stream()
            .max(Comparator.comparingDouble(check -> Math.abs(check.value())))
            .orElse(equations.get(0));
    String of = judged.size() > 1 ? ", the farthest off of " + judged.size() + " equations" : "";
    return new Check(
        NAME, worst.outcome(), worst.value(), worst.threshold(), worst.explanation() + of);
  }
}
