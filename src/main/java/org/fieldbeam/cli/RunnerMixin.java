package org.fieldbeam.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.job.FlinkCluster;
import org.fieldbeam.beam.job.FlinkContext;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.PluginLoader;
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

  /** Environment variable with the path of the jar that a cluster runs. */
  private static final String JOB_JAR = "FIELDBEAM_FLINK_JOB_JAR";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--runner",
      description = "Engine: ${COMPLETION-CANDIDATES} (embedded unless --master). Default: direct.")
  private Runner runner;

  @Option(
      names = "--send-jar",
      description = {
        "Send the job jar to the cluster with every stage, and do not lay it into the output folder;"
            + " for clusters whose JobManager does not see that folder."
      })
  private boolean sendJar;

  private FlinkCluster cluster;

  /** Whether {@code flink run} has called this program and takes care of its code. */
  private boolean submitted;

  /** 0 until known. */
  private int parallelism;

  @Option(
      names = "--master",
      paramLabel = "HOST:PORT",
      description = {
        "Flink cluster to run on, by the address of its REST API; start through runners/flink/run."
      })
  void setMaster(String master) {
    if (FlinkContext.isSet()) {
      throw new ParameterException(
          spec.commandLine(), "--master: 'flink run' says which cluster; leave --master out");
    }
    try {
      cluster = FlinkCluster.at(master);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--master: " + e.getMessage(), e);
    }
  }

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = {
        "Worker threads, or task slots of the cluster. Default: the number of processors, or all"
            + " slots of the cluster."
      })
  void setParallelism(int threads) {
    if (threads < 1 || threads > 4096) {
      throw new ParameterException(
          spec.commandLine(), "--parallelism is " + threads + "; allowed: 1 to 4096");
    }
    parallelism = threads;
  }

  int parallelism() {
    Optional<FlinkCluster> flink = cluster();
    if (parallelism == 0 && submitted) {
      parallelism = FlinkContext.parallelism().orElse(0);
    }
    if (parallelism == 0) {
      parallelism =
          flink
              .map(found -> slots(found.check().slots()))
              .orElseGet(Runtime.getRuntime()::availableProcessors);
    }
    return parallelism;
  }

  private static int slots(int slots) {
    if (slots == 0) {
      throw UserException.of("the Flink cluster has no task slots now")
          .allowed("--parallelism N, for a cluster that brings up TaskManagers as jobs need them")
          .todo("start TaskManagers, or give --parallelism")
          .build();
    }
    return slots;
  }

  /**
   * The cluster that runs the stages, if it is not this process.
   *
   * @throws UserException if {@code flink run} has called this program in a way that cannot be
   */
  Optional<FlinkCluster> cluster() {
    if (cluster == null && FlinkContext.isSet()) {
      cluster = FlinkContext.cluster();
      submitted = true;
    }
    return Optional.ofNullable(cluster);
  }

  /** Fresh options for each job, in this process. */
  Supplier<PipelineOptions> options() {
    int threads = parallelism();
    return () -> runner == Runner.flink ? Runners.flink(threads) : Runners.direct(threads);
  }

  /**
   * The way to the cluster.
   *
   * @param output the output folder, absolute
   * @throws UserException if the cluster cannot be had
   */
  ClusterSession session(String output) {
    if (runner == Runner.direct) {
      throw new ParameterException(
          spec.commandLine(), "the stages run on a Flink cluster; leave --runner direct out");
    }
    cluster.check();
    if (submitted) {
      requireNoPlugins();
      return ClusterSession.submitted(parallelism());
    }
    List<Path> code = new ArrayList<>(List.of(jobJar()));
    code.addAll(PluginLoader.jarsOfThread());
    return ClusterSession.open(cluster, parallelism(), code, output, sendJar);
  }

  /** What runs under {@code flink run} has the code that Flink's client knows of. */
  private static void requireNoPlugins() {
    List<Path> jars = PluginLoader.jarsOfThread();
    if (!jars.isEmpty()) {
      throw UserException.of(
              "'flink run' sends no plug-ins of " + Plugins.OPTION + " to its cluster")
          .given(jars)
          .todo(
              "leave "
                  + Plugins.OPTION
                  + " and "
                  + Plugins.VARIABLE
                  + " out, and name the jars to Flink: flink run --classpath file:///PATH.jar ..., a"
                  + " path that all machines of the cluster see")
          .build();
    }
  }

  private static Path jobJar() {
    String jar = System.getenv(JOB_JAR);
    if (jar == null || !Files.isRegularFile(Path.of(jar))) {
      throw UserException.of("no jar to send to the Flink cluster")
          .given(jar == null ? JOB_JAR + " is not set" : jar)
          .todo("start through runners/flink/run, which builds the jar and sets " + JOB_JAR)
          .build();
    }
    return Path.of(jar);
  }
}
