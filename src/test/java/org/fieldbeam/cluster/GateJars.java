package org.fieldbeam.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** The jars of client and cluster with the {@link GateFileSystem} beside Beam's own. */
final class GateJars {
  private static final String SERVICE =
      "META-INF/services/org.apache.beam.sdk.io.FileSystemRegistrar";

  /** What the client needs beside the jars of fieldbeam. */
  final Path addition;

  /** The jar that is sent to the cluster. */
  final Path job;

  /**
   * Writes the jars.
   *
   * @param folder where to
   * @param jobJar the jar that users send
   */
  GateJars(Path folder, Path jobJar) throws IOException {
    addition = folder.resolve("gate.jar");
    job = folder.resolve("gate-job.jar");
    add(addition);
    Files.copy(jobJar, job);
    add(job);
  }

  private static void add(Path jar) throws IOException {
    URI uri = URI.create("jar:" + jar.toUri());
    try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
      Path service = zip.getPath(SERVICE);
      Files.createDirectories(service.getParent());
      Files.write(
          service,
          ("\n" + GateFileSystem.Registrar.class.getName() + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Path classes = Path.of("target/test-classes").toAbsolutePath();
      Path packaged = classes.resolve(Gates.class.getPackageName().replace('.', '/'));
      Files.createDirectories(zip.getPath(classes.relativize(packaged).toString()));
      try (var files = Files.newDirectoryStream(packaged, "Gate{s,FileSystem}*.class")) {
        for (Path file : files) {
          Files.copy(file, zip.getPath(classes.relativize(file).toString()));
        }
      }
    }
  }
}
