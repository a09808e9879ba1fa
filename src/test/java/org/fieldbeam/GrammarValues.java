package org.fieldbeam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Forms;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.TextOr;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Type.WordOr;

/** Random values of grammatical types, and random changes of a tree that keep it of its type. */
public final class GrammarValues {
  private static final double[] REALS = {
    0.1, 0.5, 1, 2, 0, 0.01, -1, 4, -4, 10, 1e-3, 20, 1e-300, 1e300, -1e300, 1e6
  };

  private final SplittableRandom random;
  private final List<String> texts;

  /**
   * Draws from a generator.
   *
   * @param texts what texts are chosen from, where it has their form
   */
  public GrammarValues(SplittableRandom random, List<String> texts) {
    this.random = random;
    this.texts = List.copyOf(texts);
  }

  /** A value of a type. */
  public Object value(Type type) {
    if (type instanceof Whole whole) {
      return whole(whole);
    } else if (type instanceof Real real) {
      return real(real);
    } else if (type instanceof Text text) {
      return text(text);
    } else if (type instanceof Items items) {
      int most = Math.min(items.most(), items.fewest() + 3);
      List<Object> list = new ArrayList<>();
      for (int n = random.nextInt(items.fewest(), most + 1); n > 0; n--) {
        list.add(value(items.element()));
      }
      return list;
    } else if (type instanceof Fields fields) {
      return fields(fields);
    } else if (type instanceof Forms forms) {
      return fields(forms.forms().get(random.nextInt(forms.forms().size())));
    } else if (type instanceof Choice choice) {
      return option(choice.options().get(random.nextInt(choice.options().size())));
    } else if (type instanceof TextOr either) {
      return value(random.nextBoolean() ? either.scalar() : either.map());
    } else if (type instanceof WordOr either) {
      return random.nextBoolean()
          ? either.words().get(random.nextInt(either.words().size()))
          : value(either.otherwise());
    }
    return random.nextBoolean(); // a flag, the last of the types
  }

  private Map<String, Object> option(Option option) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(option.name(), value(option.body()));
    return map;
  }

  private Map<String, Object> fields(Fields fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Key key : fields.keys()) {
      if (key.required() || random.nextInt(4) == 0) {
        map.put(key.name(), value(key.type()));
      }
    }
    return map;
  }

  private long whole(Whole type) {
    long least = type.least() == Long.MIN_VALUE ? -2 : type.least();
    long spread = Math.min(type.most(), 1L << 62) - least;
    return switch (random.nextInt(16)) {
      case 0 -> least + random.nextLong(spread + 1); // anywhere
      case 1 -> least + spread; // the largest
      case 2, 3 -> least;
      default -> least + random.nextLong(Math.min(spread, 8) + 1);
    };
  }

  private double real(Real type) {
    for (int tried = 0; tried < 100; tried++) {
      double x = REALS[random.nextInt(tried == 0 ? 6 : REALS.length)];
      if (x >= type.least() && x <= type.most()) {
        return x;
      }
    }
    return (type.least() + type.most()) / 2; // narrower than the table
  }

  private Object text(Text type) {
    List<String> fit = texts.stream().filter(t -> type.pattern().matcher(t).matches()).toList();
    return fit.isEmpty() ? "x" : fit.get(random.nextInt(fit.size()));
  }

  /** One way to change a tree. */
  private record Change(String at, Runnable how) {}

  /**
   * Changes one place, such that the tree is of its type as before.
   *
   * @param tree maps, lists and scalars of the type
   * @return what was changed
   */
  public String vary(Object tree, Type type) {
    List<Change> changes = new ArrayList<>();
    collect(tree, type, changes);
    if (changes.isEmpty()) {
      return "nothing";
    }
    Change change = changes.get(random.nextInt(changes.size()));
    change.how().run();
    return change.at();
  }

  private void collect(Object tree, Type type, List<Change> changes) {
    if (tree instanceof Map<?, ?> && type instanceof Fields fields) {
      keys(map(tree), fields, changes);
    } else if (tree instanceof Map<?, ?> && type instanceof Forms forms) {
      forms.forms().stream()
          .filter(form -> map(tree).keySet().stream().allMatch(key -> has(form, key)))
          .findFirst()
          .ifPresent(form -> keys(map(tree), form, changes));
    } else if (tree instanceof Map<?, ?> && type instanceof Choice choice) {
      for (Option option : choice.options()) {
        if (map(tree).containsKey(option.name())) {
          collect(map(tree).get(option.name()), option.body(), changes);
        }
      }
    } else if (tree instanceof List<?> && type instanceof Items items) {
      elements(list(tree), items, changes);
    } else if (tree instanceof Map<?, ?> && type instanceof TextOr either) {
      collect(tree, either.map(), changes);
    } else if (!(tree instanceof String) && type instanceof WordOr either) {
      collect(tree, either.otherwise(), changes);
    }
  }

  private static boolean has(Fields form, String name) {
    return form.keys().stream().anyMatch(key -> key.name().equals(name));
  }

  private void keys(Map<String, Object> map, Fields fields, List<Change> changes) {
    for (Key key : fields.keys()) {
      if (map.containsKey(key.name())) {
        changes.add(
            new Change(
                key.name() + " anew",
                () -> {
                  if (key.required() || random.nextInt(4) > 0) {
                    map.put(key.name(), value(key.type()));
                  } else {
                    map.remove(key.name());
                  }
                }));
        collect(map.get(key.name()), key.type(), changes);
      } else if (!key.required()) {
        changes.add(
            new Change(key.name() + " added", () -> map.put(key.name(), value(key.type()))));
      }
    }
  }

  private void elements(List<Object> list, Items items, List<Change> changes) {
    for (int i = 0; i < list.size(); i++) {
      int at = i;
      changes.add(new Change("element " + i + " anew", () -> list.set(at, value(items.element()))));
      collect(list.get(i), items.element(), changes);
    }
    if (list.size() < items.most()) {
      changes.add(new Change("one element more", () -> list.add(value(items.element()))));
    }
    if (list.size() > items.fewest()) {
      changes.add(new Change("one element less", () -> list.remove(random.nextInt(list.size()))));
    }
  }

  @SuppressWarnings("unchecked") // trees of JSON
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }

  @SuppressWarnings("unchecked") // trees of JSON
  private static List<Object> list(Object tree) {
    return (List<Object>) tree;
  }
}
