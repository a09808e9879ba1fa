package org.fieldbeam.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a plug-in's jar says of itself.
 *
 * @param path the jar
 * @param name its name
 * @param services the classes that its service files name, by the sort of kinds
 */
record PluginJar(Path path, String name, Map<Class<?>, List<String>> services) {
  private static final String SERVICES = "META-INF/services/";
  private static final String RECIPE =
      "build it as src/it/plugin of fieldbeam is built, whose pom.xml writes both attributes";

  /**
   * Reads a jar.
   *
   * @throws PluginException if it is none, has no kinds, or is built against another version
   */
  static PluginJar read(Path jar, Optional<String> version) {
    if (!Files.exists(jar)) {
      throw error("there is no such plug-in", jar, "check the path of the jar", null);
    } else if (!Files.isRegularFile(jar)) {
      throw error(
          "a plug-in is a jar, and this is a " + (Files.isDirectory(jar) ? "folder" : "device"),
          jar,
          "name the jars in it, separated by colons",
          null);
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      if (file.getEntry(Kind.class.getName().replace('.', '/') + ".class") != null) {
        throw error(
            "the jar holds fieldbeam itself, and its kinds would be of another fieldbeam",
            jar,
            "build it without: give the dependency on fieldbeam the scope provided",
            null);
      }
      Map<Class<?>, List<String>> services = services(file);
      if (services.isEmpty()) {
        throw error(
            "there are no kinds in this jar",
            jar,
            "name the jar of a plug-in: its service files (META-INF/services, which @AutoService"
                + " writes) say which kinds it adds",
            null);
      }
      Manifest manifest = file.getManifest();
      Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String name = attribute(attributes, Plugin.NAME, jar);
      String built = attribute(attributes, Plugin.VERSION, jar);
      if (version.isPresent() && !version.get().equals(built)) {
        throw error(
            "the plug-in "
                + name
                + " is built against fieldbeam "
                + built
                + ", and this is "
                + version.get(),
            jar,
            "build it against this version, or use it with that one",
            null);
      }
      return new PluginJar(jar, name, services);
    } catch (IOException e) {
      throw error(
          "this is not a jar: " + e.getMessage(), jar, "name the jar of a plug-in, whole", e);
    }
  }

  private static String attribute(Attributes attributes, String name, Path jar) {
    String value = attributes.getValue(name);
    if (value == null || value.isBlank() || value.length() > 100) {
      throw error("the jar's manifest has no attribute " + name, jar, RECIPE, null);
    }
    return value.strip();
  }

  private static Map<Class<?>, List<String>> services(JarFile jar) throws IOException {
    Map<Class<?>, List<String>> services = new TreeMap<>((a, b) -> name(a).compareTo(name(b)));
    for (JarEntry entry : jar.stream().toList()) {
      if (entry.isDirectory() || !entry.getName().startsWith(SERVICES)) {
        continue;
      }
      Optional<Class<?>> sort = sort(entry.getName().substring(SERVICES.length()));
      if (sort.isPresent()) {
        services.put(sort.get(), lines(jar, entry));
      }
    }
    return services;
  }

  private static String name(Class<?> type) {
    return type.getName();
  }

  private static Optional<Class<?>> sort(String name) {
    try {
      return Optional.<Class<?>>of(Class.forName(name, false, Kind.class.getClassLoader()))
          .filter(Kind.class::isAssignableFrom);
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty(); // a service of something else
    }
  }

  private static List<String> lines(JarFile jar, JarEntry entry) throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream in = jar.getInputStream(entry)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        String name = line.replaceFirst("#.*", "").strip();
        if (!name.isEmpty()) {
          names.add(name);
        }
      }
    }
    return names;
  }

  static PluginException error(String message, Path jar, String todo, Throwable cause) {
    return new PluginException(message, jar.toString(), todo, cause);
  }
}
