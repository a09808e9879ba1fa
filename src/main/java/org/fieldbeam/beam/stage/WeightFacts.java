package org.fieldbeam.beam.stage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.audit.FlowAudit;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.observable.check.weight.ClaimedDensity;
import org.fieldbeam.core.observable.check.weight.Coverage;
import org.fieldbeam.core.observable.check.weight.WeightBlocks;
import org.fieldbeam.core.observable.check.weight.Weights;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;

/**
 * What log weights say of proposals, for the {@code extra} of a manifest: estimates with errors,
 * and checks, which go on to every measurement of the dataset.
 */
final class WeightFacts {
  private static final int DIGITS = 4;

  private final String dataset;
  private final WeightScan scan;
  private final Optional<FlowAudit> audit;

  /** Effective sample sizes of blocks, see {@link WeightBlocks}; empty of very few proposals. */
  private final double[] blocks;

  private final Map<String, Object> facts = new TreeMap<>();
  private final List<DatasetCheck> checks = new ArrayList<>();

  private WeightFacts(String dataset, WeightScan scan, Optional<FlowAudit> audit) {
    this.dataset = dataset;
    this.scan = scan;
    this.audit = audit;
    this.blocks =
        scan.kept().size() < WeightBlocks.BLOCKS
            ? new double[0]
            : scan.kept().effectiveSampleSizes(WeightBlocks.BLOCKS);
  }

  /**
   * The facts of a set of proposals.
   *
   * @param dataset name of the dataset whose manifest they go to
   * @param scan the log weights of all proposals
   * @param audit of the flow that made them; empty if there is none of it
   */
  static WeightFacts of(String dataset, WeightScan scan, Optional<FlowAudit> audit) {
    WeightFacts facts = new WeightFacts(dataset, scan, audit);
    ImportanceWeights weights = scan.kept();
    facts.facts.put("proposals", scan.size());
    facts.facts.put("outliers", scan.outliers());
    facts.put("effectiveSampleSize", weights.effectiveSampleSize());
    facts.put("equilibriumAcceptance", weights.acceptance());
    if (scan.complete()) {
      facts.put("largestWeight", weights.largestWeight());
    } else {
      facts.facts.put("weightsLookedAt", weights.size());
      // of all, not of the part that gives the errors
      facts.put("largestWeight", scan.largestWeight());
    }
    facts.put("logPartitionFunction", weights.logPartitionFunction());
    if (facts.blocks.length > 0) {
      facts.put("smallestBlockSize", Arrays.stream(facts.blocks).min().getAsDouble());
    }
    audit.ifPresent(facts::putAudit);
    facts.add(scan.runaways());
    return facts;
  }

  private void putAudit(FlowAudit audit) {
    facts.put(FlowAudit.NOTE, audit.tree()); // for the correction to read
    if (audit.heldOut().configurations() > 0) {
      put(
          "heldOutToLargestWeight",
          StrictMath.exp(audit.heldOut().largestLogWeight() - scan.largestLogWeight()));
      put("heldOutEffectiveSampleSize", audit.heldOut().effectiveSampleSize());
    }
    if (audit.jacobians() > 0) {
      double error = audit.densityError() / Math.sqrt(2 * (audit.jacobians() - 1.0));
      put("densityError", Estimate.independent(audit.densityError(), error, audit.jacobians()));
    }
  }

  /** What {@link #of} noted of the audit in a manifest. */
  static Optional<FlowAudit> audit(Map<String, Object> extra) {
    return FlowAudit.of(extra.get(FlowAudit.NOTE));
  }

  /** Adds the checks of proposals whose weights are used: whether errors can be trusted. */
  WeightFacts addChecks() {
    ImportanceWeights weights = scan.kept();
    double size = weights.effectiveSampleSize().value();
    add(WeightBlocks.judge(blocks, weights.size(), weights.robustSd()));
    audit.ifPresent(
        found -> {
          FlowAudit.HeldOut heldOut = found.heldOut();
          add(
              Coverage.judge(
                  heldOut.configurations(),
                  heldOut.largestLogWeight(),
                  scan.size(),
                  scan.largestLogWeight()));
          add(ClaimedDensity.judge(found.jacobians(), found.densityError(), size * scan.size()));
        });
    return this;
  }

  /**
   * The check of how even the weights are, where no measurement of a weighted ensemble makes it.
   */
  Check weights() {
    return Weights.judge(
        scan.size(), scan.largestWeight(), scan.kept().effectiveSampleSize().value());
  }

  /** A fact whose error is not known, to a few digits. */
  private void put(String name, double value) {
    double shown =
        Double.isFinite(value)
            ? new BigDecimal(value).round(new MathContext(DIGITS)).doubleValue()
            : value;
    put(name, Estimate.independent(shown, Double.NaN, 1));
  }

  WeightFacts put(String name, Estimate estimate) {
    Map<String, Object> value = new TreeMap<>();
    value.put("value", Double.isFinite(estimate.value()) ? estimate.value() : null);
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
