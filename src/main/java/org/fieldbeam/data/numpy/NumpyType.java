package org.fieldbeam.data.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of the elements of a NumPy array.
 *
 * @param kind b bool, i and u whole numbers, f floating point, c complex; ? any other
 * @param bytes of an element; 0 for other kinds
 * @param order byte order
 * @param text how the header writes it
 */
public record NumpyType(char kind, int bytes, ByteOrder order, String text) {
  private static final Pattern FORM = Pattern.compile("([<>=|]?)(.+)");

  /** The names that NumPy itself writes are of the form f8; these stand for such. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("?", "b1"),
          Map.entry("bool", "b1"),
          Map.entry("d", "f8"),
          Map.entry("double", "f8"),
          Map.entry("float", "f8"),
          Map.entry("float64", "f8"),
          Map.entry("f", "f4"),
          Map.entry("single", "f4"),
          Map.entry("float32", "f4"),
          Map.entry("int64", "i8"),
          Map.entry("int32", "i4"),
          Map.entry("complex", "c16"),
          Map.entry("complex128", "c16"),
          Map.entry("complex64", "c8"));

  private static final Pattern PLAIN =
      Pattern.compile("b1|[iu][1248]|f(?:2|4|8|12|16)|c(?:8|16|24|32)");

  /**
   * The type that a header names by its {@code descr}: a text, or the list of a structured type.
   */
  static NumpyType of(Object descr) {
    if (!(descr instanceof String text)) {
      return new NumpyType('?', 0, ByteOrder.nativeOrder(), "a structured type");
    }
    Matcher form = FORM.matcher(text);
    String name = form.matches() ? NAMES.getOrDefault(form.group(2), form.group(2)) : "";
    if (!PLAIN.matcher(name).matches()) {
      return new NumpyType('?', 0, ByteOrder.nativeOrder(), text);
    }
    ByteOrder order =
        switch (form.group(1)) {
          case "<" -> ByteOrder.LITTLE_ENDIAN;
          case ">" -> ByteOrder.BIG_ENDIAN;
          default -> ByteOrder.nativeOrder();
        };
    return new NumpyType(name.charAt(0), Integer.parseInt(name.substring(1)), order, text);
  }

  /** Whether elements are float64 or float32, which fields are made of. */
  public boolean isReal() {
    return kind == 'f' && (bytes == 8 || bytes == 4);
  }

  /** Whether elements are complex128 or complex64: pairs of such, the real part first. */
  public boolean isComplex() {
    return kind == 'c' && (bytes == 16 || bytes == 8);
  }

  /** How many real numbers an element consists of. */
  public int parts() {
    return kind == 'c' ? 2 : 1;
  }

  /** Whether elements are numbers that {@link #get} and {@link #whole} take without loss. */
  boolean isNumber() {
    return isReal() || kind == 'i' || kind == 'u' || kind == 'b';
  }

  /** The next element of a buffer of this byte order, or the next part of a complex one. */
  public double get(ByteBuffer from) {
    return switch (kind) {
      case 'f', 'c' -> bytes / parts() == 8 ? from.getDouble() : from.getFloat();
      default -> whole(from);
    };
  }

  /**
   * The next element of a buffer of this byte order as a whole number.
   *
   * @throws ArithmeticException if it is none of 64 bits
   */
  public long whole(ByteBuffer from) {
    switch (kind) {
      case 'f' -> {
        double value = get(from);
        if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
          throw new ArithmeticException(value + " is no whole number");
        }
        return (long) value;
      }
      case 'b', 'u' -> {
        long value = signed(from);
        if (bytes < 8) {
          return value & ((1L << (8 * bytes)) - 1);
        } else if (value < 0) {
          throw new ArithmeticException(Long.toUnsignedString(value) + " is too large");
        }
        return value;
      }
      default -> {
        return signed(from);
      }
    }
  }

  private long signed(ByteBuffer from) {
    return switch (bytes) {
      case 1 -> from.get();
      case 2 -> from.getShort();
      case 4 -> from.getInt();
      default -> from.getLong();
    };
  }

  /** What to do with an array of this type that was given for fields. */
  public String advice() {
    String save = "save it as real numbers: numpy.save(path, array.astype(float))";
    return switch (kind) {
      case 'c' ->
          "save complexified fields as complex128; of real ones save array.real, if the imaginary"
              + " part is zero, for astype(float) would throw it away";
      case 'b' -> save;
      case 'i', 'u' -> save + "; whole numbers beyond 2^53 are rounded by that";
      case 'f' -> bytes == 2 ? save : save + "; digits beyond those of float64 are lost by that";
      default ->
          text.toUpperCase(Locale.ROOT).contains("O")
              ? "Python objects cannot be read; make an array of numbers of them:"
                  + " numpy.save(path, numpy.stack(list(array)).astype(float))"
              : "save one array of real numbers, such as a field of the structure: array['phi']";
    };
  }

  @Override
  public String toString() {
    return kind == '?' && text.equals("|O") ? "|O (Python objects)" : text;
  }
}
