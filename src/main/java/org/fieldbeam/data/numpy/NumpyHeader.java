package org.fieldbeam.data.numpy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeam.data.UserException;

/**
 * Header of a {@code .npy} file: numpy.lib.format, versions 1 to 3.
 *
 * @param type type of the elements
 * @param fortran whether the first axis is fastest
 * @param shape extents of the array, none negative
 * @param headerBytes bytes before the first element
 */
@SuppressWarnings("ArrayRecordComponent") // a value that is read once, never compared
public record NumpyHeader(NumpyType type, boolean fortran, long[] shape, long headerBytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 20;
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /** Whether a file that begins with these bytes is one. */
  public static boolean isMagic(byte[] start) {
    return start.length >= MAGIC.length && Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length));
  }

  /** Length of all elements, which may be more than any file has. */
  BigInteger dataBytes() {
    BigInteger product = BigInteger.valueOf(type.bytes());
    for (long extent : shape) {
      product = product.multiply(BigInteger.valueOf(extent));
    }
    return product;
  }

  /** The shape as Python prints it. */
  public String shapeText() {
    return tuple(shape);
  }

  /**
   * Reads a header; the stream then stands at the first element.
   *
   * @throws UserException if this is no {@code .npy} file
   */
  static NumpyHeader read(InputStream in, String where) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !isMagic(start)) {
      throw UserException.of("not a NumPy file: wrong magic bytes")
          .where(where)
          .allowed("a .npy or .npz file as numpy.save or numpy.savez writes it")
          .todo("write the fields with numpy.save, or check that the file was copied whole")
          .build();
    }
    int version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
      throw UserException.of("NumPy file of an unknown format version")
          .where(where)
          .given((version & 0xff) + "." + (start[7] & 0xff))
          .allowed("1.0, 2.0 or 3.0")
          .todo("save the array again with numpy.save")
          .build();
    }
    byte[] lengthBytes = in.readNBytes(version == 1 ? 2 : 4);
    if (lengthBytes.length < (version == 1 ? 2 : 4)) {
      throw truncated(where, "header");
    }
    ByteBuffer lengths = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = version == 1 ? lengths.getShort() & 0xffff : lengths.getInt() & 0xffffffffL;
    if (length > MAX_HEADER) {
      throw UserException.of("NumPy file has an absurd header of " + length + " bytes")
          .where(where)
          .allowed("at most " + MAX_HEADER + " bytes")
          .todo("copy the file again from where it came from")
          .build();
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw truncated(where, "header");
    }
    long bytes = start.length + lengthBytes.length + length;
    return parse(new String(text, StandardCharsets.UTF_8), bytes, where);
  }

  private static NumpyHeader parse(String header, long bytes, String where) {
    try {
      if (!(PythonLiteral.parse(header) instanceof Map<?, ?> entries)) {
        throw new IllegalArgumentException("it is no dictionary");
      }
      if (!entries.keySet().equals(KEYS)) {
        throw new IllegalArgumentException("it has the keys " + entries.keySet());
      }
      if (!(entries.get("fortran_order") instanceof Boolean fortran)) {
        throw new IllegalArgumentException("fortran_order is neither True nor False");
      }
      if (!(entries.get("shape") instanceof PythonLiteral.Tuple shape)) {
        throw new IllegalArgumentException("shape is no tuple");
      }
      NumpyType type = NumpyType.of(entries.get("descr"));
      return new NumpyHeader(type, fortran, extents(shape.items()), bytes);
    } catch (IllegalArgumentException e) {
      throw UserException.of("header of a NumPy file cannot be read: " + e.getMessage())
          .where(where)
          .given(header.length() > 200 ? header.substring(0, 200) + "..." : header.strip())
          .allowed("a dictionary of descr, fortran_order and shape, as numpy.save writes it")
          .todo("save the array again with numpy.save")
          .cause(e)
          .build();
    }
  }

  private static long[] extents(List<Object> items) {
    long[] extents = new long[items.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      if (!(items.get(axis) instanceof BigInteger extent)
          || extent.signum() < 0
          || extent.bitLength() > 63) {
        throw new IllegalArgumentException("shape has an extent " + items.get(axis));
      }
      extents[axis] = extent.longValueExact();
    }
    return extents;
  }

  /** The bytes of a version 1 header of a C-ordered array. */
  public static byte[] write(String type, long... shape) {
    String text =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + tuple(shape) + ", }";
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    ByteBuffer buffer = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    buffer.put(text.getBytes(StandardCharsets.US_ASCII));
    while (buffer.remaining() > 1) {
      buffer.put((byte) ' ');
    }
    return buffer.put((byte) '\n').array();
  }

  /** (3,) and (3, 4), as Python prints tuples. */
  public static String tuple(long[] shape) {
    String list = Arrays.toString(shape);
    return "(" + list.substring(1, list.length() - 1) + (shape.length == 1 ? ",)" : ")");
  }

  public static UserException truncated(String where, String what) {
    return UserException.of("NumPy file is truncated: it ends in the " + what)
        .where(where)
        .todo("copy the file again from where it came from")
        .build();
  }
}
