package org.fieldbeam.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.fieldbeam.grammar.Node.Entry;
import org.fieldbeam.grammar.Node.Form;

/**
 * Reads a tree of any format against a {@link Type}. Scalars are read by the type that is expected
 * and not by the format's own guesses, so that {@code 1e-6} is a number and a seed of {@code 010}
 * is not eight. The walk goes only where the type has keys, and ends after {@value #MOST_VALUES}
 * values: nested aliases cannot blow it up.
 */
public final class ValueReader {
  /**
   * Values that a file may stand for. No file of allowed length holds so many; aliases of lists
   * within lists could stand for any number.
   */
  private static final int MOST_VALUES = 500_000;

  private final Problems problems;
  private int values;

  /**
   * A reader of one file.
   *
   * @param problems takes the errors
   */
  public ValueReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a tree.
   *
   * @return the value, or nothing when it has no usable part; the problems then say why. A value
   *     may be returned beside problems: the parts that are wrong are missing from it.
   */
  public Optional<Value> read(Node tree, Type type) {
    try {
      return Optional.ofNullable(walk(tree, type, ""));
    } catch (TooManyValuesException e) {
      report(
          e.at,
          "the aliases (*) of the file stand for more than "
              + MOST_VALUES
              + " values; write out what is needed, without aliases of lists within lists");
      return Optional.empty();
    }
  }

  /**
   * Reads a tree that stands in no file of a user's, such as the footer of a dataset.
   *
   * @param tree maps, lists, texts, numbers and truth values
   * @param what what it is, for errors
   * @throws IllegalArgumentException with all errors, if it is not of the type
   */
  public static Value require(Object tree, Type type, String what) {
    Location at = new Location(what, 1, 1);
    Problems problems = new Problems();
    Optional<Value> value = new ValueReader(problems).read(Node.of(tree, at), type);
    if (!problems.isEmpty() || value.isEmpty()) {
      throw new IllegalArgumentException(
          problems.sorted().stream()
              .map(Problem::message)
              .collect(Collectors.joining("; ", what + ": ", "")));
    }
    return value.get();
  }

  private void report(Location at, String message) {
    problems.report(at, message);
  }

  /** Ends the walk. */
  private static final class TooManyValuesException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Location at;

