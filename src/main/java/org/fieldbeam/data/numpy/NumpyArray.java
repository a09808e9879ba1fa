package org.fieldbeam.data.numpy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.fieldbeam.data.UserException;

/**
 * An array in a {@code .npy} file or a {@code .npz} archive, which can be read as often as wanted.
 */
public final class NumpyArray {
  private static final int CHUNK = 1 << 13;

  /** Opens the file or the entry at its start. */
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  private final String where;
  private final Opener opener;
  private final NumpyHeader header;

  /**
   * Reads the header of an array.
   *
   * @param where file and array, named in errors
   * @param bytes length of the file or entry
   * @throws UserException if it is no array, or is longer or shorter than its header says: nothing
   *     needs more memory than the file can fill
   */
  NumpyArray(String where, long bytes, Opener opener) throws IOException {
    this.where = where;
    this.opener = opener;
    try (InputStream in = opener.open()) {
      header = NumpyHeader.read(in, where);
    }
    if (header.type().bytes() == 0) {
      return; // of no type whose length is known; it can only be named
    }
    BigInteger wanted = header.dataBytes();
    BigInteger there = BigInteger.valueOf(bytes - header.headerBytes());
    int compared = there.compareTo(wanted);
    if (compared != 0) {
      throw UserException.of(
              compared < 0
                  ? "NumPy file is truncated: it ends before its last value"
                  : "NumPy file goes on after its array")
          .where(where)
          .given(there + " bytes after the header")
          .allowed(wanted + " bytes, for shape " + header.shapeText() + " of type " + header.type())
          .todo(
              compared < 0
                  ? "copy the file again from where it came from"
                  : "save each array in a file of its own, or several with numpy.savez")
          .build();
    }
  }

  public String where() {
    return where;
  }

  public NumpyHeader header() {
    return header;
  }

  /** The elements as bytes, from the first. To be read to the end, which proves them. */
  public InputStream data() throws IOException {
    InputStream in = opener.open();
    try {
      in.skipNBytes(header.headerBytes());
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Reads elements to fill a buffer.
   *
   * @throws UserException if the file ends
   */
  public void fill(InputStream in, ByteBuffer buffer, int bytes) throws IOException {
    byte[] array = buffer.array(); // buffer() allocates it, without an offset
    if (in.readNBytes(array, buffer.arrayOffset(), bytes) < bytes) {
      throw NumpyHeader.truncated(where, "values");
    }
    buffer.clear().limit(bytes);
  }

  /** A buffer for whole elements, in their byte order. */
  public ByteBuffer buffer() {
    return ByteBuffer.allocate(CHUNK * header.type().bytes()).order(header.type().order());
  }

  /** Looks behind the last element: what was read is what was written, and there is no more. */
  public void requireEnd(InputStream in) throws IOException {
    if (in.read() >= 0) {
      throw UserException.of("NumPy file goes on after its array")
          .where(where)
          .todo("save each array in a file of its own, or several with numpy.savez")
          .build();
    }
  }

  /** Takes the elements one by one, from a buffer that stands at the next. */
  @FunctionalInterface
  public interface Taker {
    void take(int index, ByteBuffer next);
  }

  /**
   * Hands over all elements of an array of one axis.
   *
   * @throws UserException if it has another number of elements, or the file ends
   */
  public void column(int length, Taker taker) throws IOException {
    long[] shape = header.shape();
    if (shape.length != 1 || shape[0] != length) {
      throw UserException.of("array has not one value for each configuration")
          .where(where)
          .given("shape " + header.shapeText())
          .allowed("(" + length + ",)")
          .todo("save the arrays of one ensemble with one length, or leave this one out")
          .build();
    }
    if (!header.type().isNumber()) {
      throw UserException.of("array has no numbers that can be read")
          .where(where)
          .given(header.type())
          .allowed("whole numbers, float64 or float32, or bool")
          .todo("convert the array, or leave it out of the archive")
          .build();
    }
    ByteBuffer buffer = buffer();
    try (InputStream in = data()) {
      for (int from = 0; from < length; ) {
        int n = Math.min(CHUNK, length - from);
        fill(in, buffer, n * header.type().bytes());
        for (int i = 0; i < n; i++) {
          taker.take(from + i, buffer);
        }
        from += n;
      }
      requireEnd(in);
    }
  }
}
