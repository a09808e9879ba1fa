package org.fieldbeam.pipeline.transform;

import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;

/** The transforms as a module of Python, a class each with typed and described arguments. */
public final class PythonModule {
  /** Columns of a line of Python. */
  private static final int WIDTH = 100;

  private static final Map<TypeName, String> SCALARS =
      Map.of(
          TypeName.INT64, "int",
          TypeName.DOUBLE, "float",
          TypeName.BOOLEAN, "bool",
          TypeName.STRING, "str");

  private PythonModule() {}

  /** The text of the module. */
  public static String text() {
    StringBuilder text =
        new StringBuilder(
            "\"\"\"The transforms of fieldbeam; written by runners/local reference --python.\"\"\"\n\n"
                + "from __future__ import annotations\n\n"
                + "from collections.abc import Mapping, Sequence\n"
                + "from typing import Any\n\n"
                + "from ._transform import Service, Transform\n");
    List<NamedTransform> all = NamedTransform.all();
    text.append("\n__all__ = [\n");
    all.forEach(each -> text.append("    \"").append(each.transform()).append("\",\n"));
    text.append("]\n");
    all.forEach(each -> append(each, text));
    return text.toString();
  }

  private static void append(NamedTransform transform, StringBuilder text) {
    Schema schema = transform.configurationSchema();
    List<Field> required = fields(schema, false);
    List<Field> optional = fields(schema, true);
    text.append("\n\nclass ").append(transform.transform()).append("(Transform):\n    \"\"\"");
    wrap(transform.description(), 4, 7, text);
    text.append("\n    Args:\n");
    required.forEach(field -> argument(field, text));
    optional.forEach(field -> argument(field, text));
    text.append(
        "        expansion_service: a server of transforms, HOST:PORT; one is started if left out.\n");
    text.append("    \"\"\"\n\n    IDENTIFIER = \"")
        .append(transform.identifier())
        .append("\"\n\n");
    text.append("    def __init__(\n        self,\n        *,\n");
    required.forEach(
        field ->
            text.append("        ")
                .append(field.getName())
                .append(": ")
                .append(type(field.getType()))
                .append(",\n"));
    optional.forEach(
        field ->
            text.append("        ")
                .append(field.getName())
                .append(": ")
                .append(type(field.getType()))
                .append(" | None = None,\n"));
    text.append(
        "        expansion_service: Service = None,\n    ) -> None:\n        super().__init__(\n            {\n");
    required.forEach(field -> entry(field, text));
    optional.forEach(field -> entry(field, text));
    text.append("            },\n            expansion_service,\n        )\n");
  }

  private static List<Field> fields(Schema schema, boolean optional) {
    return schema.getFields().stream()
        .filter(field -> field.getType().getNullable() == optional)
        .toList();
  }

  private static void argument(Field field, StringBuilder text) {
    text.append("        ");
    wrap(field.getName() + ": " + field.getDescription(), 12, 8, text);
  }

  private static void entry(Field field, StringBuilder text) {
    text.append("                \"")
        .append(field.getName())
        .append("\": ")
        .append(field.getName())
        .append(",\n");
  }

  /** Breaks a paragraph into lines; the first begins at a column, the others are indented. */
  private static void wrap(String paragraph, int indent, int column, StringBuilder text) {
    int at = column;
    boolean first = true;
    for (String word : paragraph.replace("\\", "\\\\").split(" ", -1)) {
      if (!first && at + 1 + word.length() > WIDTH) {
        text.append('\n').append(" ".repeat(indent));
        at = indent;
        first = true;
      }
      text.append(first ? "" : " ").append(word);
      at += word.length() + (first ? 0 : 1);
      first = false;
    }
    text.append('\n');
  }

  private static String type(FieldType type) {
    return switch (type.getTypeName()) {
      case ARRAY, ITERABLE -> "Sequence[" + element(type) + "]";
      case MAP -> "Mapping[str, " + type(type.getMapValueType()) + "]";
      case ROW -> isWords(type) ? "Mapping[str, Any] | str" : "Mapping[str, Any]";
      default -> SCALARS.getOrDefault(type.getTypeName(), "Any");
    };
  }

  private static String element(FieldType type) {
    FieldType element = type.getCollectionElementType();
    return element == null ? "Any" : type(element);
  }

  /** Whether a bare word may stand for a map of one key, as in a pipeline file. */
  private static boolean isWords(FieldType type) {
    Schema row = type.getRowSchema();
    return row != null && row.getFields().stream().allMatch(field -> field.getType().getNullable());
  }
}
