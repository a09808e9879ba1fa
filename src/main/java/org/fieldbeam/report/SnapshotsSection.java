package org.fieldbeam.report;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.report.plot.Text;

/** The first configurations of every ensemble; those of one sort of field on one colour scale. */
final class SnapshotsSection {
  private SnapshotsSection() {}

  static String render(List<RunData.Snapshots> ensembles) {
    if (ensembles.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<div class=\"films\">\n");
    List<FieldPicture> pictures =
        ensembles.stream().map(RunData.Snapshots::picture).distinct().toList();
    for (int i = 0; i < pictures.size(); i++) {
      FieldPicture picture = pictures.get(i);
      out.append(
          alike(i + 1, ensembles.stream().filter(e -> e.picture().equals(picture)).toList()));
    }
    return out.append("</div>\n").toString();
  }

  private static String alike(int number, List<RunData.Snapshots> ensembles) {
    FieldPicture picture = ensembles.get(0).picture();
    ColourScale scale =
        ColourScale.of(
            picture,
            ensembles.stream()
                .flatMap(ensemble -> Arrays.stream(ensemble.fields()))
                .flatMapToDouble(Arrays::stream));
    StringBuilder out =
        new StringBuilder("<figure id=\"configurations-").append(number).append("\">\n");
    out.append("<figcaption class=\"title\">Configurations</figcaption>\n<div class=\"films\">\n");
    for (RunData.Snapshots ensemble : ensembles) {
      out.append("<div>").append(Text.escape(ensemble.name()));
      out.append("<div class=\"film\" style=\"--aspect:");
      out.append(picture.columns()).append('/').append(picture.rows()).append("\">\n");
      for (int i = 0; i < ensemble.fields().length; i++) {
        out.append("<div>");
        out.append(scale.image(ensemble.name() + ", configuration " + i, ensemble.fields()[i]));
        out.append("</div>\n");
      }
      out.append("</div></div>\n");
    }
    out.append("</div>\n").append(scale.render());
    out.append("<p class=\"caption\">The first configurations of each ensemble, one pixel a site.");
    out.append(
        picture.colours() == FieldPicture.Colours.CYCLIC ? " The scale closes where −π is π." : "");
    out.append(picture.remark().isEmpty() ? "" : " " + Text.escape(picture.remark()));
    return out.append("</p>\n</figure>\n").toString();
  }
}
