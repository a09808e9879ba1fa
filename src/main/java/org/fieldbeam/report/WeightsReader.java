package org.fieldbeam.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.report.plot.HistogramBuilder;
import org.fieldbeam.report.plot.Numbers;

/** The log weights of proposals. */
final class WeightsReader {
  private static final int BATCH = 256;
  private static final int BINS = 40;
  private static final int BLOCKS = 48;

  /** More proposals than this do not change the picture. */
  private static final int LARGEST_NUMBER = 1_000_000;

  private static final String PROPOSALS = "proposals";

  /** Keys of the summary in a corrected ensemble's manifest, with their words. */
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put(PROPOSALS, "proposals");
    WORDS.put("effectiveSampleSize", "effective sample size / proposals");
    WORDS.put("acceptance", "acceptance");
    WORDS.put("equilibriumAcceptance", "acceptance, over all pairs");
    WORDS.put("tauInt", "τ_{int} of the rejections");
    WORDS.put("longestRejectionRun", "longest run of rejections");
    WORDS.put("largestWeight", "largest normalised weight");
    WORDS.put("smallestBlockSize", "effective sample size of the worst of 8 blocks");
    WORDS.put("heldOutToLargestWeight", "largest weight of held-out configurations / of proposals");
    WORDS.put("heldOutEffectiveSampleSize", "effective sample size, from held-out configurations");
    WORDS.put("densityError", "spread of log q of the exact Jacobian - log q claimed");
    WORDS.put("logPartitionFunction", "ln Z");
    WORDS.put("outliers", "outliers of log w");
  }

  private WeightsReader() {}

  /** Whether the manifest of an ensemble says how good the weights are of what was proposed. */
  static boolean hasFacts(DatasetFolder ensemble) {
    return ensemble.manifest().extra().containsKey(PROPOSALS);
  }

  /**
   * Reads the log weights.
   *
   * @param corrected the ensemble that a correction made of them, or the proposals themselves
   * @return empty if the proposals have no log weights
   */
  static Optional<RunData.Weights> read(DatasetFolder proposals, DatasetFolder corrected) {
    double[] logWeights = logWeights(proposals);
    if (logWeights.length < 2) {
      return Optional.empty();
    }
    ImportanceWeights weights = ImportanceWeights.of(logWeights);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : logWeights) {
      low = Math.min(low, value - weights.median());
      high = Math.max(high, value - weights.median());
    }
    int blocks = Math.min(BLOCKS, logWeights.length);
    HistogramBuilder histogram = new HistogramBuilder(low, high, BINS, blocks);
    for (int i = 0; i < logWeights.length; i++) {
      int block = (int) ((long) i * blocks / logWeights.length);
      histogram.add(block, logWeights[i] - weights.median(), 1);
    }
    return Optional.of(
        new RunData.Weights(
            proposals.info().id(),
            histogram.build(),
            facts(corrected.manifest().extra(), proposals.info())));
  }

  private static double[] logWeights(DatasetFolder proposals) {
    int rows = (int) Math.min(LARGEST_NUMBER, proposals.manifest().rows());
    double[] out = new double[rows];
    int at = 0;
    EnsembleBatch batch = new EnsembleBatch(proposals.info().shape(), BATCH);
    for (int shard = 0; shard < proposals.shardCount() && at < rows; shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(proposals, shard)) {
        for (int n = reader.read(batch); n > 0 && at < rows; n = reader.read(batch)) {
          for (int b = 0; b < n && at < rows; b++) {
            out[at++] = batch.logWeight()[b];
            if (Double.isNaN(batch.logWeight()[b])) {
              return new double[0];
            }
          }
        }
      }
    }
    return out;
  }

  private static Map<String, String> facts(Map<String, Object> summary, DatasetInfo info) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (DatasetActions.isFitted(info)) {
      facts.put("exact for", "the action fitted to the training configurations, no other");
    }
    WORDS.forEach(
        (key, words) -> {
          Object value = summary.get(key);
          if (value instanceof Map<?, ?> estimate
              && estimate.get("value") instanceof Number number) {
            double error = estimate.get("error") instanceof Number n ? n.doubleValue() : Double.NaN;
            facts.put(words, Estimate.format(number.doubleValue(), error).replace('-', '−'));
          } else if (value instanceof Number number) {
            facts.put(words, Numbers.count(number.longValue()));
          }
        });
    return facts;
  }
}
