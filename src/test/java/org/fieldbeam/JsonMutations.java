package org.fieldbeam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fieldbeam.data.storage.Json;

/** Changes one random place of a parsed JSON tree. */
public final class JsonMutations {
  private static final long[] NUMBERS = {
    0, -1, 1, 2, Integer.MAX_VALUE, 1L << 31, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private static final String[] TEXTS = {
    "", " ", "\u0000", "0", "../../../dev/zero", "/dev/zero", "part-00000-of-00001.parquet", "NaN"
  };

  private final SplittableRandom random;

  /** Draws the changes from a generator. */
  public JsonMutations(SplittableRandom random) {
    this.random = random;
  }

  /** A place in a tree: the value under a key of a map, or at an index of a list. */
  private record Place(Object container, Object key) {
    Object get() {
      return container instanceof Map<?, ?> map ? map.get(key) : list().get((Integer) key);
    }

    @SuppressWarnings("unchecked") // trees of JSON
    void set(Object value) {
      if (container instanceof Map<?, ?> map) {
        ((Map<String, Object>) map).put((String) key, value);
      } else {
        list().set((Integer) key, value);
      }
    }

    void remove() {
      if (container instanceof Map<?, ?> map) {
        map.remove(key);
      } else {
        list().remove((int) (Integer) key);
      }
    }

    @SuppressWarnings("unchecked") // trees of JSON
    List<Object> list() {
      return (List<Object>) container;
    }
  }

  /** Changes one place, and says how. */
  public String mutate(Object tree) {
    List<Place> places = new ArrayList<>();
    collect(tree, places);
    Place place = places.get(random.nextInt(places.size()));
    String at = place.key() + "=" + place.get();
    switch (random.nextInt(8)) {
      case 0 -> place.remove();
      case 1 -> place.set(null);
      case 2 -> {
        Place other = places.get(random.nextInt(places.size()));
        place.set(Json.normalize(other.get())); // a copy: trees have no circles
        return at + " := " + other.key() + "=" + other.get();
      }
      case 3 -> {
        if (place.container() instanceof List<?>) {
          place.list().add(place.list().get(random.nextInt(place.list().size())));
          return at + " with one more";
        }
        place.set(List.of());
      }
      case 4 -> {
        if (place.container() instanceof List<?>) {
          int other = random.nextInt(place.list().size());
          Object value = place.get();
          place.set(place.list().get(other));
          place.list().set(other, value);
          return at + " swapped with " + other;
        }
        place.set(Map.of());
      }
      default -> place.set(scalar(place.get()));
    }
    return at + " -> " + place.container();
  }

  private Object scalar(Object value) {
    if (value instanceof Long number && random.nextBoolean()) {
      return number + (random.nextBoolean() ? 1 : -1);
    }
    if (value instanceof Double number && random.nextBoolean()) {
      return random.nextBoolean() ? -number : Math.nextUp(number);
    }
    if (value instanceof String text && !text.isEmpty() && random.nextBoolean()) {
      int at = random.nextInt(text.length());
      char other = (char) (text.charAt(at) ^ 1 << random.nextInt(7));
      return text.substring(0, at) + other + text.substring(at + 1);
    }
    return switch (random.nextInt(4)) {
      case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 1 -> TEXTS[random.nextInt(TEXTS.length)];
      case 2 -> random.nextBoolean();
      default -> random.nextDouble() * Math.pow(10, random.nextInt(-300, 300));
    };
  }

  private static void collect(Object tree, List<Place> places) {
    if (tree instanceof Map<?, ?> map) {
      for (Object key : map.keySet()) {
        places.add(new Place(map, key));
        collect(map.get(key), places);
      }
    } else if (tree instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        places.add(new Place(list, i));
        collect(list.get(i), places);
      }
    }
  }
}
