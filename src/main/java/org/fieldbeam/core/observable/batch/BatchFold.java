package org.fieldbeam.core.observable.batch;

/** Sums of runs of numbers, one for each configuration of a batch, by halves: long loops. */
public final class BatchFold {
  private BatchFold() {}

  /** Sums {@code count} runs of {@code batch} numbers into the first. */
  public static void foldAt(double[] x, int at, int count, int batch) {
    int left = count;
    while (left > 1) {
      int half = left / 2;
      int rest = left - half;
      int from = at + rest * batch;
      for (int i = 0; i < half * batch; i++) {
        x[at + i] += x[from + i];
      }
      left = rest;
    }
  }

  /** The same of numbers that are kept, with room for half of them; the sum goes to another. */
  public static void fold(
      double[] x, int at, int count, int batch, double[] scratch, double[] out, int to) {
    if (count == 1) {
      System.arraycopy(x, at, out, to, batch);
      return;
    }
    int half = count / 2;
    int rest = count - half;
    int from = at + rest * batch;
    for (int i = 0; i < half * batch; i++) {
      scratch[i] = x[at + i] + x[from + i];
    }
    System.arraycopy(x, at + half * batch, scratch, half * batch, (rest - half) * batch);
    foldAt(scratch, 0, rest, batch);
    System.arraycopy(scratch, 0, out, to, batch);
  }

  /** The sum of {@code count} runs times a number, of numbers that are overwritten. */
  public static void fold(double[] x, int count, int batch, double[] out, int at, double scale) {
    foldAt(x, 0, count, batch);
    for (int b = 0; b < batch; b++) {
      out[at + b] = scale * x[b];
    }
  }
}
