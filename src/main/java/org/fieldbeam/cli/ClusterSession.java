package org.fieldbeam.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.job.FlinkCluster;
import org.fieldbeam.beam.job.FlinkContext;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.data.storage.LocalPaths;

/**
 * A run on a Flink cluster, and the way of the code to its machines. They see the output folder, so
 * the job jar lies there while the run goes on, and plug-ins beside it, once for all stages and
 * workers; their names say whose they are, so that no other run takes them away. Where that cannot
 * be (the output is on no file system of this machine, or there is no room), Flink carries the jars
 * to its machines with every stage.
 */
final class ClusterSession implements AutoCloseable {
  /** Room for the jars and some output, in sizes of the jars. */
  private static final int ROOM = 4;

  /** What comes after the prefix in the names of jars, whole and on the way. */
  private static final Pattern LAID = Pattern.compile("(job|plugin-[0-9]+)\\.jar(\\.tmp)?");

  private final int parallelism;
  private final Optional<FlinkContext> context;

  /** What is laid into the output folder, and where. */
  private final Map<Path, Path> laid;

  private final Optional<Path> folder;

  private ClusterSession(
      int parallelism,
      Optional<FlinkContext> context,
      Map<Path, Path> laid,
      Optional<Path> folder) {
    this.parallelism = parallelism;
    this.context = context;
    this.laid = laid;
    this.folder = folder;
  }

  /** Where {@code flink run} has called this program and takes care of its code. */
  static ClusterSession submitted(int parallelism) {
    return new ClusterSession(parallelism, Optional.empty(), Map.of(), Optional.empty());
  }

  /**
   * Lets the jobs of this process go to a cluster.
   *
   * @param jars the job jar, and then plug-ins
   * @param output the output folder
   * @param send send the jars with every stage, even if the output folder could hold them
   */
  static ClusterSession open(
      FlinkCluster cluster, int parallelism, List<Path> jars, String output, boolean send) {
    Optional<Path> folder =
        (send ? Optional.<Path>empty() : LocalPaths.of(output))
            .filter(place -> hasRoom(place, jars));
    Map<Path, Path> laid = new LinkedHashMap<>();
    if (folder.isPresent()) {
      for (Path jar : jars) {
        String name = laid.isEmpty() ? "job.jar" : "plugin-" + laid.size() + ".jar";
        laid.put(jar, folder.get().resolve(laidPrefix(StageJob.namePrefix()) + name));
      }
    }
    List<Path> code = folder.isPresent() ? List.copyOf(laid.values()) : jars;
    FlinkContext context = FlinkContext.open(cluster, code, folder.isPresent());
    return new ClusterSession(parallelism, Optional.of(context), laid, folder);
  }

  private static String laidPrefix(String jobs) {
    return "." + jobs;
  }

  private static boolean hasRoom(Path folder, List<Path> jars) {
    Path existing = folder;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      long bytes = 0;
      for (Path jar : jars) {
        bytes += Files.size(jar);
      }
      return Files.getFileStore(existing).getUsableSpace() > ROOM * bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find the room on the disk of " + existing, e);
    }
  }

  /** Options for the job of one stage; the jars are there then. */
  PipelineOptions options() {
    laid.forEach(ClusterSession::lay);
    return Runners.flinkContext(parallelism);
  }

  private static void lay(Path jar, Path place) {
    try {
      if (!Files.exists(place)) {
        Path whole = place.resolveSibling(place.getFileName() + ".tmp");
        Files.createDirectories(place.getParent());
        Files.copy(jar, whole, StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + jar + " to " + place, e);
    }
  }

  /** The jobs of a run that was killed are over: takes its jars away. */
  void tookOver(String jobs) {
    folder.ifPresent(place -> delete(place, jobs));
  }

  private static void delete(Path folder, String jobs) {
    if (!Files.isDirectory(folder)) {
      return; // nothing has been laid yet
    }
    String prefix = laidPrefix(jobs);
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(folder, path -> isLaid(path.getFileName().toString(), prefix))) {
      for (Path jar : jars) {
        Files.deleteIfExists(jar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the jars of the job in " + folder, e);
    }
  }

  private static boolean isLaid(String name, String prefix) {
    return name.startsWith(prefix) && LAID.matcher(name.substring(prefix.length())).matches();
  }

  /** The run has come to its end, good or bad, and its jobs with it. */
  @Override
  public void close() {
    context.ifPresent(FlinkContext::close);
    folder.ifPresent(place -> delete(place, StageJob.namePrefix()));
  }
}
