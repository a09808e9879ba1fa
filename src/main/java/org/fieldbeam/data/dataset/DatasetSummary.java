package org.fieldbeam.data.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;

/**
 * What {@code fieldbeam inspect PATH} shows of a dataset, from its manifest alone.
 *
 * @param path the folder
 * @param manifest its manifest
 * @param columns name and type of each column, "?" after the type of nullable ones
 */
public record DatasetSummary(String path, Manifest manifest, Map<String, String> columns) {

  /**
   * Summarises a dataset.
   *
   * @throws UserException as {@link DatasetFolder#open(String)}
   */
  public static DatasetSummary of(String path) {
    Manifest manifest = DatasetFolder.open(path).manifest();
    Map<String, String> columns = new java.util.LinkedHashMap<>();
    for (Schema.Field field : manifest.info().kind().schema().getFields()) {
      columns.put(field.name(), typeName(field.schema()));
    }
    manifest.info().scalars().forEach(name -> columns.put(name, "double"));
    return new DatasetSummary(path, manifest, columns);
  }

  /** Lines of text for people. */
  public List<String> lines() {
    DatasetInfo info = manifest.info();
    List<String> lines = new ArrayList<>();
    lines.add(info.kind().label() + " dataset " + info.id() + " in " + path);
    lines.add("shape      " + Arrays.toString(info.shape()));
    lines.add("rows       " + manifest.rows());
    lines.add(
        String.format(
            Locale.ROOT,
            "shards     %d, %.1f MB",
            manifest.shards().size(),
            manifest.bytes() / 1e6));
    lines.add("stage      " + info.stage());
    info.properties().forEach((name, value) -> lines.add(pad(name) + Json.compact(value)));
    manifest.extra().forEach((name, value) -> lines.add(pad(name) + Json.compact(value)));
    lines.add("content    " + manifest.contentHash());
    lines.add("created    " + manifest.created() + " on " + manifest.host());
    List<String> typed = new ArrayList<>();
    columns.forEach((name, type) -> typed.add(name + " " + type));
    lines.add("columns    " + String.join(", ", typed));
    return lines;
  }

  /** A JSON tree for machines. */
  public Map<String, Object> tree() {
    DatasetInfo info = manifest.info();
    Map<String, Object> tree = new TreeMap<>();
    tree.put("path", path);
    tree.put("kind", info.kind().label());
    tree.put("id", info.id());
    tree.put("stage", info.stage());
    tree.put("shape", info.shape());
    tree.put("rows", manifest.rows());
    tree.put("shards", manifest.shards().size());
    tree.put("bytes", manifest.bytes());
    tree.put("inputHash", info.inputHash());
    tree.put("contentHash", manifest.contentHash());
    tree.put("properties", info.properties());
    tree.put("extra", manifest.extra());
    tree.put("created", manifest.created());
    tree.put("host", manifest.host());
    tree.put("columns", columns);
    return tree;
  }

  private static String pad(String name) {
    return String.format(Locale.ROOT, "%-10s ", name);
  }

  private static String typeName(Schema schema) {
    return switch (schema.getType()) {
      case UNION -> typeName(schema.getTypes().get(1)) + "?";
      case ARRAY -> "list<" + typeName(schema.getElementType()) + ">";
      default -> schema.getType().getName();
    };
  }
}
