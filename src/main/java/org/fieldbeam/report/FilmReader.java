package org.fieldbeam.report;

import org.fieldbeam.core.diffusion.ReverseWay;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;

/**
 * The way of a few configurations through the reverse process.
 *
 * <p>Nobody stored it: it is computed again from the model and the seed, and shown only if it ends
 * at the very fields that the ensemble holds.
 */
final class FilmReader {
  static final int CONFIGURATIONS = 4;
  static final int FRAMES = 6;

  private FilmReader() {}

  /**
   * Computes the film.
   *
   * @param sampled an ensemble that a sample stage wrote
   * @param folder the folder of the model that it was sampled from
   * @return a missing one, without a reason where there would be nothing to see
   */
  static RunData.Film read(DatasetFolder sampled, String folder, FilmModels models) {
    DatasetInfo info = sampled.info();
    FieldLayout layout = info.layout();
    if (!FieldPicture.suits(layout)
        || sampled.manifest().rows() < CONFIGURATIONS
        || !(info.property(DatasetInfo.SEED) instanceof Number)) {
      return RunData.Film.missing("");
    }
    EnsembleBatch stored = new EnsembleBatch(info.rowShape(), CONFIGURATIONS);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(sampled, 0)) {
      reader.read(stored);
    }
    if (stored.size() < CONFIGURATIONS) {
      return RunData.Film.missing("");
    }
    FilmModels.Answer answer = models.way(info, folder, CONFIGURATIONS, FRAMES);
    String of = "The way of " + info.id() + " from noise is not drawn: ";
    if (answer.way().isEmpty()) {
      return RunData.Film.missing(of + answer.why() + ".");
    }
    ReverseWay way = answer.way().get();
    double[] last = way.fields().get(way.fields().size() - 1);
    return same(last, stored.fields(), layout.isAngle() ? 2 * Math.PI : 0, way.rounding())
        ? film(info.id(), new FieldPicture(layout), way)
        : RunData.Film.missing(
            of + "computed again, it does not end at the configurations that are stored.");
  }

  private static boolean same(double[] computed, double[] stored, double period, double rounding) {
    for (int i = 0; i < computed.length; i++) {
      double off = Math.abs(computed[i] - stored[i]);
      off = period > 0 ? Math.min(off, Math.abs(period - off)) : off;
      if (!(off <= rounding * (1 + Math.abs(stored[i])))) {
        return false;
      }
    }
    return true;
  }

  private static RunData.Film film(String name, FieldPicture picture, ReverseWay way) {
    int frames = way.tau().length;
    double[][][] images = new double[CONFIGURATIONS][frames][];
    for (int frame = 0; frame < frames; frame++) {
      for (int c = 0; c < CONFIGURATIONS; c++) {
        images[c][frame] = picture.of(way.fields().get(frame), CONFIGURATIONS, c);
      }
    }
    return new RunData.Film(name, picture, way.tau(), images, "");
  }
}
