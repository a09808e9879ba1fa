package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Walks a Parquet footer in Thrift's compact protocol before Parquet reads it: a damaged size of a
 * list or a text makes Thrift ask for memory that the file could never fill.
 */
final class FooterSizes {
  /** What follows the footer: its length, and the magic number. */
  private static final int TRAILER_BYTES = 8;

  /** Structures within structures; those of Parquet are fewer. */
  private static final int DEEPEST = 32;

  private final ByteBuffer footer;

  private FooterSizes(ByteBuffer footer) {
    this.footer = footer;
  }

  /**
   * Refuses sizes beyond the end of the footer. What else is wrong Parquet itself finds.
   *
   * @param length bytes of the file
   * @throws IOException if there is one
   */
  static void check(SeekableInputStream in, long length) throws IOException {
    if (length < TRAILER_BYTES) {
      return;
    }
    byte[] trailer = new byte[TRAILER_BYTES];
    in.seek(length - TRAILER_BYTES);
    in.readFully(trailer);
    int size = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (size < 0 || size > length - TRAILER_BYTES) {
      return;
    }
    byte[] footer = new byte[size];
    in.seek(length - TRAILER_BYTES - size);
    in.readFully(footer);
    new FooterSizes(ByteBuffer.wrap(footer)).struct(0);
  }

  private void struct(int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("structures within more than " + DEEPEST + " others");
    }
    while (footer.hasRemaining()) {
      int field = footer.get() & 0xff;
      if (field == 0) {
        return;
      }
      if (field >> 4 == 0) {
        varint(); // the number of the field, where it is not told by the difference
      }
      int type = field & 15;
      if (type > 2) { // the truth values are in the type
        value(type, depth);
      }
    }
  }

  private void value(int type, int depth) throws IOException {
    switch (type) {
      case 1, 2, 3 -> skip(1);
      case 4, 5, 6 -> varint();
      case 7 -> skip(Double.BYTES);
      case 8 -> skip(varint());
      case 9, 10 -> {
        int head = next();
        long size = head >> 4 == 15 ? varint() : head >> 4;
        require(size);
        for (long i = 0; i < size; i++) {
          value(head & 15, depth + 1);
        }
      }
      case 11 -> {
        long size = varint();
        require(size);
        int types = size == 0 ? 0 : next();
        for (long i = 0; i < size; i++) {
          value(types >> 4, depth + 1);
          value(types & 15, depth + 1);
        }
      }
      case 12 -> struct(depth + 1);
      default -> throw new IOException("a field of type " + type);
    }
  }

  private int next() throws IOException {
    require(1);
    return footer.get() & 0xff;
  }

  private void require(long bytes) throws IOException {
    if (bytes < 0 || bytes > footer.remaining()) {
      throw new IOException("a size of " + bytes + " with " + footer.remaining() + " bytes left");
    }
  }

  private void skip(long bytes) throws IOException {
    require(bytes);
    footer.position(footer.position() + (int) bytes);
  }

  private long varint() throws IOException {
    long result = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int b = next();
      result |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return result;
      }
    }
    throw new IOException("a number of more than 64 bits");
  }
}
