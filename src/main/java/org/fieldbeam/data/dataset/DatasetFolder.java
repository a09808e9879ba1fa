package org.fieldbeam.data.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.data.storage.Temporaries;

/**
 * A complete dataset: a folder with a manifest and every shard the manifest lists.
 *
 * <pre>{@code
 * DatasetFolder dataset = DatasetFolder.open("out/phi4-quickstart/hmc");
 * EnsembleBatch batch = new EnsembleBatch(dataset.info().rowShape(), 64);
 * for (int shard = 0; shard < dataset.shardCount(); shard++) {
 *   try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
 *     while (reader.read(batch) > 0) {
 *       ...
 *     }
 *   }
 * }
 * }</pre>
 */
public final class DatasetFolder {
  /** Largest number of shards of a dataset that is written. */
  public static final int MOST_SHARDS = 1_000_000;

  private final String path;
  private final Manifest manifest;

  /** Null until it is asked for: a manifest may be long. */
  private String contentHash;

  private DatasetFolder(String path, Manifest manifest) {
    this.path = path;
    this.manifest = manifest;
  }

  /**
   * Opens a dataset: reads its manifest and checks that every shard is there with its length, and
   * no other Parquet file, which pandas, DuckDB and Spark would take for a shard; and that the
   * first of them is of this dataset. Each shard is held against the manifest when it is read.
   *
   * @throws UserException if there is no manifest (an unfinished dataset or no dataset at all), the
   *     manifest is damaged, edited or of another version, a shard is missing or of another length,
   *     or a Parquet file is there that the manifest does not list
   */
  public static DatasetFolder open(String path) {
    DatasetFolder dataset = openLazily(path);
    dataset.checkShards();
    dataset.checkFooters(1);
    return dataset;
  }

  /**
   * Opens a dataset by its manifest alone. Each shard is looked at when it is read, so that a
   * thousand workers do not each ask for a million files. Only of an older dataset, whose manifest
   * has no checksum, all footers are held against it.
   *
   * @throws UserException if there is no manifest, or it is damaged, edited or of another version
   */
  public static DatasetFolder openLazily(String path) {
    Manifest.Found found = find(path).orElseThrow(() -> FolderContents.noDataset(path));
    DatasetFolder dataset = new DatasetFolder(path, found.manifest());
    if (!found.proven()) {
      dataset.checkFooters(dataset.shardCount());
    }
    return dataset;
  }

  /** {@link #openLazily(String)} of a dataset that must be of one kind. */
  public static DatasetFolder openLazily(String path, DatasetKind kind) {
    DatasetFolder dataset = openLazily(path);
    dataset.require(kind);
    return dataset;
  }

  private void checkShards() {
    Map<String, Long> lengths = new HashMap<>();
    Storage.sizes(path, "*")
        .forEach((file, bytes) -> lengths.put(file.substring(file.lastIndexOf('/') + 1), bytes));
    for (ShardEntry shard : manifest.shards()) {
      Long bytes = lengths.remove(shard.path());
      if (bytes == null || bytes != shard.bytes()) {
        requireShard(shard); // asks for this very file: lists of a store may come late
      }
    }
    List<String> strangers = strangers(lengths.keySet());
    if (!strangers.isEmpty()) {
      throw UserException.of(
              "the folder of a dataset has Parquet files that are not of the dataset")
          .where(strangers.get(0))
          .given(strangers.size() == 1 ? "one file" : strangers.size() + " files")
          .allowed("the " + shardCount() + " shards that " + manifestPath(path) + " lists")
          .todo(
              "move them out of the folder: pandas, DuckDB and Spark take every Parquet file in it,"
                  + " and would read their rows as rows of the dataset")
          .build();
    }
  }

  /** Parquet files in the folder that the manifest does not list, and in folders below it. */
  public List<String> strangers() {
    Set<String> names = new HashSet<>();
    Storage.list(path, "*").forEach(file -> names.add(file.substring(file.lastIndexOf('/') + 1)));
    manifest.shards().forEach(shard -> names.remove(shard.path()));
    return strangers(names);
  }

