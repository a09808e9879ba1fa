package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;

/**
 * What log weights say of proposals, for the {@code extra} of a manifest: estimates with errors,
 * and checks, which go on to every measurement of the dataset.
 */
final class WeightFacts {
  private final String dataset;
  private final Map<String, Object> facts = new TreeMap<>();
  private final List<DatasetCheck> checks = new ArrayList<>();

  private WeightFacts(String dataset) {
    this.dataset = dataset;
  }

  /**
   * The facts of a set of proposals.
   *
   * @param dataset name of the dataset whose manifest they go to
   * @param scan the log weights of all proposals
   */
  static WeightFacts of(String dataset, WeightScan scan) {
    WeightFacts facts = new WeightFacts(dataset);
    ImportanceWeights weights = scan.kept();
    facts.facts.put("proposals", scan.size());
    facts.facts.put("outliers", scan.outliers());
    facts.put("effectiveSampleSize", weights.effectiveSampleSize());
    facts.put("equilibriumAcceptance", weights.acceptance());
    if (scan.complete()) {
      facts.put("largestWeight", weights.largestWeight());
    } else {
      facts.facts.put("weightsLookedAt", weights.size());
      Map<String, Object> largest = new TreeMap<>();
      largest.put("value", scan.largestWeight());
      largest.put("error", null); // of all, not of the part that gives the errors
      facts.facts.put("largestWeight", largest);
    }
    facts.put("logPartitionFunction", weights.logPartitionFunction());
    facts.add(scan.runaways());
    return facts;
  }

  WeightFacts put(String name, Estimate estimate) {
    Map<String, Object> value = new TreeMap<>();
    value.put("value", estimate.value());
    value.put("error", Double.isFinite(estimate.error()) ? estimate.error() : null);
    facts.put(name, value);
    return this;
  }

  WeightFacts add(Check check) {
    checks.add(new DatasetCheck(dataset, check));
    return this;
  }

  /** The tree for the manifest. */
  Map<String, Object> tree() {
    facts.put(DatasetChecks.KEY, DatasetChecks.rows(checks));
    return facts;
  }
}
