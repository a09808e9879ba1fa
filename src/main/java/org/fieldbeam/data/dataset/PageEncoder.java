package org.fieldbeam.data.dataset;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.fieldbeam.data.NotFiniteException;
import org.fieldbeam.data.UserException;

/**
 * Encodes the columns of a row group into Parquet data pages (version 1, PLAIN values, zstd or
 * uncompressed).
 *
 * <p>Lists have a fixed length and no nulls, so their repetition and definition levels are known
 * runs and values are copied in bulk: several times faster than passing each value through
 * Parquet's column writers. Format: Apache Parquet, Encodings.md ("Run Length Encoding /
 * Bit-Packing Hybrid", "Plain").
 */
final class PageEncoder implements AutoCloseable {
  /** Raw bytes of the values in a page; a single row may exceed it. */
  private static final int PAGE_BYTES = 1 << 20;

  /**
   * The mantissas are noise, so that higher levels cost time and save nothing. Byte-stream-split
   * would save some per cent more, but most installed Spark readers do not take it (SPARK-56894).
   */
  private static final int ZSTD_LEVEL = 1;

  private final CompressionCodecName codec;
  private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(ZSTD_LEVEL);
  private byte[] page = new byte[0];
  private byte[] compressed = new byte[0];
  private ByteBuffer buffer = ByteBuffer.wrap(page);

  /** Pages of zstd, or as they are. */
  PageEncoder(boolean compressed) {
    codec = compressed ? CompressionCodecName.ZSTD : CompressionCodecName.UNCOMPRESSED;
  }

  /** What the pages are compressed by. */
  CompressionCodecName codec() {
    return codec;
  }

  /** Writes all pages of one column; the caller starts and ends the column. */
  void write(RowGroup group, int columnIndex, ParquetFileWriter file) throws IOException {
    ShardSchema.Column column = group.schema().columns().get(columnIndex);
    int perRow = Math.max(1, column.listLength());
    int pageRows = Math.max(1, PAGE_BYTES / (column.valueBytes() * perRow));
    for (int row = 0; row < group.rows(); row += pageRows) {
      int rows = Math.min(pageRows, group.rows() - row);
      start(rows, perRow, column.valueBytes());
      Statistics<?> statistics;
      if (column.isList()) {
        // Empty: the least and the largest field value help nobody.
        statistics =
            Statistics.getBuilderForReading(column.descriptor().getPrimitiveType()).build();
        listLevels(rows, perRow);
        listValues(group, columnIndex, column, row, rows);
      } else {
        statistics = Statistics.createStats(column.descriptor().getPrimitiveType());
        scalars(group, columnIndex, column, row, rows, statistics);
      }
      BytesInput bytes = compress();
      file.writeDataPage(
          rows * perRow,
          buffer.position(),
          bytes,
          statistics,
          rows,
          Encoding.RLE,
          Encoding.RLE,
          Encoding.PLAIN);
    }
  }

  @Override
  public void close() {
    zstd.close();
  }

