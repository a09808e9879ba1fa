package org.fieldbeam.data.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NumPy files, good and bad, made byte by byte. */
final class NumpyBytes {
  private NumpyBytes() {}

  /** A .npy file as numpy writes it, of values in the order of the file. */
  static byte[] npy(String type, String fortran, int[] shape, double[] values) {
    String extents = Arrays.toString(shape).replace("[", "(").replace("]", "");
    extents += shape.length == 1 ? ",)" : ")";
    String dict =
        "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + extents + ", }";
    int length = (10 + dict.length() + 1 + 63) / 64 * 64 - 10;
    return npy(1, dict + " ".repeat(length - dict.length() - 1) + "\n", data(type, values));
  }

  /** The same of float64 in C order. */
  static byte[] npy(int[] shape, double... values) {
    return npy("<f8", "False", shape, values);
  }

  /** A .npy file with any header. */
  static byte[] npy(int version, String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text).put(data);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Values as bytes of a type. */
  static byte[] data(String type, double... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(8 * values.length)
            .order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    String kind = type.replaceAll("[<>=|]", "");
    for (double value : values) {
      switch (kind) {
        case "f4" -> buffer.putFloat((float) value);
        case "i8", "u8" -> buffer.putLong((long) value);
        case "i4", "u4" -> buffer.putInt((int) value);
        case "i1", "u1", "b1" -> buffer.put((byte) value);
        default -> buffer.putDouble(value);
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** A .npz archive as numpy.savez_compressed writes it. */
  static byte[] npz(Map<String, byte[]> arrays) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  /** Values in C or Fortran order. */
  static double[] order(double[] values, int[] shape, boolean fortran) {
    if (!fortran) {
      return values;
    }
    double[] result = new double[values.length];
    for (int c = 0; c < values.length; c++) {
      int rest = c;
      int target = 0;
      int[] index = new int[shape.length];
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        index[axis] = rest % shape[axis];
        rest /= shape[axis];
      }
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        target = target * shape[axis] + index[axis];
      }
      result[target] = values[c];
    }
    return result;
  }
}
