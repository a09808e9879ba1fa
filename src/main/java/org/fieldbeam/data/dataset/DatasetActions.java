package org.fieldbeam.data.dataset;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.score.fit.FittedAction;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;

/** The action of a dataset, as its property {@link DatasetInfo#ACTION} holds it. */
public final class DatasetActions {
  private DatasetActions() {}

  /** An action as a property: name and parameters. */
  public static Map<String, Object> property(LatticeAction action) {
    return Actions.tree(action.description());
  }

  /** Whether a dataset holds complexified fields, or measurements of such. */
  public static boolean isComplex(DatasetInfo info) {
    return info.isComplexified();
  }

  /**
   * The action of a complex ensemble, or of measurements of one.
   *
   * @throws UserException if it names none, or one that does not exist
   */
  public static ComplexAction complex(DatasetInfo info) {
    return read(info.property(DatasetInfo.ACTION), info.lattice(), "dataset " + info.id(), true)
        .complexified()
        .orElseThrow();
  }

  private static UserException cannotBeBuilt(
      String where, Object tree, IllegalArgumentException cause) {
    return UserException.of("the action cannot be built: " + cause.getMessage())
        .where(where)
        .given(Json.compact(tree))
        .todo(
            "check the action's name, its parameters and the shape of the lattice; a dataset of"
                + " another version of fieldbeam is read with that version")
        .cause(cause)
        .build();
  }

  /**
   * Whether the action of a dataset was fitted to configurations: its samples follow the fit, and
   * the theory that the configurations came from only as well as the fit does.
   */
  public static boolean isFitted(DatasetInfo info) {
    return info.property(DatasetInfo.ACTION) instanceof Map<?, ?> action
        && FittedAction.NAME.equals(action.get("name"));
  }

  /** Lattice and action in one text: ensembles that agree in it are to have the same averages. */
  public static String law(DatasetInfo info) {
    return Arrays.toString(info.shape()) + Json.compact(info.property(DatasetInfo.ACTION));
  }

  /**
   * The action a dataset names, if it names one.
   *
   * @throws UserException if it names one that does not exist
   */
  public static Optional<Action> find(DatasetInfo info) {
    Object tree = info.property(DatasetInfo.ACTION);
    if (tree == null) {
      return Optional.empty();
    }
    return Optional.of(of(tree, info.lattice(), "dataset " + info.id()));
  }

  /**
   * The action that a property describes.
   *
   * @param tree the property
   * @param lattice the lattice of the fields
   * @param where dataset or file, named in the error
   * @throws UserException if there is no such action
   */
  public static Action of(Object tree, Lattice lattice, String where) {
    return read(tree, lattice, where, false).real().orElseThrow();
  }

  /**
   * The action that a property describes, of real or of complexified fields.
   *
   * @param tree the property
   * @param lattice the lattice of the fields
   * @param where dataset or file, named in the error
   * @throws UserException if there is no such action
   */
  public static LatticeAction any(Object tree, Lattice lattice, String where) {
    try {
      return built(tree, lattice);
    } catch (IllegalArgumentException e) {
      throw cannotBeBuilt(where, tree, e);
    }
  }

  private static LatticeAction built(Object tree, Lattice lattice) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          "it is described by {\"name\": ..., \"parameters\": {...}}");
    }
    return Actions.of(lattice, map);
  }

  private static LatticeAction read(Object tree, Lattice lattice, String where, boolean complex) {
    try {
      LatticeAction action = built(tree, lattice);
      if (action.complexified().isPresent() != complex) {
        throw new IllegalArgumentException(
            "its fields are "
                + (complex ? "real" : "complexified")
                + ", those of the file are not");
      }
      return action;
    } catch (IllegalArgumentException e) {
      throw cannotBeBuilt(where, tree, e);
    }
  }

  /**
   * The action of a dataset.
   *
   * @throws UserException if it names none, or one that does not exist
   */
  public static Action require(DatasetFolder dataset) {
    return find(dataset.info())
        .orElseThrow(() -> unnamed(DatasetFolder.manifestPath(dataset.path())));
  }

  /** The same of what a dataset says of itself. */
  static Action require(DatasetInfo info) {
    return find(info).orElseThrow(() -> unnamed("dataset " + info.id()));
  }

  private static UserException unnamed(String where) {
    return UserException.of("the dataset does not say what its action is")
        .where(where)
        .allowed("the property \"action\": {\"name\": ..., \"parameters\": {...}}")
        .todo(
            "import the ensemble with its action (fieldbeam import ... --action NAME"
                + " -P NAME=VALUE), or train on it with action: fitted")
        .build();
  }
}
