package org.fieldbeam.pipeline.grammar;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads YAML against a {@link Type}. Scalars are read by the type that is expected and not by
 * YAML's own guesses, so that {@code 1e-6} is a number and a seed of {@code 010} is not eight. The
 * walk goes only where the type has keys, and ends after {@value #MOST_VALUES} values: nested
 * aliases cannot blow it up.
 */
public final class YamlReader {
  /** Aliases of lists and maps in a file, see {@link #MOST_VALUES}. */
  private static final int MOST_ALIASES = 50;

  /**
   * Values that a file may stand for. No file of allowed length holds so many; aliases of lists
   * within lists could stand for any number.
   */
  private static final int MOST_VALUES = 500_000;

  private final String source;
  private final List<Problem> problems = new ArrayList<>();
  private int values;

  /**
   * A reader of one file.
   *
   * @param source name of the file, for errors
   */
  public YamlReader(String source) {
    this.source = source;
  }

  /** The errors found so far, by their place in the file. */
  public List<Problem> problems() {
    return problems.stream().sorted(Comparator.comparing(Problem::at)).toList();
  }

  /** Adds an error that the reader cannot see by itself, such as a name used twice. */
  public void report(Location at, String message) {
    problems.add(new Problem(at, message));
  }

  /**
   * Reads a text that holds exactly one document.
   *
   * @return the value, or nothing when it has no usable part; {@link #problems()} then says why. A
   *     value may be returned beside problems: the parts that are wrong are missing from it.
   */
  public Optional<Value> read(String text, Type type) {
    Optional<Problem> word = Scalars.longWord(source, text);
    if (word.isPresent()) {
      problems.add(word.get());
      return Optional.empty();
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setCodePointLimit(Math.max(1, text.length())); // the file's length has its own bound
    try {
      Iterator<Node> documents = new Yaml(options).composeAll(new StringReader(text)).iterator();
      if (!documents.hasNext()) {
        report(new Location(source, 1, 1), "the file is empty; expected " + type.allowed());
        return Optional.empty();
      }
      Node document = documents.next();
      if (documents.hasNext()) {
        report(
            Location.of(source, documents.next().getStartMark()),
            "a second YAML document starts here; a file holds one: remove the '---' line or put"
                + " the second document into a file of its own");
      }
      return Optional.ofNullable(walk(document, type, ""));
    } catch (TooManyValuesException e) {
      report(
          e.at,
          "the aliases (*) of the file stand for more than "
              + MOST_VALUES
              + " values; write out what is needed, without aliases of lists within lists");
    } catch (MarkedYAMLException e) {
      report(Location.of(source, e.getProblemMark()), YamlErrors.message(e));
    } catch (ReaderException e) {
      report(YamlErrors.place(source, text, e), YamlErrors.message(e));
    } catch (YAMLException e) {
      report(new Location(source, 1, 1), YamlErrors.message(e, MOST_ALIASES));
    }
    return Optional.empty();
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
      throw new TooManyValuesException(at(node));
    }
    if (type instanceof Type.Fields fields) {
      return fields(node, fields, path);
    } else if (type instanceof Type.Items items) {
      return items(node, items, path);
    } else if (type instanceof Type.Choice choice) {
      return choice(node, choice, path);
    } else if (type instanceof Type.Forms forms) {
      return forms(node, forms, path);
    } else if (type instanceof Type.TextOr either) {
      return walk(node, node instanceof ScalarNode ? either.scalar() : either.map(), path);
    } else if (type instanceof Type.WordOr either) {
      return node instanceof ScalarNode scalar && either.words().contains(scalar.getValue())
          ? new Value(at(node), scalar.getValue())
          : walk(node, either.otherwise(), path);
    }
    return node instanceof ScalarNode scalar
        ? scalar(scalar, type, path)
        : wrong(node, type, path, "");
  }

  private Value scalar(ScalarNode node, Type type, String path) {
    Optional<Object> content = Scalars.read(node, type);
    return content.isPresent()
        ? new Value(at(node), content.get())
        : wrong(node, type, path, Scalars.hint(node, type));
  }

  private Value items(Node node, Type.Items type, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      if (type.loneAllowed() && node instanceof ScalarNode) {
        Value lone = walk(node, type.element(), path);
        return lone == null ? null : new Value(at(node), List.of(lone));
      }
      return wrong(node, type, path, "");
    }
    int size = sequence.getValue().size();
    if (size < type.fewest() || size > type.most()) {
      return wrong(node, type, path, "");
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Value value = walk(sequence.getValue().get(i), type.element(), path + "[" + i + "]");
      if (value != null) {
        values.add(value);
      }
    }
    return new Value(at(node), List.copyOf(values));
  }

  private Value fields(Node node, Type.Fields type, String path) {
    Optional<Map<String, NodeTuple>> entries = entries(node, type, path);
    if (entries.isEmpty()) {
      return null;
    }
    Map<String, Key> known = new HashMap<>();
    type.keys().forEach(key -> known.put(key.name(), key));
    TreeMap<String, Value> values = new TreeMap<>();
    boolean whole = true;
    Set<String> mistyped = new HashSet<>();
    for (Map.Entry<String, NodeTuple> entry : entries.get().entrySet()) {
      Key key = known.get(entry.getKey());
      if (key == null) {
        unknown(entry.getValue().getKeyNode(), entry.getKey(), known.keySet(), type, path);
        Suggestions.nearest(entry.getKey(), known.keySet()).ifPresent(mistyped::add);
        continue;
      }
      Value value = walk(entry.getValue().getValueNode(), key.type(), join(path, key.name()));
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
            at(node),
            inPath(path)
                + "the key '"
                + key.name()
                + "' is missing; add it: "
                + key.type().allowed());
        whole = false;
      } else if (key.defaultYaml().isPresent()) {
        values.put(key.name(), defaultValue(key, at(node)));
      }
    }
    return whole ? new Value(at(node), values) : null;
  }

  private Value forms(Node node, Type.Forms type, String path) {
    if (!(node instanceof MappingNode mapping)) {
      return wrong(node, type, path, "");
    }
    List<String> given =
        mapping.getValue().stream()
            .map(NodeTuple::getKeyNode)
            .filter(ScalarNode.class::isInstance)
            .map(key -> ((ScalarNode) key).getValue())
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
    return form == null ? unknownForm(mapping, type, path) : fields(node, form, path);
  }

  private Value unknownForm(MappingNode mapping, Type.Forms type, String path) {
    if (mapping.getValue().isEmpty()) {
      return wrong(mapping, type, path, "");
    }
    Set<String> known =
        type.forms().stream()
            .flatMap(form -> form.keys().stream())
            .map(Key::name)
            .collect(Collectors.toSet());
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        unknown(key, key.getValue(), known, type, path);
      }
    }
    return null;
  }

  private static Value defaultValue(Key key, Location at) {
    YamlReader reader = new YamlReader("default of " + key.name());
    Optional<Value> value = reader.read(key.defaultYaml().orElseThrow(), key.type());
    if (value.isEmpty() || !reader.problems.isEmpty()) {
      throw new IllegalStateException("bad default in the table of keys: " + reader.problems());
    }
    return value.get().movedTo(at);
  }

  private Value choice(Node node, Type.Choice type, String path) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      Optional<Type.Option> option = type.option(scalar.getValue());
      if (option.isEmpty()) {
        List<String> names = type.options().stream().map(Type.Option::name).toList();
        return wrong(node, type, path, Suggestions.didYouMean(scalar.getValue(), names));
      }
      if (!option.get().bareAllowed()) {
        return wrong(
            node,
            type,
            path,
            "; write {" + option.get().name() + ": ...} with " + option.get().body().allowed());
      }
      MappingNode empty =
          new MappingNode(
              Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), FlowStyle.FLOW);
      Value body = walk(empty, option.get().body(), join(path, option.get().name()));
      return Value.chosen(at(node), option.get().name(), body);
    }
    Optional<Map<String, NodeTuple>> entries = entries(node, type, path);
    if (entries.isEmpty()) {
      return null;
    }
    if (entries.get().size() != 1) {
      return wrong(node, type, path, "; give exactly one of them");
    }
    Map.Entry<String, NodeTuple> entry = entries.get().entrySet().iterator().next();
    Optional<Type.Option> option = type.option(entry.getKey());
    if (option.isEmpty()) {
      Set<String> names =
          type.options().stream().map(Type.Option::name).collect(Collectors.toSet());
      unknown(entry.getValue().getKeyNode(), entry.getKey(), names, type, path);
      return null;
    }
    Value body =
        walk(entry.getValue().getValueNode(), option.get().body(), join(path, entry.getKey()));
    return body == null
        ? null
        : Value.chosen(at(entry.getValue().getKeyNode()), entry.getKey(), body);
  }

  /** The entries of a map by key; keys given twice and keys that are no text are reported. */
  private Optional<Map<String, NodeTuple>> entries(Node node, Type type, String path) {
    boolean absent = node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    boolean mayBeEmpty = type instanceof Type.Fields fields && fields.mayBeEmpty();
    if (absent && mayBeEmpty) {
      return Optional.of(Map.of());
    }
    if (!(node instanceof MappingNode mapping)) {
      wrong(node, type, path, "");
      return Optional.empty();
    }
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    Set<String> twice = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        report(at(tuple.getKeyNode()), inPath(path) + "a key must be a word");
        continue;
      }
      NodeTuple first = entries.putIfAbsent(keyNode.getValue(), tuple);
      if (first != null && twice.add(keyNode.getValue())) {
        report(
            at(keyNode),
            inPath(path)
                + "the key '"
                + Scalars.shown(keyNode.getValue())
                + "' is given twice, first at "
                + at(first.getKeyNode())
                + "; remove one of them");
      }
    }
    return Optional.of(entries);
  }

  private void unknown(Node keyNode, String key, Set<String> known, Type type, String path) {
    String hint =
        key.equals("<<")
            ? "; merging maps with << is not supported: write the keys out"
            : Suggestions.didYouMean(key, known);
    report(
        at(keyNode),
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
        at(node),
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
    if (node instanceof ScalarNode scalar) {
      return Scalars.given(scalar);
    }
    return node instanceof SequenceNode sequence
        ? "a list of " + sequence.getValue().size()
        : "a map";
  }

  private Location at(Node node) {
    return Location.of(source, node.getStartMark());
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String inPath(String path) {
    return path.isEmpty() ? "" : path + ": ";
  }
}
