package org.fieldbeam.data.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.fieldbeam.data.UserException;

/**
 * Strict, typed access to one JSON object: a missing key, a wrong type or an unknown key is a
 * {@link UserException} that names the file and the key.
 */
public final class JsonObject {
  private final Map<?, ?> map;
  private final String where;

  private JsonObject(Map<?, ?> map, String where) {
    this.map = map;
    this.where = where;
  }

  /** The object a parsed tree is. */
  public static JsonObject of(Object tree, String where) {
    if (tree instanceof Map<?, ?> map) {
      return new JsonObject(map, where);
    }
    throw wrong(where, tree, "an object {...}");
  }

  /** Refuses keys other than these. */
  public JsonObject allow(Set<String> keys) {
    for (Object key : map.keySet()) {
      if (!keys.contains(key)) {
        throw UserException.of("unknown key")
            .where(where)
            .given(key)
            .allowed(String.join(", ", keys.stream().sorted().toList()))
            .todo("read the file with the version of fieldbeam that wrote it")
            .build();
      }
    }
    return this;
  }

  /** The keys, sorted. */
  public List<String> keys() {
    return map.keySet().stream().map(String::valueOf).sorted().toList();
  }

  /** Whether the key is there and not null. */
  public boolean has(String key) {
    return map.get(key) != null;
  }

  /** Every key with its tree. */
  public void forEach(BiConsumer<String, Object> action) {
    map.forEach((key, value) -> action.accept(String.valueOf(key), value));
  }

  /** The whole tree, a copy. */
  public Map<String, Object> tree() {
    Map<String, Object> copy = new TreeMap<>();
    forEach(copy::put);
    return copy;
  }

  /** The tree under a key, or null. */
  public Object tree(String key) {
    return map.get(key);
  }

  /** A string. */
  public String string(String key) {
    return cast(key, String.class, "a string");
  }

  /** An integer. */
  public long integer(String key) {
    return cast(key, Long.class, "an integer");
  }

  /** An integer that fits an int. */
  public int int32(String key) {
    long value = integer(key);
    if (value != (int) value) {
      throw wrong(at(key), value, "a 32-bit integer");
    }
    return (int) value;
  }

  /** A number, integers included. */
  public double number(String key) {
    return cast(key, Number.class, "a number").doubleValue();
  }

  /** A boolean. */
  public boolean bool(String key) {
    return cast(key, Boolean.class, "true or false");
  }

  /** An object. */
  public JsonObject object(String key) {
    return of(cast(key, Map.class, "an object {...}"), at(key));
  }

  /** A list of any trees. */
  public List<?> list(String key) {
    return cast(key, List.class, "a list [...]");
  }

  /** A list of objects. */
  public List<JsonObject> objects(String key) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : list(key)) {
      objects.add(of(item, at(key) + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /** A list of numbers. */
  public double[] numbers(String key) {
    List<?> list = list(key);
    double[] values = new double[list.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        throw wrong(at(key) + "[" + i + "]", list.get(i), "a number");
      }
      values[i] = number.doubleValue();
    }
    return values;
  }

  /** A list of 32-bit integers. */
  public int[] ints(String key) {
    List<?> list = list(key);
    int[] values = new int[list.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(list.get(i) instanceof Long number) || number != number.intValue()) {
        throw wrong(at(key) + "[" + i + "]", list.get(i), "a 32-bit integer");
      }
      values[i] = number.intValue();
    }
    return values;
  }

  /** A list of strings. */
  public List<String> strings(String key) {
    List<String> strings = new ArrayList<>();
    for (Object item : list(key)) {
      if (!(item instanceof String string)) {
        throw wrong(at(key) + "[" + strings.size() + "]", item, "a string");
      }
      strings.add(string);
    }
    return strings;
  }

  /** File and key path, for errors about what a value means. */
  public String at(String key) {
    return where + ", key " + key;
  }

  private <T> T cast(String key, Class<T> type, String expected) {
    Object value = map.get(key);
    if (!type.isInstance(value)) {
      throw wrong(at(key), value == null ? "nothing" : value, expected);
    }
    return type.cast(value);
  }

  private static UserException wrong(String where, Object given, String allowed) {
    String text = String.valueOf(given);
    return UserException.of("value of the wrong type")
        .where(where)
        .given(text.length() > 80 ? text.substring(0, 80) + "..." : text)
        .allowed(allowed)
        .build();
  }
}