  private List<String> strangers(Set<String> unlisted) {
    List<String> found = new ArrayList<>();
    for (String name : unlisted) {
      if (!isHidden(name)) {
        found.add(Storage.resolve(path, name));
      }
    }
    for (String file : Storage.list(path, "*/*")) {
      int slash = file.lastIndexOf('/');
      String folder = file.substring(file.lastIndexOf('/', slash - 1) + 1, slash);
      if (!isHidden(file.substring(slash + 1)) && !isHidden(folder)) {
        found.add(file);
      }
    }
    found.removeIf(file -> !ParquetStreams.isParquet(file));
    Collections.sort(found);
    return found;
  }

  /** Whether readers of whole folders pass over a name. */
  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  private void requireShard(ShardEntry shard) {
    String file = Storage.resolve(path, shard.path());
    if (!Storage.exists(file)) {
      throw UserException.of("shard of a dataset is missing")
          .where(file)
          .allowed(shard.bytes() + " bytes, sha256 " + shard.sha256() + ", as the manifest says")
          .todo(
              "restore the file, or delete "
                  + manifestPath(path)
                  + " and run the pipeline again: only what is missing is computed anew")
          .cause(new NoSuchFileException(file))
          .build();
    }
    long bytes = Storage.size(file);
    if (bytes != shard.bytes()) {
      throw UserException.of("shard has another length than its manifest says")
          .where(file)
          .given(bytes + " bytes")
          .allowed(shard.bytes() + " bytes")
          .todo(
              "restore the file, or delete "
                  + manifestPath(path)
                  + " and run the pipeline again: damaged shards are computed anew")
          .build();
    }
  }

  /**
   * Opens a dataset that must be of one kind.
   *
   * @throws UserException if it is of another kind; and as {@link #open(String)}
   */
  public static DatasetFolder open(String path, DatasetKind kind) {
    DatasetFolder dataset = open(path);
    dataset.require(kind);
    return dataset;
  }

  /** A dataset as its manifest describes it, with nothing checked: one not committed, perhaps. */
  public static DatasetFolder unchecked(String path, Manifest manifest) {
    return new DatasetFolder(path, manifest);
  }

  /** Holds the manifest against the footers of the first shards. */
  private void checkFooters(int shards) {
    for (int shard = 0; shard < shards; shard++) {
      try (ShardReader reader = ShardReader.open(presentShard(shard))) {
        requireOurs(reader, shard);
      }
    }
  }

  /** The manifest, if there is one; nothing else is checked. */
  public static Optional<Manifest> peek(String path) {
    return find(path).map(Manifest.Found::manifest);
  }

