package org.fieldbeam.grammar;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a value in a file may be. */
public sealed interface Type {

  /** What is allowed, in words that follow "allowed:" in an error. */
  String allowed();

  /** What a stage or a figure reads: the output of another stage, or a dataset folder. */
  Text REFERENCE =
      new Text(
          "the name of an earlier stage's output, or the path of a dataset folder with a / in it",
          Pattern.compile(
              "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}|[^\\x00-\\x1f]{0,4000}/[^\\x00-\\x1f]{0,4000}"));

  /** A file with an array of NumPy's. */
  Text ARRAY_FILE =
      new Text("the path of a .npy file", Pattern.compile("[^\\x00-\\x1f]{1,4000}\\.npy"));

  /** A whole number in {@code [least, most]}. */
  record Whole(long least, long most) implements Type {
    @Override
    public String allowed() {
      if (least == Long.MIN_VALUE && most == Long.MAX_VALUE) {
        return "a whole number of 64 bits";
      }
      return most == Long.MAX_VALUE
          ? "a whole number of at least " + least
          : "a whole number from " + least + " to " + most;
    }
  }

  /** A finite number in the interval between {@code least} and {@code most}. */
  record Real(double least, boolean leastAllowed, double most, boolean mostAllowed)
      implements Type {

    /** Any finite number. */
    public static Real any() {
      return new Real(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);
    }

    /** Any number above zero. */
    public static Real positive() {
      return new Real(0, false, Double.POSITIVE_INFINITY, false);
    }

    /** Any number of at least {@code bound}. */
    public static Real atLeast(double bound) {
      return new Real(bound, true, Double.POSITIVE_INFINITY, false);
    }

    boolean holds(double x) {
      return Double.isFinite(x)
          && (x > least || (leastAllowed && x == least))
          && (x < most || (mostAllowed && x == most));
    }

    @Override
    public String allowed() {
      StringBuilder text = new StringBuilder("a number");
      if (least != Double.NEGATIVE_INFINITY) {
        text.append(leastAllowed ? " of at least " : " above ").append(Numbers.plain(least));
      }
      if (most != Double.POSITIVE_INFINITY) {
        text.append(least == Double.NEGATIVE_INFINITY ? "" : " and")
            .append(mostAllowed ? " of at most " : " below ")
            .append(Numbers.plain(most));
      }
      return text.toString();
    }
  }

  /** True or false. */
  record Flag() implements Type {
    @Override
    public String allowed() {
      return "true or false";
    }
  }

  /**
   * Text of a given form.
   *
   * @param what the form in words, such as "a name of letters, digits, - _ ."
   * @param pattern the form, matched against the whole text
   */
  record Text(String what, Pattern pattern) implements Type {
    @Override
    public String allowed() {
      return what;
    }
  }

  /**
   * A list.
   *
   * @param element what each element may be
   * @param fewest least number of elements
   * @param most greatest number of elements
   * @param loneAllowed whether a lone element may stand for a list of one
   */
  record Items(Type element, int fewest, int most, boolean loneAllowed) implements Type {
    @Override
    public String allowed() {
      String number =
          most == Integer.MAX_VALUE ? "at least " + fewest : fewest + " to " + most + " elements";
      return "a list of " + number + ", each " + element.allowed();
    }
  }

  /** A complex number: a real one, or [real, imaginary]. */
  static Items complex() {
    return new Items(Real.any(), 1, 2, true);
  }

  /** A map of known keys. */
  record Fields(List<Key> keys) implements Type {
    public Fields {
      keys = List.copyOf(keys);
    }

    /** A map of the given keys. */
    public static Fields of(Key... keys) {
      return new Fields(List.of(keys));
    }

    /** Whether an empty map is enough. */
    boolean mayBeEmpty() {
      return keys.stream().noneMatch(Key::required);
    }

    @Override
    public String allowed() {
      return keys.isEmpty()
          ? "an empty map {}"
          : "a map with the keys " + keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }
  }

  /**
   * A map whose keys are names that the file chooses.
   *
   * @param key what each key is
   * @param value what stands behind each
   * @param most greatest number of entries; there is at least one
   */
  record Entries(Text key, Type value, int most) implements Type {
    @Override
    public String allowed() {
      return "a map of 1 to "
          + most
          + " entries, whose keys are "
          + key.what()
          + " and whose values are "
          + value.allowed();
    }
  }

  /**
   * A map in one of several forms: the one that knows most of the keys given, of equals the first.
   *
   * @param forms the forms
   */
  record Forms(List<Fields> forms) implements Type {
    public Forms {
      forms = List.copyOf(forms);
    }

    /** A map in one of the given forms. */
    public static Forms of(Fields... forms) {
      return new Forms(List.of(forms));
    }

    @Override
    public String allowed() {
      return forms.stream().map(Fields::allowed).collect(Collectors.joining(", or "));
    }
  }

  /**
   * A choice: a map of exactly one key, or the key as a bare word where its map may be empty.
   *
   * @param options what may be chosen
   * @param hint what to say of a name that it does not know; nothing if it is empty
   */
  record Choice(List<Option> options, UnaryOperator<String> hint) implements Type {
    public Choice {
      options = List.copyOf(options);
    }

    /** A choice that has no more to say of names that it does not know. */
    public Choice(List<Option> options) {
      this(options, name -> "");
    }

    /** The same that says something else of some names that it does not know. */
    public Choice hinting(UnaryOperator<String> first) {
      return new Choice(
          options,
          name -> {
            String said = first.apply(name);
            return said.isEmpty() ? hint.apply(name) : said;
          });
    }

    /** What to say of a name that it does not know: the {@link #hint}, or a name like it. */
    String unknown(String name) {
      String meant = Suggestions.didYouMean(name, options.stream().map(Option::name).toList());
      String known = hint.apply(name);
      return known.isEmpty() ? meant : known;
    }

    /** A choice between the given options. */
    public static Choice of(Option... options) {
      return new Choice(List.of(options));
    }

    Optional<Option> option(String name) {
      return options.stream().filter(option -> option.name().equals(name)).findFirst();
    }

    @Override
    public String allowed() {
      return options.stream()
          .map(option -> option.bareAllowed() ? option.name() : "{" + option.name() + ": ...}")
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * One option of a {@link Choice}.
   *
   * @param name the key that chooses it
   * @param body what stands behind the key
   * @param description one sentence for editors
   * @param plugin the plug-in that it comes from, if it is none of fieldbeam's own
   */
  record Option(String name, Type body, String description, Optional<Plugin> plugin) {

    /** An option of fieldbeam. */
    public Option(String name, Type body, String description) {
      this(name, body, description, Optional.empty());
    }

    /** An option without parameters. */
    public static Option word(String name, String description) {
      return new Option(name, Fields.of(), description);
    }

    boolean bareAllowed() {
      return body instanceof Fields fields && fields.mayBeEmpty();
    }
  }

  /**
   * A scalar of one type, or a map of another.
   *
   * @param scalar what a scalar must be
   * @param map what a map must be
   */
  record TextOr(Text scalar, Choice map) implements Type {
    @Override
    public String allowed() {
      return scalar.allowed() + ", or " + map.allowed();
    }
  }

  /** One of some words, or a value of another type. */
  record WordOr(List<String> words, Type otherwise) implements Type {
    public WordOr(String word, Type otherwise) {
      this(List.of(word), otherwise);
    }

    @Override
    public String allowed() {
      return String.join(", ", words) + ", or " + otherwise.allowed();
    }
  }
}
