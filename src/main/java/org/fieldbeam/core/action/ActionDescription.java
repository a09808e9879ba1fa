package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What identifies an action: the name of its kind and its parameters by name, in alphabetical
 * order, each a {@link Double}, a {@link Long}, a {@link ComplexNumber} or a list of {@link
 * Double}.
 */
public record ActionDescription(String name, SortedMap<String, Object> parameters)
    implements Serializable {

  /** Elements of a list that are shown. */
  private static final int SHOWN = 8;

  /** Checks the types of the parameters. */
  public ActionDescription {
    for (Object value : parameters.values()) {
      if (!(value instanceof Double
          || value instanceof Long
          || value instanceof ComplexNumber
          || value instanceof List)) {
        throw new IllegalArgumentException(
            "action "
                + name
                + ": a parameter is "
                + value
                + "; allowed: numbers and lists of them");
      }
    }
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** Returns the description with the parameters of a map of any order. */
  public static ActionDescription of(String name, Map<String, ?> parameters) {
    return new ActionDescription(name, new TreeMap<>(parameters));
  }

  /** Returns the parameters as maps, lists and numbers, as a file has them. */
  public SortedMap<String, Object> parameterTree() {
    SortedMap<String, Object> tree = new TreeMap<>();
    parameters.forEach(
        (key, value) -> tree.put(key, value instanceof ComplexNumber z ? z.toList() : value));
    return tree;
  }

  /** Returns for example {@code phi4(kappa=0.27, lambda=0.022)}. */
  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + shown(parameter.getValue()))
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  private static String shown(Object value) {
    return value instanceof List<?> list && list.size() > SHOWN
        ? "[" + list.size() + " numbers]"
        : value.toString();
  }
}
