package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.List;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.JointEstimate;

/**
 * What an analysis finds out about an ensemble.
 *
 * @param estimates one for each observable, in the order of their kinds
 * @param checks outcomes of all checks that apply to the ensemble
 * @param joint observables that ensembles are compared by, with their covariance
 */
public record EnsembleResult(
    List<ObservableEstimate> estimates, List<Check> checks, JointEstimate joint)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Copies the lists.
   *
   * @param estimates one for each observable
   * @param checks outcomes of the checks
   * @param joint observables that ensembles are compared by
   */
  public EnsembleResult {
    estimates = List.copyOf(estimates);
    checks = List.copyOf(checks);
  }

  /**
   * The estimate of an observable.
   *
   * @param name the observable's name
   * @return its estimate
   * @throws IllegalArgumentException if the ensemble has no such observable
   */
  public Estimate estimate(String name) {
    for (ObservableEstimate entry : estimates) {
      if (entry.name().equals(name)) {
        return entry.estimate();
      }
    }
    throw new IllegalArgumentException(
        "no observable "
            + name
            + "; there are "
            + estimates.stream().map(ObservableEstimate::name).toList());
  }

  /**
   * Whether no check failed; some may not have judged.
   *
   * @return true if none failed
   */
  public boolean noCheckFailed() {
    return checks.stream().noneMatch(Check::failed);
  }
}
