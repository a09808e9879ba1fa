package org.fieldbeam.core.observable;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names that the checks of measured ensembles can have, before it is known which apply. */
public final class CheckNames {
  private static final List<String> CHECKS =
      List.of(
          "agreement",
          "boundaryTerms",
          "chainSplit",
          "chainLength",
          "contour",
          "deltaHBalance",
          "driftDecay",
          "expMinusDeltaH",
          "outliers",
          "runaways",
          "schwingerDyson",
          "stride",
          "symmetry",
          "thermalization",
          "weights",
          "window");

  /** Observables of complex ensembles that are held against exact values in both parts. */
  private static final List<String> COMPLEX = List.of("M", "phi2", "phi4", "schwingerDyson");

  private CheckNames() {}

  /** Returns all names. */
  public static SortedSet<String> all() {
    SortedSet<String> names = new TreeSet<>(CHECKS);
    for (String observable : COMPLEX) {
      names.add(observable + "Re");
      names.add(observable + "Im");
    }
    return names;
  }
}
