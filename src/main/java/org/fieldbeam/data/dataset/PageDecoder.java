package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;

/** Decodes what {@link PageEncoder} writes, and refuses everything else. */
final class PageDecoder {
  private byte[] present = new byte[0];

  /** Decodes a page into rows {@code row...} of a column; returns the number of its rows. */
  int read(DataPage dataPage, RowGroup group, int index, int row, int maxRows) throws IOException {
    ShardSchema.Column column = group.schema().columns().get(index);
    if (!(dataPage instanceof DataPageV1 page)
        || page.getValueEncoding() != Encoding.PLAIN
        || page.getDlEncoding() != Encoding.RLE
        || page.getRlEncoding() != Encoding.RLE) {
      throw new IOException("page is not of version 1 with encodings RLE and PLAIN");
    }
    if (page.getCrc().isEmpty()) { // what has none is not verified
      throw new IOException("page has no CRC");
    }
    int perRow = Math.max(1, column.listLength());
    int values = page.getValueCount();
    int rows = values / perRow;
    if (values <= 0 || values % perRow != 0 || rows > maxRows) {
      throw new IOException(
          "page of " + values + " values; " + perRow + " per row, at most " + maxRows + " rows");
    }
    ByteBuffer buffer = PageDecompressor.view(page.getBytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (column.isList()) {
      listLevels(buffer, values, perRow);
      listValues(buffer, group, index, column, row, rows);
    } else {
      scalars(buffer, group, index, column, row, rows);
    }
    if (buffer.hasRemaining()) {
      throw new IOException(buffer.remaining() + " bytes after the last value of a page");
    }
    return rows;
  }

  private static void listLevels(ByteBuffer buffer, int values, int perRow) throws IOException {
    ByteBuffer repetition = section(buffer);
    Runs runs = new Runs(repetition, values);
    for (int at = 0; at < values; at += runs.length) {
      runs.next(at);
      if (runs.packed) {
        for (int i = 0; i < runs.length; i++) {
          check(runs.bit(i) == ((at + i) % perRow == 0 ? 0 : 1));
        }
      } else if (runs.value == 1) {
        check(at % perRow != 0 && at / perRow == (at + runs.length - 1) / perRow);
      } else {
        check(perRow == 1 || (runs.length == 1 && at % perRow == 0));
      }
    }
    Runs definition = new Runs(section(buffer), values);
    for (int at = 0; at < values; at += definition.length) {
      definition.next(at);
      check(!definition.packed && definition.value == 1);
    }
  }

  private static void check(boolean levelIsRight) throws IOException {
    if (!levelIsRight) {
      throw new IOException("lists do not have the length of the lattice");
    }
  }

  private static void listValues(
      ByteBuffer buffer, RowGroup group, int index, ShardSchema.Column column, int row, int rows)
      throws IOException {
    int length = column.listLength();
    if (column.isShape()) {
      for (int i = 0; i < rows; i++) {
        for (int extent : group.schema().shape()) {
          if (buffer.getInt() != extent) {
            throw new IOException("a row has another shape than the dataset");
          }
        }
      }
      return;
    }
    int values = rows * length;
    if (group.array(index) instanceof double[] doubles) {
      buffer.asDoubleBuffer().get(doubles, row * length, values);
      buffer.position(buffer.position() + 8 * values);
    } else {
      buffer.asFloatBuffer().get(group.floats(index), row * length, values);
      buffer.position(buffer.position() + 4 * values);
    }
  }

  private void scalars(
      ByteBuffer buffer, RowGroup group, int index, ShardSchema.Column column, int row, int rows)
      throws IOException {
    boolean allPresent = !column.optional();
    if (column.optional()) {
      nullLevels(section(buffer), rows);
    }
    Object array = group.array(index);
    if (array instanceof long[] longs) {
      buffer.asLongBuffer().get(longs, row, rows);
      buffer.position(buffer.position() + 8 * rows);
    } else if (array instanceof int[] ints) {
      buffer.asIntBuffer().get(ints, row, rows);
      buffer.position(buffer.position() + 4 * rows);
    } else if (array instanceof double[] doubles) {
      for (int i = 0; i < rows; i++) {
        doubles[row + i] = allPresent || present[i] == 1 ? buffer.getDouble() : Double.NaN;
      }
    } else {
      byte[] flags = group.flags(index);
      int used = 8;
      int bits = 0;
      for (int i = 0; i < rows; i++) {
        if (!allPresent && present[i] == 0) {
          flags[row + i] = -1;
          continue;
        }
        if (used == 8) {
          bits = buffer.get();
          used = 0;
        }
        flags[row + i] = (byte) (bits >> used++ & 1);
      }
    }
  }

  private void nullLevels(ByteBuffer levels, int rows) throws IOException {
    if (present.length < rows) {
      present = new byte[rows];
    }
    Runs runs = new Runs(levels, rows);
    for (int at = 0; at < rows; at += runs.length) {
      runs.next(at);
      for (int i = 0; i < runs.length; i++) {
        present[at + i] = (byte) (runs.packed ? runs.bit(i) : runs.value);
      }
    }
  }

  /** Levels with their length before them. */
  private static ByteBuffer section(ByteBuffer buffer) throws IOException {
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new IOException("levels of " + length + " bytes");
    }
    ByteBuffer section = buffer.slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    return section;
  }

  /** Runs of levels of one bit: repeated ones and bit-packed ones. */
  private static final class Runs {
    private final ByteBuffer bytes;
    private final int total;
    private boolean packed;
    private int length;
    private int value;
    private int start;

    Runs(ByteBuffer bytes, int total) {
      this.bytes = bytes;
      this.total = total;
    }

    /** Reads the run that starts with level number {@code at}. */
    void next(int at) throws IOException {
      int header = varint();
      packed = (header & 1) == 1;
      long count = packed ? 8L * (header >>> 1) : header >>> 1;
      // The last bit-packed group may be padded.
      if (count == 0 || count > total - at + (packed ? 7 : 0)) {
        throw new IOException("run of " + count + " levels with " + (total - at) + " left");
      }
      length = (int) Math.min(count, total - at);
      if (packed) {
        start = bytes.position();
        bytes.position(start + (header >>> 1));
      } else {
        value = bytes.get();
        if (value != 0 && value != 1) {
          throw new IOException("level " + value);
        }
      }
    }

    int bit(int i) {
      return bytes.get(start + (i >> 3)) >> (i & 7) & 1;
    }

    private int varint() throws IOException {
      int result = 0;
      for (int shift = 0; shift < 32; shift += 7) {
        int b = bytes.get();
        result |= (b & 0x7f) << shift;
        if (b >= 0) {
          return result;
        }
      }
      throw new IOException("run length of more than 32 bits");
    }
  }
}
