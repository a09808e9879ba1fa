package org.fieldbeam.core.audit;

import java.util.Arrays;
import java.util.Optional;
import org.fieldbeam.core.diffusion.DensityError;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.statistics.TreeSum;

/** The runs of a flow that a {@link FlowAudit} is made of; for one thread. */
public final class AuditRuns {
  private static final String PURPOSE = "train/audit";

  /** Up to so many sites a Jacobian takes a tenth of a second. */
  private static final int SMALL = 256;

  /** Up to so many sites it takes a second, and is taken. */
  public static final int LARGE = 1024;

  private static final int MANY = 8;
  private static final int FEW = 6;

  private final FlowSteps steps;
  private final ProbabilityFlow flow;

  private AuditRuns(EffectiveActionModel model, FlowSteps steps) {
    this.steps = steps;
    this.flow = new ProbabilityFlow(model.score(), model.prior(), model.action(), steps);
  }

  /** Prepares the runs; empty if no flow by rk4 suits a model that was made for none. */
  public static Optional<AuditRuns> of(EffectiveActionModel model) {
    int levels = model.ladder().levels();
    if (model.flow().isEmpty() && levels % FlowIntegrator.RK4.leastStride() != 0) {
      return Optional.empty();
    }
    FlowSteps steps = model.flow().orElseGet(() -> FlowSteps.finest(FlowIntegrator.RK4, levels));
    return steps.integrator() == FlowIntegrator.RK4 && !model.ladder().isSmooth()
        ? Optional.empty()
        : Optional.of(new AuditRuns(model, steps));
  }

  /** The number of configurations whose Jacobian is to be taken; 0 where it takes too long. */
  public static int jacobians(Lattice lattice) {
    return lattice.volume() <= SMALL ? MANY : lattice.volume() <= LARGE ? FEW : 0;
  }

  /**
   * delta of one configuration of the flow, see {@link DensityError}.
   *
   * @return not a number if the flow ran away
   */
  public double delta(long seed, int index) {
    try {
      return DensityError.of(flow, seed, PURPOSE, index, 1)[0];
    } catch (ArithmeticException e) {
      return Double.NaN; // a finding
    }
  }

  /** Sums over held-out configurations, which {@link #JOIN} joins. */
  public BatchSums heldOut() {
    return new HeldOutSums(flow);
  }

  /**
   * Puts together what was found.
   *
   * @param deltas of all configurations whose Jacobian was taken
   * @param sums those of {@link #heldOut} over the held-out configurations
   */
  public FlowAudit audit(double[] deltas, double[] sums) {
    double mean = Arrays.stream(deltas).average().orElse(0);
    double squares = Arrays.stream(deltas).map(d -> (d - mean) * (d - mean)).sum();
    double deviation = deltas.length < 2 ? 0 : Math.sqrt(squares / (deltas.length - 1));
    double size =
        StrictMath.exp(
            2 * StrictMath.log(sums[HeldOutSums.WEIGHT])
                - sums[HeldOutSums.DIRECT]
                - sums[HeldOutSums.INVERSE]);
    return new FlowAudit(
        steps,
        deltas.length,
        Double.isFinite(deviation) ? deviation : Double.POSITIVE_INFINITY,
        sums[HeldOutSums.COUNT] == 0
            ? new FlowAudit.HeldOut(0, Double.NEGATIVE_INFINITY, 0)
            : new FlowAudit.HeldOut(
                Math.round(sums[HeldOutSums.COUNT]),
                sums[HeldOutSums.LARGEST],
                Double.isFinite(size) ? size : 0));
  }

  /** Joins sums of {@link #heldOut}. */
  public static final TreeSum.Join JOIN = HeldOutSums::join;

  /** Log weights {@code -S - log q} of configurations, as the flow has it upwards. */
  private static final class HeldOutSums implements BatchSums {
    private static final long serialVersionUID = 1L;
    static final int COUNT = 0;
    static final int WEIGHT = 1;
    static final int LARGEST = 2;

    /** Log of the sum of the configurations' own weights times w, and divided by w. */
    static final int DIRECT = 3;

    static final int INVERSE = 4;
    private static final int SIZE = 5;

    private final ProbabilityFlow flow;

    HeldOutSums(ProbabilityFlow flow) {
      this.flow = flow;
    }

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public void accumulate(
        double[] phi, int batch, long[] chain, long[] step, double[] weights, double[] sums) {
      double[] action = new double[batch];
      double[] logQ = new double[batch];
      flow.action().action(phi, batch, action);
      flow.logDensity(phi.clone(), batch, logQ);
      for (int b = 0; b < batch; b++) {
        double weight = weights == null ? 1 : weights[b];
        if (weight > 0) {
          double log = -action[b] - logQ[b];
          double[] one = {
            1, weight, log, StrictMath.log(weight) + log, StrictMath.log(weight) - log
          };
          if (!Double.isFinite(log)) { // the flow ran away: its density there is nothing
            Arrays.fill(one, LARGEST, SIZE, Double.POSITIVE_INFINITY);
          }
          System.arraycopy(join(sums, one), 0, sums, 0, SIZE);
        }
      }
    }

    static double[] join(double[] left, double[] right) {
      if (left.length == 0) { // of a model without a flow
        return left.clone();
      }
      if (left[COUNT] == 0 || right[COUNT] == 0) {
        return (left[COUNT] == 0 ? right : left).clone();
      }
      return new double[] {
        left[COUNT] + right[COUNT],
        left[WEIGHT] + right[WEIGHT],
        Math.max(left[LARGEST], right[LARGEST]),
        logSum(left[DIRECT], right[DIRECT]),
        logSum(left[INVERSE], right[INVERSE])
      };
    }

    /** log(exp a + exp b). */
    private static double logSum(double a, double b) {
      double larger = Math.max(a, b);
      return Double.isInfinite(larger)
          ? larger
          : larger + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - larger));
    }
  }
}
