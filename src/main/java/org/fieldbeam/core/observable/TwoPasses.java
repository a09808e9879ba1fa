package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.observable.batch.FieldSteps;
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

  private final Columns columns;
  private final int quantities;
  private final List<BoundObservable> basic;
  private final List<BoundObservable> joint;
  private final List<BoundObservable> moving;
  private final RowExpansion expansion;
  private final int[] basicAt;

  /**
   * Where the numbers recorded of a configuration stand.
   *
   * @param measured how many those of kernels are, which stand first
   * @param step the place of {@link FieldSteps#STEP}; -1 where there is none
   * @param spread that of {@link FieldSteps#SPREAD}
   */
  record Columns(int measured, int step, int spread) {}

  /**
   * Passes over ensembles.
   *
   * @param columns where numbers stand
   * @param quantities number of quantities of a configuration
   * @param basic the means that count for thermalization
   * @param joint the observables that ensembles are compared by
   * @param more means beside the basic ones that show how chains move
   * @param expansion computes the quantities
   */
  TwoPasses(
      Columns columns,
      int quantities,
      List<BoundObservable> basic,
      List<BoundObservable> joint,
      List<BoundObservable> more,
      RowExpansion expansion) {
    this.columns = columns;
    this.quantities = quantities;
    this.basic = basic;
    this.joint = joint;
    this.moving = new ArrayList<>(basic);
    moving.addAll(more);
    this.expansion = expansion;
    basicAt = basic.stream().mapToInt(BoundObservable::mean).toArray();
  }

  MeasurementAnalysis.Pass first(int watched) {
    MeanSums sums = new MeanSums(quantities + basic.size(), watched);
    double[] values = new double[quantities + basic.size()];
    return new MeasurementAnalysis.Pass() {
      @Override
      public void add(
          long chain,
          long step,
          double[] recorded,
          double logWeight,
          double deltaH,
          double acceptance) {
        expand(recorded, deltaH, acceptance, values);
        long fingerprint = ChainMotion.fingerprint(recorded, columns.measured());
        double fieldStep = optional(recorded, columns.step());
        double fieldSpread = optional(recorded, columns.spread());
        sums.add(chain, step, fingerprint, fieldStep, fieldSpread, logWeight, values);
      }

      @Override
      public double[] sums() {
        return sums.sums();
      }
    };
  }

  /** What tests leave out is not known. */
  private static double optional(double[] recorded, int place) {
    return place >= 0 && place < recorded.length ? recorded[place] : Double.NaN;
  }

  MeasurementAnalysis.Pass second(double[] meanSums, List<? extends DerivedQuantity> projections) {
    double[] means = MeanSums.means(meanSums);
    long longest = MeanSums.longestChain(meanSums);
    ProjectedDeviations projected = new ProjectedDeviations(means, projections);
    GammaSums gamma = new GammaSums(projected.size(), EnsembleAnalysis.DEFAULT_MAX_LAG, longest);
    DriftSums drift = new DriftSums(basic.size(), longest);
    BlockSums blocks = new BlockSums(joint.size(), longest);
    SpreadSums spread = new SpreadSums(moving.size());
    int[] movingAt = moving.stream().mapToInt(BoundObservable::mean).toArray();
    int[] jointAt = jointIndices(projections);
    double[] values = new double[quantities + basic.size()];
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
        expand(recorded, deltaH, acceptance, values);
        double weight = MeanSums.relativeWeight(meanSums, logWeight);
        projected.project(values, weight, deviations);
        gamma.add(chain, deviations);
        for (int i = 0; i < roots.length; i++) {
          roots[i] = weight * (values[quantities + i] - means[quantities + i]);
        }
        drift.add(chain, roots);
        for (int i = 0; i < together.length; i++) {
          together[i] = deviations[jointAt[i]];
        }
        blocks.add(chain, together);
        for (int i = 0; i < moved.length; i++) {
          moved[i] = weight * (values[movingAt[i]] - means[movingAt[i]]);
        }
        spread.add(chain, moved);
      }

      @Override
      public double[] sums() {
        return SumStack.of(drift.sums(), blocks.sums(), spread.sums(), gamma.sums());
      }
    };
  }

  private void expand(double[] recorded, double deltaH, double acceptance, double[] values) {
    expansion.expand(recorded, deltaH, acceptance, values);
    for (int i = 0; i < basicAt.length; i++) {
      double value = values[basicAt[i]];
      values[quantities + i] = Math.copySign(Math.sqrt(Math.sqrt(Math.abs(value))), value);
    }
  }

  private int[] jointIndices(List<? extends DerivedQuantity> projections) {
    return joint.stream().mapToInt(projections::indexOf).toArray();
  }

  static GammaMethod gamma(double[] meanSums, double[] secondSums) {
    return new GammaMethod(
        SumStack.part(secondSums, PARTS, GAMMA),
        GammaMethod.DEFAULT_S,
        MeanSums.effectiveFraction(meanSums));
  }

  /** The means that show how chains move. */
  List<BoundObservable> moving() {
    return moving;
  }

  /** The {@link SpreadSums} of these. */
  double[] spread(double[] secondSums) {
    return SumStack.part(secondSums, PARTS, SPREAD);
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
    List<String> names = joint.stream().map(bound -> bound.observable().name()).toList();
    List<Estimate> found = new ArrayList<>();
    for (String name : names) {
      estimates.stream()
          .filter(entry -> entry.name().equals(name))
          .forEach(entry -> found.add(entry.estimate()));
    }
    return JointEstimate.of(
        names, found, SumStack.part(secondSums, PARTS, BLOCKS), MeanSums.longestChain(meanSums));
  }
}
