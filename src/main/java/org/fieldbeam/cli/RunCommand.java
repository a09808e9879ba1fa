package org.fieldbeam.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fieldbeam.pipeline.PipelineRun;
import org.fieldbeam.pipeline.PipelineSpec;
import org.fieldbeam.pipeline.Plan;
import org.fieldbeam.pipeline.Planner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs a pipeline. */
@Command(
    name = "run",
    description = {
      "Runs a pipeline file. Finished stages are skipped; a run that was stopped goes on where it was."
    },
    footer = {
      "",
      "Examples:",
      "  fieldbeam run pipelines/phi4-quickstart.yaml",
      "  fieldbeam run --runner flink --parallelism 4 --output /data/run1 my.yaml"
    })
final class RunCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private PipelineOptionsMixin pipeline;
  @Mixin private RunnerMixin runner;

  @Option(names = "--json", description = "Print the results as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PipelineSpec spec = pipeline.read();
    String output = pipeline.output(spec);
    Memory.check(
        Planner.plan(spec, output), runner.parallelism(), Runtime.getRuntime().maxMemory());
    AtomicBoolean running = new AtomicBoolean(true);
    Thread hint =
        new Thread(
            () -> {
              if (running.get()) {
                main.terminal().err().println();
                main.terminal()
                    .err()
                    .println(
                        "fieldbeam: stopped; finished shards are kept in "
                            + output
                            + ", run the same command again to go on");
                main.terminal().err().flush();
              }
            });
    Runtime.getRuntime().addShutdownHook(hint);
    Plan plan;
    try (StageProgress progress = new StageProgress(main.terminal())) {
      PipelineRun run =
          new PipelineRun(
              runner.options(), progress, (all, stage) -> Reports.write(all, stage.folder()));
      plan = run.run(spec, output);
    } finally {
      running.set(false);
    }
    RunResults results = RunResults.of(plan);
    main.terminal().out().print(json ? results.toJson() : results.toText());
    return results.checksPassed() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }
}
