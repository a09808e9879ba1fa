package org.fieldbeam.core.observable.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.Recording;

/** Averages of cosines, each an observable of its own. */
abstract class CosineRecording implements Recording {
  private final List<Cosine> cosines;

  /**
   * One of them.
   *
   * @param name the name in files
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   */
  record Cosine(String name, String formula, String label) {}

  CosineRecording(List<Cosine> cosines) {
    this.cosines = List.copyOf(cosines);
  }

  @Override
  public final List<String> columns() {
    return cosines.stream().map(Cosine::name).toList();
  }

  @Override
  public final List<Observable> observables(int first) {
    List<Observable> observables = new ArrayList<>();
    for (int i = 0; i < cosines.size(); i++) {
      Cosine cosine = cosines.get(i);
      observables.add(
          Observable.mean(
              cosine.name(), cosine.formula(), cosine.label(), Double.NaN, true, first + i));
    }
    return observables;
  }

  @Override
  public final void magnitudes(double[] means, int first, double[] sizes) {
    Arrays.fill(sizes, first, first + cosines.size(), 1);
  }
}
