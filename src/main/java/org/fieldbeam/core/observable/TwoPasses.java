package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.statistics.BlockSums;
import org.fieldbeam.core.statistics.ChainMotion;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.core.statistics.DriftSums;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.GammaSums;
import org.fieldbeam.core.statistics.JointEstimate;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.ProjectedDeviations;
import org.fieldbeam.core.statistics.SpreadSums;
import org.fieldbeam.core.statistics.SumStack;
import org.fieldbeam.core.statistics.TreeSum;

/**
 * What both passes over an ensemble sum, for real and for complex fields: means; then
 * autocovariances of all quantities, halves of chains, blocks of chains, and how chains spread.
 *
 * <p>The halves are those of fourth roots, with their signs, of the basic observables: <M^4> and
 * the like have tails too long for a comparison by the error of one half ({@link DriftSums}). A
 * root of a plain mean is as good a quantity as itself to see that chains still drift.
 */
final class TwoPasses {

  /** Joins the second pass of two groups of shards. */
  static final TreeSum.Join SECOND_JOIN =
      SumStack.join(TreeSum.ADD, TreeSum.ADD, TreeSum.ADD, GammaSums.JOIN);

  private static final int DRIFT = 0;
  private static final int BLOCKS = 1;
  private static final int SPREAD = 2;
  private static final int GAMMA = 3;
  private static final int PARTS = 4;

  private final int columns;
  private final int primaries;
  private final List<Observable> basic;
  private final List<String> joint;
  private final List<Observable> moving;

  /** The primary quantities of a configuration. */
  @FunctionalInterface
  interface Expansion {
    /**
     * Expands the recorded columns of a configuration.
     *
     * @param columns its numbers
     * @param deltaH energy violation of the update that led to it
     * @param acceptance fraction of proposals accepted on the way to it
     * @param primaries receives the primary quantities; more numbers follow
     */
    void of(double[] columns, double deltaH, double acceptance, double[] primaries);
  }

  /**
   * Passes over ensembles.
   *
   * @param columns number of numbers recorded of a configuration; two more, if there, are those of
   *     {@link FieldSteps}
   * @param primaries number of primary quantities
   * @param observables all observables, of which those that are basic count for thermalization
   * @param joint names of the basic observables that ensembles are compared by
   * @param more means beside the basic observables that show how chains move
   */
  TwoPasses(
      int columns,
      int primaries,
      List<Observable> observables,
      List<String> joint,
      List<Observable> more) {
    this.columns = columns;
    this.primaries = primaries;
    this.basic = observables.stream().filter(Observable::isBasic).toList();
    this.moving = new ArrayList<>(basic);
    moving.addAll(more);
    List<String> names = new ArrayList<>(joint);
    names.retainAll(observables.stream().map(Observable::name).toList());
    this.joint = names;
  }

  MeasurementAnalysis.Pass first(int watched, Expansion expansion) {
    MeanSums sums = new MeanSums(primaries + basic.size(), watched);
    double[] values = new double[primaries + basic.size()];
    return new MeasurementAnalysis.Pass() {
      @Override
      public void add(
          long chain,
          long step,
          double[] recorded,
          double logWeight,
          double deltaH,
          double acceptance) {
        expand(expansion, recorded, deltaH, acceptance, values);
        boolean compared = recorded.length > columns;
        double fieldStep = compared ? recorded[columns] : Double.NaN;
        double fieldSpread = compared ? recorded[columns + 1] : Double.NaN;
        long fingerprint = ChainMotion.fingerprint(recorded, columns);
        sums.add(chain, step, fingerprint, fieldStep, fieldSpread, logWeight, values);
      }

      @Override
      public double[] sums() {
        return sums.sums();
      }
    };
  }

