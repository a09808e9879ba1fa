package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What identifies an action: its name as in pipeline files ({@code phi4}, {@code free}, {@code
 * quartic}, {@code anharmonic}) and its parameters by name, in alphabetical order.
 */
public record ActionDescription(String name, SortedMap<String, Double> parameters)
    implements Serializable {

  public ActionDescription {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** Returns the description with the parameters of a map of any order. */
  public static ActionDescription of(String name, Map<String, Double> parameters) {
    return new ActionDescription(name, new TreeMap<>(parameters));
  }

  /** Returns for example {@code phi4(kappa=0.27, lambda=0.022)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append('(');
    String separator = "";
    for (Map.Entry<String, Double> parameter : parameters.entrySet()) {
      text.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
      separator = ", ";
    }
    return text.append(')').toString();
  }
}
