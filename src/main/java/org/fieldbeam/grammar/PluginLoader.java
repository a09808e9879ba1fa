package org.fieldbeam.grammar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Loads the classes of plug-ins. As the class loader of a thread it makes {@link Kinds} find their
 * kinds.
 */
public final class PluginLoader extends URLClassLoader {
  /** Chains of causes are short; a cycle in one must not hold the program. */
  private static final int DEEPEST = 100;

  private static final Pattern NAMES = Pattern.compile("[\\w.$/]+");

  private final List<Path> jars;
  private final Map<Path, String> names = new HashMap<>();

  private PluginLoader(List<Path> jars, URL[] urls, ClassLoader parent) {
    super("plug-ins", urls, parent);
    this.jars = List.copyOf(jars);
  }

  /**
   * Loads plug-ins, and makes all of their kinds once.
   *
   * @param jars the jars
   * @param version the version of this software, which the jars have to be built against; empty if
   *     it is not known, as in a folder of classes
   * @param parent loads fieldbeam
   * @throws PluginException if one of them is no plug-in, does not fit this software, or names a
   *     kind that there is already
   */
  public static PluginLoader open(List<Path> jars, Optional<String> version, ClassLoader parent) {
    List<PluginJar> read = new ArrayList<>();
    for (Path jar : jars) {
      read.add(PluginJar.read(jar, version));
    }
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = url(jars.get(i));
    }
    PluginLoader loader = new PluginLoader(jars, urls, parent);
    try {
      PluginKinds.check(read, loader);
    } catch (PluginException e) {
      try {
        loader.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
    read.forEach(jar -> loader.names.put(jar.path(), jar.name()));
    return loader;
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the plug-ins of this thread. */
  public static Optional<PluginLoader> ofThread() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    while (loader != null && !(loader instanceof PluginLoader)) {
      loader = loader.getParent();
    }
    return Optional.ofNullable((PluginLoader) loader);
  }

  /** Returns the jars of the plug-ins of this thread. */
  public static List<Path> jarsOfThread() {
    return ofThread().map(loader -> loader.jars).orElse(List.of());
  }

  /**
   * Returns what is to be said of a failure in the code of a plug-in of this thread, or in its
   * fitting to this software; empty of any other failure.
   */
  public static Optional<String> fault(Throwable failure) {
    return ofThread().flatMap(loader -> loader.faultOf(failure));
  }

  private Optional<String> faultOf(Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
      // a lack of memory is nobody's fault
      Optional<String> fault = t instanceof OutOfMemoryError ? Optional.empty() : faultOfOne(t);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private Optional<String> faultOfOne(Throwable t) {
    for (StackTraceElement frame : t.getStackTrace()) {
      Optional<Path> jar = jarOf(frame.getClassName());
      if (jar.isPresent()) {
        return Optional.of(words(jar.get(), t, at(frame)));
      }
      if (isAtAnEnd(frame)) {
        break;
      }
    }
    if (t instanceof LinkageError) {
      // thrown where a method of the plug-in should be, not in it
      return NAMES
          .matcher(String.valueOf(t.getMessage()))
          .results()
          .map(name -> jarOf(name.group().replace('/', '.')))
          .flatMap(Optional::stream)
          .findFirst()
          .map(jar -> words(jar, t, ""));
    }
    return Optional.empty();
  }

  private static String at(StackTraceElement frame) {
    String method = " in " + frame.getClassName() + "." + frame.getMethodName();
    return frame.getLineNumber() < 0
        ? method
        : method + " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
  }

  /** Beyond, a plug-in may only have called what failed elsewhere, such as a stage of its own. */
  private static boolean isAtAnEnd(StackTraceElement frame) {
    return frame.getClassName().startsWith("org.apache.");
  }

  private Optional<Path> jarOf(String className) {
    if (className.startsWith("java.") || className.startsWith("org.fieldbeam.")) {
      return Optional.empty();
    }
    try {
      Class<?> type = Class.forName(className, false, this);
      return Plugin.place(type).filter(names::containsKey);
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  private String words(Path jar, Throwable t, String at) {
    return "the plug-in " + names.get(jar) + " (" + jar + ") failed" + at + ": " + reason(t);
  }

  /** What a failure says, and what it means where it is one of fitting. */
  static String reason(Throwable t) {
    String text =
        t.getMessage() == null ? "" : ": " + t.getMessage().lines().findFirst().orElse("");
    String said = t.getClass().getSimpleName() + text;
    if (t instanceof UnsupportedClassVersionError) {
      return said
          + "; it is compiled for a newer Java than this "
          + Runtime.version().feature()
          + ": compile it with release 17";
    } else if (t instanceof NoClassDefFoundError || t instanceof ClassNotFoundException) {
      return said
          + "; the class is neither in the jar nor in this version of fieldbeam: put what the"
          + " plug-in needs into its jar, and build it against this version";
    } else if (t instanceof LinkageError) {
      return said + "; it is compiled against another version of fieldbeam: build it anew";
    }
    return said;
  }
}
