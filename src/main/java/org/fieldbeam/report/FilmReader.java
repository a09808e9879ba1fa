package org.fieldbeam.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetAlgorithms;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * The way of a few configurations through the reverse process.
 *
 * <p>Nobody stored it: it is computed again from the model and the seed, and shown only if it ends
 * at the very fields that the ensemble holds.
 */
final class FilmReader {
  static final int CONFIGURATIONS = 4;
  static final int FRAMES = 6;
  private static final double ROUNDING = 1e-9;

  private FilmReader() {}

  /**
   * The fields at times of a way.
   *
   * @param tau variance of the noise beside the field, of each time
   * @param fields of each time, {@link #CONFIGURATIONS} together
   * @param rounding by how much the last may be off the stored ones
   */
  record Way(double[] tau, List<double[]> fields, double rounding) {}

  /**
   * Computes the film.
   *
   * @param sampled an ensemble that a sample stage wrote
   * @param modelFile the model that it was sampled from
   * @param networks reads networks
   * @return empty if the sampler was no flow of a model of levels nor one of a network in time, the
   *     lattice is one site, the way takes too long, or the model is another one
   */
  static Optional<RunData.Film> read(DatasetFolder sampled, String modelFile, FilmModels networks) {
    DatasetInfo info = sampled.info();
    FieldLayout layout = info.layout();
    if (!FieldPicture.suits(layout)
        || sampled.manifest().rows() < CONFIGURATIONS
        || !(info.property(DatasetInfo.SEED) instanceof Number seed)) {
      return Optional.empty();
    }
    EnsembleBatch stored = new EnsembleBatch(info.rowShape(), CONFIGURATIONS);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(sampled, 0)) {
      reader.read(stored);
    }
    if (stored.size() < CONFIGURATIONS) {
      return Optional.empty();
    }
    JsonObject model = Json.parseObject(Storage.readText(modelFile), modelFile);
    Optional<Way> way =
        DatasetRows.NETWORK.equals(model.tree("format"))
            ? networks
                .read(modelFile.substring(0, modelFile.lastIndexOf('/')), CONFIGURATIONS)
                .flatMap(network -> TimeFilm.way(info, network, seed.longValue()))
            : ofLevels(info, model, modelFile, seed.longValue());
    return way.filter(
            w -> same(last(w), stored.fields(), layout.isAngle() ? 2 * Math.PI : 0, w.rounding))
        .map(w -> film(info.id(), new FieldPicture(layout), w));
  }

  private static double[] last(Way way) {
    return way.fields.get(way.fields.size() - 1);
  }

  private static Optional<Way> ofLevels(DatasetInfo info, JsonObject tree, String file, long seed) {
    Optional<ProbabilityFlow.Integrator> integrator = integrator(info);
    if (integrator.isEmpty()) {
      return Optional.empty();
    }
    EffectiveActionModel model = model(tree, file);
    ProbabilityFlow flow =
        new ProbabilityFlow(model.score(), model.prior(), model.action(), integrator.get());
    List<double[]> fields = flow.trajectory(seed, purpose(info), 0, CONFIGURATIONS);
    int[] stops = flow.stops();
    int frames = Math.min(FRAMES, stops.length);
    int[] shown = new int[frames];
    double[] tau = new double[frames];
    for (int frame = 0; frame < frames; frame++) {
      shown[frame] = (int) Math.round((double) frame * (stops.length - 1) / (frames - 1));
      tau[frame] = model.ladder().tau(stops[shown[frame]]);
    }
    return Optional.of(new Way(tau, Arrays.stream(shown).mapToObj(fields::get).toList(), ROUNDING));
  }

  /** What the random numbers of a sample stage are for. */
  static String purpose(DatasetInfo info) {
    return info.stage() + "/" + info.id();
  }

  private static EffectiveActionModel model(JsonObject tree, String file) {
    try {
      return EffectiveActionModel.fromMap(tree.tree());
    } catch (IllegalArgumentException e) {
      throw UserException.of("the model file cannot be read")
          .where(file)
          .given(e.getMessage())
          .todo("train the model again")
          .cause(e)
          .build();
    }
  }

  private static Optional<ProbabilityFlow.Integrator> integrator(DatasetInfo info) {
    return DatasetAlgorithms.name(info).filter(ProbabilityFlow.NAME::equals).isPresent()
            && DatasetAlgorithms.parameters(info).get("integrator") instanceof String name
        ? integrator(name)
        : Optional.empty();
  }

  /** The integrator of a name, if there is one. */
  static Optional<ProbabilityFlow.Integrator> integrator(String name) {
    return Arrays.stream(ProbabilityFlow.Integrator.values())
        .filter(known -> known.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
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

  private static RunData.Film film(String name, FieldPicture picture, Way way) {
    int frames = way.tau.length;
    double[][][] images = new double[CONFIGURATIONS][frames][];
    for (int frame = 0; frame < frames; frame++) {
      for (int c = 0; c < CONFIGURATIONS; c++) {
        images[c][frame] = picture.of(way.fields.get(frame), CONFIGURATIONS, c);
      }
    }
    return new RunData.Film(name, picture, way.tau, images);
  }
}
