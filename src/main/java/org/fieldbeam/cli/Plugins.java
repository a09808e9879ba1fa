package org.fieldbeam.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.grammar.PluginException;
import org.fieldbeam.grammar.PluginLoader;

/** The plug-ins that the command line and the environment name. */
final class Plugins {
  /** The option. */
  static final String OPTION = "--plugins";

  /** The environment variable. */
  static final String VARIABLE = "FIELDBEAM_PLUGINS";

  private Plugins() {}

  /**
   * Loads the plug-ins, if there are any. Nothing closes the loader: threads of engines may linger,
   * and a class is loaded when it is needed.
   *
   * @param given what the option says; null without it
   * @throws UserException if a plug-in cannot be used
   */
  static Optional<PluginLoader> open(String given) {
    Set<Path> jars = new LinkedHashSet<>();
    add(given, OPTION, jars);
    add(System.getenv(VARIABLE), VARIABLE, jars);
    return jars.isEmpty() ? Optional.empty() : Optional.of(open(List.copyOf(jars)));
  }

  private static void add(String given, String from, Set<Path> jars) {
    if (given == null || given.isEmpty()) {
      return;
    }
    for (String word : given.split(Pattern.quote(File.pathSeparator), -1)) {
      if (word.isBlank()) {
        throw UserException.of("there is an empty path among the plug-ins")
            .where(from)
            .given(given)
            .allowed("paths of jars, separated by " + File.pathSeparator)
            .build();
      }
      jars.add(path(word, from));
    }
  }

  private static Path path(String word, String from) {
    try {
      Path path = Path.of(LocalPaths.given(word)).toAbsolutePath();
      // one jar is one plug-in, by whatever names it comes; whether it is there is asked next
      return Files.exists(path) ? path.toRealPath() : path;
    } catch (IllegalArgumentException | IOException e) {
      throw UserException.of("this is no path of a jar: " + e.getMessage())
          .where(from)
          .given(word)
          .cause(e)
          .build();
    }
  }

  private static PluginLoader open(List<Path> jars) {
    try {
      return PluginLoader.open(jars, Version.built(), Plugins.class.getClassLoader());
    } catch (PluginException e) {
      throw UserException.of(e.getMessage()).where(e.place()).todo(e.todo()).cause(e).build();
    }
  }
}
