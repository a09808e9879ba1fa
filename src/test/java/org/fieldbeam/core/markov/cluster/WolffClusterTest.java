package org.fieldbeam.core.markov.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.ChainAverages;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WolffClusterTest {

  /**
   * With the absolute values fixed, cluster flips sample the Ising model with the couplings 2 kappa
   * |phi_x| |phi_y|: link energy and M^2 against the sum over all 512 states, for both signs of
   * kappa, on a lattice of odd extents. False-alarm probability 1e-6 each.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.15, 0.35, -0.2})
  void flipsSampleTheEmbeddedIsingModel(double kappa) {
    Lattice lattice = Lattice.of(3, 3);
    double[] sizes = {1, 0.3, 1.7, 0.8, 1.2, 0.5, 1.1, 0.9, 1.4};
    double weightSum = 0;
    double linkSum = 0;
    double squareSum = 0;
    for (int state = 0; state < 512; state++) {
      double[] phi = sizes.clone();
      for (int x = 0; x < 9; x++) {
        phi[x] *= (state >> x & 1) == 1 ? 1 : -1;
      }
      double weight = Math.exp(2 * kappa * links(lattice, phi));
      weightSum += weight;
      linkSum += weight * links(lattice, phi);
      squareSum += weight * Math.pow(Arrays.stream(phi).sum(), 2);
    }
    double[] linkMeans = new double[ChainAverages.CHAINS];
    double[] squareMeans = new double[ChainAverages.CHAINS];
    WolffCluster cluster = new WolffCluster(lattice, kappa);
    for (int chain = 0; chain < ChainAverages.CHAINS; chain++) {
      RandomStream random = Streams.of(9, "wolff", chain, 0);
      double[] phi = sizes.clone();
      int flips = 3000;
      for (int i = -100; i < flips; i++) {
        cluster.flip(phi, random);
        if (i >= 0) {
          linkMeans[chain] += links(lattice, phi) / flips;
          squareMeans[chain] += Math.pow(Arrays.stream(phi).sum(), 2) / flips;
        }
      }
      for (int x = 0; x < 9; x++) {
        assertEquals(sizes[x], Math.abs(phi[x]), 0.0);
      }
    }
    ChainAverages.ofChains(linkMeans).assertIs(linkSum / weightSum, "links");
    ChainAverages.ofChains(squareMeans).assertIs(squareSum / weightSum, "M^2");
  }

  private static double links(Lattice lattice, double[] phi) {
    double sum = 0;
    for (int x = 0; x < phi.length; x++) {
      sum += phi[x] * (phi[lattice.forward(x, 0)] + phi[lattice.forward(x, 1)]);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, 0, 1e-9, 0.01, 0.5, 1, 2, 5, 9.9, 17, 30, 39.9})
  void negativeExponentialIsAccurate(double x) {
    double expected = StrictMath.exp(-Math.max(x, 0));
    double tolerance = x < 10 ? 2e-14 : 2e-12;
    assertEquals(1, NegativeExponential.of(x) / expected, tolerance);
    double[] array = {x, 40, 1e300, Double.POSITIVE_INFINITY};
    NegativeExponential.apply(array, 3);
    assertEquals(NegativeExponential.of(x), array[0], 0.0);
    assertEquals(array[1], array[2], 0.0);
    assertEquals(Double.POSITIVE_INFINITY, array[3]);
  }
}
