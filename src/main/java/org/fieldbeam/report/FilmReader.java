package org.fieldbeam.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
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
 * The way of a few configurations through the probability flow.
 *
 * <p>Nobody stored it: it is computed again from the model and the seed, and shown only if it ends
 * at the very fields that the ensemble holds.
 */
final class FilmReader {
  private static final int CONFIGURATIONS = 4;
  private static final int FRAMES = 6;
  private static final double ROUNDING = 1e-9;

  private FilmReader() {}

  /**
   * Computes the film.
   *
   * @param sampled an ensemble that a sample stage wrote
   * @param modelFile the model that it was sampled from
   * @return empty if the sampler was no flow, the lattice is one site, or the model another one
   */
  static Optional<RunData.Film> read(DatasetFolder sampled, String modelFile) {
    DatasetInfo info = sampled.info();
    Optional<ProbabilityFlow.Integrator> integrator = integrator(info);
    if (integrator.isEmpty() || info.volume() == 1 || sampled.manifest().rows() < CONFIGURATIONS) {
      return Optional.empty();
    }
    EnsembleBatch stored = new EnsembleBatch(info.shape(), CONFIGURATIONS);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(sampled, 0)) {
      reader.read(stored);
    }
    if (stored.size() < CONFIGURATIONS
        || !(info.property(DatasetInfo.SEED) instanceof Number seed)
        || !(Json.parse(Storage.readText(modelFile), modelFile) instanceof Map<?, ?> tree)) {
      return Optional.empty();
    }
    EffectiveActionModel model = model(JsonObject.of(tree, modelFile), modelFile);
    ProbabilityFlow flow =
        new ProbabilityFlow(model.score(), model.prior(), model.action(), integrator.get());
    List<double[]> fields =
        flow.trajectory(seed.longValue(), info.stage() + "/" + info.id(), 0, CONFIGURATIONS);
    if (!same(fields.get(fields.size() - 1), stored.fields())) {
      return Optional.empty();
    }
    return Optional.of(film(info, model, flow.stops(), fields));
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
    if (DatasetAlgorithms.name(info).filter(ProbabilityFlow.NAME::equals).isPresent()
        && DatasetAlgorithms.parameters(info).get("integrator") instanceof String name) {
      return Arrays.stream(ProbabilityFlow.Integrator.values())
          .filter(known -> known.name().equals(name.toUpperCase(Locale.ROOT)))
          .findFirst();
    }
    return Optional.empty();
  }

  private static boolean same(double[] computed, double[] stored) {
    for (int i = 0; i < computed.length; i++) {
      if (!(Math.abs(computed[i] - stored[i]) <= ROUNDING * (1 + Math.abs(stored[i])))) {
        return false;
      }
    }
    return true;
  }

  private static RunData.Film film(
      DatasetInfo info, EffectiveActionModel model, int[] stops, List<double[]> fields) {
    int[] shape = info.shape();
    int columns = shape[shape.length - 1];
    int rows = shape.length == 1 ? 1 : shape[shape.length - 2];
    int frames = Math.min(FRAMES, stops.length);
    double[] tau = new double[frames];
    double[][][] images = new double[CONFIGURATIONS][frames][rows * columns];
    for (int frame = 0; frame < frames; frame++) {
      int stop = (int) Math.round((double) frame * (stops.length - 1) / (frames - 1));
      tau[frame] = model.ladder().tau(stops[stop]);
      for (int c = 0; c < CONFIGURATIONS; c++) {
        for (int site = 0; site < rows * columns; site++) {
          images[c][frame][site] = fields.get(stop)[site * CONFIGURATIONS + c];
        }
      }
    }
    String remark =
        shape.length > 2 ? "The first plane of the lattice is shown: all other axes at 0." : "";
    return new RunData.Film(info.id(), rows, columns, tau, images, remark);
  }
}
