package org.fieldbeam.beam.stage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetAlgorithms;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;

/** Whether an ensemble claims to be exact, so that others of its law must agree with it. */
public final class Exactness {
  /** Key in the {@code extra} of the manifest of measurements; absent of exact ensembles. */
  private static final String KEY = "inexact";

  private Exactness() {}

  /** Why an ensemble need not agree with others of its action; empty if it must. */
  public static Optional<String> objection(DatasetInfo ensemble) {
    return ensemble.stage().equals(SampleStage.NAME)
        ? Optional.of("raw samples of a model are biased until they are corrected")
        : DatasetAlgorithms.name(ensemble)
            .flatMap(AlgorithmKind.all()::find)
            .flatMap(AlgorithmKind::bias);
  }

  /**
   * What measurements say of the ensemble that they are of: its checks, and whether it is exact.
   */
  static Map<String, Object> summary(DatasetFolder ensemble) {
    Map<String, Object> summary = new HashMap<>();
    List<Object> checks = DatasetChecks.rows(DatasetChecks.of(ensemble.manifest()));
    if (!checks.isEmpty()) { // what the weights of the proposals showed is no less true of them
      summary.put(DatasetChecks.KEY, checks);
    }
    objection(ensemble.info()).ifPresent(reason -> summary.put(KEY, reason));
    return summary;
  }

  /** The objection that measurements have noted, or that their own algorithm is reason for. */
  public static String ofMeasurements(DatasetFolder measurements) {
    return measurements.manifest().extra().get(KEY) instanceof String reason
        ? reason
        : objection(measurements.info()).orElse("");
  }
}
