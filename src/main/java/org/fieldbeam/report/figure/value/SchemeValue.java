package org.fieldbeam.report.figure.value;

import java.util.Optional;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;

/**
 * The exact value of an average over Langevin trajectories at the step and time of their ensemble:
 * that of the Euler-Maruyama scheme, not of exp(-S).
 */
public record SchemeValue() implements ExactValue {
  @Override
  public void require(Optional<MeasuredValue> beside, Outlook outlook) {
    MeasuredValue measured = ExactValue.require(beside);
    ExactValue.requireOutput(measured, outlook);
    SiteMoment.exact(measured);
    outlook.dataset(measured.dataset()).ifPresent(LangevinRun::require);
  }

  @Override
  public double read(Optional<MeasuredValue> beside, FigureData data) {
    MeasuredValue measured = ExactValue.require(beside);
    SiteMoment moment = SiteMoment.exact(measured);
    return moment.of(LangevinRun.of(data.dataset(measured.dataset())).scheme()::moment);
  }
}