  private void start(int rows, int perRow, int valueBytes) {
    // Levels take at most 8 bytes for the lengths, and per row a byte or two runs.
    long needed = (long) rows * (perRow * (long) valueBytes + 16) + 64;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a row of " + perRow + " values does not fit a page");
    }
    if (page.length < needed) {
      page = new byte[(int) needed];
      if (codec == CompressionCodecName.ZSTD) {
        compressed = new byte[(int) Zstd.compressBound(needed)];
      }
      buffer = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    }
    buffer.clear();
  }

  private BytesInput compress() {
    if (codec == CompressionCodecName.UNCOMPRESSED) {
      return BytesInput.from(page, 0, buffer.position());
    }
    int size = zstd.compressByteArray(compressed, 0, compressed.length, page, 0, buffer.position());
    return BytesInput.from(compressed, 0, size);
  }

  /** Repetition levels 0 1 1 ... 1 in each row, then definition levels 1 throughout. */
  private void listLevels(int rows, int perRow) {
    int lengthAt = reserveLength();
    if (perRow >= 8) {
      for (int row = 0; row < rows; row++) {
        buffer.put((byte) 0b11); // one bit-packed group of eight
        buffer.put((byte) 0b11111110);
        if (perRow > 8) {
          varint((perRow - 8) << 1);
          buffer.put((byte) 1);
        }
      }
    } else {
      int groups = (rows * perRow + 7) / 8;
      varint(groups << 1 | 1);
      for (int group = 0; group < groups; group++) {
        int bits = 0;
        for (int bit = 0; bit < 8; bit++) {
          bits |= ((group * 8 + bit) % perRow == 0 ? 0 : 1) << bit;
        }
        buffer.put((byte) bits);
      }
    }
    setLength(lengthAt);
    lengthAt = reserveLength();
    varint((rows * perRow) << 1);
    buffer.put((byte) 1);
    setLength(lengthAt);
  }

  private void listValues(RowGroup group, int index, ShardSchema.Column column, int row, int rows) {
    int length = column.listLength();
    if (column.isShape()) {
      for (int i = 0; i < rows; i++) {
        for (int extent : group.schema().shape()) {
          buffer.putInt(extent);
        }
      }
      return;
    }
    int from = row * length;
    int values = rows * length;
    if (group.array(index) instanceof double[] doubles) {
      double least = column.least();
      double most = column.most();
      for (int i = from; i < from + values; i++) {
        if (!(doubles[i] >= least && doubles[i] <= most)) {
          throw notFinite(group, column, row + (i - from) / length, doubles[i]);
        }
      }
      buffer.asDoubleBuffer().put(doubles, from, values);
      buffer.position(buffer.position() + 8 * values);
    } else {
      float[] floats = group.floats(index);
      for (int i = from; i < from + values; i++) {
        if (!(Math.abs(floats[i]) <= Float.MAX_VALUE)) {
          throw notFinite(group, column, row + (i - from) / length, floats[i]);
        }
      }
      buffer.asFloatBuffer().put(floats, from, values);
      buffer.position(buffer.position() + 4 * values);
    }
  }

  private void scalars(
      RowGroup group,
      int index,
      ShardSchema.Column column,
      int row,
      int rows,
      Statistics<?> statistics) {
    if (column.optional()) {
      nullLevels(group, index, row, rows, statistics);
    }
    Object array = group.array(index);
    if (array instanceof long[] longs) {
      for (int i = row; i < row + rows; i++) {
        buffer.putLong(longs[i]);
        statistics.updateStats(longs[i]);
      }
    } else if (array instanceof int[] ints) {
      for (int i = row; i < row + rows; i++) {
        buffer.putInt(ints[i]);
        statistics.updateStats(ints[i]);
      }
    } else if (array instanceof double[] doubles) {
      for (int i = row; i < row + rows; i++) {
        boolean absent = column.optional() && Double.isNaN(doubles[i]);
        if (!absent) {
          if (!column.takes(doubles[i])) {
            throw notFinite(group, column, i, doubles[i]);
          }
          buffer.putDouble(doubles[i]);
          statistics.updateStats(doubles[i]);
        }
      }
    } else {
      byte[] flags = group.flags(index);
      int bits = 0;
      int used = 0;
      for (int i = row; i < row + rows; i++) {
        if (flags[i] >= 0) {
          bits |= flags[i] << used;
          statistics.updateStats(flags[i] == 1);
          if (++used == 8) {
            buffer.put((byte) bits);
            bits = 0;
            used = 0;
          }
        }
      }
      if (used > 0) {
        buffer.put((byte) bits);
      }
    }
  }

  /** Definition levels: 1 where there is a value, 0 where not. */
  private void nullLevels(RowGroup group, int index, int row, int rows, Statistics<?> statistics) {
    int lengthAt = reserveLength();
    int nulls = 0;
    for (int i = row; i < row + rows; i++) {
      nulls += group.isNull(index, i) ? 1 : 0;
    }
    if (nulls == 0 || nulls == rows) {
      varint(rows << 1);
      buffer.put((byte) (nulls == 0 ? 1 : 0));
    } else {
      int groups = (rows + 7) / 8;
      varint(groups << 1 | 1);
      for (int g = 0; g < groups; g++) {
        int bits = 0;
        for (int bit = 0; bit < 8 && 8 * g + bit < rows; bit++) {
          bits |= (group.isNull(index, row + 8 * g + bit) ? 0 : 1) << bit;
        }
        buffer.put((byte) bits);
      }
    }
    statistics.incrementNumNulls(nulls);
    setLength(lengthAt);
  }

  private int reserveLength() {
    int at = buffer.position();
    buffer.putInt(0);
    return at;
  }

  private void setLength(int at) {
    buffer.putInt(at, buffer.position() - at - 4);
  }

  private void varint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      buffer.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private UserException notFinite(
      RowGroup group, ShardSchema.Column column, int row, double value) {
    long chain = group.longs(group.schema().index("chain"))[row];
    long step = group.longs(group.schema().index("step"))[row];
    String where = "chain " + chain + ", step " + step + ", column " + column.name();
    return Double.isFinite(value)
        ? UserException.of("angle is not wrapped")
            .where(where)
            .given(value)
            .allowed(column.allowed())
            .todo("wrap the angles (Angles.wrap) before they are written")
            .build()
        : new NotFiniteException(where, value, column.allowed());
  }
}
