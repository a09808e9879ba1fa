package org.fieldbeam.beam;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.UserException;

/** The action that a dataset names in its manifest. */
final class DatasetActions {
  private DatasetActions() {}

  /**
   * The action of a dataset.
   *
   * @throws UserException if it names none, or one that does not exist
   */
  static Action require(DatasetFolder dataset) {
    return find(dataset)
        .orElseThrow(
            () ->
                UserException.of("the dataset does not say what its action is")
                    .where(DatasetFolder.manifestPath(dataset.path()))
                    .allowed("the property \"action\": {\"name\": ..., \"parameters\": {...}}")
                    .todo("import the ensemble with its action, or fit one with recover-action")
                    .build());
  }

  /** The action of a dataset, if it names one. */
  static Optional<Action> find(DatasetFolder dataset) {
    if (!(dataset.info().property(DatasetInfo.ACTION) instanceof Map<?, ?> action)) {
      return Optional.empty();
    }
    Map<String, Double> parameters = new TreeMap<>();
    if (action.get("parameters") instanceof Map<?, ?> given) {
      given.forEach(
          (name, value) ->
              parameters.put(
                  name.toString(), value instanceof Number n ? n.doubleValue() : Double.NaN));
    }
    try {
      return Optional.of(
          Actions.of(
              Lattice.of(dataset.info().shape()), String.valueOf(action.get("name")), parameters));
    } catch (IllegalArgumentException e) {
      throw UserException.of("the dataset names an action that is not known")
          .where(DatasetFolder.manifestPath(dataset.path()))
          .given(action)
          .allowed(e.getMessage())
          .todo("read the dataset with the version of fieldbeam that wrote it")
          .cause(e)
          .build();
    }
  }
}
