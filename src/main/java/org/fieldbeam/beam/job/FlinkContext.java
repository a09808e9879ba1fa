package org.fieldbeam.beam.job;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.client.program.ContextEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.PluginLoader;

/**
 * The Flink cluster that jobs of this process go to when their options ask for no other, see {@link
 * Runners#flinkContext}. There is one per process: {@code flink run} has set it when it calls a
 * program, and elsewhere {@link #open} does.
 *
 * <p>Beam's own way to a cluster, by its address alone, can only send jars with each job. This one
 * can also name jars that the cluster's machines find by themselves, which spares a long run an
 * upload, and a copy to every worker, per stage.
 */
@SuppressWarnings("deprecation") // Beam's batch jobs are of Flink's DataSet API
public final class FlinkContext implements AutoCloseable {
  private static final String REMOTE = "remote";

  private FlinkContext() {}

  /**
   * Sends the jobs of this process to a cluster, until closed. Flink's own client settings are read
   * from the folder that the environment variable FLINK_CONF_DIR names, if it is set.
   *
   * @param cluster where to
   * @param jars the program's code, all but Flink, and plug-ins
   * @param shared whether JobManager and TaskManagers find the jars under their paths; if not, they
   *     are sent with every job
   * @throws IllegalStateException if the jobs of this process already go somewhere
   */
  public static FlinkContext open(FlinkCluster cluster, List<Path> jars, boolean shared) {
    if (isSet()) {
      throw new IllegalStateException("the jobs of this process already go to a Flink cluster");
    }
    Configuration settings = GlobalConfiguration.loadConfiguration();
    settings.set(DeploymentOptions.TARGET, REMOTE);
    settings.set(DeploymentOptions.ATTACHED, true);
    settings.set(JobManagerOptions.ADDRESS, cluster.host());
    settings.set(RestOptions.ADDRESS, cluster.host());
    settings.set(RestOptions.PORT, cluster.port());
    settings.set(
        shared ? PipelineOptions.CLASSPATHS : PipelineOptions.JARS,
        jars.stream().map(jar -> jar.toAbsolutePath().toUri().toString()).toList());
    ContextEnvironment.setAsContext(
        new DefaultExecutorServiceLoader(),
        settings,
        PluginLoader.ofThread()
            .map(ClassLoader.class::cast)
            .orElseGet(FlinkContext.class::getClassLoader),
        false,
        // standard output is for results
        true);
    return new FlinkContext();
  }

  /** Whether the jobs of this process go to a cluster, by {@code flink run} or {@link #open}. */
  public static boolean isSet() {
    return !ExecutionEnvironment.areExplicitEnvironmentsAllowed();
  }

  /**
   * The cluster of a program that {@code flink run} has called.
   *
   * @throws UserException if Flink does not wait for the program's jobs, and so one stage could not
   *     follow the other
   */
  public static FlinkCluster cluster() {
    Configuration settings = ExecutionEnvironment.getExecutionEnvironment().getConfiguration();
    if (!REMOTE.equals(settings.get(DeploymentOptions.TARGET))
        || !settings.get(DeploymentOptions.ATTACHED)) {
      throw UserException.of("Flink does not let this program wait for its jobs")
          .given(
              DeploymentOptions.TARGET.key()
                  + " "
                  + settings.get(DeploymentOptions.TARGET)
                  + ", "
                  + DeploymentOptions.ATTACHED.key()
                  + " "
                  + settings.get(DeploymentOptions.ATTACHED))
          .allowed("an attached program on a session cluster: a run is a job after the other")
          .todo(
              "use 'flink run' without --detached, not the web page nor application mode; or"
                  + " runners/flink/run --master HOST:PORT")
          .build();
    }
    return FlinkCluster.at(
        settings.get(RestOptions.ADDRESS) + ":" + settings.get(RestOptions.PORT));
  }

  /** The parallelism that {@code flink run --parallelism} or the client's settings ask for. */
  public static OptionalInt parallelism() {
    return ExecutionEnvironment.getExecutionEnvironment()
        .getConfiguration()
        .getOptional(CoreOptions.DEFAULT_PARALLELISM)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  @Override
  public void close() {
    ContextEnvironment.unsetAsContext();
  }
}