    TooManyValuesException(Location at) {
      this.at = at;
    }
  }

  private Value walk(Node node, Type type, String path) {
    if (++values > MOST_VALUES) {
      throw new TooManyValuesException(node.at());
    }
    if (type instanceof Type.Fields fields) {
      return fields(node, fields, path);
    } else if (type instanceof Type.Entries entries) {
      return named(node, entries, path);
    } else if (type instanceof Type.Items items) {
      return items(node, items, path);
    } else if (type instanceof Type.Choice choice) {
      return choice(node, choice, path);
    } else if (type instanceof Type.Forms forms) {
      return forms(node, forms, path);
    } else if (type instanceof Type.TextOr either) {
      return walk(node, node.form() == Form.SCALAR ? either.scalar() : either.map(), path);
    } else if (type instanceof Type.WordOr either) {
      return node.form() == Form.SCALAR && either.words().contains(node.text())
          ? new Value(node.at(), node.text())
          : walk(node, either.otherwise(), path);
    }
    return node.form() == Form.SCALAR ? scalar(node, type, path) : wrong(node, type, path, "");
  }

  private Value scalar(Node node, Type type, String path) {
    Optional<Object> content = Scalars.read(node, type);
    return content.isPresent()
        ? value(node.at(), content.get(), type)
        : wrong(node, type, path, Scalars.hint(node, type));
  }

  private static Value value(Location at, Object content, Type type) {
    return content instanceof String text ? Value.text(at, text, type) : new Value(at, content);
  }

  private Value items(Node node, Type.Items type, String path) {
    if (node.form() != Form.LIST) {
      if (type.loneAllowed() && node.form() == Form.SCALAR) {
        Value lone = walk(node, type.element(), path);
        return lone == null ? null : new Value(node.at(), List.of(lone));
      }
      return wrong(node, type, path, "");
    }
    List<Node> items = node.items();
    int size = items.size();
    if (size < type.fewest() || size > type.most()) {
      return wrong(node, type, path, "");
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Value value = walk(items.get(i), type.element(), path + "[" + i + "]");
      if (value != null) {
        values.add(value);
      }
    }
    return new Value(node.at(), List.copyOf(values));
  }

  private Value fields(Node node, Type.Fields type, String path) {
    Optional<Map<String, Entry>> entries = entries(node, type, path);
    if (entries.isEmpty()) {
      return null;
    }
    Map<String, Key> known = new HashMap<>();
    type.keys().forEach(key -> known.put(key.name(), key));
    TreeMap<String, Value> values = new TreeMap<>();
    boolean whole = true;
    Set<String> mistyped = new HashSet<>();
    for (Map.Entry<String, Entry> entry : entries.get().entrySet()) {
      Key key = known.get(entry.getKey());
      if (key == null) {
        unknown(entry.getValue().key(), entry.getKey(), known.keySet(), type, path);
        Suggestions.nearest(entry.getKey(), known.keySet()).ifPresent(mistyped::add);
        continue;
      }
      Value value = walk(entry.getValue().value(), key.type(), join(path, key.name()));
      if (value == null) {
        whole = false;
      } else {
        values.put(key.name(), value);
      }
    }
    for (Key key : type.keys()) {
      if (entries.get().containsKey(key.name())) {
        continue;
      }
      if (key.required() && mistyped.contains(key.name())) {
        whole = false; // one error is enough for one slip
      } else if (key.required()) {
        report(
            node.at(),
            inPath(path)
                + "the key '"
                + key.name()
                + "' is missing; add it: "
                + key.type().allowed());
        whole = false;
      } else if (key.fallback().isPresent()) {
        values.put(key.name(), defaultValue(key, node.at()));
      }
    }
    return whole ? new Value(node.at(), values) : null;
  }

  private Value named(Node node, Type.Entries type, String path) {
    Optional<Map<String, Entry>> entries = entries(node, type, path);
    if (entries.isEmpty()) {
      return null;
    }
    if (entries.get().isEmpty() || entries.get().size() > type.most()) {
      return wrong(node, type, path, "");
    }
    TreeMap<String, Value> values = new TreeMap<>();
    for (Map.Entry<String, Entry> entry : entries.get().entrySet()) {
      if (!type.key().pattern().matcher(entry.getKey()).matches()) {
        report(
            entry.getValue().key().at(),
            inPath(path)
                + "the key '"
                + Scalars.shown(entry.getKey())
                + "' is not allowed (allowed: "
                + type.key().allowed()
                + ")");
        continue;
      }
      Value value = walk(entry.getValue().value(), type.value(), join(path, entry.getKey()));
      if (value != null) {
        values.put(entry.getKey(), value);
      }
    }
    return new Value(node.at(), values);
  }

  private Value forms(Node node, Type.Forms type, String path) {
    if (node.form() != Form.MAP) {
      return wrong(node, type, path, "");
    }
    List<String> given =
        node.entries().stream()
            .map(Entry::key)
            .filter(key -> key.form() == Form.SCALAR)
            .map(Node::text)
            .toList();
    Type.Fields form = null;
    long most = 0;
    for (Type.Fields fields : type.forms()) {
      long known = fields.keys().stream().filter(key -> given.contains(key.name())).count();
      if (known > most) {
        form = fields;
        most = known;
      }
    }
    return form == null ? unknownForm(node, type, path) : fields(node, form, path);
  }

  private Value unknownForm(Node node, Type.Forms type, String path) {
    if (node.entries().isEmpty()) {
      return wrong(node, type, path, "");
    }
    Set<String> known =
        type.forms().stream()
            .flatMap(form -> form.keys().stream())
            .map(Key::name)
            .collect(Collectors.toSet());
    for (Entry entry : node.entries()) {
      if (entry.key().form() == Form.SCALAR) {
        unknown(entry.key(), entry.key().text(), known, type, path);
      }
    }
    return null;
  }

  private static Value defaultValue(Key key, Location at) {
    Problems problems = new Problems();
    ValueReader reader = new ValueReader(problems);
    Optional<Value> value = reader.read(Node.ofText(key.fallback().orElseThrow(), at), key.type());
    if (value.isEmpty() || !problems.isEmpty()) {
      throw new IllegalStateException("bad default in the table of keys: " + problems.sorted());
    }
    return value.get();
  }

  private Value choice(Node node, Type.Choice type, String path) {
    if (node.form() == Form.SCALAR && !node.isAbsent()) {
      Optional<Type.Option> option = type.option(node.text());
      if (option.isEmpty()) {
        return wrong(node, type, path, type.unknown(node.text()));
      }
      if (!option.get().bareAllowed()) {
        return wrong(
            node,
            type,
            path,
            "; write {" + option.get().name() + ": ...} with " + option.get().body().allowed());
      }
      Node empty = Node.of(Map.of(), node.at());
      Value body = walk(empty, option.get().body(), join(path, option.get().name()));
      return Value.chosen(node.at(), option.get(), body);
    }
    Optional<Map<String, Entry>> entries = entries(node, type, path);
    if (entries.isEmpty()) {
      return null;
    }
    if (entries.get().size() != 1) {
      return wrong(node, type, path, "; give exactly one of them");
    }
    Map.Entry<String, Entry> entry = entries.get().entrySet().iterator().next();
    Optional<Type.Option> option = type.option(entry.getKey());
    if (option.isEmpty()) {
      unknown(entry.getValue().key(), entry.getKey(), type::unknown, type, path);
      return null;
    }
    Value body = walk(entry.getValue().value(), option.get().body(), join(path, entry.getKey()));
    return body == null ? null : Value.chosen(entry.getValue().key().at(), option.get(), body);
  }

  /** The entries of a map by key; keys given twice and keys that are no text are reported. */
  private Optional<Map<String, Entry>> entries(Node node, Type type, String path) {
    boolean absent = node.form() == Form.SCALAR && node.isAbsent();
    boolean mayBeEmpty = type instanceof Type.Fields fields && fields.mayBeEmpty();
    if (absent && mayBeEmpty) {
      return Optional.of(Map.of());
    }
    if (node.form() != Form.MAP) {
      wrong(node, type, path, "");
      return Optional.empty();
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    Set<String> twice = new HashSet<>();
    for (Entry entry : node.entries()) {
      Node keyNode = entry.key();
      if (keyNode.form() != Form.SCALAR) {
        report(keyNode.at(), inPath(path) + "a key must be a word");
        continue;
      }
      Entry first = entries.putIfAbsent(keyNode.text(), entry);
      if (first != null && twice.add(keyNode.text())) {
        report(
            keyNode.at(),
            inPath(path)
                + "the key '"
                + Scalars.shown(keyNode.text())
                + "' is given twice, first at "
                + first.key().at()
                + "; remove one of them");
      }
    }
    return Optional.of(entries);
  }

  private void unknown(Node keyNode, String key, Set<String> known, Type type, String path) {
    unknown(keyNode, key, name -> Suggestions.didYouMean(name, known), type, path);
  }

  private void unknown(
      Node keyNode, String key, UnaryOperator<String> said, Type type, String path) {
    String hint =
        key.equals("<<")
            ? "; merging maps with << is not supported: write the keys out"
            : said.apply(key);
    report(
        keyNode.at(),
        inPath(path)
            + "unknown key '"
            + Scalars.shown(key)
            + "'"
            + hint
            + " (allowed: "
            + type.allowed()
            + ")");
  }

  private Value wrong(Node node, Type type, String path, String hint) {
    report(
        node.at(),
        inPath(path)
            + given(node)
            + " is not allowed"
            + hint
            + " (allowed: "
            + type.allowed()
            + ")");
    return null;
  }

  private static String given(Node node) {
    return switch (node.form()) {
      case SCALAR -> Scalars.given(node);
      case LIST -> "a list of " + node.items().size();
      case MAP -> node.entries().isEmpty() ? "an empty map" : "a map";
    };
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String inPath(String path) {
    return path.isEmpty() ? "" : path + ": ";
  }
}
