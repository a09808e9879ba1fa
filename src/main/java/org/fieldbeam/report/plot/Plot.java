package org.fieldbeam.report.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A figure: a title, a plot drawn as SVG, a legend and a caption.
 *
 * <p>The drawing has a fixed size in its own units and scales with the page, so that its text stays
 * readable from 400 pixels of width on. Title, legend and caption are HTML and wrap. Colours come
 * from the style sheet's variables, which know light and dark.
 */
public final class Plot {
  private final String id;
  private final String title;
  private final List<Mark> marks = new ArrayList<>();
  private final Range x = new Range();
  private final Range y = new Range();
  private String xLabel = "";
  private String yLabel = "";
  private String caption = "";

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
  public static Plot of(String id, String title) {
    return new Plot(id, title);
  }

  /** Labels the axes, with the markup of {@link Text}. */
  public Plot labels(String xText, String yText) {
    xLabel = xText;
    yLabel = yText;
    return this;
  }

  /** Makes the x axis logarithmic; values that are not positive are left out. Before any mark. */
  public Plot logarithmicX() {
    x.makeLogarithmic();
    return this;
  }

  /** Makes the y axis logarithmic; values that are not positive are left out. Before any mark. */
  public Plot logarithmicY() {
    y.makeLogarithmic();
    return this;
  }

  /** Ends the x axis where the values end instead of at whole ticks. */
  public Plot tightX() {
    x.makeTight();
    return this;
  }

  /** Sets the ends of the x axis; what lies beyond them is not drawn. */
  public Plot rangeX(double low, double high) {
    x.fix(low, high);
    return this;
  }

  /** Sets the ends of the y axis; what lies beyond them is not drawn. */
  public Plot rangeY(double low, double high) {
    y.fix(low, high);
    return this;
  }

  /** Widens the y axis to hold a value. */
  public Plot includeY(double value) {
    y.cover(value);
    return this;
  }

  /** Sets the caption, ready HTML. */
  public Plot caption(String html) {
    caption = html;
    return this;
  }

  /** Adds a mark and widens the axes to hold it. */
  public Plot add(Mark mark) {
    marks.add(mark);
    if (mark instanceof Mark.Dots dots) {
      x.cover(dots.x());
      y.cover(dots.y());
      for (int i = 0; i < dots.x().length; i++) {
        y.cover(dots.y()[i] + dots.error()[i]);
        y.cover(dots.y()[i] - dots.error()[i]);
      }
    } else if (mark instanceof Mark.Cloud cloud) {
      x.cover(cloud.x());
      y.cover(cloud.y());
    } else if (mark instanceof Mark.Steps steps) {
      x.cover(steps.edges());
      y.cover(0);
      for (int i = 0; i < steps.height().length; i++) {
        y.cover(steps.height()[i]);
        y.cover(steps.height()[i] + steps.error()[i]);
      }
    } else if (mark instanceof Mark.Curve curve) {
      x.cover(curve.x());
      y.cover(curve.y());
    } else if (mark instanceof Mark.Rule rule) {
      (rule.vertical() ? x : y).cover(rule.at());
    }
    return this;
  }

  /** The figure as HTML. A plot without a drawable value says so in its place. */
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append("<figure class=\"plot\" id=\"").append(Text.escape(id)).append("\">\n");
    out.append("<figcaption class=\"title\">").append(Text.html(title)).append("</figcaption>\n");
    if (x.isEmpty() || y.isEmpty()) {
      out.append("<p class=\"empty\">No value that can be drawn.</p>\n");
    } else {
      legend(out);
      Drawing.draw(out, title, marks, x.scale(), y.scale(), xLabel, yLabel);
    }
    if (!caption.isEmpty()) {
      out.append("<p class=\"caption\">").append(caption).append("</p>\n");
    }
    return out.append("</figure>\n").toString();
  }

  private void legend(StringBuilder out) {
    Map<Mark.Key, StringBuilder> icons = new LinkedHashMap<>();
    for (Mark mark : marks) {
      if (!mark.key().name().isEmpty()) {
        icons.computeIfAbsent(mark.key(), key -> new StringBuilder()).append(icon(mark));
      }
    }
    if (icons.isEmpty()) {
      return;
    }
    out.append("<ul class=\"legend\">");
    icons.forEach(
        (key, icon) -> {
          out.append("<li class=\"c").append(key.colour()).append("\">");
          out.append("<svg viewBox=\"0 0 22 12\" aria-hidden=\"true\">").append(icon);
          out.append("</svg><span>").append(Text.html(key.name())).append("</span></li>");
        });
    out.append("</ul>\n");
  }

  private static String icon(Mark mark) {
    String line = "<path class=\"line\" d=\"M1 6H21\"/>";
    String marker = Svg.marker(mark.key().colour(), 11, 6, 3.6);
    if (mark instanceof Mark.Dots dots) {
      return dots.joined() ? line + marker : marker;
    }
    if (mark instanceof Mark.Cloud) {
      return "<path class=\"cloud\" d=\"M5 8h0M10 4h0M14 8h0M18 4h0\"/>";
    }
    boolean dashed = mark instanceof Mark.Rule || (mark instanceof Mark.Curve c && c.dashed());
    return dashed ? "<path class=\"line dashed\" d=\"M1 6H21\"/>" : line;
  }
}
