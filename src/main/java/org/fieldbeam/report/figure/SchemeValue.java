package org.fieldbeam.report.figure;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.data.UserException;

/**
 * The exact value of an average over Langevin trajectories at the step and time of their ensemble:
 * that of the Euler-Maruyama scheme, not of exp(-S).
 */
public record SchemeValue() implements ExactValue {
  private static final List<String> OBSERVABLES = List.of("phi2", "phi2Variance");

  @Override
  public double read(Optional<MeasuredValue> beside, FigureData data) {
    String observable = beside.map(MeasuredValue::observable).orElse("none");
    if (!OBSERVABLES.contains(observable)) {
      throw UserException.of("the exact value of the scheme is not known for this observable")
          .where("a row of a figure with exact: scheme")
          .given(observable)
          .allowed(String.join(", ", OBSERVABLES))
          .todo("give a number, or leave exact out")
          .build();
    }
    LangevinRun run = LangevinRun.of(data.dataset(beside.get().dataset()));
    return SiteMoment.of(observable).of(run.scheme()::moment);
  }
}
