package org.fieldbeam.beam.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.fieldbeam.beam.shard.DoublesCoder;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.StageTally;
import org.fieldbeam.core.polish.Polish;
import org.fieldbeam.core.polish.PolishRuns;
import org.fieldbeam.core.polish.PolishSettings;
import org.fieldbeam.core.polish.Runs;

/**
 * Polishes fitted models: in each pass the workers make runs of the flow, and one small step, which
 * takes them in the order of their numbers, moves the coefficients. Runs are keyed by seed, pass
 * and number, so that the model has the same bits on every runner.
 *
 * <p>Models go by the dataset that they were fitted to.
 */
public final class PolishScore
    extends PTransform<PCollection<KV<String, Polish>>, PCollection<KV<String, Polish>>> {
  private static final long serialVersionUID = 1L;

  private final PolishSettings settings;
  private final long seed;

  /**
   * A polish.
   *
   * @param settings that all the models have
   * @param seed seed of the runs
   */
  public PolishScore(PolishSettings settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  @Override
  public PCollection<KV<String, Polish>> expand(PCollection<KV<String, Polish>> models) {
    PCollection<KV<String, Polish>> state = models;
    KvCoder<String, Polish> coder =
        KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Polish.class));
    for (int pass = 0; pass <= settings.steps(); pass++) {
      PCollectionView<Map<String, Polish>> before = state.apply("State" + pass, View.asMap());
      state =
          state
              .apply("Plan" + pass, ParDo.of(new Plan(settings)))
              .setCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
              .apply("Spread" + pass, Reshuffle.viaRandomKey())
              .apply(
                  "Run" + pass,
                  ParDo.of(new Run(settings, seed, pass, before)).withSideInputs(before))
              .setCoder(
                  KvCoder.of(
                      StringUtf8Coder.of(), KvCoder.of(VarIntCoder.of(), new DoublesCoder())))
              .apply("Gather" + pass, GroupByKey.create())
              .apply("Step" + pass, ParDo.of(new Step(before)).withSideInputs(before))
              .setCoder(coder);
    }
    return state;
  }

  private static int taskSize(Polish state) {
    return PolishRuns.task(state.current().lattice());
  }

  private static final class Plan extends DoFn<KV<String, Polish>, KV<String, Integer>> {
    private static final long serialVersionUID = 1L;
    private final PolishSettings settings;

    Plan(PolishSettings settings) {
      this.settings = settings;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Polish> model,
        PipelineOptions options,
        OutputReceiver<KV<String, Integer>> tasks) {
      StageTally.of(options.getJobName()).rowsTotal.add(settings.samples());
      int size = taskSize(model.getValue());
      for (int first = 0; first < settings.samples(); first += size) {
        tasks.output(KV.of(model.getKey(), first));
      }
    }
  }

  private static final class Run
      extends DoFn<KV<String, Integer>, KV<String, KV<Integer, double[]>>> {
    private static final long serialVersionUID = 1L;
    private final PolishSettings settings;
    private final long seed;
    private final int pass;
    private final PCollectionView<Map<String, Polish>> before;

    Run(PolishSettings settings, long seed, int pass, PCollectionView<Map<String, Polish>> before) {
      this.settings = settings;
      this.seed = seed;
      this.pass = pass;
      this.before = before;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      KV<String, Integer> task = context.element();
      Polish state = context.sideInput(before).get(task.getKey());
      double[] runs = PermanentFailure.unlessPassing(() -> runs(state, task.getValue()));
      StageTally.of(context.getPipelineOptions().getJobName()).addRows((long) runs[0]);
      context.output(KV.of(task.getKey(), KV.of(task.getValue(), runs)));
    }

    private double[] runs(Polish state, int first) {
      int count = Math.min(taskSize(state), settings.samples() - first);
      return new PolishRuns(state.current())
          .run(seed, Polish.purpose(pass), first, count, pass < settings.steps())
          .flat();
    }
  }

  private static final class Step
      extends DoFn<KV<String, Iterable<KV<Integer, double[]>>>, KV<String, Polish>> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Map<String, Polish>> before;

    Step(PCollectionView<Map<String, Polish>> before) {
      this.before = before;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      String folder = context.element().getKey();
      Polish state = context.sideInput(before).get(folder);
      TreeMap<Integer, double[]> parts = new TreeMap<>();
      for (KV<Integer, double[]> part : context.element().getValue()) {
        parts.put(part.getKey(), part.getValue());
      }
      List<double[]> inOrder = new ArrayList<>(parts.values());
      context.output(
          KV.of(folder, PermanentFailure.unlessPassing(() -> state.after(Runs.of(inOrder)))));
    }
  }
}
