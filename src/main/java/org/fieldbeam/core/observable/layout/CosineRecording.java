package org.fieldbeam.core.observable.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.Recording;

/** Averages of cosines, each an observable of its own. */
abstract class CosineRecording implements Recording {
  private final List<String> names;
  private final List<String> labels;

  CosineRecording(List<String> names, List<String> labels) {
    this.names = List.copyOf(names);
    this.labels = List.copyOf(labels);
  }

  @Override
  public final List<String> columns() {
    return names;
  }

  @Override
  public final List<Observable> observables(int first) {
    List<Observable> observables = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      observables.add(
          Observable.mean(
              names.get(i), "<" + names.get(i) + ">", labels.get(i), Double.NaN, true, first + i));
    }
    return observables;
  }

  @Override
  public final void magnitudes(double[] means, int first, double[] sizes) {
    Arrays.fill(sizes, first, first + names.size(), 1);
  }
}
