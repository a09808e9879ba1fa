package org.fieldbeam.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A value read from a file and found to be of its {@link Type}: defaults are filled in, numbers are
 * numbers. The typed accessors throw {@link ClassCastException} when the type is another one, which
 * is an error of the program and not of the file.
 */
public final class Value {
  private final Location at;
  private final Object content;

  Value(Location at, Object content) {
    this.at = at;
    this.content = content;
  }

  /** The option that a choice fell on. */
  private record Chosen(Type.Option option, Value body) {
    String name() {
      return option.name();
    }
  }

  /** A text of a type that names something to be read. */
  private record Referred(String text, Type.Text type) {}

  /** The value of a text. */
  static Value text(Location at, String text, Type type) {
    boolean refers = type.equals(Type.REFERENCE) || type.equals(Type.ARRAY_FILE);
    return new Value(at, refers ? new Referred(text, (Type.Text) type) : text);
  }

  static Value chosen(Location at, Type.Option option, Value body) {
    return new Value(at, new Chosen(option, body));
  }

  /** Where the value stands; for a default, where the map stands that lacks the key. */
  public Location at() {
    return at;
  }

  /** The whole number of a {@link Type.Whole}. */
  public long whole() {
    return (Long) content;
  }

  /** The whole number of a {@link Type.Whole} whose bounds fit an int. */
  public int integer() {
    return Math.toIntExact(whole());
  }

  /** The number of a {@link Type.Real}. */
  public double real() {
    return (Double) content;
  }

  /** The truth value of a {@link Type.Flag}. */
  public boolean flag() {
    return (Boolean) content;
  }

  /**
   * The text of a {@link Type.Text}, also as the scalar of a {@link Type.TextOr}, or the word of a
   * {@link Type.WordOr}.
   */
  public String text() {
    return content instanceof Referred referred ? referred.text() : (String) content;
  }

  /**
   * What it names of things to be read, itself or any of its parts.
   *
   * @param type {@link Type#REFERENCE} or {@link Type#ARRAY_FILE}
   */
  public List<Value> references(Type.Text type) {
    List<Value> references = new ArrayList<>();
    addReferences(type, references);
    return references;
  }

  private void addReferences(Type.Text type, List<Value> references) {
    if (content instanceof Referred referred && referred.type().equals(type)) {
      references.add(this);
    }
    parts().forEach(part -> part.addReferences(type, references));
  }

  /** The values that it consists of. */
  private Collection<Value> parts() {
    if (content instanceof Map) {
      return fields().values();
    } else if (content instanceof List) {
      return items();
    }
    return content instanceof Chosen chosen ? List.of(chosen.body()) : List.of();
  }

  /** Whether this is the word of a {@link Type.WordOr}, or a text. */
  public boolean isText() {
    return content instanceof String || content instanceof Referred;
  }

  /** Whether this is a {@link Type.Items}. */
  public boolean isList() {
    return content instanceof List;
  }

  /** The elements of a {@link Type.Items}. */
  @SuppressWarnings("unchecked") // only ValueReader builds values, and its lists hold values
  public List<Value> items() {
    return (List<Value>) content;
  }

  /** {real, imaginary} of a {@link Type#complex}. */
  public double[] complex() {
    double[] parts = reals();
    return new double[] {parts[0], parts.length > 1 ? parts[1] : 0};
  }

  /** The numbers of a list of {@link Type.Real}. */
  public double[] reals() {
    return items().stream().mapToDouble(Value::real).toArray();
  }

  /** The key that a {@link Type.Choice} fell on. */
  public String choice() {
    return ((Chosen) content).name();
  }

  /** What stands behind the key of a {@link Type.Choice}. */
  public Value body() {
    return ((Chosen) content).body();
  }

  /** The value of a key of a {@link Type.Fields}, given or by default. */
  public Value get(String key) {
    return find(key).orElseThrow(() -> new IllegalArgumentException("no value for " + key));
  }

  /** The value of a key of a {@link Type.Fields}; empty when it was left out and has no default. */
  public Optional<Value> find(String key) {
    return Optional.ofNullable(fields().get(key));
  }

  /** The entries of a {@link Type.Entries}. */
  public SortedMap<String, Value> entries() {
    return Collections.unmodifiableSortedMap(fields());
  }

  @SuppressWarnings("unchecked") // only ValueReader builds values, and its maps hold values
  private SortedMap<String, Value> fields() {
    return (SortedMap<String, Value>) content;
  }

  /**
   * The value as JSON with sorted keys and defaults written out: equal for two files that mean the
   * same, however they are written.
   */
  public String canonical() {
    if (content instanceof Map) {
      return fields().entrySet().stream()
          .map(entry -> quote(entry.getKey()) + ":" + entry.getValue().canonical())
          .collect(Collectors.joining(",", "{", "}"));
    } else if (content instanceof List) {
      return items().stream().map(Value::canonical).collect(Collectors.joining(",", "[", "]"));
    } else if (content instanceof Chosen chosen) {
      return "{" + quote(chosen.name()) + ":" + chosen.body().canonical() + "}";
    } else if (isText()) {
      return quote(text());
    }
    return content.toString();
  }

  /** The SHA-256 of the plug-ins that it names kinds of, each once, in ascending order. */
  public NavigableSet<String> plugins() {
    NavigableSet<String> hashes = new TreeSet<>();
    addPlugins(hashes);
    return hashes;
  }

  private void addPlugins(NavigableSet<String> hashes) {
    if (content instanceof Chosen chosen) {
      chosen.option().plugin().ifPresent(plugin -> hashes.add(plugin.sha256()));
    }
    parts().forEach(part -> part.addPlugins(hashes));
  }

  /**
   * The value as maps, lists, texts, numbers and truth values, with defaults written out: what
   * {@link ValueReader#require} reads as the same value.
   */
  public Object tree() {
    if (content instanceof Map) {
      TreeMap<String, Object> tree = new TreeMap<>();
      fields().forEach((key, value) -> tree.put(key, value.tree()));
      return tree;
    } else if (content instanceof List) {
      return new ArrayList<>(items().stream().map(Value::tree).toList());
    } else if (content instanceof Chosen chosen) {
      return new TreeMap<>(Map.of(chosen.name(), chosen.body().tree()));
    }
    return content;
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return canonical();
  }
}
