package org.fieldbeam.core.score.effective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a tree of maps, lists, numbers and strings, with errors that name the path of the key. */
final class TreeReader {
  private final String path;
  private final Map<?, ?> map;

  TreeReader(String path, Map<?, ?> map) {
    this.path = path;
    this.map = map;
  }

  /** Refuses keys other than these: what nobody reads may have been meant to change the model. */
  TreeReader allow(Collection<String> keys) {
    for (Object key : map.keySet()) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            "Effective-action model: "
                + path
                + " has the unknown key '"
                + key
                + "'; allowed: "
                + String.join(", ", keys));
      }
    }
    return this;
  }

  private Object get(String key) {
    Object value = map.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "Effective-action model: " + path + "." + key + " is missing; present: " + map.keySet());
    }
    return value;
  }

  boolean has(String key) {
    return map.get(key) != null;
  }

  IllegalArgumentException wrong(String key, String allowed, Object given) {
    return new IllegalArgumentException(
        "Effective-action model: " + path + "." + key + " must be " + allowed + ", given " + given);
  }

  String string(String key) {
    if (get(key) instanceof String text) {
      return text;
    }
    throw wrong(key, "a string", get(key));
  }

  double number(String key) {
    if (get(key) instanceof Number number) {
      return finite(key, number);
    }
    throw wrong(key, "a number", get(key));
  }

  double numberOrNaN(String key) {
    return map.get(key) == null ? Double.NaN : number(key);
  }

  int integer(String key) {
    return integer(key, number(key));
  }

  int[] integers(String key) {
    return Arrays.stream(numbers(key)).mapToInt(value -> integer(key, value)).toArray();
  }

  private int integer(String key, double value) {
    if (value != (int) value) {
      throw wrong(key, "an integer", value);
    }
    return (int) value;
  }

  TreeReader child(String key) {
    if (get(key) instanceof Map<?, ?> child) {
      return new TreeReader(path + "." + key, child);
    }
    throw wrong(key, "an object", get(key));
  }

  List<TreeReader> children(String key) {
    List<TreeReader> result = new ArrayList<>();
    for (Object entry : list(key)) {
      if (!(entry instanceof Map<?, ?> child)) {
        throw wrong(key, "a list of objects", entry);
      }
      result.add(new TreeReader(path + "." + key + "[" + result.size() + "]", child));
    }
    return result;
  }

  List<String> strings(String key) {
    List<String> result = new ArrayList<>();
    for (Object entry : list(key)) {
      if (!(entry instanceof String text)) {
        throw wrong(key, "a list of strings", entry);
      }
      result.add(text);
    }
    return result;
  }

  double[] numbers(String key) {
    List<?> list = list(key);
    double[] result = new double[list.size()];
    for (int i = 0; i < result.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        throw wrong(key, "a list of numbers", list.get(i));
      }
      result[i] = finite(key + "[" + i + "]", number);
    }
    return result;
  }

  Map<String, Double> numbersByName() {
    Map<String, Double> result = new TreeMap<>();
    for (Object key : map.keySet()) {
      result.put(String.valueOf(key), number(String.valueOf(key)));
    }
    return result;
  }

  Map<String, Object> values() {
    Map<String, Object> result = new TreeMap<>();
    map.forEach((key, value) -> result.put(String.valueOf(key), value));
    return Collections.unmodifiableMap(result);
  }

  private List<?> list(String key) {
    if (get(key) instanceof List<?> list) {
      return list;
    }
    throw wrong(key, "a list", get(key));
  }

  private double finite(String key, Number number) {
    double value = number.doubleValue();
    if (!(Math.abs(value) < Double.POSITIVE_INFINITY)) {
      throw wrong(key, "finite", value);
    }
    return value;
  }
}
