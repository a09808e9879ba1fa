package org.fieldbeam.grammar;

import java.security.CodeSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.fieldbeam.grammar.Type.Choice;

/**
 * All kinds of one sort, by name: those of fieldbeam and those of plug-ins on the class path.
 *
 * @param <K> the sort
 */
public final class Kinds<K extends Kind> {
  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,63}");

  // By class loader: a cluster's workers have one per job.
  private static final Map<ClassLoader, Map<Class<?>, Kinds<?>>> KNOWN = new WeakHashMap<>();

  private final String word;
  private final SortedMap<String, K> kinds;

  private Kinds(String word, SortedMap<String, K> kinds) {
    this.word = word;
    this.kinds = kinds;
  }

  /**
   * Returns the kinds of a sort that the class loader of this thread finds.
   *
   * @param sort the interface of the sort
   * @param word what one of them is called, such as "action"
   * @throws IllegalArgumentException if two kinds have one name, a name is not allowed, or a
   *     plug-in cannot be loaded
   */
  public static <K extends Kind> Kinds<K> of(Class<K> sort, String word) {
    ClassLoader loader = loader(sort);
    synchronized (KNOWN) {
      Map<Class<?>, Kinds<?>> known = KNOWN.computeIfAbsent(loader, key -> new HashMap<>());
      Kinds<?> kinds = known.get(sort);
      if (kinds == null) {
        kinds = new Kinds<>(word, load(sort, word, loader));
        known.put(sort, kinds);
      }
      @SuppressWarnings("unchecked") // put under its own class
      Kinds<K> found = (Kinds<K>) kinds;
      return found;
    }
  }

  /**
   * The class loader of this thread, which sees plug-ins, if it sees the same fieldbeam as this; on
   * clusters some threads have another.
   */
  private static ClassLoader loader(Class<?> sort) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      return context != null && context.loadClass(sort.getName()) == sort
          ? context
          : sort.getClassLoader();
    } catch (ClassNotFoundException e) {
      return sort.getClassLoader();
    }
  }

  private static <K extends Kind> SortedMap<String, K> load(
      Class<K> sort, String word, ClassLoader loader) {
    SortedMap<String, K> kinds = new TreeMap<>();
    try {
      for (Iterator<K> found = ServiceLoader.load(sort, loader).iterator(); found.hasNext(); ) {
        K kind = found.next();
        if (!NAME.matcher(kind.name()).matches()) {
          throw new IllegalArgumentException(
              "plug-in "
                  + place(kind)
                  + ": the "
                  + word
                  + " is called '"
                  + kind.name()
                  + "'; allowed: at most 64 letters and digits, a small letter first");
        }
        K other = kinds.putIfAbsent(kind.name(), kind);
        if (other != null) {
          throw new IllegalArgumentException(
              "two kinds of "
                  + word
                  + " are called '"
                  + kind.name()
                  + "': "
                  + place(other)
                  + " and "
                  + place(kind)
                  + "; remove one of the plug-ins or rename its kind");
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IllegalArgumentException(
          "a plug-in's "
              + word
              + " cannot be loaded: "
              + e.getMessage()
              + (e.getCause() == null ? "" : ": " + e.getCause())
              + "; build it against this version of fieldbeam, or leave it out",
          e);
    }
    return kinds;
  }

  private static String place(Kind kind) {
    CodeSource source = kind.getClass().getProtectionDomain().getCodeSource();
    return kind.getClass().getName() + (source == null ? "" : " in " + source.getLocation());
  }

  /** Returns what one of them is called, such as "action". */
  public String word() {
    return word;
  }

  /** Returns all kinds, by name. */
  public Collection<K> all() {
    return kinds.values();
  }

  /**
   * Returns the kind of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public K get(String name) {
    K kind = kinds.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "unknown "
              + word
              + " '"
              + Scalars.shown(name)
              + "'"
              + Suggestions.didYouMean(name, kinds.keySet())
              + " (allowed: "
              + String.join(", ", kinds.keySet())
              + ")");
    }
    return kind;
  }

  /**
   * Returns the kind that a value chose.
   *
   * @param value of the type {@link #choice}
   */
  public K of(Value value) {
    return get(value.choice());
  }

  /** Returns the type of a value that names one of the kinds. */
  public Choice choice() {
    return choice(kind -> true);
  }

  /** Returns the type of a value that names one of some kinds. */
  public Choice choice(Predicate<? super K> wanted) {
    return new Choice(
        kinds.values().stream().filter(wanted).map(kind -> kind.about().option()).toList());
  }
}
