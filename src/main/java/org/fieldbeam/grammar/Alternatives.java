package org.fieldbeam.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.WordOr;

/**
 * Options of a key, each with what it means to the program: the grammar and the reading of a choice
 * come from one list, so that no option is without a meaning. Immutable.
 *
 * @param <T> what options mean
 */
public final class Alternatives<T> {
  private final List<Option> options;
  private final Map<String, T> meanings;

  private Alternatives(List<Option> options, Map<String, T> meanings) {
    this.options = options;
    this.meanings = meanings;
  }

  /** One option without parameters, and what it means. */
  public static <T> Alternatives<T> of(String word, String description, T meaning) {
    return of(Option.word(word, description), meaning);
  }

  /** One option, and what it means. */
  public static <T> Alternatives<T> of(Option option, T meaning) {
    return new Alternatives<T>(List.of(), Map.of()).or(option, meaning);
  }

  /**
   * The same with one option more that has no parameters.
   *
   * @throws IllegalArgumentException if there is an option of this name
   */
  public Alternatives<T> or(String word, String description, T meaning) {
    return or(Option.word(word, description), meaning);
  }

  /**
   * The same with one option more.
   *
   * @throws IllegalArgumentException if there is an option of this name
   */
  public Alternatives<T> or(Option option, T meaning) {
    List<Option> longer = new ArrayList<>(options);
    longer.add(option);
    Map<String, T> more = new LinkedHashMap<>(meanings);
    if (more.put(option.name(), meaning) != null) {
      throw new IllegalArgumentException("two options are named " + option.name());
    }
    return new Alternatives<>(List.copyOf(longer), more);
  }

  /** The type of a key that takes one of the options. */
  public Choice choice() {
    return new Choice(options);
  }

  /** The type of a key that takes the name of an option, or a value of another type. */
  public WordOr nameOr(Type otherwise) {
    return new WordOr(List.copyOf(meanings.keySet()), otherwise);
  }

  /** What the descriptions of the options say, in one line: {@code name: description; ...}. */
  public String described() {
    return options.stream()
        .map(option -> option.name() + ": " + option.description())
        .collect(Collectors.joining("; "));
  }

  /** What a value of {@link #choice} means. */
  public T meaning(Value choice) {
    return meanings.get(choice.choice());
  }

  /** What the name of an option means, as the text of a value of {@link #nameOr}. */
  public T named(Value name) {
    return meanings.get(name.text());
  }
}
