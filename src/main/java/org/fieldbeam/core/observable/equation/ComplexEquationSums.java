package org.fieldbeam.core.observable.equation;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;

/**
 * The further Schwinger-Dyson sums of complexified fields, of mean 0: (1/V) sum_(a,x) [phi_(a,x)
 * s_x dS/dphi_(a,x) - s_x - 2 phi_(a,x)^2] with s_x = sum_a phi_(a,x)^2, and (1/V) sum_(a,x)
 * dS/dphi_(a,x) sum_mu (phi_(a,x+mu) + phi_(a,x-mu)), less what a site that is its own neighbour
 * has as derivative; real and imaginary part of each.
 */
final class ComplexEquationSums implements Kernel {
  @Override
  public void measure(MeasuredBatch batch, int first, double[] out) {
    int n = batch.size();
    int volume = batch.ensemble().lattice().volume();
    Arrays.fill(out, first * n, (first + 4) * n, 0);
    for (int x = 0; x < volume; x++) {
      cube(batch, x, out, first * n);
      neighbours(batch, x, out, (first + 2) * n);
    }
    for (int i = first * n; i < (first + 4) * n; i++) {
      out[i] /= volume;
    }
  }

  /** Adds sum_a (phi_a s dS/dphi_a - s - 2 phi_a^2) of a site. */
  private static void cube(MeasuredBatch batch, int x, double[] out, int at) {
    int n = batch.size();
    int components = batch.ensemble().layout().components();
    double[] re = batch.field();
    double[] im = batch.imaginary();
    double[] driftRe = batch.drift();
    double[] driftIm = batch.driftImaginary();
    double[] squares = batch.siteSquares();
    for (int b = 0; b < n; b++) {
      double squareRe = squares[x * n + b];
      double squareIm = squares[squares.length / 2 + x * n + b];
      double productRe = 0;
      double productIm = 0;
      for (int a = 0; a < components; a++) {
        int i = (x * components + a) * n + b;
        productRe -= re[i] * driftRe[i] - im[i] * driftIm[i];
        productIm -= re[i] * driftIm[i] + im[i] * driftRe[i];
      }
      out[at + b] += squareRe * (productRe - components - 2) - squareIm * productIm;
      out[at + n + b] += squareRe * productIm + squareIm * (productRe - components - 2);
    }
  }

  /** Adds sum_a dS/dphi_a sum_mu (phi_a of both neighbours), less its expectation, of a site. */
  private static void neighbours(MeasuredBatch batch, int x, double[] out, int at) {
    Lattice lattice = batch.ensemble().lattice();
    for (int axis = 0; axis < lattice.dimensions(); axis++) {
      addNeighbour(batch, x, lattice.forward(x, axis), out, at);
      addNeighbour(batch, x, lattice.backward(x, axis), out, at);
    }
  }

  private static void addNeighbour(MeasuredBatch batch, int x, int y, double[] out, int at) {
    int n = batch.size();
    int components = batch.ensemble().layout().components();
    double[] re = batch.field();
    double[] im = batch.imaginary();
    double[] driftRe = batch.drift();
    double[] driftIm = batch.driftImaginary();
    for (int a = 0; a < components; a++) {
      int site = (x * components + a) * n;
      int other = (y * components + a) * n;
      for (int b = 0; b < n; b++) {
        double u = driftRe[site + b];
        double v = driftIm[site + b];
        out[at + b] -= u * re[other + b] - v * im[other + b] + (y == x ? 1 : 0);
        out[at + n + b] -= u * im[other + b] + v * re[other + b];
      }
    }
  }
}
