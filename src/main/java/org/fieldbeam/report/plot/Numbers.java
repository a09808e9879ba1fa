package org.fieldbeam.report.plot;

import java.util.Locale;
import java.util.function.DoubleFunction;

/** Numbers as a reader wants them: few digits, a true minus sign, powers of ten as powers. */
public final class Numbers {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private Numbers() {}

  /** {@code value} with {@code decimals} digits after the point and a typographic minus sign. */
  public static String fixed(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    boolean negativeZero =
        text.startsWith("-") && text.chars().noneMatch(c -> c >= '1' && c <= '9');
    return (negativeZero ? text.substring(1) : text).replace('-', '−');
  }

  /** {@code value} with about {@code digits} significant digits, plain or as a power of ten. */
  public static String significant(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
    }
    if (value == 0) {
      return "0";
    }
    int exponent = (int) Math.floor(Math.log10(Math.abs(value)));
    if (exponent < -4 || exponent > 6) {
      double mantissa = value / Math.pow(10, exponent);
      return fixed(mantissa, digits - 1) + "·10" + superscript(exponent);
    }
    return fixed(value, Math.max(0, digits - 1 - exponent));
  }

  /**
   * {@code re + im i} with {@code decimals} digits after the point, as many significant ones where
   * the number is too small for that.
   */
  public static String complex(double re, double im, int decimals) {
    double size = Math.hypot(re, im);
    boolean small = size > 0 && size < Math.pow(10, 3.0 - decimals);
    DoubleFunction<String> format =
        part -> small ? significant(part, decimals) : fixed(part, decimals);
    return format.apply(re) + (im < 0 ? " − " : " + ") + format.apply(Math.abs(im)) + "i";
  }

  /** A power of ten, written as a power. */
  public static String powerOfTen(int exponent) {
    return "10" + superscript(exponent);
  }

  private static String superscript(int exponent) {
    StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char c : Integer.toString(Math.abs(exponent)).toCharArray()) {
      out.append(SUPERSCRIPTS.charAt(c - '0'));
    }
    return out.toString();
  }

  /** A count with thin spaces between groups of three digits. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f').replace('-', '−');
  }

  /** A number of bytes in binary units. */
  public static String bytes(long value) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double scaled = value;
    int unit = 0;
    while (scaled >= 1024 && unit < units.length - 1) {
      scaled /= 1024;
      unit++;
    }
    return fixed(scaled, unit == 0 || scaled >= 100 ? 0 : 1) + "\u00a0" + units[unit];
  }
}
