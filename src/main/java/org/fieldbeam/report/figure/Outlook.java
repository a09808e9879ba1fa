package org.fieldbeam.report.figure;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.dataset.DatasetInfo;

/**
 * What is known of the outputs that figures will read, before anything runs. Empty is what nothing
 * is known of; a figure then finds out when it is drawn.
 */
public interface Outlook {

  /**
   * A score model.
   *
   * @param layout what its fields consist of
   * @param action the action of its clean ensemble, if that is known
   * @param inTime whether it knows its score at continuous time
   * @param firstTime the first of these times
   */
  record Model(FieldLayout layout, Optional<Action> action, boolean inTime, double firstTime) {}

  /** What a dataset will say of itself. */
  Optional<DatasetInfo> dataset(String reference);

  /** A score model. */
  Optional<Model> model(String reference);

  /** The one-site actions of the points of a scan, in order. */
  Optional<List<ComplexPolynomial>> scan(String reference);

  /** Whether a reference is the output of a stage of the same file. */
  boolean isOutput(String reference);

  /** The observables that the measurements of an ensemble will have. */
  Optional<NavigableSet<String>> observables(String measure, String dataset);
}
