package org.fieldbeam.core.score.operator;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedSums;

/**
 * Work space of one thread for evaluations at any level: grows to what is asked for and is kept, so
 * that all levels share the same memory, which stays in the cache.
 */
public final class ScoreScratch {
  private final BatchFft fft;
  private final PackedSums sums;
  private final SiteBatch sites;
  private final List<PackedField> spaces = new ArrayList<>();
  private final List<PackedField> momenta = new ArrayList<>();
  private final List<double[]> flat = new ArrayList<>();

  /** Work space for a transform. */
  public ScoreScratch(BatchFft fft) {
    this.fft = fft;
    this.sums = new PackedSums(fft);
    this.sites = new SiteBatch(fft);
  }

  /** The transform. */
  public BatchFft fft() {
    return fft;
  }

  PackedSums sums() {
    return sums;
  }

  SiteBatch sites() {
    return sites;
  }

  PackedField space(int index) {
    while (spaces.size() <= index) {
      spaces.add(fft.newSpace());
    }
    return spaces.get(index);
  }

  PackedField momentum(int index) {
    while (momenta.size() <= index) {
      momenta.add(fft.newMomentum());
    }
    return momenta.get(index);
  }

  /** A flat batch [site * 2H + b]. */
  double[] flat(int index) {
    while (flat.size() <= index) {
      flat.add(new double[fft.lattice().volume() * fft.fields()]);
    }
    return flat.get(index);
  }
}
