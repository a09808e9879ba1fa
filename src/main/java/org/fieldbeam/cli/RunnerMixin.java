package org.fieldbeam.cli;

import java.util.function.Supplier;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.Runners;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which engine runs the stages, and on how many threads. */
final class RunnerMixin {
  /** The engines. */
  enum Runner {
    /** Beam's Direct runner. */
    direct,
    /** Flink in this process. */
    flink
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--runner",
      defaultValue = "direct",
      description = "Engine: ${COMPLETION-CANDIDATES} (embedded). Default: ${DEFAULT-VALUE}.")
  private Runner runner;

  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Worker threads. Default: the number of processors.")
  void setParallelism(int threads) {
    if (threads < 1 || threads > 4096) {
      throw new ParameterException(
          spec.commandLine(), "--parallelism is " + threads + "; allowed: 1 to 4096");
    }
    parallelism = threads;
  }

  int parallelism() {
    return parallelism;
  }

  Supplier<PipelineOptions> options() {
    return () -> runner == Runner.flink ? Runners.flink(parallelism) : Runners.direct(parallelism);
  }

  String name() {
    return runner.name();
  }
}
