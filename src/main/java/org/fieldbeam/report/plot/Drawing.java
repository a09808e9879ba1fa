package org.fieldbeam.report.plot;

import static org.fieldbeam.report.plot.Svg.format;

import java.util.List;

/** The SVG of a plot: axes with ticks, then the marks. */
final class Drawing {
  private static final double WIDTH = 440;
  private static final double HEIGHT = 290;
  private static final double TOP = 12;
  private static final double RIGHT = 16;
  private static final double BOTTOM = 48;

  /** The width of a digit of the tick labels, in units of the drawing. */
  private static final double DIGIT = 7.4;

  private final StringBuilder out;
  private final Frame frame;

  private Drawing(StringBuilder out, Frame frame) {
    this.out = out;
    this.frame = frame;
  }

  static void draw(
      StringBuilder out,
      String title,
      List<Mark> marks,
      Scale x,
      Scale y,
      String xLabel,
      String yLabel) {
    List<Scale.Tick> yTicks = y.ticks(5);
    int longest = yTicks.stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
    double left = 38 + DIGIT * longest;
    Frame frame = new Frame(x, y, left, TOP, WIDTH - left - RIGHT, HEIGHT - TOP - BOTTOM);
    out.append("<svg viewBox=\"0 0 440 290\" role=\"img\" aria-label=\"");
    out.append(Text.plain(title)).append("\">\n");
    Drawing drawing = new Drawing(out, frame);
    drawing.xTicks(x.ticks(6));
    drawing.yTicks(yTicks);
    drawing.axes(xLabel, yLabel);
    drawing.marks(marks);
    out.append("</svg>\n");
  }

  private void xTicks(List<Scale.Tick> ticks) {
    double lastEnd = Double.NEGATIVE_INFINITY;
    for (Scale.Tick tick : ticks) {
      double at = frame.x(tick.at());
      out.append(
          format(
              "<path class=\"grid%s\" d=\"M%s %sV%s\"/>",
              minor(tick), at, frame.top(), frame.bottom()));
      double half = 0.5 * DIGIT * tick.label().length();
      // Labels of a logarithmic axis crowd towards the end of a decade.
      if (!tick.label().isEmpty() && at - half > lastEnd + 3) {
        lastEnd = at + half;
        out.append(Svg.text("tick", "middle", at, frame.bottom() + 19, Text.escape(tick.label())));
      }
    }
  }

  private void yTicks(List<Scale.Tick> ticks) {
    double lastTop = Double.POSITIVE_INFINITY;
    for (Scale.Tick tick : ticks) {
      double at = frame.y(tick.at());
      out.append(
          format(
              "<path class=\"grid%s\" d=\"M%s %sH%s\"/>",
              minor(tick), frame.left(), at, frame.right()));
      if (!tick.label().isEmpty() && at + 14 < lastTop) {
        lastTop = at;
        out.append(Svg.text("tick", "end", frame.left() - 7, at + 4, Text.escape(tick.label())));
      }
    }
  }

  private static String minor(Scale.Tick tick) {
    return tick.label().isEmpty() ? " minor" : "";
  }

  private void axes(String xLabel, String yLabel) {
    out.append(
        format(
            "<path class=\"axis\" d=\"M%s %sV%sH%s\"/>",
            frame.left(), frame.top(), frame.bottom(), frame.right()));
    double centre = frame.left() + frame.width() / 2;
    out.append(Svg.text("label", "middle", centre, HEIGHT - 8, Text.svg(xLabel)));
    out.append(
        format(
            "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(18 %s) rotate(-90)\">",
            frame.top() + frame.height() / 2));
    out.append(Text.svg(yLabel)).append("</text>\n");
  }

