package org.fieldbeam.data.dataset;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.RandomAccess;

/**
 * Entries of shards in arrays, some 52 bytes each instead of the 230 of objects and strings: the
 * manifest of a million shards is read, gathered and held in 52 MB.
 *
 * <p>Entries are added in the order in which shards happen to finish; {@link #inOrder} is the list
 * of a manifest. File names are not kept: they are those of {@link DatasetFolder#shardName(int,
 * int)}, and entries with other names are refused, so that no manifest speaks of files outside its
 * folder, of one file twice, or of the shards of another number of shards.
 */
public final class ShardTable implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHA_BYTES = 32;
  private static final int FIRST_CAPACITY = 16;

  private int size;
  private int[] index = new int[0];
  private long[] rows = new long[0];
  private long[] bytes = new long[0];
  private byte[] sha = new byte[0];

  /** Shards of the dataset, as the file names say. */
  private int count;

  /** Number of entries. */
  public int size() {
    return size;
  }

  /**
   * Adds an entry.
   *
   * @throws IllegalArgumentException if its file does not have the name of a shard of its number,
   *     of as many as the first entry's name says
   */
  public ShardTable add(ShardEntry entry) {
    int shards = size == 0 ? Shards.count(entry.path()) : count;
    if (entry.index() >= shards || !entry.path().equals(Shards.name(entry.index(), shards))) {
      throw new IllegalArgumentException(
          "shard "
              + entry.index()
              + " is the file '"
              + entry.path()
              + "'; allowed: "
              + (entry.index() < shards
                  ? Shards.name(entry.index(), shards)
                  : "part-NUMBER-of-COUNT.parquet in the dataset's own folder"));
    }
    count = shards;
    grow();
    index[size] = entry.index();
    rows[size] = entry.rows();
    bytes[size] = entry.bytes();
    byte[] hash = HexFormat.of().parseHex(entry.sha256());
    System.arraycopy(hash, 0, sha, size * SHA_BYTES, SHA_BYTES);
    size++;
    return this;
  }

  /** Adds every entry of another table, which stays as it is. */
  public ShardTable addAll(ShardTable other) {
    for (int i = 0; i < other.size; i++) {
      add(other.entry(i));
    }
    return this;
  }

  /** Entry {@code i} in the order of adding. */
  private ShardEntry entry(int i) {
    return new ShardEntry(
        index[i],
        Shards.name(index[i], count),
        rows[i],
        bytes[i],
        HexFormat.of().formatHex(sha, i * SHA_BYTES, (i + 1) * SHA_BYTES));
  }

  /**
   * The entries of shards 0 to n - 1.
   *
   * @param shards how many there must be
   * @return a list that makes its elements when they are asked for
   * @throws IllegalStateException if a shard is missing, is there twice, or is one too many
   * @throws IllegalArgumentException if the file names speak of another number of shards
   */
  public List<ShardEntry> inOrder(int shards) {
    if (size > 0 && count != shards) {
      throw new IllegalArgumentException(shards + " shards, whose file names speak of " + count);
    }
    int[] place = new int[shards];
    Arrays.fill(place, -1);
    for (int i = 0; i < size; i++) {
      if (index[i] < 0 || index[i] >= shards || place[index[i]] >= 0) {
        throw notOnce(index[i], shards);
      }
      place[index[i]] = i;
    }
    for (int shard = 0; shard < shards; shard++) {
      if (place[shard] < 0) {
        throw notOnce(shard, shards);
      }
    }
    return new Ordered(this, place);
  }

  private static IllegalStateException notOnce(int shard, int shards) {
    return new IllegalStateException(
        "shard " + shard + " of " + shards + " did not arrive exactly once");
  }

  /** Writes the entries. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    out.writeInt(count);
    for (int i = 0; i < size; i++) {
      out.writeInt(index[i]);
      out.writeLong(rows[i]);
      out.writeLong(bytes[i]);
      out.write(sha, i * SHA_BYTES, SHA_BYTES);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ShardTable read(DataInput in) throws IOException {
    ShardTable table = new ShardTable();
    int size = in.readInt();
    table.count = in.readInt();
    table.resize(size);
    table.size = size;
    for (int i = 0; i < size; i++) {
      table.index[i] = in.readInt();
      table.rows[i] = in.readLong();
      table.bytes[i] = in.readLong();
      in.readFully(table.sha, i * SHA_BYTES, SHA_BYTES);
    }
    return table;
  }

  private void grow() {
    if (size == index.length) {
      resize(Math.max(FIRST_CAPACITY, size + size / 2));
    }
  }

  private void resize(int capacity) {
    index = Arrays.copyOf(index, capacity);
    rows = Arrays.copyOf(rows, capacity);
    bytes = Arrays.copyOf(bytes, capacity);
    sha = Arrays.copyOf(sha, Math.multiplyExact(capacity, SHA_BYTES));
  }

  /** The entries by shard number. */
  private static final class Ordered extends AbstractList<ShardEntry>
      implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1L;
    private final ShardTable table;
    private final int[] place;

    Ordered(ShardTable table, int[] place) {
      this.table = table;
      this.place = place;
    }

    @Override
    public ShardEntry get(int shard) {
      return table.entry(place[shard]);
    }

    @Override
    public int size() {
      return place.length;
    }
  }

  /** Entries in the order of a manifest, in a form that is small and not changed any more. */
  static List<ShardEntry> compact(List<ShardEntry> entries) {
    if (entries instanceof Ordered) {
      return entries;
    }
    ShardTable table = new ShardTable();
    entries.forEach(table::add);
    return table.inOrder(entries.size());
  }
}
