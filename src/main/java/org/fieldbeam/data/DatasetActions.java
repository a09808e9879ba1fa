package org.fieldbeam.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexActions;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.score.FittedAction;

/** The action of a dataset, as its property {@link DatasetInfo#ACTION} holds it. */
public final class DatasetActions {
  private static final String NAME = "name";
  private static final String PARAMETERS = "parameters";

  /** The coefficient of each momentum orbit, of a fitted action. */
  private static final String QUADRATIC = "quadratic";

  private static final Set<String> KEYS = Set.of(NAME, PARAMETERS);
  private static final Set<String> FITTED_KEYS = Set.of(NAME, PARAMETERS, QUADRATIC);

  private DatasetActions() {}

  /** An action as a property: name, parameters, and what else it takes to build it again. */
  public static Map<String, Object> property(Action action) {
    Map<String, Object> property = new TreeMap<>();
    property.put(NAME, action.description().name());
    property.put(PARAMETERS, action.description().parameters());
    if (action instanceof FittedAction fitted) {
      property.put(QUADRATIC, fitted.quadratic());
    }
    return property;
  }

  /** A complex action as a property: name, and {real, imaginary} of each parameter. */
  public static Map<String, Object> property(ComplexAction action) {
    Map<String, Object> parameters = new TreeMap<>();
    // lists, whose text is of their elements: input hashes are made of it
    action.parameters().forEach((name, value) -> parameters.put(name, List.of(value[0], value[1])));
    return new TreeMap<>(Map.of(NAME, action.name(), PARAMETERS, parameters));
  }

  /** Whether a dataset holds complexified fields, or measurements of such. */
  public static boolean isComplex(DatasetInfo info) {
    return info.property(DatasetInfo.COMPONENTS) != null;
  }

  /**
   * The action of a complex ensemble, or of measurements of one.
   *
   * @throws UserException if it names none, or one that does not exist
   */
  public static ComplexAction complex(DatasetInfo info) {
    String where = "dataset " + info.id();
    Object tree = info.property(DatasetInfo.ACTION);
    JsonObject json = JsonObject.of(tree, where + ", property action").allow(KEYS);
    Map<String, double[]> parameters = new TreeMap<>();
    JsonObject values = json.object(PARAMETERS);
    values.keys().forEach(key -> parameters.put(key, values.numbers(key)));
    try {
      return ComplexActions.of(info.lattice(), json.string(NAME), parameters);
    } catch (IllegalArgumentException e) {
      throw cannotBeBuilt(where, tree, e);
    }
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
        && FittedAction.NAME.equals(action.get(NAME));
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
    JsonObject json = JsonObject.of(tree, where + ", property action");
    boolean fitted = FittedAction.NAME.equals(json.string(NAME));
    json.allow(fitted ? FITTED_KEYS : KEYS);
    Map<String, Double> parameters = new TreeMap<>();
    JsonObject values = json.object(PARAMETERS);
    values.keys().forEach(key -> parameters.put(key, values.number(key)));
    try {
      return fitted
          ? new FittedAction(
              new MomentumOrbits(lattice), json.numbers(QUADRATIC), values.number("lambda"))
          : Actions.of(lattice, json.string(NAME), parameters);
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
        .orElseThrow(
            () ->
                UserException.of("the dataset does not say what its action is")
                    .where(DatasetFolder.manifestPath(dataset.path()))
                    .allowed("the property \"action\": {\"name\": ..., \"parameters\": {...}}")
                    .todo(
                        "import the ensemble with its action (fieldbeam import ... --action NAME"
                            + " -P NAME=VALUE), or train on it with action: fitted")
                    .build());
  }
}
