package org.fieldbeam.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a {@link Type} as JSON Schema (draft 2020-12), for editors. */
public final class JsonSchema {
  private JsonSchema() {}

  /** The schema of a file, as a tree of maps, lists, text and numbers. */
  public static Map<String, Object> of(String title, Type type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.putAll(schema(type));
    return schema;
  }

  private static Map<String, Object> schema(Type type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type instanceof Type.Whole whole) {
      schema.put("type", "integer");
      schema.put("minimum", whole.least());
      schema.put("maximum", whole.most());
    } else if (type instanceof Type.Real real) {
      real(real, schema);
    } else if (type instanceof Type.Flag) {
      schema.put("type", "boolean");
    } else if (type instanceof Type.Text text) {
      schema.put("type", "string");
      schema.put("pattern", "^(?:" + text.pattern() + ")$");
      schema.put("description", text.what());
    } else if (type instanceof Type.Items items) {
      return items(items);
    } else if (type instanceof Type.Fields fields) {
      return fields(fields);
    } else if (type instanceof Type.Entries entries) {
      schema.put("type", "object");
      schema.put("propertyNames", schema(entries.key()));
      schema.put("additionalProperties", schema(entries.value()));
      schema.put("minProperties", 1);
      schema.put("maxProperties", entries.most());
    } else if (type instanceof Type.Forms forms) {
      schema.put("anyOf", forms.forms().stream().map(JsonSchema::fields).toList());
    } else if (type instanceof Type.Choice choice) {
      return choice(choice);
    } else if (type instanceof Type.TextOr either) {
      schema.put("anyOf", List.of(schema(either.scalar()), schema(either.map())));
    } else if (type instanceof Type.WordOr either) {
      List<Object> forms = new ArrayList<>();
      either.words().forEach(word -> forms.add(Map.of("const", word)));
      forms.add(schema(either.otherwise()));
      schema.put("anyOf", forms);
    }
    return schema;
  }

  private static void real(Type.Real real, Map<String, Object> schema) {
    schema.put("type", "number");
    if (real.least() != Double.NEGATIVE_INFINITY) {
      schema.put(real.leastAllowed() ? "minimum" : "exclusiveMinimum", real.least());
    }
    if (real.most() != Double.POSITIVE_INFINITY) {
      schema.put(real.mostAllowed() ? "maximum" : "exclusiveMaximum", real.most());
    }
  }

  private static Map<String, Object> items(Type.Items items) {
    Map<String, Object> element = schema(items.element());
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("type", "array");
    list.put("items", element);
    list.put("minItems", items.fewest());
    list.put("maxItems", items.most());
    return items.loneAllowed() ? Map.of("anyOf", List.of(list, element)) : list;
  }

  private static Map<String, Object> fields(Type.Fields fields) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Key key : fields.keys()) {
      Map<String, Object> property = new LinkedHashMap<>(schema(key.type()));
      String fallback = key.fallback().map(text -> " Default: " + text + ".").orElse("");
      property.put("description", key.description() + fallback);
      properties.put(key.name(), property);
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", fields.mayBeEmpty() ? List.of("object", "null") : "object");
    schema.put("properties", properties);
    schema.put("required", fields.keys().stream().filter(Key::required).map(Key::name).toList());
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> choice(Type.Choice choice) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Type.Option option : choice.options()) {
      Map<String, Object> property = new LinkedHashMap<>(schema(option.body()));
      property.put("description", option.description());
      properties.put(option.name(), property);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", "object");
    map.put("properties", properties);
    map.put("additionalProperties", false);
    map.put("minProperties", 1);
    map.put("maxProperties", 1);
    List<String> words =
        choice.options().stream().filter(Type.Option::bareAllowed).map(Type.Option::name).toList();
    return words.isEmpty() ? map : Map.of("anyOf", List.of(Map.of("enum", words), map));
  }
}
