package org.fieldbeam;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.fieldbeam.grammar.Kind;

/** Makes jars of plug-ins of Java sources. */
public final class PluginJars {
  /** The plug-in of the project that CI builds. */
  private static final Path SINE_GORDON = Path.of("src/it/plugin/src/main/java");

  /** The classes of fieldbeam, which plug-ins are compiled against. */
  private static final String FIELDBEAM = ofClass(Kind.class);

  private final Path folder;
  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, List<String>> services = new TreeMap<>();
  private final Map<String, String> manifest = new TreeMap<>();
  private final Map<String, String> older = new TreeMap<>();
  private final List<String> left = new ArrayList<>();

  private PluginJars(Path folder) {
    this.folder = folder;
    manifest.put("Fieldbeam-Plugin", "test plug-in 1");
    manifest.put("Fieldbeam-Version", "0.1.0-SNAPSHOT");
  }

  private static String ofClass(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A jar that is made in a folder. */
  public static PluginJars in(Path folder) {
    return new PluginJars(folder);
  }

  /** The jar of the project that CI builds, with more in the Java of its action. */
  public static Path sineGordon(Path folder, String name, String comment) throws IOException {
    PluginJars jar = in(folder).attribute("Fieldbeam-Plugin", "sine-gordon 1");
    try (Stream<Path> files = Files.walk(SINE_GORDON)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String type =
            SINE_GORDON.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
        jar.source(
            type, Files.readString(file).replaceAll("@AutoService.*|import com\\.google.*", ""));
      }
    }
    return jar.source(
            "org.example.sinegordon.Comment",
            "package org.example.sinegordon; class Comment { String s = \"" + comment + "\"; }")
        .service(
            "org.fieldbeam.core.action.ActionKind", "org.example.sinegordon.SineGordon$OfFiles")
        .service(
            "org.fieldbeam.pipeline.figure.FigureKind", "org.example.sinegordon.Precision$OfFiles")
        .service("org.fieldbeam.core.observable.ObservableKind", "org.example.sinegordon.Vertex")
        .make(name);
  }

  /** Adds a class by its name. */
  public PluginJars source(String type, String text) {
    sources.put(type, text);
    return this;
  }

  /** Adds an interface of fieldbeam as it was when the plug-in was compiled. */
  public PluginJars compiledAgainst(String type, String text) {
    older.put(type, text);
    return this;
  }

  /** Leaves a class out of the jar that the others were compiled against. */
  public PluginJars without(String type) {
    left.add(type);
    return this;
  }

  /** Names a class in a service file. */
  public PluginJars service(String sort, String type) {
    services.computeIfAbsent(sort, key -> new ArrayList<>()).add(type);
    return this;
  }

  /** Sets an attribute of the manifest; null leaves it out. */
  public PluginJars attribute(String name, String value) {
    if (value == null) {
      manifest.remove(name);
    } else {
      manifest.put(name, value);
    }
    return this;
  }

  /** Compiles the sources and writes the jar. */
  public Path make(String name) throws IOException {
    Path stubs = compile("stubs-" + name, older, FIELDBEAM);
    Path classes = compile("classes-" + name, sources, stubs + ":" + FIELDBEAM);
    Path jar = folder.resolve(name);
    Manifest attributes = new Manifest();
    attributes.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.forEach(attributes.getMainAttributes()::putValue);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out, attributes);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String entry = classes.relativize(file).toString();
        if (!left.contains(entry.replace('/', '.').replaceFirst("\\.class$", ""))) {
          put(zip, entry, Files.readAllBytes(file));
        }
      }
      for (Map.Entry<String, List<String>> service : services.entrySet()) {
        String lines = String.join("\n", service.getValue());
        put(zip, "META-INF/services/" + service.getKey(), lines.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  /** The same jar whenever it is made. */
  private static void put(JarOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private Path compile(String name, Map<String, String> java, String classPath) throws IOException {
    Path from = Files.createDirectories(folder.resolve("java-" + name));
    Path to = Files.createDirectories(folder.resolve(name));
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", to.toString(), "-cp", classPath));
    for (Map.Entry<String, String> source : java.entrySet()) {
      Path file = from.resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    if (!java.isEmpty()
        && ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new))
            != 0) {
      throw new IllegalStateException("the plug-in " + name + " does not compile");
    }
    return to;
  }
}
