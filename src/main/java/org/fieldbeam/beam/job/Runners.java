package org.fieldbeam.beam.job;

import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.fieldbeam.data.storage.RemoteFiles;

/**
 * Options of the runners that fieldbeam is tested on.
 *
 * <p>Every stage also runs under options made by hand; these leave out what only costs time here:
 * the Direct runner's checks that no transform mutates its elements (up to 5 times on large
 * elements), Flink's defensive copies between fused functions. They carry the options of file
 * systems that {@link RemoteFiles#optionArguments()} names.
 */
public final class Runners {
  private Runners() {}

  /**
   * Beam's Direct runner in this process.
   *
   * @param parallelism worker threads, at least 1
   * @throws IllegalArgumentException if {@code parallelism < 1}
   */
  public static PipelineOptions direct(int parallelism) {
    checkParallelism(parallelism);
    DirectOptions options = options(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(parallelism);
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return options;
  }

  /**
   * Flink in this process: a mini cluster in batch mode that starts and ends with each job.
   *
   * @param parallelism task slots, at least 1
   * @throws IllegalArgumentException if {@code parallelism < 1}
   */
  public static PipelineOptions flink(int parallelism) {
    FlinkPipelineOptions options = flinkAt("[local]", parallelism);
    FlinkSettings.withPlugins().ifPresent(options::setFlinkConfDir);
    return options;
  }

  /**
   * The Flink cluster that {@link FlinkContext} names, in batch mode. The workers must see the
   * files under the same paths as this process: relative paths will not do.
   *
   * @param parallelism task slots that a job takes, at least 1
   * @throws IllegalArgumentException if {@code parallelism < 1}
   */
  public static PipelineOptions flinkContext(int parallelism) {
    FlinkPipelineOptions options = flinkAt("[auto]", parallelism);
    // the context says which
    options.setFilesToStage(List.of());
    return options;
  }

  private static FlinkPipelineOptions flinkAt(String master, int parallelism) {
    checkParallelism(parallelism);
    FlinkPipelineOptions options = options(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster(master);
    options.setParallelism(parallelism);
    options.setStreaming(false);
    options.setObjectReuse(true);
    return options;
  }

  /** Options that already hold what the file systems of this process were told. */
  private static <T extends PipelineOptions> T options(Class<T> type) {
    return PipelineOptionsFactory.fromArgs(RemoteFiles.optionArguments()).as(type);
  }

  private static void checkParallelism(int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "parallelism is " + parallelism + "; it must be at least 1");
    }
  }
}
