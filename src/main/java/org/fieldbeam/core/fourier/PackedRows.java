package org.fieldbeam.core.fourier;

import java.util.Arrays;

/** Arithmetic on packed fields, real and imaginary parts alike, row by row. */
public final class PackedRows {
  private PackedRows() {}

  /** target = K field, with a kernel of {@link BatchFft#kernelRows}; target may be field. */
  public static void multiply(double[][] kernel, PackedField field, PackedField target) {
    for (int r = 0; r < kernel.length; r++) {
      multiply(kernel[r], field.re()[r], target.re()[r]);
      multiply(kernel[r], field.im()[r], target.im()[r]);
    }
  }

  /** target += K field. */
  public static void addMultiplied(double[][] kernel, PackedField field, PackedField target) {
    for (int r = 0; r < kernel.length; r++) {
      addMultiplied(kernel[r], field.re()[r], target.re()[r]);
      addMultiplied(kernel[r], field.im()[r], target.im()[r]);
    }
  }

  /** target += a field. */
  public static void addScaled(double a, PackedField field, PackedField target) {
    for (int r = 0; r < field.re().length; r++) {
      addScaled(a, field.re()[r], target.re()[r]);
      addScaled(a, field.im()[r], target.im()[r]);
    }
  }

  /** target = base + a field; target may be either. */
  public static void setSum(PackedField base, double a, PackedField field, PackedField target) {
    for (int r = 0; r < field.re().length; r++) {
      setSum(base.re()[r], a, field.re()[r], target.re()[r]);
      setSum(base.im()[r], a, field.im()[r], target.im()[r]);
    }
  }

  /** target = 0. */
  public static void clear(PackedField target) {
    for (int r = 0; r < target.re().length; r++) {
      Arrays.fill(target.re()[r], 0);
      Arrays.fill(target.im()[r], 0);
    }
  }

  private static void multiply(double[] kernel, double[] x, double[] target) {
    int n = kernel.length;
    for (int i = 0; i < n; i++) {
      target[i] = kernel[i] * x[i];
    }
  }

  private static void addMultiplied(double[] kernel, double[] x, double[] target) {
    int n = kernel.length;
    for (int i = 0; i < n; i++) {
      target[i] = Math.fma(kernel[i], x[i], target[i]);
    }
  }

  private static void addScaled(double a, double[] x, double[] target) {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      target[i] = Math.fma(a, x[i], target[i]);
    }
  }

  private static void setSum(double[] base, double a, double[] x, double[] target) {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      target[i] = Math.fma(a, x[i], base[i]);
    }
  }
}
