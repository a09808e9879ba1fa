package org.fieldbeam.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.FlinkCluster;
import org.fieldbeam.beam.FlinkContext;
import org.fieldbeam.beam.Runners;
import org.fieldbeam.beam.StageJob;
import org.fieldbeam.data.LocalPaths;

/**
 * A run on a Flink cluster, and the way of the code to its machines. They see the output folder, so
 * the job jar lies there while the run goes on, once for all stages and workers; its name says
 * whose it is, so that no other run takes it away. Where that cannot be (the output is on no file
 * system of this machine, or there is no room), Flink carries the jar to its machines with every
 * stage.
 */
final class ClusterSession implements AutoCloseable {
  /** Room for the jar and some output, in sizes of the jar. */
  private static final int ROOM = 4;

  private final int parallelism;
  private final Optional<FlinkContext> context;
  private final Path jar;
  private final Optional<Path> laid;

  private ClusterSession(
      int parallelism, Optional<FlinkContext> context, Path jar, Optional<Path> laid) {
    this.parallelism = parallelism;
    this.context = context;
    this.jar = jar;
    this.laid = laid;
  }

  /** Where {@code flink run} has called this program and takes care of its code. */
  static ClusterSession submitted(int parallelism) {
    return new ClusterSession(parallelism, Optional.empty(), null, Optional.empty());
  }

  /**
   * Lets the jobs of this process go to a cluster.
   *
   * @param jar the job jar
   * @param output the output folder
   * @param send send the jar with every stage, even if the output folder could hold it
   */
  static ClusterSession open(
      FlinkCluster cluster, int parallelism, Path jar, String output, boolean send) {
    Optional<Path> laid =
        (send ? Optional.<Path>empty() : LocalPaths.of(output))
            .map(folder -> folder.resolve(laidName(StageJob.namePrefix())))
            .filter(place -> hasRoom(place, jar));
    FlinkContext context = FlinkContext.open(cluster, laid.orElse(jar), laid.isPresent());
    return new ClusterSession(parallelism, Optional.of(context), jar, laid);
  }

  private static String laidName(String jobs) {
    return "." + jobs + "job.jar";
  }

  private static boolean hasRoom(Path place, Path jar) {
    Path existing = place.getParent();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return Files.getFileStore(existing).getUsableSpace() > ROOM * Files.size(jar);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find the room on the disk of " + existing, e);
    }
  }

  /** Options for the job of one stage; the jar is there then. */
  PipelineOptions options() {
    laid.ifPresent(this::lay);
    return Runners.flinkContext(parallelism);
  }

  private void lay(Path place) {
    try {
      if (!Files.exists(place)) {
        Path whole = draft(place);
        Files.createDirectories(place.getParent());
        Files.copy(jar, whole, StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy the job jar to " + place, e);
    }
  }

  /** The jobs of a run that was killed are over: takes its jar away. */
  void tookOver(String jobs) {
    laid.map(own -> own.resolveSibling(laidName(jobs))).ifPresent(ClusterSession::delete);
  }

  private static void delete(Path place) {
    try {
      Files.deleteIfExists(place);
      Files.deleteIfExists(draft(place));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the job jar " + place, e);
    }
  }

  private static Path draft(Path place) {
    return place.resolveSibling(place.getFileName() + ".tmp");
  }

  /** The run has come to its end, good or bad, and its jobs with it. */
  @Override
  public void close() {
    context.ifPresent(FlinkContext::close);
    laid.ifPresent(ClusterSession::delete);
  }
}
