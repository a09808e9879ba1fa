package org.fieldbeam.report.figure.value;

import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;

/**
 * An estimate of the run.
 *
 * @param measure the output of the measure stage
 * @param dataset the measured ensemble
 * @param observable the observable
 */
public record MeasuredValue(String measure, String dataset, String observable) {

  /**
   * Refuses an observable that is not measured.
   *
   * @throws UserException if the ensemble will not have it
   */
  public void require(Outlook outlook) {
    outlook
        .observables(measure, dataset)
        .filter(names -> !names.contains(observable))
        .ifPresent(
            names -> {
              throw UserException.of("a figure refers to an observable that is not measured")
                  .where("measurements " + measure + ", dataset " + dataset)
                  .given(observable)
                  .allowed(
                      names.isEmpty() ? "an ensemble that was measured" : String.join(", ", names))
                  .todo("correct the name")
                  .build();
            });
  }

  /** Reads the estimate. */
  public Estimate read(FigureData data) {
    return data.estimate(measure, dataset, observable);
  }
}
