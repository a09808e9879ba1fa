package org.fieldbeam.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.fieldbeam.report.plot.Text;

/** The first configurations of every ensemble; those of one sort of field on one colour scale. */
final class SnapshotsSection {
  private SnapshotsSection() {}

  static String render(List<RunData.Snapshots> ensembles) {
    return ensembles.stream()
        .map(RunData.Snapshots::picture)
        .distinct()
        .map(picture -> alike(ensembles.stream().filter(e -> e.picture().equals(picture)).toList()))
        .collect(Collectors.joining());
  }

  private static String alike(List<RunData.Snapshots> ensembles) {
    FieldPicture picture = ensembles.get(0).picture();
    ColourScale scale =
        ColourScale.of(
            picture,
            ensembles.stream()
                .flatMap(ensemble -> Arrays.stream(ensemble.fields()))
                .flatMapToDouble(Arrays::stream));
    StringBuilder out = new StringBuilder("<figure class=\"snapshots\">\n");
    out.append("<figcaption class=\"title\">Configurations</figcaption>\n<div class=\"films\">\n");
    for (RunData.Snapshots ensemble : ensembles) {
      out.append("<div>").append(Text.escape(ensemble.name()));
      out.append("<div class=\"film\" style=\"--aspect:");
      out.append(picture.columns()).append('/').append(picture.rows()).append("\">\n");
      for (int i = 0; i < ensemble.fields().length; i++) {
        out.append("<div>");
        out.append(
            scale.image("configuration " + i + " of " + ensemble.name(), ensemble.fields()[i]));
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