  private void marks(List<Mark> marks) {
    // A nested svg clips what leaves the frame; markers are drawn whole, outside of it.
    String box = format("%s %s %s %s", frame.left(), frame.top(), frame.width(), frame.height());
    out.append(
        format(
            "<svg x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" viewBox=\"%s\">\n",
            frame.left(), frame.top(), frame.width(), frame.height(), box));
    for (Mark mark : marks) {
      out.append("<g class=\"c").append(mark.key().colour()).append("\">");
      lines(mark);
      out.append("</g>\n");
    }
    out.append("</svg>\n");
    List<Mark.Dots> all =
        marks.stream().filter(Mark.Dots.class::isInstance).map(Mark.Dots.class::cast).toList();
    // one size in a plot: that of its fullest series
    int most = all.stream().mapToInt(dots -> dots.x().length).max().orElse(0);
    double size = most > 100 ? 1.8 : most > 30 ? 2.5 : 3.4;
    all.forEach(dots -> markers(dots, size));
  }

  private void lines(Mark mark) {
    if (mark instanceof Mark.Dots dots) {
      if (dots.joined()) {
        out.append(Svg.path("line thin", frame, dots.x(), dots.y()));
      }
      for (int i = 0; i < dots.x().length; i++) {
        bar(dots.x()[i], dots.y()[i], dots.error()[i]);
      }
    } else if (mark instanceof Mark.Cloud cloud) {
      out.append(Svg.cloud(frame, cloud.x(), cloud.y()));
    } else if (mark instanceof Mark.Curve curve) {
      out.append(Svg.path(curve.dashed() ? "line dashed" : "line", frame, curve.x(), curve.y()));
    } else if (mark instanceof Mark.Steps steps) {
      steps(steps);
    } else if (mark instanceof Mark.Rule rule) {
      rule(rule);
    }
  }

  private void steps(Mark.Steps steps) {
    double floor = frame.bottom();
    StringBuilder outline = new StringBuilder(format("M%s %s", frame.x(steps.edges()[0]), floor));
    for (int i = 0; i < steps.height().length; i++) {
      double height = steps.height()[i];
      outline.append(
          format(
              "V%sH%s",
              frame.y().logarithmic() && height <= 0 ? floor : frame.y(height),
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
      bar(centre, steps.height()[i], steps.error()[i]);
    }
  }

  private void rule(Mark.Rule rule) {
    if (rule.vertical()) {
      double at = frame.x(rule.at());
      out.append(
          format("<path class=\"line dashed\" d=\"M%s %sV%s\"/>", at, frame.top(), frame.bottom()));
      boolean leftHalf = at < frame.left() + 0.6 * frame.width();
      out.append(
          Svg.text(
              "word",
              leftHalf ? "start" : "end",
              at + (leftHalf ? 6 : -6),
              frame.top() + 14,
              Text.svg(rule.label())));
    } else {
      double at = frame.y(rule.at());
      out.append(
          format("<path class=\"line dashed\" d=\"M%s %sH%s\"/>", frame.left(), at, frame.right()));
      boolean above = at > frame.top() + 20;
      out.append(
          Svg.text(
              "word", "end", frame.right() - 4, at + (above ? -5 : 15), Text.svg(rule.label())));
    }
  }

  private void bar(double x, double y, double error) {
    if (!frame.isDrawable(x, y) || !(error > 0)) {
      return;
    }
    double low = y - error;
    double lowEnd = frame.y().logarithmic() && low <= 0 ? frame.bottom() : frame.y(low);
    out.append(
        format("<path class=\"bar\" d=\"M%s %sV%s\"/>", frame.x(x), lowEnd, frame.y(y + error)));
  }

  private void markers(Mark.Dots dots, double size) {
    out.append("<g class=\"c").append(dots.key().colour()).append("\">");
    for (int i = 0; i < dots.x().length; i++) {
      double x = dots.x()[i];
      double y = dots.y()[i];
      if (frame.holds(x, y)) {
        out.append(Svg.marker(dots.key().colour(), frame.x(x), frame.y(y), size));
      }
    }
    out.append("</g>\n");
  }
}
