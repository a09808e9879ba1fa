package org.fieldbeam.grammar;

import java.util.List;
import java.util.Map;

/**
 * A part of a file as its format has it, before it is known what it is meant to be: a scalar, a
 * list or a map.
 */
public interface Node {
  /** Where it stands. */
  Location at();

  /** What it is. */
  Form form();

  /** The text of a scalar, as it is written, without quotes. */
  String text();

  /** Whether a scalar can only be a text: it stands in quotes. */
  boolean isQuoted();

  /** Whether a scalar says that there is no value: null, or nothing. */
  boolean isAbsent();

  /** The elements of a list. */
  List<Node> items();

  /** The entries of a map, in their order; a key may come twice. */
  List<Entry> entries();

  /** The forms. */
  enum Form {
    SCALAR,
    LIST,
    MAP
  }

  /** One entry of a map. */
  record Entry(Node key, Node value) {}

  /**
   * A part of a tree of maps, lists, texts, numbers and truth values, such as a JSON file has.
   *
   * @param tree the part
   * @param at where the whole tree stands
   */
  static Node of(Object tree, Location at) {
    if (tree instanceof Map<?, ?> map) {
      List<Entry> entries =
          map.entrySet().stream()
              .map(entry -> new Entry(of(entry.getKey(), at), of(entry.getValue(), at)))
              .toList();
      return new Tree(at, Form.MAP, "", false, List.of(), entries);
    } else if (tree instanceof List<?> list) {
      List<Node> items = list.stream().map(item -> of(item, at)).toList();
      return new Tree(at, Form.LIST, "", false, items, List.of());
    }
    return new Tree(
        at, Form.SCALAR, tree == null ? "" : tree.toString(), tree == null, List.of(), List.of());
  }

  /**
   * A scalar, or a list of scalars in brackets, as a default value or a value of the command line
   * is written: {@code 0.26}, {@code hot}, {@code [128, 128]}.
   */
  static Node ofText(String text, Location at) {
    if (!text.startsWith("[") || !text.endsWith("]")) {
      return of(text, at);
    }
    String inside = text.substring(1, text.length() - 1).strip();
    return of(inside.isEmpty() ? List.of() : List.of(inside.split("\\s*,\\s*", -1)), at);
  }

  /** A part of a tree without places of its own. */
  record Tree(
      Location at, Form form, String text, boolean isAbsent, List<Node> items, List<Entry> entries)
      implements Node {
    @Override
    public boolean isQuoted() {
      return false;
    }
  }
}
