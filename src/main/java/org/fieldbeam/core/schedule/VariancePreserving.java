package org.fieldbeam.core.schedule;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Variance-preserving schedule with linear beta, {@code f = -(beta/2) t}, {@code g = sqrt(beta t)}:
 * {@code alpha = exp(-beta t^2 / 4)}, {@code sigma^2 = 1 - exp(-beta t^2 / 2)} (Fukushima and
 * Kamata, arXiv 2411.11297, with beta = 20).
 *
 * @param beta the slope of beta(t) = beta t, positive
 */
public record VariancePreserving(double beta) implements NoiseSchedule {
  /** Checks the parameter. */
  public VariancePreserving {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("Noise schedule vp: beta must be positive, given " + beta);
    }
  }

  @Override
  public String name() {
    return "vp";
  }

  @Override
  public SortedMap<String, Double> parameters() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("beta", beta)));
  }

  @Override
  public double alpha(double t) {
    NoiseSchedule.checkTime(t);
    return StrictMath.exp(-beta * t * t / 4);
  }

  @Override
  public double variance(double t) {
    NoiseSchedule.checkTime(t);
    return -StrictMath.expm1(-beta * t * t / 2);
  }

  @Override
  public double drift(double t) {
    return -beta / 2 * NoiseSchedule.checkTime(t);
  }

  @Override
  public double diffusion2(double t) {
    return beta * NoiseSchedule.checkTime(t);
  }

  @Override
  public double timeOf(double tau) {
    return NoiseSchedule.checkTime(Math.sqrt(2 * StrictMath.log1p(tau) / beta));
  }

  @Override
  public String alphaScript() {
    return "torch.exp(-" + NoiseSchedule.scriptNumber(beta) + " * time * time / 4.0)";
  }

  @Override
  public String varianceScript() {
    return "-torch.expm1(-" + NoiseSchedule.scriptNumber(beta) + " * time * time / 2.0)";
  }

  /** The kind of this schedule. */
  @AutoService(ScheduleKind.class)
  public static final class OfFiles implements ScheduleKind {
    @Override
    public About about() {
      return About.of(
              "vp",
              "Variance preserving with linear rate.",
              Fields.of(withDefault("beta", Real.positive(), "20", "Rate at t = 1.")))
          .withFormula("alpha(t) = exp(-beta t^2 / 4)")
          .withSource("Fukushima and Kamata, arXiv 2411.11297");
    }

    @Override
    public NoiseSchedule schedule(Value parameters) {
      return new VariancePreserving(parameters.get("beta").real());
    }
  }
}
