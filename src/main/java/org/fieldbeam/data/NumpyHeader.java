package org.fieldbeam.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Header of a {@code .npy} file: numpy.lib.format, versions 1 to 3.
 *
 * @param valueBytes 8 for float64, 4 for float32
 * @param order byte order of the values
 * @param fortran whether the first axis is fastest
 * @param shape extents of the array
 */
@SuppressWarnings("ArrayRecordComponent") // a value that is read once, never compared
record NumpyHeader(int valueBytes, ByteOrder order, boolean fortran, long[] shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 20;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\sL]*)\\)");

  /** Number of values. */
  long values() {
    long product = 1;
    for (long extent : shape) {
      product = Math.multiplyExact(product, extent);
    }
    return product;
  }

  /**
   * Reads a header; the stream then stands at the first value.
   *
   * @throws UserException if this is no {@code .npy} of float32 or float64
   */
  static NumpyHeader read(InputStream in, String where) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(MAGIC, Arrays.copyOf(start, 6))) {
      throw UserException.of("not a NumPy file: wrong magic bytes")
          .where(where)
          .allowed("a .npy or .npz file as numpy.save or numpy.savez writes it")
          .todo("write the fields with numpy.save, or check that the file was copied whole")
          .build();
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw UserException.of("NumPy file of an unknown format version")
          .where(where)
          .given(version)
          .allowed("1, 2 or 3")
          .build();
    }
    byte[] lengthBytes = in.readNBytes(version == 1 ? 2 : 4);
    if (lengthBytes.length < (version == 1 ? 2 : 4)) {
      throw truncated(where, "header");
    }
    ByteBuffer lengths = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = version == 1 ? lengths.getShort() & 0xffff : lengths.getInt();
    if (length < 0 || length > MAX_HEADER) {
      throw UserException.of("NumPy file has an absurd header of " + length + " bytes")
          .where(where)
          .build();
    }
    byte[] text = in.readNBytes(length);
    if (text.length < length) {
      throw truncated(where, "header");
    }
    return parse(new String(text, StandardCharsets.UTF_8), where);
  }

  private static NumpyHeader parse(String header, String where) {
    Matcher fortran = FORTRAN.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    Matcher descr = DESCR.matcher(header);
    if (!header.contains("descr") || !fortran.find() || !shape.find()) {
      throw UserException.of("header of a NumPy file cannot be read")
          .where(where)
          .given(header.strip())
          .build();
    }
    String type = descr.find() ? descr.group(1) : "a structured type";
    ByteOrder order =
        switch (type.isEmpty() ? ' ' : type.charAt(0)) {
          case '<' -> ByteOrder.LITTLE_ENDIAN;
          case '>' -> ByteOrder.BIG_ENDIAN;
          case '=' -> ByteOrder.nativeOrder();
          default -> null;
        };
    String kind = order == null ? type : type.substring(1);
    if (order == null || !(kind.equals("f8") || kind.equals("f4"))) {
      throw UserException.of("NumPy array of a type that is no field")
          .where(where)
          .given(type.equals("|O") ? "|O (Python objects)" : type)
          .allowed("float64 or float32, little or big endian: <f8 >f8 <f4 >f4")
          .todo("convert it in Python: numpy.save(path, numpy.asarray(array, dtype=float))")
          .build();
    }
    String list = shape.group(1).replace("L", "").strip();
    long[] extents =
        list.isEmpty()
            ? new long[0]
            : Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    return new NumpyHeader(
        kind.equals("f8") ? 8 : 4, order, fortran.group(1).equals("True"), extents);
  }

  /** The bytes of a version 1 header of a C-ordered little-endian float64 array. */
  static byte[] write(long... shape) {
    return write("<f8", shape);
  }

  /** The same for an array of complex128. */
  static byte[] writeComplex(long... shape) {
    return write("<c16", shape);
  }

  private static byte[] write(String type, long... shape) {
    StringBuilder extents = new StringBuilder();
    for (long extent : shape) {
      extents.append(extent).append(", ");
    }
    // (3,) and (3, 4), as Python prints tuples.
    String tuple =
        shape.length == 1 ? extents.toString().strip() : extents.substring(0, extents.length() - 2);
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + tuple + "), }";
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    ByteBuffer buffer = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    buffer.put(text.getBytes(StandardCharsets.US_ASCII));
    while (buffer.remaining() > 1) {
      buffer.put((byte) ' ');
    }
    return buffer.put((byte) '\n').array();
  }

  static UserException truncated(String where, String what) {
    return UserException.of("NumPy file is truncated: it ends in the " + what)
        .where(where)
        .todo("copy the file again from where it came from")
        .build();
  }
}
