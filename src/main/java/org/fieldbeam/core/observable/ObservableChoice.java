package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeam.grammar.Plugin;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.grammar.ValueReader;

/**
 * Which observables are measured: kinds by name, each with its parameters, or every standard one
 * that suits the ensemble; and what is derived from their estimates.
 */
public final class ObservableChoice implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int MOST = 100;

  /** As a file has them: {@code {name: parameters}}. */
  private final ArrayList<TreeMap<String, Object>> kinds;

  private final boolean standard;
  private final TreeMap<String, String> derived;

  private ObservableChoice(
      boolean standard, List<? extends Map<String, Object>> kinds, Map<String, String> derived) {
    this.standard = standard;
    this.kinds = new ArrayList<>(kinds.stream().map(TreeMap::new).toList());
    this.derived = new TreeMap<>(derived);
  }

  /** Returns the choice of every standard kind that suits an ensemble. */
  public static ObservableChoice standard() {
    return new ObservableChoice(true, List.of(), Map.of());
  }

  /** Returns the type of a list of kinds in a file. */
  public static Items type() {
    return new Items(
        ObservableKind.all().choice().hinting(ObservableChoice::ofEstimate), 1, MOST, true);
  }

  private static String ofEstimate(String name) {
    return EstimateNames.kindOf(name)
        .map(kind -> ": it is an estimate of the observable " + kind + "; name that")
        .orElse("");
  }

  /**
   * Returns the choice of some kinds.
   *
   * @param chosen of the type {@link #type}
   * @throws IllegalArgumentException if a kind is given twice
   */
  public static ObservableChoice of(Value chosen) {
    List<Map<String, Object>> kinds = new ArrayList<>();
    for (Value kind : chosen.items()) {
      String name = kind.choice();
      if (kinds.stream().anyMatch(other -> other.containsKey(name))) {
        throw new IllegalArgumentException(
            "the observable '" + name + "' is given twice; give it once, with all its parameters");
      }
      kinds.add(Map.of(name, kind.body().tree()));
    }
    return new ObservableChoice(false, kinds, Map.of());
  }

  /**
   * Returns the choice that a footer describes.
   *
   * @param tree what {@link #tree} returned
   * @param derived what {@link #derived} returned
   * @throws IllegalArgumentException if it names what there is not
   */
  public static ObservableChoice of(Object tree, Map<String, String> derived) {
    return of(ValueReader.require(tree, type(), "observables")).deriving(derived);
  }

  /** Returns the same with derived quantities: a formula of estimates for each name. */
  public ObservableChoice deriving(Map<String, String> formulas) {
    return new ObservableChoice(standard, kinds, formulas);
  }

  /** Returns whether it is every standard kind that suits. */
  public boolean isStandard() {
    return standard;
  }

  /** Returns the formulas of derived quantities by name. */
  public SortedMap<String, String> derived() {
    return Collections.unmodifiableSortedMap(derived);
  }

  /**
   * Returns the SHA-256 of the plug-ins whose kinds take part without being named: checks, and
   * observables of the standard choice or that belong to every ensemble.
   */
  public NavigableSet<String> unnamedPlugins() {
    NavigableSet<String> hashes = new TreeSet<>();
    for (ObservableKind kind : ObservableKind.all().all()) {
      if (kind.isAlways() || (standard && kind.isStandard())) {
        ObservableKind.all().plugin(kind.name()).map(Plugin::sha256).ifPresent(hashes::add);
      }
    }
    for (CheckKind kind : CheckKind.all().all()) {
      CheckKind.all().plugin(kind.name()).map(Plugin::sha256).ifPresent(hashes::add);
    }
    return hashes;
  }

  /** Returns the chosen kinds as maps, lists, numbers and texts; not those of the standard. */
  public List<Object> tree() {
    return new ArrayList<>(kinds);
  }

  /** The kinds with their parameters, of a choice that is not the standard. */
  List<Chosen> kinds() {
    List<Chosen> chosen = new ArrayList<>();
    for (TreeMap<String, Object> kind : kinds) {
      chosen.add(Chosen.of(kind.firstKey(), kind.firstEntry().getValue()));
    }
    return chosen;
  }

  /** A kind with its parameters. */
  record Chosen(ObservableKind kind, Value parameters) {
    static Chosen of(String name, Object tree) {
      ObservableKind kind = ObservableKind.all().get(name);
      return new Chosen(kind, ValueReader.require(tree, kind.about().keys(), "observable " + name));
    }

    /** A kind with its defaults. */
    static Chosen of(ObservableKind kind) {
      return new Chosen(
          kind, ValueReader.require(Map.of(), kind.about().keys(), "observable " + kind.name()));
    }
  }
}
