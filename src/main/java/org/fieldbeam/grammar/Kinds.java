package org.fieldbeam.grammar;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
  private final Map<Class<?>, Optional<Plugin>> plugins = new ConcurrentHashMap<>();

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
    Iterator<ServiceLoader.Provider<K>> found =
        ServiceLoader.load(sort, loader).stream().iterator();
    while (next(found, word)) {
      ServiceLoader.Provider<K> provider = found.next();
      K kind = make(provider, word);
      if (!isName(kind.name())) {
        throw new IllegalArgumentException(
            "plug-in "
                + place(kind.getClass())
                + ": the "
                + word
                + " is called '"
                + Scalars.shown(kind.name())
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
                + place(other.getClass())
                + " and "
                + place(kind.getClass())
                + "; remove one of the plug-ins or rename its kind");
      }
    }
    return kinds;
  }

  /** Returns whether a kind may be called so. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private static boolean next(Iterator<?> found, String word) {
    try {
      return found.hasNext();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw unloadable(word, "", e);
    }
  }

  private static <K extends Kind> K make(ServiceLoader.Provider<K> provider, String word) {
    try {
      K kind = provider.get();
      kind.name();
      return kind;
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      throw unloadable(word, " " + place(provider.type()), e);
    }
  }

  private static IllegalArgumentException unloadable(String word, String place, Throwable e) {
    return new IllegalArgumentException(
        "a plug-in's "
            + word
            + place
            + " cannot be loaded: "
            + (e.getCause() == null ? e : e.getCause())
            + "; build it against this version of fieldbeam, or leave it out",
        e);
  }

  private static String place(Class<?> kind) {
    return kind.getName() + Plugin.place(kind).map(place -> " in " + place).orElse("");
  }

  /** Returns what one of them is called, such as "action". */
  public String word() {
    return word;
  }

  /** Returns the plug-in that a kind comes from, if it is none of fieldbeam's own. */
  public Optional<Plugin> plugin(String name) {
    return Optional.ofNullable(kinds.get(name)).flatMap(this::plugin);
  }

  private Optional<Plugin> plugin(K kind) {
    return plugins.computeIfAbsent(kind.getClass(), Plugin::of);
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
              + elsewhere(name)
              + " (allowed: "
              + String.join(", ", kinds.keySet())
              + ")");
    }
    return kind;
  }

  /** What to say of a name that is like none of ours. */
  private String elsewhere(String name) {
    return Suggestions.nearest(name, kinds.keySet()).isPresent()
        ? ""
        : "; if it is of a plug-in, name its jar by --plugins";
  }

  /** Returns the kind of a name, if there is one. */
  public Optional<K> find(String name) {
    return Optional.ofNullable(kinds.get(name));
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

  /** Returns the type of a value that names one of the kinds, each with more keys of its own. */
  public Choice choiceWith(Key... more) {
    return new Choice(
        choice().options().stream()
            .map(
                option ->
                    new Type.Option(
                        option.name(),
                        with(option.body(), more),
                        option.description(),
                        option.plugin()))
            .toList(),
        this::elsewhere);
  }

  private static Type with(Type body, Key... more) {
    if (!(body instanceof Type.Fields fields)) {
      throw new IllegalStateException("more keys go with a map of keys: " + body.allowed());
    }
    return new Type.Fields(Stream.concat(fields.keys().stream(), Stream.of(more)).toList());
  }

  /** Returns the type of a value that names one of some kinds. */
  public Choice choice(Predicate<? super K> wanted) {
    return new Choice(
        kinds.values().stream()
            .filter(wanted)
            .map(kind -> kind.about().option(plugin(kind)))
            .toList(),
        this::elsewhere);
  }
}
