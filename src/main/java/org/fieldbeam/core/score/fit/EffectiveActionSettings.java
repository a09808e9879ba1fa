package org.fieldbeam.core.score.fit;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.Spacing;
import org.fieldbeam.core.schedule.Spacings;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.operator.Operator;

/**
 * What to fit: the ladder of noise levels, the operators and the target.
 *
 * @param ladder the shape of the ladder; its end may be left to the data
 * @param operators names of the operators besides the quadratic form and the zero-mode mixture:
 *     local powers {@code f4} to {@code f12}, non-local ones such as {@code 33G} or {@code 22G2},
 *     and {@code cos1} to {@code cos3}
 * @param target what the gradient is regressed on
 * @param actionFitted true to fit the clean action from the data alone; false to use the known one
 * @param ridge ridge on the zero-mode coefficient and the operators' coefficients, of the Gram
 *     matrix scaled to unit diagonal
 * @param flow the steps of the flow that the model is for, all of whose levels are on the ladder;
 *     null for none in particular
 */
public record EffectiveActionSettings(
    Ladder ladder,
    List<String> operators,
    Target target,
    boolean actionFitted,
    double ridge,
    FlowSteps flow)
    implements Serializable {

  /** Operators that serve every point of the phi^4 theory. */
  public static final List<String> DEFAULT_OPERATORS =
      List.of("f4", "f6", "f8", "33G", "22G2", "cos1", "cos2", "cos3");

  /** The ridge that keeps collinear operators apart without moving the others. */
  public static final double DEFAULT_RIDGE = 1e-6;

  /** What the gradient of the effective action is regressed on. */
  public enum Target {
    /** {@code W grad S_0(phi_0) + (1 - W) z / sqrt(tau)}: no noise at all in a Gaussian theory. */
    MIXED,
    /** {@code z / sqrt(tau)}: denoising score matching, which needs no action. */
    DSM
  }

  /**
   * The shape of the ladder.
   *
   * @param spacing how the levels are spaced; null for {@code shiftedGeometric} with a and T that
   *     the data give, see {@link #automatic}
   * @param levels N, the number of levels above the clean one
   * @param end T, or NaN for 4 (C + a), C the spectrum at the lowest non-zero momentum and a the
   *     scale of the spacing: where C is small, as deep in the broken phase, 4 C alone would end
   *     the ladder before the noise has washed out what the prior does not know
   */
  public record Ladder(Spacing spacing, int levels, double end) implements Serializable {
    private static final double SPECTRUM_TO_END = 4;

    /** a of the automatic ladder, in units of C at the largest momentum. */
    private static final double SHORTEST_TO_SHIFT = 0.7;

    /** Of the variance of the noise, from one level to the next. */
    private static final double MOST_GROWTH = 100;

    /** Checks the arguments. */
    public Ladder {
      if (levels < 1) {
        throw new IllegalArgumentException("Ladder: levels must be at least 1, given " + levels);
      }
      if (!Double.isNaN(end) && !(end > 0)) {
        throw new IllegalArgumentException(
            "Ladder: the end must be positive or auto, given " + end);
      }
      if (spacing == null && !Double.isNaN(end)) {
        throw new IllegalArgumentException("Ladder: name the spacing to give it an end");
      }
      if (!Double.isNaN(end)) {
        requireSteps(spacing.ladder(levels, end));
      }
    }

    /** A step over which the noise grows too much cannot be walked back. */
    private static void requireSteps(TimeLadder ladder) {
      for (int i = 2; i <= ladder.levels(); i++) {
        double growth = ladder.tau(i) / ladder.tau(i - 1);
        if (growth > MOST_GROWTH) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "Ladder: the variance of the noise grows by %.3g from level %d to the next;"
                      + " allowed: up to %.0f. Take more levels or a smaller T, given %s",
                  growth,
                  i - 1,
                  MOST_GROWTH,
                  ladder));
        }
      }
    }

    /** See {@link TimeLadder#isSmooth}. */
    public boolean isSmooth() {
      return spacing == null || spacing.isSmooth();
    }

    /** The shifted geometric ladder with a and T left to the data. */
    public static Ladder automatic(int levels) {
      return new Ladder(null, levels, Double.NaN);
    }

    /** The shifted geometric ladder with its end left to the data. */
    public static Ladder shiftedGeometric(int levels, double shift) {
      return new Ladder(new Spacings.ShiftedGeometric(shift), levels, Double.NaN);
    }

    /** The ladder for an ensemble. */
    TimeLadder build(EnsembleStatistics statistics) {
      double lowest = statistics.lowestModeVariance();
      if (spacing == null) {
        double a = SHORTEST_TO_SHIFT * statistics.shortestModeVariance();
        return TimeLadder.shiftedGeometric(levels, a, SPECTRUM_TO_END * (lowest + a));
      }
      double t = Double.isNaN(end) ? SPECTRUM_TO_END * (lowest + spacing.scale()) : end;
      return spacing.ladder(levels, t);
    }
  }

  /** Checks and copies the arguments. */
  public EffectiveActionSettings {
    operators = List.copyOf(operators);
    Operator.parseAll(operators);
    if (flow != null) {
      flow.stride(ladder.levels());
    }
    if (!(ridge >= 0) || Double.isInfinite(ridge)) {
      throw new IllegalArgumentException(
          "Effective action: ridge must be at least 0, given " + ridge);
    }
  }

  /** The default operators, target and ridge, with the action known. */
  public static EffectiveActionSettings of(Ladder ladder) {
    return new EffectiveActionSettings(
        ladder, DEFAULT_OPERATORS, Target.MIXED, false, DEFAULT_RIDGE, null);
  }

  /** What the production flow needs: the levels of its steps on the automatic ladder. */
  public static EffectiveActionSettings of(FlowSteps flow) {
    return of(Ladder.automatic(flow.levels())).withFlow(flow);
  }

  /** The same settings for the steps of a flow. */
  public EffectiveActionSettings withFlow(FlowSteps steps) {
    return new EffectiveActionSettings(ladder, operators, target, actionFitted, ridge, steps);
  }

  /** The same settings with other operators. */
  public EffectiveActionSettings withOperators(List<String> names) {
    return new EffectiveActionSettings(ladder, names, target, actionFitted, ridge, flow);
  }
}
