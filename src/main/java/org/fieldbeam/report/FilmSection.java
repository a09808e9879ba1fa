package org.fieldbeam.report;

import java.util.Arrays;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Text;

/** Configurations drawn along the denoising, all on one colour scale. */
final class FilmSection {
  private FilmSection() {}

  /** Nothing where there is nothing to draw; a sentence where something is missing. */
  static String render(RunData.Film film) {
    if (film.isMissing()) {
      return film.why().isEmpty() ? "" : "<p class=\"soft\">" + Text.escape(film.why()) + "</p>\n";
    }
    FieldPicture picture = film.picture();
    ColourScale scale =
        ColourScale.of(
            picture,
            Arrays.stream(film.fields())
                .flatMapToDouble(frames -> Arrays.stream(frames[frames.length - 1])));
    StringBuilder out = new StringBuilder("<figure id=\"film\">\n");
    out.append("<figcaption class=\"title\">");
    out.append(film.fields().length).append(" configurations of ").append(Text.escape(film.name()));
    out.append(", from the prior to the field</figcaption>\n<div class=\"films\">\n");
    for (int configuration = 0; configuration < film.fields().length; configuration++) {
      out.append("<div class=\"film\" style=\"--aspect:");
      out.append(picture.columns()).append('/').append(picture.rows()).append("\">\n");
      for (int frame = 0; frame < film.tau().length; frame++) {
        String tau = Numbers.significant(film.tau()[frame], 2);
        out.append("<div>");
        out.append(
            scale.image(
                "configuration " + configuration + " at noise " + tau,
                film.fields()[configuration][frame]));
        out.append("τ = ").append(tau).append("</div>\n");
      }
      out.append("</div>\n");
    }
    out.append("</div>\n").append(scale.render());
    out.append(
        "<p class=\"caption\">Each row is one configuration; τ is the variance of the noise. One scale");
    out.append(
        picture.colours() == FieldPicture.Colours.CYCLIC
            ? " for all images, which closes where −π is π."
            : " for all images, set by the fields at the end; noise beyond it takes the last colour.");
    out.append(picture.remark().isEmpty() ? "" : " " + Text.escape(picture.remark()));
    return out.append("</p>\n</figure>\n").toString();
  }
}
