package org.fieldbeam.grammar;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Makes the kinds of plug-ins once, so that what is wrong with one is known before it is used. */
final class PluginKinds {
  private final ClassLoader loader;

  /** Who has which name already: by the sort and the name. */
  private final Map<String, String> taken = new HashMap<>();

  private PluginKinds(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Makes all kinds.
   *
   * @throws PluginException if one cannot be made, or its name is that of another
   */
  static void check(List<PluginJar> jars, ClassLoader loader) {
    PluginKinds kinds = new PluginKinds(loader);
    jars.stream()
        .flatMap(jar -> jar.services().keySet().stream())
        .distinct()
        .forEach(sort -> kinds.own(sort.asSubclass(Kind.class), loader.getParent()));
    for (PluginJar jar : jars) {
      jar.services().forEach((sort, names) -> names.forEach(name -> kinds.check(jar, sort, name)));
    }
  }

  private void own(Class<? extends Kind> sort, ClassLoader parent) {
    for (Kind kind : ServiceLoader.load(sort, parent)) {
      taken.put(key(sort, kind), "fieldbeam");
    }
  }

  private static String key(Class<?> sort, Kind kind) {
    return word(sort) + " '" + kind.name() + "'";
  }

  private static String word(Class<?> sort) {
    return sort.getSimpleName().replaceFirst("Kind$", "").toLowerCase(Locale.ROOT);
  }

  private void check(PluginJar jar, Class<?> sort, String name) {
    Kind kind = make(jar, sort, name);
    if (!Kinds.isName(kind.name())) {
      throw error(
          jar,
          "the plug-in "
              + jar.name()
              + " calls its "
              + word(sort)
              + " '"
              + Scalars.shown(String.valueOf(kind.name()))
              + "'; allowed: at most 64 letters and digits, a small letter first",
          name,
          "rename it",
          null);
    }
    String other = taken.putIfAbsent(key(sort, kind), jar.name() + " (" + jar.path() + ")");
    if (other != null) {
      throw error(
          jar,
          "the plug-in "
              + jar.name()
              + " names the "
              + key(sort, kind)
              + ", which "
              + (other.equals("fieldbeam") ? "is fieldbeam's own" : "that of " + other + " names"),
          name,
          other.equals("fieldbeam")
              ? "give its kind another name"
              : "leave one of the plug-ins out, or rename its kind",
          null);
    }
  }

  private Kind make(PluginJar jar, Class<?> sort, String name) {
    try {
      Class<?> type = Class.forName(name, true, loader);
      Optional<Path> place = Plugin.place(type);
      if (!place.equals(Optional.of(jar.path()))) {
        throw error(
            jar,
            "the class " + name + " is another's, too: it is loaded from " + place.orElse(null),
            name,
            "leave one of both jars out, or rename the class",
            null);
      } else if (!sort.isAssignableFrom(type)) {
        throw error(
            jar,
            "the class " + name + " does not implement " + sort.getName(),
            name,
            "mend the service file of the jar, or build it against this version of fieldbeam",
            null);
      }
      Kind kind = (Kind) type.getConstructor().newInstance();
      if (kind.about().name() == null || kind.about().keys() == null) {
        throw new IllegalStateException("its name or its keys are null");
      }
      return kind;
    } catch (InvocationTargetException e) {
      throw unusable(jar, sort, name, e.getCause());
    } catch (PluginException e) {
      throw e;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw unusable(jar, sort, name, e instanceof ExceptionInInitializerError ? cause(e) : e);
    }
  }

  private static Throwable cause(Throwable e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private static PluginException unusable(
      PluginJar jar, Class<?> sort, String name, Throwable cause) {
    return error(
        jar,
        "the "
            + word(sort)
            + " of the plug-in "
            + jar.name()
            + " cannot be made: "
            + PluginLoader.reason(cause),
        name,
        "mend the plug-in, or leave it out",
        cause);
  }

  private static PluginException error(
      PluginJar jar, String message, String type, String todo, Throwable cause) {
    return new PluginException(message, jar.path() + ", class " + type, todo, cause);
  }
}
