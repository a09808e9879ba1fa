package org.fieldbeam.report;

import java.util.stream.DoubleStream;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Text;

/** The one scale of colours of several images of fields. */
final class ColourScale {
  private final FieldPicture picture;
  private final double limit;

  private ColourScale(FieldPicture picture, double limit) {
    this.picture = picture;
    this.limit = limit;
  }

  /**
   * Up to the magnitude that 99% of the values stay below, rounded up to two digits; of angles pi.
   */
  static ColourScale of(FieldPicture picture, DoubleStream values) {
    if (picture.colours() == FieldPicture.Colours.CYCLIC) {
      return new ColourScale(picture, Math.PI);
    }
    double[] magnitudes = values.map(Math::abs).sorted().toArray();
    double limit = magnitudes[(int) (0.99 * (magnitudes.length - 1))];
    if (!(limit > 0)) {
      return new ColourScale(picture, 1);
    }
    double unit = Math.pow(10, Math.floor(Math.log10(limit)) - 1);
    return new ColourScale(picture, Math.ceil(limit / unit) * unit);
  }

  /** An image of the numbers of a configuration. */
  String image(String alt, double[] numbers) {
    return "<img alt=\""
        + Text.escape(alt)
        + "\" src=\""
        + FieldImage.dataUri(numbers, picture.rows(), picture.columns(), limit, picture.colours())
        + "\">";
  }

  /** The scale with its ends. */
  String render() {
    String end = Numbers.significant(limit, 2);
    String name = picture.symbol();
    String marks =
        switch (picture.colours()) {
          case SIGNED -> marks(name + " ≤ −" + end, "0", name + " ≥ " + end);
          case LENGTH -> marks(name + " = 0", "", name + " ≥ " + end);
          case CYCLIC -> marks(name + " = −π", "0", "π");
        };
    return "<div class=\"scale\"><img alt=\"colour scale\" src=\""
        + FieldImage.scaleUri(picture.colours())
        + "\"><div>"
        + marks
        + "</div></div>\n";
  }

  private static String marks(String first, String middle, String last) {
    return "<span>" + first + "</span><span>" + middle + "</span><span>" + last + "</span>";
  }
}
