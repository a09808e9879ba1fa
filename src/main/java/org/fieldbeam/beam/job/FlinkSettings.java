package org.fieldbeam.beam.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptions;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.grammar.PluginLoader;

/**
 * Settings of an embedded Flink, by which its tasks find the classes of plug-ins: they know only
 * the class path of the process and what is named there.
 */
public final class FlinkSettings {
  /** Folders of settings by the jars that they name; as many as there are sets of plug-ins. */
  private static final Map<List<Path>, String> FOLDERS = new HashMap<>();

  private FlinkSettings() {}

  /** Returns a folder of settings that names the plug-ins of this thread, if there are any. */
  public static Optional<String> withPlugins() {
    List<Path> jars = PluginLoader.jarsOfThread();
    if (jars.isEmpty()) {
      return Optional.empty();
    }
    synchronized (FOLDERS) {
      return Optional.of(FOLDERS.computeIfAbsent(jars, FlinkSettings::write));
    }
  }

  private static String write(List<Path> jars) {
    Configuration settings = GlobalConfiguration.loadConfiguration();
    settings.set(
        PipelineOptions.CLASSPATHS,
        jars.stream().map(jar -> jar.toAbsolutePath().toUri().toString()).toList());
    String yaml =
        new TreeMap<>(settings.toMap())
            .entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Json.compact(entry.getValue()) + "\n")
                .collect(Collectors.joining());
    try {
      Path folder = Files.createTempDirectory("fieldbeam-flink");
      folder.toFile().deleteOnExit();
      Path file = Files.writeString(folder.resolve(GlobalConfiguration.FLINK_CONF_FILENAME), yaml);
      file.toFile().deleteOnExit(); // before its folder: the last named is the first deleted
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the settings of the embedded Flink", e);
    }
  }
}
