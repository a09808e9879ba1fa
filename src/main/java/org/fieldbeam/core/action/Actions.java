package org.fieldbeam.core.action;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.ValueReader;

/** Actions as footers of files, manifests and models describe them. */
public final class Actions {
  private static final String NAME = "name";
  private static final String PARAMETERS = "parameters";

  /** Beside name and parameters of an action of a plug-in: its name. */
  private static final String PLUGIN = "plugin";

  /** Beside name and parameters in files of the format 1, now one of the parameters. */
  private static final String QUADRATIC = "quadratic";

  private Actions() {}

  /**
   * Returns a description as maps, lists and numbers: {name, parameters}, and of an action of a
   * plug-in the plug-in's name.
   */
  public static Map<String, Object> tree(ActionDescription description) {
    return tree(description.name(), description.parameterTree());
  }

  /**
   * Returns the same of a name and parameters.
   *
   * @param name the name of the kind
   * @param parameters maps, lists and numbers
   */
  public static Map<String, Object> tree(String name, Map<String, Object> parameters) {
    Map<String, Object> tree = new TreeMap<>(Map.of(NAME, name, PARAMETERS, parameters));
    ActionKind.all().plugin(name).ifPresent(plugin -> tree.put(PLUGIN, plugin.name()));
    return tree;
  }

  /**
   * Returns the action of a description.
   *
   * @throws IllegalArgumentException as {@link #of(Lattice, String, Map)}
   */
  public static LatticeAction of(Lattice lattice, ActionDescription description) {
    return of(lattice, description.name(), description.parameterTree());
  }

  /**
   * Returns the action of a description that was read from a file, {name, parameters}.
   *
   * @throws IllegalArgumentException if it has other keys, and as {@link #of(Lattice, String, Map)}
   */
  public static LatticeAction of(Lattice lattice, Map<?, ?> tree) {
    if (!(tree.get(NAME) instanceof String name)
        || !(tree.get(PARAMETERS) instanceof Map<?, ?> given)) {
      throw new IllegalArgumentException(
          "an action is described by {name: ..., parameters: {...}}, given the keys "
              + tree.keySet());
    }
    if (tree.get(PLUGIN) instanceof String plugin && ActionKind.all().plugin(name).isEmpty()) {
      throw new IllegalArgumentException(
          "the action "
              + name
              + " is of the plug-in "
              + plugin
              + ", which is not loaded; name its jar by --plugins or FIELDBEAM_PLUGINS");
    }
    ActionKind kind = ActionKind.all().get(name);
    Map<Object, Object> parameters = new TreeMap<>(given);
    for (Map.Entry<?, ?> entry : tree.entrySet()) {
      if (entry.getKey().equals(QUADRATIC) && has(kind, QUADRATIC)) {
        parameters.put(QUADRATIC, entry.getValue());
      } else if (!Set.of(NAME, PARAMETERS, PLUGIN).contains(entry.getKey())) {
        throw new IllegalArgumentException(
            "an action has the unknown key '"
                + entry.getKey()
                + "'; allowed: "
                + NAME
                + ", "
                + PARAMETERS);
      }
    }
    return of(lattice, name, withRealNumbers(kind, parameters));
  }

  private static boolean has(ActionKind kind, String key) {
    return kind.about().keys() instanceof Type.Fields fields
        && fields.keys().stream().anyMatch(known -> known.name().equals(key));
  }

  /** Files of the format 1 have {number, 0} for real parameters of complex actions, too. */
  private static Map<Object, Object> withRealNumbers(ActionKind kind, Map<Object, Object> tree) {
    if (kind.about().keys() instanceof Type.Fields fields) {
      for (Key key : fields.keys()) {
        if (key.type() instanceof Type.Real
            && tree.get(key.name()) instanceof List<?> parts
            && parts.size() == 2
            && parts.get(1) instanceof Number imaginary
            && imaginary.doubleValue() == 0) {
          tree.put(key.name(), parts.get(0));
        }
      }
    }
    return tree;
  }

  /**
   * Returns the action of a kind.
   *
   * @param lattice the lattice
   * @param name the name of the kind
   * @param parameters the parameters as a file has them: numbers and lists of numbers
   * @throws IllegalArgumentException if the name is unknown, the parameters are not those of the
   *     kind, or their values are not allowed
   */
  public static LatticeAction of(Lattice lattice, String name, Map<?, ?> parameters) {
    ActionKind kind = ActionKind.all().get(name);
    return kind.action(
        lattice, ValueReader.require(parameters, kind.about().keys(), "action " + name));
  }

  /**
   * Returns the action of a kind, on real fields.
   *
   * @throws IllegalArgumentException as {@link #of(Lattice, String, Map)}, and if it is complex
   */
  public static Action real(Lattice lattice, String name, Map<?, ?> parameters) {
    return requireReal(of(lattice, name, parameters));
  }

  /**
   * Returns the action on real fields that an action is.
   *
   * @throws IllegalArgumentException if it is complex
   */
  public static Action requireReal(LatticeAction action) {
    return action
        .real()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the action "
                        + action.description().name()
                        + " is complex; allowed: real ones, since exp(-S) is to be a"
                        + " probability"));
  }
}
