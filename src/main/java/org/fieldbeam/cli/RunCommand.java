package org.fieldbeam.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.job.FlinkCluster;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Memory;
import org.fieldbeam.cli.text.StageProgress;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.Planner;
import org.fieldbeam.pipeline.run.PipelineRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs a pipeline. */
@Command(
    name = "run",
    description = {
      "Runs a pipeline file. Finished stages are skipped; a run that was stopped goes on where it"
          + " was."
    },
    footer = {
      "",
      "Examples:",
      "  fieldbeam run pipelines/phi4-quickstart.yaml",
      "  fieldbeam run --runner flink --parallelism 4 --output /data/run1 my.yaml",
      "  flink run fieldbeam-job.jar run --output /shared/run1 my.yaml"
    })
final class RunCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private PipelineOptionsMixin pipeline;
  @Mixin private RunnerMixin runner;

  @Option(names = "--json", description = "Print the results as JSON.")
  private boolean json;

  @Option(
      names = "--on-interrupt",
      defaultValue = "ask",
      description = {
        "What Ctrl-C does to the job on a cluster: ${COMPLETION-CANDIDATES} (the stage goes on)."
            + " Default: ${DEFAULT-VALUE}; without a terminal, cancel."
      })
  private Interruption.Choice onInterrupt;

  @Override
  public Integer call() throws InterruptedException {
    PipelineSpec spec = pipeline.read();
    MachineFailures.requireTemporaryFolder();
    Optional<FlinkCluster> cluster = runner.cluster();
    // workers of a cluster have working directories of their own
    String output =
        cluster.isPresent() ? LocalPaths.absolute(pipeline.output(spec)) : pipeline.output(spec);
    if (cluster.isEmpty()) {
      Memory.check(
          Planner.plan(spec, output), runner.parallelism(), Runtime.getRuntime().maxMemory());
    }
    Interruption interruption =
        new Interruption(main.terminal(), output, cluster, onInterrupt, System.in);
    AtomicBoolean running = new AtomicBoolean(true);
    Plan plan;
    try (StageProgress progress = new StageProgress(main.terminal())) {
      Thread hint =
          new Thread(
              () -> {
                if (running.get()) {
                  progress.silence();
                  interruption.handle();
                }
              });
      Runtime.getRuntime().addShutdownHook(hint);
      plan =
          cluster.isPresent()
              ? onCluster(cluster.get(), progress, spec, output)
              : run(runner.options(), progress, spec, output);
    } finally {
      running.set(false);
    }
    RunResults results = RunResults.of(plan);
    main.terminal().out().print(json ? results.toJson() : results.toText());
    return results.asExpected() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private Plan onCluster(
      FlinkCluster cluster, StageProgress progress, PipelineSpec spec, String output)
      throws InterruptedException {
    try (ClusterSession session = runner.session(output)) {
      return run(
          session::options,
          new ClusterProgress(progress, cluster, main.terminal().nanoTime(), session::tookOver),
          spec,
          output);
    }
  }

  private static Plan run(
      Supplier<PipelineOptions> options,
      PipelineRun.Listener listener,
      PipelineSpec spec,
      String output)
      throws InterruptedException {
    return new PipelineRun(
            options,
            listener,
            (all, stage) -> Reports.write(all, Optional.of(stage), stage.folder()))
        .run(spec, output);
  }
}
