package org.fieldbeam.data.numpy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the literals of Python that stand in headers of NumPy files: dictionaries with text as
 * keys, tuples, lists, text in either quotes, whole numbers, True, False and None.
 *
 * <p>Texts become {@link String}, whole numbers {@link BigInteger}, lists {@link List}, tuples
 * {@link Tuple}, dictionaries {@link Map}. Of a key that is given twice the last counts, as in
 * Python.
 */
final class PythonLiteral {
  /** Deeper than any type of NumPy; keeps the walk off the end of the stack. */
  private static final int DEEPEST = 64;

  /** More digits than any number of 64 bits has, and few enough to be read at once. */
  private static final int MOST_DIGITS = 100;

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /** A tuple, which is no list. */
  record Tuple(List<Object> items) {}

  /** The value None. */
  enum None {
    /** The only one. */
    NONE
  }

  /**
   * The value of a text.
   *
   * @throws IllegalArgumentException if it is none of these literals; says what and where
   */
  static Object parse(String text) {
    PythonLiteral literal = new PythonLiteral(text);
    Object value = literal.value();
    literal.blanks();
    if (literal.at < text.length()) {
      throw literal.unexpected("the end");
    }
    return value;
  }

  private Object value() {
    blanks();
    char c = peek();
    if (c == '\'' || c == '"') {
      return quoted();
    } else if (c == '-' || c == '+' || isDigit(c)) {
      return number();
    } else if (Character.isLetter(c)) {
      return word();
    }
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("brackets in brackets, " + DEEPEST + " deep");
    }
    Object value =
        switch (c) {
          case '{' -> dictionary();
          case '[' -> items(']');
          case '(' -> tuple();
          default -> throw unexpected("a value");
        };
    depth--;
    return value;
  }

  private Map<String, Object> dictionary() {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    while (!closes('}')) {
      if (!(value() instanceof String key)) {
        throw unexpected("a text before this");
      }
      blanks();
      if (peek() != ':') {
        throw unexpected("':'");
      }
      at++;
      map.put(key, value());
      comma('}');
    }
    return map;
  }

  private Object tuple() {
    int from = at;
    List<Object> items = items(')');
    // (3) is a number in brackets, (3,) is a tuple
    boolean comma = text.substring(from, at - 1).stripTrailing().endsWith(",");
    return items.size() == 1 && !comma ? items.get(0) : new Tuple(items);
  }

  private List<Object> items(char end) {
    List<Object> items = new ArrayList<>();
    at++;
    while (!closes(end)) {
      items.add(value());
      comma(end);
    }
    return items;
  }

  private boolean closes(char end) {
    blanks();
    if (peek() == end) {
      at++;
      return true;
    }
    return false;
  }

  /** A comma, or the end, which is left to be read. */
  private void comma(char end) {
    blanks();
    if (peek() == ',') {
      at++;
    } else if (peek() != end) {
      throw unexpected("',' or '" + end + "'");
    }
  }

  private String quoted() {
    char quote = text.charAt(at++);
    int from = at;
    while (peek() != quote) {
      if (peek() == '\\' || peek() == '\n' || peek() == 0) {
        throw unexpected("plain text in quotes");
      }
      at++;
    }
    return text.substring(from, at++);
  }

  private BigInteger number() {
    int from = at++;
    while (isDigit(peek())) {
      at++;
    }
    String digits = text.substring(from, at);
    if (peek() == 'L') {
      at++; // a long of Python 2
    }
    if (digits.length() > MOST_DIGITS || !isDigit(digits.charAt(digits.length() - 1))) {
      at = from;
      throw unexpected("a whole number");
    }
    return new BigInteger(digits);
  }

  private Object word() {
    int from = at;
    while (Character.isLetterOrDigit(peek()) || peek() == '_') {
      at++;
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "True" -> true;
      case "False" -> false;
      case "None" -> None.NONE;
      default -> {
        at = from;
        throw unexpected("a value");
      }
    };
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character, 0 at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private IllegalArgumentException unexpected(String wanted) {
    String rest = text.substring(Math.min(at, text.length())).strip();
    return new IllegalArgumentException(
        "expected "
            + wanted
            + " at character "
            + (at + 1)
            + ", found "
            + (rest.isEmpty()
                ? "the end"
                : "'" + rest.substring(0, Math.min(20, rest.length())) + "'"));
  }
}
