package org.fieldbeam.report;

import java.util.Arrays;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Text;

/** Configurations drawn along the denoising, all on one colour scale. */
final class FilmSection {
  private FilmSection() {}

  static String render(RunData.Film film) {
    double limit = limit(film);
    StringBuilder out = new StringBuilder("<figure id=\"film\">\n");
    out.append("<figcaption class=\"title\">");
    out.append(film.fields().length).append(" configurations of ").append(Text.escape(film.name()));
    out.append(", from the prior to the field</figcaption>\n<div class=\"films\">\n");
    for (int configuration = 0; configuration < film.fields().length; configuration++) {
      out.append("<div class=\"film\" style=\"--aspect:");
      out.append(film.columns()).append('/').append(film.rows()).append("\">\n");
      for (int frame = 0; frame < film.tau().length; frame++) {
        String tau = Numbers.significant(film.tau()[frame], 2);
        out.append("<div><img alt=\"configuration ").append(configuration).append(" at noise ");
        out.append(tau).append("\" src=\"");
        out.append(
            FieldImage.dataUri(
                film.fields()[configuration][frame], film.rows(), film.columns(), limit));
        out.append("\">τ = ").append(tau).append("</div>\n");
      }
      out.append("</div>\n");
    }
    out.append("</div>\n<div class=\"scale\"><img alt=\"colour scale\" src=\"");
    out.append(FieldImage.scaleUri()).append("\"><div>");
    String end = Numbers.significant(limit, 2);
    out.append("<span>φ ≤ −").append(end).append("</span><span>0</span><span>φ ≥ ").append(end);
    out.append(
        "</span></div></div>\n<p class=\"caption\">Each row is one configuration; τ is the variance of the noise. One scale");
    out.append(
        " for all images, set by the fields at τ = 0; noise beyond it takes the last colour.");
    out.append(film.remark().isEmpty() ? "" : " " + Text.escape(film.remark()));
    return out.append("</p>\n</figure>\n").toString();
  }

  /** The magnitude that 99% of the finished sites stay below, rounded up to two digits. */
  private static double limit(RunData.Film film) {
    double[] magnitudes =
        Arrays.stream(film.fields())
            .flatMapToDouble(frames -> Arrays.stream(frames[frames.length - 1]))
            .map(Math::abs)
            .sorted()
            .toArray();
    double limit = magnitudes[(int) (0.99 * (magnitudes.length - 1))];
    if (!(limit > 0)) {
      return 1;
    }
    double unit = Math.pow(10, Math.floor(Math.log10(limit)) - 1);
    return Math.ceil(limit / unit) * unit;
  }
}
