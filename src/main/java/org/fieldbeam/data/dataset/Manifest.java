package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * The manifest of a dataset: written last, so that its presence says that the dataset is complete.
 * Its JSON Schema is {@code schemas/manifest.schema.json}.
 *
 * <p>It bears a checksum of itself, see {@link #contentHash()}, and what it says of the rows stands
 * in the footer of every shard too: an edited manifest is refused, not believed.
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

  /**
   * Version of the format of manifests and shards that are written. In version 2 the values of a
   * site lie next to each other and the layout is named; version 1, which is read as well, has the
   * components of complex fields one after the other, the sites within them, and a shape without
   * them.
   */
  public static final int FORMAT_VERSION = 2;

  private static final int OLDEST_FORMAT_VERSION = 1;

  /** Whether files of a format version can be read. */
  static boolean canRead(long version) {
    return version >= OLDEST_FORMAT_VERSION && version <= FORMAT_VERSION;
  }

  /**
   * Name of the file in the dataset folder. Readers of whole folders (pyarrow, and so pandas;
   * Spark) pass over names that begin with an underscore or a dot, and would take any other file
   * for a shard.
   */
  public static final String FILE_NAME = "_manifest.json";

  private static final String FORMAT = "fieldbeam dataset";

  private static final String CHECKSUM = "checksum";

  private static final String RESTORE =
      "restore the file, or delete it and run the stage, or the import, again: finished shards are"
          + " kept";

  /**
   * Checks that there are shards, and that they are complete and in order.
   *
   * @throws IllegalArgumentException if they are not, or have more rows or bytes than can be
   *     counted
   */
  public Manifest {
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("a dataset without shards");
    }
    int position = 0;
    long rows = 0;
    long bytes = 0;
    for (ShardEntry shard : shards) {
      if (shard.index() != position) {
        throw new IllegalArgumentException(
            "shard " + shard.index() + " at position " + position + " of the manifest");
      }
      position++;
      rows += shard.rows();
      bytes += shard.bytes();
      if (rows < 0 || bytes < 0) {
        throw new IllegalArgumentException("more rows or bytes than 2^63");
      }
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

  /**
   * SHA-256 of all that the dataset is: what it says of itself, numbers of rows and hashes of its
   * shards, results of the stage; but not of when and where it was made. Two datasets of the same
   * hash are the same to whoever reads them.
   */
  public String contentHash() {
    MessageDigest digest = Storage.sha256();
    Map<String, Object> tree = description();
    tree.put("extra", extra);
    digest.update((Json.compact(tree) + "\n").getBytes(StandardCharsets.UTF_8));
    for (ShardEntry shard : shards) {
      String entry = shard.rows() + " " + shard.bytes() + " " + shard.sha256() + "\n";
      digest.update(entry.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private Map<String, Object> description() {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("kind", info.kind().label());
    tree.put("id", info.id());
    tree.put("stage", info.stage());
    tree.put("inputHash", info.inputHash());
    tree.put("shape", info.shape());
    tree.put("properties", info.properties());
    return tree;
  }

  /** Writes canonical JSON as UTF-8, and leaves the stream open. */
  void write(OutputStream out) throws IOException {
    Map<String, Object> tree = description();
    tree.put("format", FORMAT);
    tree.put("formatVersion", FORMAT_VERSION);
    tree.put("shards", new Entries(shards));
    tree.put("created", created);
    tree.put("host", host);
    tree.put("extra", extra);
    tree.put(CHECKSUM, contentHash());
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
   * A manifest that was read.
   *
   * @param manifest the manifest
   * @param proven whether it bore a checksum, which was right; older ones have none
   */
  record Found(Manifest manifest, boolean proven) {}

  /**
   * Reads a manifest.
   *
   * @param where file named in errors
   * @throws UserException if the text is not a manifest of this format version, contradicts itself,
   *     or was changed after it was written
   * @throws IOException if the stream cannot be read
   */
  static Found read(InputStream in, String where) throws IOException {
    ShardTable shards = new ShardTable();
    JsonObject json = Json.parseObject(in, where, "shards", entry -> add(entry, shards, where));
    if (!FORMAT.equals(json.tree("format"))) {
      throw UserException.of("not a manifest of fieldbeam")
          .where(where)
          .allowed("\"format\": \"" + FORMAT + "\"")
          .todo("name a dataset folder, or import the data with 'fieldbeam import'")
          .build();
    }
    if (!canRead(json.integer("formatVersion"))) {
      throw UserException.of("dataset of another format version")
          .where(where)
          .given(json.integer("formatVersion"))
          .allowed(OLDEST_FORMAT_VERSION + " to " + FORMAT_VERSION)
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
            "extra",
            CHECKSUM));
    Manifest manifest = of(json, shards, where);
    boolean proven = json.keys().contains(CHECKSUM);
    if (proven && !json.string(CHECKSUM).equals(manifest.contentHash())) {
      throw UserException.of("manifest was changed after it was written")
          .where(where)
          .given("checksum " + json.string(CHECKSUM))
          .allowed("checksum " + manifest.contentHash() + ", which is that of its content")
          .todo(RESTORE)
          .build();
    }
    return new Found(manifest, proven);
  }

  private static Manifest of(JsonObject json, ShardTable shards, String where) {
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
      throw inconsistent(where, e);
    }
  }

  private static void add(JsonObject entry, ShardTable shards, String where) {
    entry.allow(Set.of("path", "rows", "bytes", "sha256"));
    try {
      shards.add(
          new ShardEntry(
              shards.size(),
              entry.string("path"),
              entry.integer("rows"),
              entry.integer("bytes"),
              entry.string("sha256")));
    } catch (IllegalArgumentException e) {
      throw inconsistent(where, e);
    }
  }

  private static UserException inconsistent(String where, IllegalArgumentException e) {
    return UserException.of("manifest is inconsistent: " + e.getMessage())
        .where(where)
        .todo(RESTORE)
        .cause(e)
        .build();
  }
}
