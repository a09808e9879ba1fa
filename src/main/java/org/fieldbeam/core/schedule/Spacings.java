package org.fieldbeam.core.schedule;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/** The ladders of fieldbeam, in tau = sigma^2 / alpha^2. */
public final class Spacings {
  private static final double EDM_RHO = 7;

  private Spacings() {}

  /** Equal steps: of diffusion time in a noise stage, of tau in a model of levels. */
  public record Uniform() implements Spacing {
    private static final long serialVersionUID = 1L;

    @Override
    public TimeLadder ladder(int levels, double end) {
      return TimeLadder.uniform(levels, end);
    }

    @Override
    public double scale() {
      return 0;
    }

    @Override
    public TimeLadder along(NoiseSchedule schedule, int levels) {
      return schedule.uniformLadder(levels);
    }
  }

  /** The ladder {@code uniform}. */
  @AutoService(LadderKind.class)
  public static final class OfUniform implements LadderKind {
    @Override
    public About about() {
      return About.of(
              "uniform",
              "Equal steps: of diffusion time in a noise stage, of tau in a model of levels.")
          .withFormula("tau_i = T i/N");
    }

    @Override
    public Spacing spacing(Value parameters) {
      return new Uniform();
    }
  }

  /** Equal ratios of tau. */
  public record Geometric(double first) implements Spacing {
    private static final long serialVersionUID = 1L;

    @Override
    public TimeLadder ladder(int levels, double end) {
      return TimeLadder.geometric(levels, first, end);
    }

    @Override
    public double scale() {
      return first;
    }

    @Override
    public boolean isSmooth() {
      return false;
    }
  }

  /** The ladder {@code geometric}. */
  @AutoService(LadderKind.class)
  public static final class OfGeometric implements LadderKind {
    @Override
    public About about() {
      return About.of(
              "geometric",
              "Equal ratios of tau.",
              Fields.of(withDefault("first", Real.positive(), "0.01", "Lowest tau.")))
          .withFormula("tau_i = first (T/first)^((i-1)/(N-1))");
    }

    @Override
    public Spacing spacing(Value parameters) {
      return new Geometric(parameters.get("first").real());
    }
  }

  /** Equal steps of tau below a, equal ratios above. */
  public record ShiftedGeometric(double a) implements Spacing {
    private static final long serialVersionUID = 1L;

    @Override
    public TimeLadder ladder(int levels, double end) {
      return TimeLadder.shiftedGeometric(levels, a, end);
    }

    @Override
    public double scale() {
      return a;
    }
  }

  /** The ladder {@code shiftedGeometric}. */
  @AutoService(LadderKind.class)
  public static final class OfShiftedGeometric implements LadderKind {
    @Override
    public About about() {
      return About.of(
              "shiftedGeometric",
              "Equal steps of tau below a, equal ratios above.",
              Fields.of(withDefault("a", Real.positive(), "0.5", "Scale of even spacing.")))
          .withFormula("tau_i = a ((1 + T/a)^(i/N) - 1)");
    }

    @Override
    public Spacing spacing(Value parameters) {
      return new ShiftedGeometric(parameters.get("a").real());
    }
  }

  /** Equal steps in sigma^(1/7). */
  public record Edm(double sigmaMin) implements Spacing {
    private static final long serialVersionUID = 1L;

    @Override
    public TimeLadder ladder(int levels, double end) {
      return TimeLadder.edm(levels, sigmaMin, end, EDM_RHO);
    }

    @Override
    public double scale() {
      return sigmaMin;
    }
  }

  /** The ladder {@code edm}. */
  @AutoService(LadderKind.class)
  public static final class OfEdm implements LadderKind {
    @Override
    public About about() {
      return About.of(
              "edm",
              "Equal steps in sigma^(1/7).",
              Fields.of(withDefault("sigmaMin", Real.positive(), "0.05", "Lowest sigma.")))
          .withSource("Karras et al., arXiv 2206.00364, eq. 5");
    }

    @Override
    public Spacing spacing(Value parameters) {
      return new Edm(parameters.get("sigmaMin").real());
    }
  }
}
