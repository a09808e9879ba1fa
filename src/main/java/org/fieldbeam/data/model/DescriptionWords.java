package org.fieldbeam.data.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Descriptions of actions, algorithms and schedules, as footers and model files hold them, in
 * words.
 */
public final class DescriptionWords {
  private DescriptionWords() {}

  /** {name, parameters} as "name(key = value, ...)"; a missing one as nothing. */
  public static String of(Object property) {
    if (!(property instanceof Map<?, ?> map)) {
      return property == null ? "" : property.toString();
    }
    Map<String, Object> parameters = new TreeMap<>();
    if (map.get("parameters") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> parameters.put(key.toString(), value));
    } else {
      map.forEach((key, value) -> parameters.put(key.toString(), value));
      parameters.remove("name");
    }
    String list =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + " = " + entry.getValue())
            .collect(Collectors.joining(", "));
    String name = map.get("name") == null ? "" : map.get("name").toString();
    return list.isEmpty() ? name : name.isEmpty() ? list : name + "(" + list + ")";
  }
}
