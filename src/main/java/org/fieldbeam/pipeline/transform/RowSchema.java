package org.fieldbeam.pipeline.transform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;

/**
 * Keys of a pipeline file as the typed configuration that Beam knows: what Beam YAML and Python
 * give, and the values of the file that they stand for.
 *
 * <table>
 *   <caption>Types</caption>
 *   <tr><th>in a file</th><th>in Beam</th></tr>
 *   <tr><td>a whole number, a number, true or false, a text</td>
 *       <td>INT64, DOUBLE, BOOLEAN, STRING</td></tr>
 *   <tr><td>a list</td><td>ARRAY, a lone element not apart</td></tr>
 *   <tr><td>a map of known keys</td><td>ROW, fields that may be left out nullable</td></tr>
 *   <tr><td>a map of names that the user chooses</td><td>MAP</td></tr>
 *   <tr><td>a choice of words</td><td>STRING</td></tr>
 *   <tr><td>a choice of which some have keys</td>
 *       <td>ROW of one nullable field per option, of which one is given: {@code {hot: {}}}</td></tr>
 *   <tr><td>a key that is a word of Python</td>
 *       <td>the key with an underscore behind it: {@code lambda_}</td></tr>
 *   <tr><td>a word or something else</td><td>STRING, as it would be written in a file</td></tr>
 * </table>
 */
public final class RowSchema {
  /**
   * Words of Python, where a row is a named tuple whose fields cannot be called so; a field has an
   * underscore behind its name then: {@code lambda_}, {@code from_}.
   */
  private static final Set<String> PYTHON =
      Set.of(
          ("False None True and as assert async await break class continue def del elif else except"
                  + " finally for from global if import in is lambda nonlocal not or pass raise"
                  + " return try while with yield")
              .split(" "));

  private RowSchema() {}

  /** The field of a key. */
  static String field(String key) {
    return PYTHON.contains(key) ? key + "_" : key;
  }

  private static String key(String field) {
    String cut = field.endsWith("_") ? field.substring(0, field.length() - 1) : field;
    return PYTHON.contains(cut) ? cut : field;
  }

  /** The schema of some keys. */
  public static Schema of(Collection<Key> keys) {
    Schema.Builder schema = Schema.builder();
    keys.forEach(key -> schema.addField(field(key)));
    return schema.build();
  }

  private static Field field(Key key) {
    String text =
        key.fallback()
            .map(value -> key.description() + " Default: " + value + ".")
            .orElseGet(key::description);
    Field field = Field.of(field(key.name()), of(key.type())).withDescription(text);
    return field.withNullable(!key.required());
  }

  private static FieldType of(Type type) {
    if (type instanceof Type.Whole) {
      return FieldType.INT64;
    } else if (type instanceof Type.Real) {
      return FieldType.DOUBLE;
    } else if (type instanceof Type.Flag) {
      return FieldType.BOOLEAN;
    } else if (type instanceof Type.Items items) {
      return FieldType.array(of(items.element()));
    } else if (type instanceof Type.Fields fields) {
      return FieldType.row(of(fields.keys()));
    } else if (type instanceof Type.Forms forms) {
      Map<String, Field> all = new TreeMap<>();
      forms.forms().stream()
          .flatMap(form -> form.keys().stream())
          .forEach(key -> all.putIfAbsent(key.name(), field(key).withNullable(true)));
      return FieldType.row(Schema.of(all.values().toArray(Field[]::new)));
    } else if (type instanceof Type.Entries entries) {
      return FieldType.map(FieldType.STRING, of(entries.value()));
    } else if (type instanceof Type.Choice choice && !isOfWords(choice)) {
      return FieldType.row(options(choice));
    }
    // a text, a choice of words, or what a text can say
    return FieldType.STRING;
  }

  private static boolean isOfWords(Type.Choice choice) {
    return choice.options().stream()
        .allMatch(option -> option.body() instanceof Type.Fields fields && fields.keys().isEmpty());
  }

  private static Schema options(Type.Choice choice) {
    return choice.options().stream()
        .map(
            option ->
                Field.nullable(field(option.name()), of(option.body()))
                    .withDescription(option.description()))
        .collect(Schema.toSchema());
  }

  /** What a file would say, as maps, lists and scalars; what is null is left out. */
  public static Map<String, Object> tree(Row row) {
    Map<String, Object> tree = new TreeMap<>();
    for (Field field : row.getSchema().getFields()) {
      Object given = row.getValue(field.getName());
      if (given != null) {
        tree.put(key(field.getName()), tree(given));
      }
    }
    return tree;
  }

  private static Object tree(Object value) {
    if (value instanceof Row row) {
      return tree(row);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> tree = new TreeMap<>();
      map.forEach((key, given) -> tree.put(String.valueOf(key), tree(given)));
      return tree;
    } else if (value instanceof Collection<?> list) {
      List<Object> tree = new ArrayList<>();
      list.forEach(item -> tree.add(tree(item)));
      return tree;
    }
    return value;
  }
}
