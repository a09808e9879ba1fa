package org.fieldbeam.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The manifest of a dataset: written last, so that its presence says that the dataset is complete.
 * Its JSON Schema is {@code schemas/manifest.schema.json}.
 *
 * @param info what the dataset says of itself
 * @param shards every shard, in the order of the index
 * @param created when it was committed, ISO 8601 UTC
 * @param host on which machine
 * @param extra results of the stage that belong to the dataset but not to its rows (acceptance,
 *     diagnostics), a JSON tree; empty if there are none
 */
public record Manifest(
    DatasetInfo info,
    List<ShardEntry> shards,
    String created,
    String host,
    Map<String, Object> extra)
    implements Serializable {

  /** Version of the format of manifests and shards; readers refuse others. */
  public static final int FORMAT_VERSION = 1;

  /**
   * Name of the file in the dataset folder. Readers of whole folders (pyarrow, and so pandas;
   * Spark) pass over names that begin with an underscore or a dot, and would take any other file
   * for a shard.
   */
  public static final String FILE_NAME = "_manifest.json";

  private static final String FORMAT = "fieldbeam dataset";

  /** Checks that the shards are complete and in order. */
  public Manifest {
    int position = 0;
    for (ShardEntry shard : shards) {
      if (shard.index() != position) {
        throw new IllegalArgumentException(
            "shard " + shard.index() + " at position " + position + " of the manifest");
      }
      position++;
    }
    shards = ShardTable.compact(shards);
    extra = new TreeMap<>(extra);
  }

  /**
   * A manifest made now, on this machine.
   *
   * @param shards every shard, in any order
   */
  public static Manifest now(DatasetInfo info, List<ShardEntry> shards, Map<String, Object> extra) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    ShardTable table = new ShardTable();
    shards.forEach(table::add);
    return new Manifest(info, table.inOrder(shards.size()), created, host, extra);
  }

  /** Number of rows of all shards. */
  public long rows() {
    return shards.stream().mapToLong(ShardEntry::rows).sum();
  }

  /** Length of all shards in bytes. */
  public long bytes() {
    return shards.stream().mapToLong(ShardEntry::bytes).sum();
  }

  /** Writes canonical JSON as UTF-8, and leaves the stream open. */
  void write(OutputStream out) throws IOException {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("format", FORMAT);
    tree.put("formatVersion", FORMAT_VERSION);
    tree.put("kind", info.kind().label());
    tree.put("id", info.id());
    tree.put("stage", info.stage());
    tree.put("inputHash", info.inputHash());
    tree.put("shape", info.shape());
    tree.put("properties", info.properties());
    tree.put("shards", new Entries(shards));
    tree.put("created", created);
    tree.put("host", host);
    tree.put("extra", extra);
    Json.writePretty(out, tree);
  }

  /** The entries as JSON objects, each made when it is asked for. */
  private static final class Entries extends AbstractList<Map<String, Object>> {
    private final List<ShardEntry> shards;

    Entries(List<ShardEntry> shards) {
      this.shards = shards;
    }

    @Override
    public Map<String, Object> get(int index) {
      ShardEntry shard = shards.get(index);
      return Map.of(
          "path", shard.path(),
          "rows", shard.rows(),
          "bytes", shard.bytes(),
          "sha256", shard.sha256());
    }

    @Override
    public int size() {
      return shards.size();
    }
  }

  /**
   * Reads a manifest.
   *
   * @param where file named in errors
   * @throws UserException if the text is not a manifest of this format version
   * @throws IOException if the stream cannot be read
   */
  static Manifest read(InputStream in, String where) throws IOException {
    ShardTable shards = new ShardTable();
    JsonObject json = Json.parseObject(in, where, "shards", entry -> add(entry, shards));
    if (!FORMAT.equals(json.tree("format"))) {
      throw UserException.of("not a manifest of fieldbeam")
          .where(where)
          .allowed("\"format\": \"" + FORMAT + "\"")
          .todo("name a dataset folder, or import the data with 'fieldbeam import'")
          .build();
    }
    if (json.integer("formatVersion") != FORMAT_VERSION) {
      throw UserException.of("dataset of another format version")
          .where(where)
          .given(json.integer("formatVersion"))
          .allowed(FORMAT_VERSION)
          .todo("read it with the version of fieldbeam that wrote it, or generate it again")
          .build();
    }
    json.allow(
        Set.of(
            "format",
            "formatVersion",
            "kind",
            "id",
            "stage",
            "inputHash",
            "shape",
            "properties",
            "shards",
            "created",
            "host",
            "extra"));
    try {
      DatasetInfo info =
          DatasetInfo.of(
              DatasetKind.ofLabel(json.string("kind"), where),
              json.string("id"),
              json.string("stage"),
              json.string("inputHash"),
              json.ints("shape"));
      JsonObject properties = json.object("properties");
      for (String key : properties.keys()) {
        info = info.with(key, properties.tree(key));
      }
      Map<String, Object> extra = new TreeMap<>();
      JsonObject extras = json.object("extra");
      extras.keys().forEach(key -> extra.put(key, extras.tree(key)));
      json.objects("shards"); // that it is there: the entries went into the table
      return new Manifest(
          info, shards.inOrder(shards.size()), json.string("created"), json.string("host"), extra);
    } catch (IllegalArgumentException e) {
      throw UserException.of("manifest is inconsistent: " + e.getMessage())
          .where(where)
          .todo("restore the file, or delete the dataset folder and run the stage again")
          .cause(e)
          .build();
    }
  }

  private static void add(JsonObject entry, ShardTable shards) {
    entry.allow(Set.of("path", "rows", "bytes", "sha256"));
    shards.add(
        new ShardEntry(
            shards.size(),
            entry.string("path"),
            entry.integer("rows"),
            entry.integer("bytes"),
            entry.string("sha256")));
  }
}
