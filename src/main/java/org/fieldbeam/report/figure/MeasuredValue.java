package org.fieldbeam.report.figure;

import org.fieldbeam.core.statistics.Estimate;

/**
 * An estimate of the run.
 *
 * @param measure the output of the measure stage
 * @param dataset the measured ensemble
 * @param observable the observable
 */
public record MeasuredValue(String measure, String dataset, String observable) {

  /** Reads the estimate. */
  public Estimate read(FigureData data) {
    return data.estimate(measure, dataset, observable);
  }
}
