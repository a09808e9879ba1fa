package org.fieldbeam.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A figure: a title, a plot drawn as SVG, a legend and a caption.
 *
 * <p>The drawing has a fixed size in its own units and scales with the page, so that its text stays
 * readable from 400 pixels of width on. Title, legend and caption are HTML and wrap. Colours come
 * from the style sheet's variables, which know light and dark.
 */
final class Plot {
  private static final double WIDTH = 440;
  private static final double HEIGHT = 290;
  private static final double TOP = 12;
  private static final double RIGHT = 16;
  private static final double BOTTOM = 48;

  /** The width of a digit of the tick labels, in units of the drawing. */
  private static final double DIGIT = 7.4;

  private final String id;
  private final String title;
  private final List<Mark> marks = new ArrayList<>();
  private String xLabel = "";
  private String yLabel = "";
  private boolean logX;
  private boolean logY;
  private boolean tightX;
  private String caption = "";
  private double xMin = Double.POSITIVE_INFINITY;
  private double xMax = Double.NEGATIVE_INFINITY;
  private double yMin = Double.POSITIVE_INFINITY;
  private double yMax = Double.NEGATIVE_INFINITY;

  private Plot(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /**
   * An empty plot.
   *
   * @param id the element's id in the page
   * @param title the title, with the markup of {@link Text}
   */
  static Plot of(String id, String title) {
    return new Plot(id, title);
  }

  /** Labels the axes, with the markup of {@link Text}. */
  Plot labels(String x, String y) {
    xLabel = x;
    yLabel = y;
    return this;
  }

  /** Makes the x axis logarithmic. */
  Plot logarithmicX() {
    logX = true;
    return this;
  }

  /** Makes the y axis logarithmic; values that are not positive are left out. */
  Plot logarithmicY() {
    logY = true;
    return this;
  }

  /** Ends the x axis where the values end instead of at whole ticks. */
  Plot tightX() {
    tightX = true;
    return this;
  }

  /** Sets the ends of the x axis, whatever is drawn. */
  Plot rangeX(double low, double high) {
    coverX(low);
    coverX(high);
    return tightX();
  }

  /** Widens the y axis to hold a value. */
  Plot includeY(double value) {
    coverY(value);
    return this;
  }

  /** Sets the caption, ready HTML. */
  Plot caption(String html) {
    caption = html;
    return this;
  }

  /** Adds a mark and widens the axes to hold it. */
  Plot add(Mark mark) {
    marks.add(mark);
    if (mark instanceof Mark.Dots dots) {
      for (int i = 0; i < dots.x().length; i++) {
        coverX(dots.x()[i]);
        coverY(dots.y()[i]);
        double error = dots.error()[i];
        if (Double.isFinite(error)) {
          coverY(dots.y()[i] + error);
          coverY(dots.y()[i] - error);
        }
      }
    } else if (mark instanceof Mark.Steps steps) {
      coverX(steps.edges()[0]);
      coverX(steps.edges()[steps.edges().length - 1]);
      coverY(0);
      for (int i = 0; i < steps.height().length; i++) {
        coverY(steps.height()[i] + steps.error()[i]);
      }
    } else if (mark instanceof Mark.Curve curve) {
      for (int i = 0; i < curve.x().length; i++) {
        coverX(curve.x()[i]);
        coverY(curve.y()[i]);
      }
    } else if (mark instanceof Mark.Rule rule) {
      if (rule.vertical()) {
        coverX(rule.at());
      } else {
        coverY(rule.at());
      }
    }
    return this;
  }

  private void coverX(double value) {
    if (Double.isFinite(value) && (!logX || value > 0)) {
      xMin = Math.min(xMin, value);
      xMax = Math.max(xMax, value);
    }
  }

  private void coverY(double value) {
    if (Double.isFinite(value) && (!logY || value > 0)) {
      yMin = Math.min(yMin, value);
      yMax = Math.max(yMax, value);
    }
  }

  /** The figure as HTML. A plot without a drawable value says so in its place. */
  String render() {
    StringBuilder out = new StringBuilder();
    out.append("<figure class=\"plot\" id=\"").append(Text.escape(id)).append("\">\n");
    out.append("<figcaption class=\"title\">").append(Text.html(title)).append("</figcaption>\n");
    if (xMin > xMax || yMin > yMax) {
      out.append("<p class=\"empty\">No value that can be drawn.</p>\n");
    } else {
      legend(out);
      drawing(out);
    }
    if (!caption.isEmpty()) {
      out.append("<p class=\"caption\">").append(caption).append("</p>\n");
    }
    return out.append("</figure>\n").toString();
  }

  private void legend(StringBuilder out) {
    Set<Mark.Key> keys = new LinkedHashSet<>();
    for (Mark mark : marks) {
      if (!mark.key().name().isEmpty()) {
        keys.add(mark.key());
      }
    }
    if (keys.isEmpty()) {
      return;
    }
    out.append("<ul class=\"legend\">");
    for (Mark.Key key : keys) {
      out.append("<li class=\"c").append(key.colour()).append("\">");
      out.append("<svg viewBox=\"0 0 22 12\" aria-hidden=\"true\">");
      out.append("<path class=\"line\" d=\"M1 6H21\"/>");
      out.append(marker(key.colour(), 11, 6, 3.6)).append("</svg>");
      out.append(Text.html(key.name())).append("</li>");
    }
    out.append("</ul>\n");
  }

  private void drawing(StringBuilder out) {
    Scale x =
        logX
            ? Scale.logarithmic(xMin, xMax)
            : tightX ? Scale.tight(xMin, xMax) : Scale.linear(xMin, xMax);
    Scale y = logY ? Scale.logarithmic(yMin, yMax) : Scale.linear(yMin, yMax);
    List<Scale.Tick> yTicks = y.ticks(5);
    int longest = yTicks.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
    double left = 30 + DIGIT * longest;
    Frame frame = new Frame(x, y, left, TOP, WIDTH - left - RIGHT, HEIGHT - TOP - BOTTOM);

    out.append("<svg viewBox=\"0 0 440 290\" role=\"img\" aria-label=\"");
    out.append(Text.plain(title)).append("\">\n");
    axes(out, frame, yTicks);
    // A nested svg clips what leaves the frame; markers are drawn whole, outside of it.
    out.append(
        format(
            "<svg x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" viewBox=\"%s %s %s %s\">\n",
            frame.left,
            frame.top,
            frame.width,
            frame.height,
            frame.left,
            frame.top,
            frame.width,
            frame.height));
    for (Mark mark : marks) {
      lines(out, frame, mark);
    }
    out.append("</svg>\n");
    for (Mark mark : marks) {
      markers(out, frame, mark);
    }
    out.append("</svg>\n");
  }

  private void axes(StringBuilder out, Frame frame, List<Scale.Tick> yTicks) {
    double bottom = frame.top + frame.height;
    double right = frame.left + frame.width;
    double lastEnd = Double.NEGATIVE_INFINITY;
    for (Scale.Tick tick : frame.x.ticks(6)) {
      double at = frame.x(tick.at());
      out.append(
          format("<path class=\"grid%s\" d=\"M%s %sV%s\"/>", minor(tick), at, frame.top, bottom));
      double half = 0.5 * DIGIT * tick.label().length();
      // Labels of a logarithmic axis crowd towards the end of a decade.
      if (!tick.label().isEmpty() && at - half > lastEnd + 3) {
        lastEnd = at + half;
        out.append(text("tick", "middle", at, bottom + 19, Text.escape(tick.label())));
      }
    }
    double lastTop = Double.POSITIVE_INFINITY;
    for (Scale.Tick tick : yTicks) {
      double at = frame.y(tick.at());
      out.append(
          format("<path class=\"grid%s\" d=\"M%s %sH%s\"/>", minor(tick), frame.left, at, right));
      if (!tick.label().isEmpty() && at + 14 < lastTop) {
        lastTop = at;
        out.append(text("tick", "end", frame.left - 7, at + 4, Text.escape(tick.label())));
      }
    }
    out.append(
        format("<path class=\"axis\" d=\"M%s %sV%sH%s\"/>", frame.left, frame.top, bottom, right));
    out.append(text("label", "middle", frame.left + frame.width / 2, HEIGHT - 8, Text.svg(xLabel)));
    out.append(
        format(
            "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(14 %s) rotate(-90)\">",
            frame.top + frame.height / 2));
    out.append(Text.svg(yLabel)).append("</text>\n");
  }

  private static String minor(Scale.Tick tick) {
    return tick.label().isEmpty() ? " minor" : "";
  }

  private static void lines(StringBuilder out, Frame frame, Mark mark) {
    out.append("<g class=\"c").append(mark.key().colour()).append("\">");
    if (mark instanceof Mark.Dots dots) {
      if (dots.joined()) {
        out.append(path("line thin", frame, dots.x(), dots.y()));
      }
      for (int i = 0; i < dots.x().length; i++) {
        bar(out, frame, dots.x()[i], dots.y()[i], dots.error()[i]);
      }
    } else if (mark instanceof Mark.Curve curve) {
      out.append(path(curve.dashed() ? "line dashed" : "line", frame, curve.x(), curve.y()));
    } else if (mark instanceof Mark.Steps steps) {
      steps(out, frame, steps);
    } else if (mark instanceof Mark.Rule rule) {
      rule(out, frame, rule);
    }
    out.append("</g>\n");
  }

  private static void steps(StringBuilder out, Frame frame, Mark.Steps steps) {
    double floor = frame.top + frame.height;
    StringBuilder outline = new StringBuilder(format("M%s %s", frame.x(steps.edges()[0]), floor));
    for (int i = 0; i < steps.height().length; i++) {
      double height = steps.height()[i];
      outline.append(
          format(
              "V%sH%s",
              frame.y.logarithmic() && height <= 0 ? floor : frame.y(height),
              frame.x(steps.edges()[i + 1])));
    }
    outline.append(format("V%s", floor));
    if (steps.filled()) {
      out.append("<path class=\"fill\" d=\"").append(outline).append("\"/>");
    }
    out.append("<path class=\"line\" d=\"").append(outline).append("\"/>");
    double shift = 0.12 * ((steps.key().colour() % 3) - 1);
    for (int i = 0; i < steps.height().length; i++) {
      double width = steps.edges()[i + 1] - steps.edges()[i];
      double centre = steps.edges()[i] + (0.5 + shift) * width;
      bar(out, frame, centre, steps.height()[i], steps.error()[i]);
    }
  }

  private static void rule(StringBuilder out, Frame frame, Mark.Rule rule) {
    double bottom = frame.top + frame.height;
    double right = frame.left + frame.width;
    if (rule.vertical()) {
      double at = frame.x(rule.at());
      out.append(format("<path class=\"line dashed\" d=\"M%s %sV%s\"/>", at, frame.top, bottom));
      boolean leftHalf = at < frame.left + 0.6 * frame.width;
      out.append(
          text(
              "word",
              leftHalf ? "start" : "end",
              at + (leftHalf ? 6 : -6),
              frame.top + 14,
              Text.svg(rule.label())));
    } else {
      double at = frame.y(rule.at());
      out.append(format("<path class=\"line dashed\" d=\"M%s %sH%s\"/>", frame.left, at, right));
      boolean above = at > frame.top + 20;
      out.append(text("word", "end", right - 4, at + (above ? -5 : 15), Text.svg(rule.label())));
    }
  }

  private static void bar(StringBuilder out, Frame frame, double x, double y, double error) {
    if (!Double.isFinite(y) || !(error > 0) || (frame.y.logarithmic() && y <= 0)) {
      return;
    }
    double low = y - error;
    double lowEnd = frame.y.logarithmic() && low <= 0 ? frame.top + frame.height : frame.y(low);
    out.append(
        format("<path class=\"bar\" d=\"M%s %sV%s\"/>", frame.x(x), lowEnd, frame.y(y + error)));
  }

  private static void markers(StringBuilder out, Frame frame, Mark mark) {
    if (!(mark instanceof Mark.Dots dots)) {
      return;
    }
    double size = dots.x().length > 60 ? 1.8 : dots.x().length > 30 ? 2.5 : 3.4;
    out.append("<g class=\"c").append(dots.key().colour()).append("\">");
    for (int i = 0; i < dots.x().length; i++) {
      double x = dots.x()[i];
      double y = dots.y()[i];
      if (Double.isFinite(y) && !(frame.y.logarithmic() && y <= 0)) {
        out.append(marker(dots.key().colour(), frame.x(x), frame.y(y), size));
      }
    }
    out.append("</g>\n");
  }

  /** A marker: colours differ in shape too, for readers who do not see the colours apart. */
  private static String marker(int colour, double x, double y, double r) {
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

  private static String path(String style, Frame frame, double[] x, double[] y) {
    StringBuilder d = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < x.length; i++) {
      boolean drawable =
          Double.isFinite(y[i])
              && !(frame.y.logarithmic() && y[i] <= 0)
              && !(frame.x.logarithmic() && x[i] <= 0);
      if (drawable) {
        d.append(pen ? 'L' : 'M').append(format("%s %s", frame.x(x[i]), frame.y(y[i])));
      }
      pen = drawable;
    }
    return "<path class=\"" + style + "\" d=\"" + d + "\"/>";
  }

  private static String text(String style, String anchor, double x, double y, String content) {
    return format("<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">", style, anchor, x, y)
        + content
        + "</text>\n";
  }

  /** {@code String.format} over {@code %s}, with doubles as coordinates of two digits. */
  private static String format(String template, Object... values) {
    Object[] texts = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] =
          values[i] instanceof Double d
              ? String.format(Locale.ROOT, "%.2f", d).replaceFirst("\\.?0+$", "")
              : values[i];
    }
    return String.format(Locale.ROOT, template, texts);
  }

  /** The plotting area and its two scales, in units of the drawing. */
  private record Frame(Scale x, Scale y, double left, double top, double width, double height) {
    double x(double value) {
      return left + width * x.position(value);
    }

    double y(double value) {
      return top + height * (1 - y.position(value));
    }
  }
}
