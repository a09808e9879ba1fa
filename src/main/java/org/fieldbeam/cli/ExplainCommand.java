package org.fieldbeam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fieldbeam.beam.job.FlinkCluster;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Memory;
import org.fieldbeam.cli.text.Quantities;
import org.fieldbeam.cli.text.TextTable;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.plan.Planner;
import org.fieldbeam.pipeline.stage.StageCost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Says what a pipeline will do. */
@Command(
    name = "explain",
    description = {
      "Says what a pipeline will do: stages, shards, rows, bytes, memory, shuffles; runs nothing."
    },
    footer = {
      "",
      "Memory is per worker thread; multiply by --parallelism and add about 300 MB for the engine.",
      "",
      "Example:",
      "  fieldbeam explain --parallelism 4 pipelines/phi4-quickstart.yaml",
      "  runners/flink/run --master HOST:PORT explain pipelines/phi4-quickstart.yaml"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final long ENGINE_BYTES = 300_000_000;

  @ParentCommand private Main main;
  @Mixin private PipelineOptionsMixin pipeline;
  @Mixin private RunnerMixin runner;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PipelineSpec spec = pipeline.read();
    Plan plan = Planner.plan(spec, pipeline.output(spec));
    main.terminal().out().print(json ? Json.pretty(tree(plan)) : table(plan));
    return ExitCode.DONE;
  }

  private long peak(StageCost cost) {
    return ENGINE_BYTES + Memory.ofWorkers(cost, runner.parallelism());
  }

  private String table(Plan plan) {
    TextTable table =
        new TextTable(
            TextTable.Align.RIGHT,
            List.of(
                "stage",
                "into",
                "state",
                "shards",
                "rows",
                "on disk",
                "peak memory",
                "shuffled",
                "last task"));
    long bytes = 0;
    long memory = 0;
    for (PlannedStage stage : plan.stages()) {
      StageCost cost = stage.cost();
      bytes += cost.bytes();
      memory = Math.max(memory, peak(cost));
      table.add(
          List.of(
              stage.spec().kind(),
              stage.spec().into(),
              stage.state().toString(),
              Long.toString(cost.shards()),
              cost.rows() == 0 ? "-" : Long.toString(cost.rows()),
              Quantities.bytes(cost.bytes()),
              Quantities.bytes(peak(cost)),
              cost.shuffledBytes() == 0 ? "-" : Quantities.bytes(cost.shuffledBytes()),
              cost.lastTaskBytes() == 0 ? "-" : Quantities.bytes(cost.lastTaskBytes())));
    }
    return "pipeline "
        + plan.pipeline().name()
        + ", seed "
        + plan.pipeline().seed()
        + ", into "
        + plan.output()
        + "\n\n"
        + table
        + "\nin all about "
        + Quantities.bytes(bytes)
        + " on disk; peak memory about "
        + Quantities.bytes(memory)
        + " with "
        + runner.parallelism()
        + " worker threads; last task: the memory of the one that joins the sums or commits\n"
        + runner.cluster().map(flink -> cluster(flink.check(), plan)).orElse("");
  }

  /** What a run on the cluster means. */
  private String cluster(FlinkCluster.Overview flink, Plan plan) {
    int wanted = runner.parallelism();
    long heap =
        plan.stages().stream()
            .mapToLong(stage -> Memory.ofWorkers(stage.cost(), 1))
            .max()
            .orElse(0);
    int perTaskManager =
        (int) Math.ceil((double) flink.slots() / Math.max(flink.taskManagers(), 1));
    return "on the Flink cluster: one job for each stage, on "
        + wanted
        + " of "
        + flink.slots()
        + " slots ("
        + flink.taskManagers()
        + " TaskManagers); a TaskManager of "
        + perTaskManager
        + " slots needs about "
        + Quantities.bytes(heap * perTaskManager)
        + " of task heap\n"
        + (wanted > flink.slots()
            ? "  a job of parallelism "
                + wanted
                + " waits until the cluster has as many slots, and fails if none come\n"
            : "");
  }

  private Map<String, Object> tree(Plan plan) {
    List<Object> stages = new ArrayList<>();
    for (PlannedStage stage : plan.stages()) {
      StageCost cost = stage.cost();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("stage", stage.spec().kind());
      entry.put("into", stage.spec().into());
      entry.put("folder", stage.folder());
      entry.put("state", stage.state().toString());
      entry.put("inputHash", stage.inputHash());
      entry.put("shards", cost.shards());
      entry.put("rows", cost.rows());
      entry.put("bytes", cost.bytes());
      entry.put("peakMemory", peak(cost));
      entry.put("shuffledBytes", cost.shuffledBytes());
      entry.put("lastTaskMemory", cost.lastTaskBytes());
      stages.add(entry);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", plan.pipeline().name());
    tree.put("seed", plan.pipeline().seed());
    tree.put("output", plan.output());
    tree.put("parallelism", runner.parallelism());
    runner
        .cluster()
        .map(FlinkCluster::check)
        .ifPresent(
            flink ->
                tree.put(
                    "cluster",
                    Map.of("taskManagers", flink.taskManagers(), "slots", flink.slots())));
    tree.put("stages", stages);
    return tree;
  }
}
