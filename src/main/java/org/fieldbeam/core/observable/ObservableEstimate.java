package org.fieldbeam.core.observable;

import java.io.Serializable;
import org.fieldbeam.core.statistics.Estimate;

/**
 * An observable's estimate on an ensemble.
 *
 * @param observable which observable
 * @param estimate value, error and autocorrelation time
 * @param autocorrelation normalised autocorrelation function rho(t) for t = 0, 1, ... in units of
 *     stored configurations, to three times the window where the series are long enough; its
 *     deviations are projected, so derived observables have one too
 */
public record ObservableEstimate(Observable observable, Estimate estimate, double[] autocorrelation)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * The observable's name.
   *
   * @return for example {@code chiAbs}
   */
  public String name() {
    return observable.name();
  }
}
