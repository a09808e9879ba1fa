package org.fieldbeam.report.figure.value;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.exact.NoisedLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.JsonObject;

/**
 * The values of an ensemble whose sites do not couple, and the exact law of one of them.
 *
 * @param values all sites of all configurations
 * @param weights weight of each value up to a common factor; all 1 without importance weights
 * @param law the law of a site: exp(-S) / Z, or, of samples of a reverse process, that at the last
 *     time of the process
 * @param lastTime that time; 0 for other ensembles
 */
public record SiteSample(double[] values, double[] weights, NoisedLaw law, double lastTime) {
  private static final int BATCH = 4096;

  /**
   * Reads an ensemble.
   *
   * @throws UserException if its action is unknown or couples sites
   */
  public static SiteSample of(DatasetFolder dataset) {
    DatasetInfo info = dataset.info();
    SiteLaw clean = SiteLaw.of(require(info));
    Object diffusion = info.property(DatasetInfo.DIFFUSION);
    double end = diffusion == null ? 0 : end(info);
    NoisedLaw law =
        diffusion == null
            ? NoisedLaw.of(clean, 1, 0)
            : NoisedLaw.of(clean, schedule(JsonObject.of(diffusion, info.id())), end);
    return read(dataset, law, end);
  }

  /**
   * The action of an ensemble whose sites do not couple, by what it says or will say of itself.
   *
   * @throws UserException if its action is unknown or couples sites
   */
  public static Action require(DatasetInfo info) {
    Optional<Action> action = DatasetActions.find(info);
    if (action.filter(known -> HoppingForm.quarticSites(known).isPresent()).isPresent()) {
      return action.get();
    }
    throw UserException.of("the exact law of a site is known for actions without hopping only")
        .where("dataset " + info.id())
        .given(action.map(Action::toString).orElse("an action that is not known"))
        .allowed("quartic, anharmonic, or phi4 with kappa = 0")
        .todo("take the ensemble out of this figure")
        .build();
  }

  private static double end(DatasetInfo info) {
    JsonObject algorithm = JsonObject.of(info.property(DatasetInfo.ALGORITHM), info.id());
    return algorithm.object("parameters").number("end");
  }

  private static NoiseSchedule schedule(JsonObject json) {
    Map<String, Double> parameters = new TreeMap<>();
    JsonObject values = json.object("parameters");
    values.keys().forEach(key -> parameters.put(key, values.number(key)));
    return NoiseSchedule.of(json.string("name"), parameters);
  }

  private static SiteSample read(DatasetFolder dataset, NoisedLaw law, double end) {
    int volume = dataset.info().volume();
    double[] all = new double[Math.toIntExact(dataset.manifest().rows() * volume)];
    double[] weights = new double[all.length];
    Arrays.fill(weights, 1);
    EnsembleWeights ofRows = EnsembleWeights.of(dataset);
    EnsembleBatch rows = new EnsembleBatch(dataset.info().shape(), Math.max(1, BATCH / volume));
    int at = 0;
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          System.arraycopy(rows.fields(), 0, all, at, n * volume);
          double[] w = ofRows.of(rows);
          for (int x = 0; w != null && x < volume; x++) {
            System.arraycopy(w, 0, weights, at + x * n, n);
          }
          at += n * volume;
        }
      }
    }
    return new SiteSample(all, weights, law, end);
  }
}
