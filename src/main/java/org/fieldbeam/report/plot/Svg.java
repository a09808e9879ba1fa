package org.fieldbeam.report.plot;

import java.util.Locale;

/** Pieces of SVG. */
final class Svg {
  private static final double FARTHEST = 1e6;

  private Svg() {}

  /** {@code String.format} over {@code %s}, with doubles as coordinates of two digits. */
  static String format(String template, Object... values) {
    Object[] texts = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] = values[i] instanceof Double d ? coordinate(d, 2) : values[i];
    }
    return String.format(Locale.ROOT, template, texts);
  }

  /** A coordinate, without zeros at the end. */
  static String coordinate(double value, int digits) {
    // far outside of every drawing; a number of 300 digits for each point would swell the page
    double drawn = Math.max(-FARTHEST, Math.min(FARTHEST, value));
    return String.format(Locale.ROOT, "%." + digits + "f", drawn).replaceFirst("\\.?0+$", "");
  }

  static String text(String style, String anchor, double x, double y, String content) {
    return format("<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">", style, anchor, x, y)
        + content
        + "</text>\n";
  }

  /** A marker: colours differ in shape too, for readers who do not see the colours apart. */
  static String marker(int colour, double x, double y, double r) {
    return switch (Math.floorMod(colour, 4)) {
      case 0 -> format("<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>", x, y, r);
      case 1 ->
          format(
              "<rect class=\"dot\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
              x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
      case 2 ->
          format(
              "<path class=\"dot\" d=\"M%s %sl%s %sl%s %sl%s %sz\"/>",
              x, y - 1.3 * r, 1.3 * r, 1.3 * r, -1.3 * r, 1.3 * r, -1.3 * r, -1.3 * r);
      default ->
          format(
              "<path class=\"dot\" d=\"M%s %sl%s %sH%sz\"/>",
              x, y - 1.2 * r, 1.2 * r, 2.1 * r, x - 1.2 * r);
    };
  }

  /** A line through points; it breaks at those that have no place. */
  static String path(String style, Frame frame, double[] x, double[] y) {
    StringBuilder d = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < x.length; i++) {
      boolean drawable = frame.isDrawable(x[i], y[i]);
      if (drawable) {
        d.append(pen ? 'L' : 'M').append(format("%s %s", frame.x(x[i]), frame.y(y[i])));
      }
      pen = drawable;
    }
    return "<path class=\"" + style + "\" d=\"" + d + "\"/>";
  }

  /** Many small dots as one element: each is a line of no length with round ends. */
  static String cloud(Frame frame, double[] x, double[] y) {
    StringBuilder d = new StringBuilder("<path class=\"cloud\" d=\"");
    for (int i = 0; i < x.length; i++) {
      if (frame.holds(x[i], y[i])) {
        d.append('M').append(coordinate(frame.x(x[i]), 1)).append(' ');
        d.append(coordinate(frame.y(y[i]), 1)).append("h0");
      }
    }
    return d.append("\"/>").toString();
  }
}