  private static Optional<Manifest.Found> find(String path) {
    String file = manifestPath(path);
    if (!Storage.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Channels.newInputStream(Storage.open(file)))) {
      return Optional.of(Manifest.read(in, file));
    } catch (IOException e) {
      throw Storage.unreadable(file, e);
    }
  }

  /**
   * Completes a dataset: writes the manifest (temporary name, then rename) after all shards, and
   * removes what killed writers left behind.
   *
   * @throws UserException if a shard is missing or of another length, a Parquet file is there that
   *     is none of the shards, or a pipeline has meanwhile given the folder to other settings; then
   *     there is no manifest
   */
  public static DatasetFolder commit(String path, Manifest manifest) {
    DatasetFolder dataset = new DatasetFolder(path, manifest);
    dataset.checkShards();
    DatasetInfo info = manifest.info();
    Storage.writeStream(
        manifestPath(path),
        manifest::write,
        () -> StageMarker.requireOwner(path, info.id(), info.inputHash()));
    Temporaries.deleteIn(path);
    return dataset;
  }

  /** {@link #commit(String, Manifest)} of a manifest made now. */
  public static DatasetFolder commit(
      String path, DatasetInfo info, List<ShardEntry> shards, Map<String, Object> extra) {
    return commit(path, Manifest.now(info, shards, extra));
  }

  /**
   * The entry of a shard that an earlier, interrupted run has finished: it has the right name, its
   * footer bears this input hash, shard number and count, and every page is intact. Reads the whole
   * file. Anything else is treated as absent, to be written anew.
   */
  public static Optional<ShardEntry> finishedShard(
      String path, DatasetInfo info, int index, int count) {
    return Shards.finished(path, info, index, count);
  }

  /**
   * The number of shards that so many rows or chains fill, at least 1.
   *
   * @param items their number, not negative
   * @param perShard how many a shard takes, at least 1
   * @throws IllegalArgumentException if these are more than {@link #MOST_SHARDS} shards
   */
  public static int shards(long items, long perShard) {
    long shards = items / perShard + (items % perShard == 0 ? 0 : 1);
    if (shards > MOST_SHARDS) {
      throw new IllegalArgumentException(
          shards
              + " shards, for "
              + items
              + " in all and "
              + perShard
              + " in each; allowed: at most "
              + MOST_SHARDS);
    }
    return (int) Math.max(1, shards);
  }

  /** Name of a shard file: {@code part-00003-of-00016.parquet}. */
  public static String shardName(int index, int count) {
    return Shards.name(index, count);
  }

  /** Path of the manifest of a dataset folder. */
  public static String manifestPath(String path) {
    return Storage.resolve(path, Manifest.FILE_NAME);
  }

  /** The folder. */
  public String path() {
    return path;
  }

  /** The manifest. */
  public Manifest manifest() {
    return manifest;
  }

  /** What the dataset says of itself. */
  public DatasetInfo info() {
    return manifest.info();
  }

  /** SHA-256 of all that the dataset is, see {@link Manifest#contentHash()}. */
  public String contentHash() {
    if (contentHash == null) {
      contentHash = manifest.contentHash();
    }
    return contentHash;
  }

  /** Number of shards. */
  public int shardCount() {
    return manifest.shards().size();
  }

  /** Path of a shard's file. */
  public String shardPath(int index) {
    return Storage.resolve(path, manifest.shards().get(index).path());
  }

  /**
   * Path of a shard's file that is about to be read.
   *
   * @throws UserException if it is missing or of another length than the manifest says
   */
  public String presentShard(int index) {
    requireShard(manifest.shards().get(index));
    return shardPath(index);
  }

  /**
   * Refuses a shard that is not the one that the manifest speaks of.
   *
   * @throws UserException if its footer says anything else
   */
  public void requireOurs(ShardReader shard, int index) {
    long rows = manifest.shards().get(index).rows();
    String other =
        shard
            .footer()
            .difference(info(), index, shardCount())
            .orElse(
                shard.totalRows() == rows ? "" : shard.totalRows() + " rows instead of " + rows);
    if (!other.isEmpty()) {
      throw UserException.of("the shard is not the one that the manifest speaks of")
          .where(shard.path())
          .given(other)
          .allowed("what " + manifestPath(path) + " says")
          .todo(
              "restore manifest and shards from where they come from, or delete both and run the"
                  + " stage, or the import, again")
          .build();
    }
  }

  /** Refuses a dataset of another kind. */
  public void require(DatasetKind kind) {
    if (info().kind() != kind) {
      throw UserException.of("dataset of another kind")
          .where(path)
          .given(info().kind().label())
          .allowed(kind.label())
          .todo("name a dataset of that kind; 'fieldbeam inspect PATH' shows what a folder holds")
          .build();
    }
  }

  /**
   * Refuses configurations that are not one real number at each site.
   *
   * @param stage what is asked for, named in the error
   */
  public void requireScalar(String stage) {
    if (info().values() != info().volume() || !info().layout().isScalar()) {
      throw UserException.of(stage + " works on fields of one real number at each site")
          .where(path)
          .given(info().layout())
          .allowed("real scalar fields, such as those of phi4, free and polynomial")
          .todo(
              "name another ensemble; of other fields prepare and train: {model: {mlp: {}}} make a"
                  + " neural score")
          .build();
    }
  }

  /** Refuses a dataset without rows, of which nothing can be said. */
  public void requireRows() {
    if (manifest.rows() == 0) {
      throw UserException.of("the dataset has no rows")
          .where(path)
          .given(shardCount() + " shards, all of them empty")
          .allowed("at least one row")
          .todo("look at what wrote it: perhaps a filter let nothing pass")
          .build();
    }
  }
}
