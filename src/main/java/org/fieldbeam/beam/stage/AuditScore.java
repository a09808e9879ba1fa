package org.fieldbeam.beam.stage;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.beam.shard.ShardSums;
import org.fieldbeam.core.audit.AuditRuns;
import org.fieldbeam.core.audit.FlowAudit;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.statistics.TreeSum;
import org.fieldbeam.data.dataset.DatasetFolder;

/**
 * Notes in models how exact their flow is ({@link FlowAudit}): the workers take the Jacobians of a
 * few configurations, and send those of the dataset that were held out upwards through the flow.
 *
 * <p>Models go by the dataset that they were fitted to.
 */
public final class AuditScore
    extends PTransform<
        PCollection<KV<String, EffectiveActionModel>>,
        PCollection<KV<String, EffectiveActionModel>>> {
  private static final long serialVersionUID = 1L;

  private final ValidationSplit split;
  private final long seed;

  /**
   * An audit.
   *
   * @param split which configurations of an ensemble were held out
   * @param seed seed of the run
   */
  public AuditScore(ValidationSplit split, long seed) {
    this.split = split;
    this.seed = seed;
  }

  @Override
  public PCollection<KV<String, EffectiveActionModel>> expand(
      PCollection<KV<String, EffectiveActionModel>> models) {
    PCollectionView<Map<String, EffectiveActionModel>> known = models.apply("Models", View.asMap());
    PCollectionView<Map<String, Iterable<KV<Integer, Double>>>> deltas =
        models
            .apply("Plan", ParDo.of(new Plan()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
            .apply("Spread", Reshuffle.viaRandomKey())
            .apply("Jacobians", ParDo.of(new Jacobian(seed, known)).withSideInputs(known))
            .setCoder(
                KvCoder.of(StringUtf8Coder.of(), KvCoder.of(VarIntCoder.of(), DoubleCoder.of())))
            .apply("Deltas", View.asMultimap());
    return models
        .apply("Datasets", Keys.create())
        .apply("HeldOut", ShardSums.of(new HeldOut(split)).after(known))
        .apply("Note", ParDo.of(new Note(known, deltas)).withSideInputs(known, deltas))
        .setCoder(
            KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(EffectiveActionModel.class)));
  }

  private static final class Plan
      extends DoFn<KV<String, EffectiveActionModel>, KV<String, Integer>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, EffectiveActionModel> model,
        OutputReceiver<KV<String, Integer>> tasks) {
      int count =
          AuditRuns.of(model.getValue()).isEmpty()
              ? 0
              : AuditRuns.jacobians(model.getValue().lattice());
      for (int index = 0; index < count; index++) {
        tasks.output(KV.of(model.getKey(), index));
      }
    }
  }

  private static final class Jacobian
      extends DoFn<KV<String, Integer>, KV<String, KV<Integer, Double>>> {
    private static final long serialVersionUID = 1L;
    private final long seed;
    private final PCollectionView<Map<String, EffectiveActionModel>> models;

    Jacobian(long seed, PCollectionView<Map<String, EffectiveActionModel>> models) {
      this.seed = seed;
      this.models = models;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      KV<String, Integer> task = context.element();
      EffectiveActionModel model = context.sideInput(models).get(task.getKey());
      double delta =
          PermanentFailure.unlessPassing(
              () -> AuditRuns.of(model).orElseThrow().delta(seed, task.getValue()));
      context.output(KV.of(task.getKey(), KV.of(task.getValue(), delta)));
    }
  }

  /** Sums over the held-out configurations of a shard. */
  private static final class HeldOut implements ShardSums.Sums<EffectiveActionModel> {
    private static final long serialVersionUID = 1L;
    private final ValidationSplit split;

    HeldOut(ValidationSplit split) {
      this.split = split;
    }

    @Override
    public TreeSum.Join join() {
      return AuditRuns.JOIN;
    }

    @Override
    public double[] of(
        DatasetFolder dataset,
        int shard,
        EffectiveActionModel model,
        ShardFunction.RowCount progress) {
      Optional<AuditRuns> runs = AuditRuns.of(model);
      if (runs.isEmpty()) {
        return new double[0];
      }
      BatchSums sums = runs.get().heldOut();
      double[] total = new double[sums.size()];
      new FitRows(dataset, split).accumulate(shard, sums, null, total, progress);
      return total;
    }
  }

  private static final class Note
      extends DoFn<KV<String, double[]>, KV<String, EffectiveActionModel>> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Map<String, EffectiveActionModel>> models;
    private final PCollectionView<Map<String, Iterable<KV<Integer, Double>>>> deltas;

    Note(
        PCollectionView<Map<String, EffectiveActionModel>> models,
        PCollectionView<Map<String, Iterable<KV<Integer, Double>>>> deltas) {
      this.models = models;
      this.deltas = deltas;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      String folder = context.element().getKey();
      EffectiveActionModel model = context.sideInput(models).get(folder);
      TreeMap<Integer, Double> inOrder = new TreeMap<>();
      Iterable<KV<Integer, Double>> found = context.sideInput(deltas).get(folder);
      if (found != null) {
        found.forEach(delta -> inOrder.put(delta.getKey(), delta.getValue()));
      }
      double[] each = inOrder.values().stream().mapToDouble(Double::doubleValue).toArray();
      EffectiveActionModel noted =
          AuditRuns.of(model)
              .map(runs -> runs.audit(each, context.element().getValue()))
              .map(audit -> model.withNote(FlowAudit.NOTE, audit.tree()))
              .orElse(model);
      context.output(KV.of(folder, noted));
    }
  }
}
