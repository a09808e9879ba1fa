package org.fieldbeam.data.dataset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/** Names of shard files and the footer keys in them. */
public final class Shards {
  static final String PREFIX = "fieldbeam.";

  /** What the names of all shards match. */
  static final String GLOB = "part-*-of-*.parquet";

  private static final String CHECKSUM = PREFIX + "checksum";

  /** Keys that are fields of {@link DatasetInfo} or of the shard, not properties. */
  static final Set<String> RESERVED =
      Set.of(
          "formatVersion",
          "kind",
          "id",
          "stage",
          "inputHash",
          "shape",
          "shard",
          "shards",
          "checksum");

  private static final Pattern NAME = Pattern.compile("part-\\d{5,9}-of-(\\d{5,9})\\.parquet");

  private Shards() {}

  /** What the footer of a shard says. */
  public record Footer(DatasetInfo info, int index, int count, int formatVersion) {

    /** Where it differs from a shard of a dataset, in words; empty if it does not. */
    public Optional<String> difference(DatasetInfo expected, int shard, int shards) {
      Optional<String> other = info.difference(expected);
      return other.isPresent() || (index == shard && count == shards)
          ? other
          : Optional.of(
              "shard " + index + " of " + count + " instead of " + shard + " of " + shards);
    }
  }

  public static String name(int index, int count) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException("shard " + index + " of " + count);
    }
    StringBuilder name = new StringBuilder("part-");
    pad(name, index);
    name.append("-of-");
    pad(name, count);
    return name.append(".parquet").toString();
  }

  /** Five digits or more; {@code String.format} takes a second for the names of a million. */
  private static void pad(StringBuilder name, int number) {
    for (int bound = 10_000; bound > 1 && number < bound; bound /= 10) {
      name.append('0');
    }
    name.append(number);
  }

  /** The number of shards that a file name speaks of, 0 if it is not that of a shard. */
  static int count(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** Footer keys of a shard whose row groups have these numbers of rows. */
  static SortedMap<String, String> keys(
      DatasetInfo info, int index, int count, List<Long> groupRows) {
    SortedMap<String, String> keys = new TreeMap<>();
    keys.put(PREFIX + "formatVersion", Integer.toString(Manifest.FORMAT_VERSION));
    keys.put(PREFIX + "kind", info.kind().label());
    keys.put(PREFIX + "id", info.id());
    keys.put(PREFIX + "stage", info.stage());
    keys.put(PREFIX + "inputHash", info.inputHash());
    keys.put(PREFIX + "shape", Json.compact(info.shape()));
    keys.put(PREFIX + "shard", Integer.toString(index));
    keys.put(PREFIX + "shards", Integer.toString(count));
    info.properties().forEach((name, value) -> keys.put(PREFIX + name, Json.compact(value)));
    keys.put(CHECKSUM, checksum(keys, groupRows));
    return keys;
  }

  /**
   * Reads the footer keys. Pages carry a CRC of their own; the checksum among the keys protects the
   * keys and the number of rows.
   *
   * @throws UserException if the file is not a shard, is of another version, or its footer is
   *     damaged
   */
  static Footer parse(Map<String, String> all, List<Long> groupRows, String file) {
    SortedMap<String, String> keys = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) && value != null) {
            keys.put(key, value);
          }
        });
    String version = keys.get(PREFIX + "formatVersion");
    String checksum = keys.remove(CHECKSUM);
    if (version == null && checksum == null) {
      throw UserException.of("Parquet file was not written by fieldbeam: no " + PREFIX + "* keys")
          .where(file)
          .allowed("a shard of a dataset")
          .todo("import the file with 'fieldbeam import'")
          .build();
    }
    if (checksum == null || !checksum.equals(checksum(keys, groupRows))) {
      throw damaged(file + ", footer", "checksum of the footer keys and row counts is wrong", null);
    }
    int format = version != null && version.matches("[0-9]{1,6}") ? Integer.parseInt(version) : 0;
    if (!Manifest.canRead(format)) {
      throw UserException.of("shard of another format version")
          .where(file)
          .given(version)
          .allowed("1 to " + Manifest.FORMAT_VERSION)
          .todo("read it with the version of fieldbeam that wrote it, or generate it again")
          .build();
    }
    try {
      JsonObject shape =
          JsonObject.of(Map.of("shape", Json.parse(keys.get(PREFIX + "shape"), file)), file);
      DatasetInfo info =
          DatasetInfo.of(
              DatasetKind.ofLabel(keys.get(PREFIX + "kind"), file),
              keys.get(PREFIX + "id"),
              keys.get(PREFIX + "stage"),
              keys.get(PREFIX + "inputHash"),
              shape.ints("shape"));
      for (Map.Entry<String, String> entry : keys.entrySet()) {
        String name = entry.getKey().substring(PREFIX.length());
        if (!RESERVED.contains(name)) {
          info = info.with(name, Json.parse(entry.getValue(), file + ", key " + entry.getKey()));
        }
      }
      int index = Integer.parseInt(keys.get(PREFIX + "shard"));
      int count = Integer.parseInt(keys.get(PREFIX + "shards"));
      return new Footer(info, index, count, format);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw damaged(file + ", footer", "footer keys are incomplete", e);
    }
  }

  static Optional<ShardEntry> finished(String path, DatasetInfo info, int index, int count) {
    String file = Storage.resolve(path, name(index, count));
    if (!Storage.exists(file)) {
      return Optional.empty();
    }
    try (ShardReader reader = ShardReader.hashing(file)) {
      if (reader.footer().difference(info, index, count).isPresent()) {
        return Optional.empty();
      }
      while (reader.nextGroup() > 0) {
        // Reading is the check.
      }
      return Optional.of(
          new ShardEntry(
              index, name(index, count), reader.totalRows(), Storage.size(file), reader.sha256()));
    } catch (UserException damaged) {
      return Optional.empty();
    }
  }

  public static UserException damaged(String where, String what, Throwable cause) {
    return UserException.of("Parquet file is damaged: " + what)
        .where(where)
        .allowed("the file as it was written (its SHA-256 stands in the manifest)")
        .todo("restore the file, or delete it and the manifest and run the stage again")
        .cause(cause)
        .build();
  }

  private static String checksum(SortedMap<String, String> keys, List<Long> groupRows) {
    MessageDigest digest = Storage.sha256();
    // Lengths before texts, so that no two sets of keys give the same stream.
    keys.forEach(
        (key, value) ->
            digest.update(
                (key.length() + " " + key + " " + value.length() + " " + value + "\n")
                    .getBytes(StandardCharsets.UTF_8)));
    digest.update(groupRows.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }
}