  MeasurementAnalysis.Pass second(
      double[] meanSums, List<? extends DerivedQuantity> quantities, Expansion expansion) {
    double[] means = MeanSums.means(meanSums);
    long longest = MeanSums.longestChain(meanSums);
    ProjectedDeviations projected = new ProjectedDeviations(means, quantities);
    GammaSums gamma = new GammaSums(projected.size(), EnsembleAnalysis.DEFAULT_MAX_LAG, longest);
    DriftSums drift = new DriftSums(basic.size(), longest);
    BlockSums blocks = new BlockSums(joint.size(), longest);
    SpreadSums spread = new SpreadSums(moving.size());
    int[] jointAt = jointIndices(quantities);
    double[] values = new double[primaries + basic.size()];
    double[] deviations = new double[projected.size()];
    double[] roots = new double[basic.size()];
    double[] together = new double[joint.size()];
    double[] moved = new double[moving.size()];
    return new MeasurementAnalysis.Pass() {
      @Override
      public void add(
          long chain,
          long step,
          double[] recorded,
          double logWeight,
          double deltaH,
          double acceptance) {
        expand(expansion, recorded, deltaH, acceptance, values);
        double weight = MeanSums.relativeWeight(meanSums, logWeight);
        projected.project(values, weight, deviations);
        gamma.add(chain, deviations);
        for (int i = 0; i < roots.length; i++) {
          roots[i] = weight * (values[primaries + i] - means[primaries + i]);
        }
        drift.add(chain, roots);
        for (int i = 0; i < together.length; i++) {
          together[i] = deviations[jointAt[i]];
        }
        blocks.add(chain, together);
        for (int i = 0; i < moved.length; i++) {
          int primary = moving.get(i).primary();
          moved[i] = weight * (values[primary] - means[primary]);
        }
        spread.add(chain, moved);
      }

      @Override
      public double[] sums() {
        return SumStack.of(drift.sums(), blocks.sums(), spread.sums(), gamma.sums());
      }
    };
  }

  private void expand(
      Expansion expansion, double[] recorded, double deltaH, double acceptance, double[] values) {
    expansion.of(recorded, deltaH, acceptance, values);
    for (int i = 0; i < basic.size(); i++) {
      double value = values[basic.get(i).primary()];
      values[primaries + i] = Math.copySign(Math.sqrt(Math.sqrt(Math.abs(value))), value);
    }
  }

  private int[] jointIndices(List<? extends DerivedQuantity> quantities) {
    int[] indices = new int[joint.size()];
    for (int q = 0; q < quantities.size(); q++) {
      if (quantities.get(q) instanceof Observable observable && joint.contains(observable.name())) {
        indices[joint.indexOf(observable.name())] = q;
      }
    }
    return indices;
  }

  static GammaMethod gamma(double[] meanSums, double[] secondSums) {
    return new GammaMethod(
        SumStack.part(secondSums, PARTS, GAMMA),
        GammaMethod.DEFAULT_S,
        MeanSums.effectiveFraction(meanSums));
  }

  /** The checks of whether chains move. */
  MotionChecks motion(double[] meanSums, double[] secondSums) {
    return new MotionChecks(meanSums, SumStack.part(secondSums, PARTS, SPREAD), moving);
  }

  /**
   * How far second halves of chains lie from first halves.
   *
   * @param estimates estimates of all observables
   * @return equivalent standard scores, one for each basic observable in their order; NaN where the
   *     chains cannot be split or the observable does not fluctuate
   */
  double[] driftScores(double[] secondSums, List<ObservableEstimate> estimates) {
    double[] sums = SumStack.part(secondSums, PARTS, DRIFT);
    double[] scores = new double[basic.size()];
    int next = 0;
    for (ObservableEstimate entry : estimates) {
      if (entry.observable().isBasic()) {
        Estimate estimate = entry.estimate();
        scores[next] =
            estimate.error() > 0 ? DriftSums.score(sums, next, estimate.tauInt()) : Double.NaN;
        next++;
      }
    }
    return scores;
  }

  /**
   * The observables that ensembles are compared by, those that fluctuate.
   *
   * @param estimates estimates of all observables
   */
  JointEstimate joint(double[] meanSums, double[] secondSums, List<ObservableEstimate> estimates) {
    List<Estimate> found = new ArrayList<>();
    for (String name : joint) {
      estimates.stream()
          .filter(entry -> entry.name().equals(name))
          .forEach(entry -> found.add(entry.estimate()));
    }
    return JointEstimate.of(
        joint, found, SumStack.part(secondSums, PARTS, BLOCKS), MeanSums.longestChain(meanSums));
  }
}
