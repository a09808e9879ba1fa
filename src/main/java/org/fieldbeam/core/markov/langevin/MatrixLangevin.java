package org.fieldbeam.core.markov.langevin;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.TakesMatrix;

/**
 * Langevin dynamics with any symmetric positive definite kernel K(x, y), given as a matrix, by the
 * Euler-Maruyama scheme of {@link KernelLangevin} (Fukushima and Kamata, arXiv 2411.11297, eqs. 40
 * and 41, with noise of covariance 2 eps K). The noise is L eta, K = L L^T, eta ~ N(0, 2 eps).
 *
 * <p>On a quadratic action phi^T M phi / 2 the covariance C of the fields is, at finite step,
 * stationary at C = A C A^T + 2 eps K with A = 1 - eps K M. An update costs 3/2 V^2 multiplications
 * per chain.
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix that no one compares
public record MatrixLangevin(double step, double[][] matrix) implements Algorithm, TakesMatrix {
  private static final long serialVersionUID = 1L;

  /** Largest number of sites: the matrix and its factor take 200 MB, the factor half a minute. */
  public static final int MAX_VOLUME = 4096;

  /**
   * Checks the step.
   *
   * @param step the step eps in Langevin time
   * @param matrix V rows of V elements, of which those up to the diagonal are read for the noise
   *     and all for the drift; null if it is to come by {@link #withMatrix}
   * @throws IllegalArgumentException if the step is not positive and finite
   */
  public MatrixLangevin {
    Parameters.requirePositive(KernelLangevin.NAME, "step", step);
  }

  /**
   * Refuses lattices that are too large for a matrix.
   *
   * @throws IllegalArgumentException if there are more than {@value #MAX_VOLUME} sites
   */
  @Override
  public void requireVolume(Lattice lattice) {
    if (lattice.volume() > MAX_VOLUME) {
      throw new IllegalArgumentException(
          "algorithm kernelLangevin: the lattice has "
              + lattice.volume()
              + " sites; allowed with a matrix: at most "
              + MAX_VOLUME
              + "; a kernel that is diagonal in momentum needs none");
    }
  }

  @Override
  public Optional<TakesMatrix> takesMatrix() {
    return Optional.of(this);
  }

  @Override
  public MatrixLangevin withMatrix(double[][] other) {
    return new MatrixLangevin(step, other);
  }

  @Override
  public void requireSuited(Action action) {
    action.layout().requireScalar("algorithm kernelLangevin: a matrix as kernel");
  }

  @Override
  public String name() {
    return KernelLangevin.NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("step", step, "kernel", "matrix"));
  }

  /**
   * Starts a batch of chains.
   *
   * @throws IllegalArgumentException if there is no matrix, it does not fit the lattice, or is not
   *     positive definite
   */
  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    requireSuited(action);
    int volume = action.lattice().volume();
    if (matrix == null || matrix.length != volume) {
      throw new IllegalArgumentException(
          "algorithm kernelLangevin: the kernel has "
              + (matrix == null ? "no matrix" : matrix.length + " rows")
              + "; allowed: "
              + volume
              + " rows, one per site");
    }
    double[][] factor = Cholesky.of(matrix).factor();
    double[] product = new double[volume * batch];
    return new KernelLangevinChains(
        step,
        (change, noise) -> {
          MatrixProduct.set(matrix, change, batch, product);
          MatrixProduct.add(factor, noise, batch, product);
          System.arraycopy(product, 0, change, 0, product.length);
        },
        action,
        start,
        seed,
        purpose,
        firstChain,
        batch);
  }
}
