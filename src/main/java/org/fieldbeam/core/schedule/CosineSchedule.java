package org.fieldbeam.core.schedule;

import com.google.auto.service.AutoService;
import java.util.Collections;
import java.util.SortedMap;
import org.fieldbeam.grammar.Value;

/**
 * Cosine schedule {@code alpha = cos(pi t / 2)}, {@code sigma = sin(pi t / 2)} (Nichol and
 * Dhariwal, arXiv 2102.09672, equation 17, without their offset): {@code f = -(pi/2) tan(pi t /
 * 2)}, {@code g^2 = pi tan(pi t / 2)}.
 *
 * <p>At t = 1 the signal is gone and f and g^2 are infinite, so ladders end at {@link #lastTime()}
 * = 0.999.
 */
public record CosineSchedule() implements NoiseSchedule {
  private static final double HALF_PI = Math.PI / 2;

  @Override
  public String name() {
    return "cosine";
  }

  @Override
  public SortedMap<String, Double> parameters() {
    return Collections.emptySortedMap();
  }

  @Override
  public double alpha(double t) {
    return StrictMath.sin(HALF_PI * (1 - NoiseSchedule.checkTime(t)));
  }

  @Override
  public double variance(double t) {
    double s = StrictMath.sin(HALF_PI * NoiseSchedule.checkTime(t));
    return s * s;
  }

  @Override
  public double drift(double t) {
    return -HALF_PI * StrictMath.tan(HALF_PI * NoiseSchedule.checkTime(t));
  }

  @Override
  public double diffusion2(double t) {
    return Math.PI * StrictMath.tan(HALF_PI * NoiseSchedule.checkTime(t));
  }

  @Override
  public double timeOf(double tau) {
    return StrictMath.atan(Math.sqrt(tau)) / HALF_PI;
  }

  @Override
  public double lastTime() {
    return 0.999;
  }

  @Override
  public String alphaScript() {
    return "torch.cos(1.5707963267948966 * time)";
  }

  @Override
  public String varianceScript() {
    return "torch.sin(1.5707963267948966 * time) ** 2";
  }

  /** The kind of this schedule. */
  @AutoService(ScheduleKind.class)
  public static final class OfFiles implements ScheduleKind {
    @Override
    public About about() {
      return About.of("cosine", "Variance preserving, a cosine.")
          .withFormula("alpha(t) = cos(pi t / 2)")
          .withSource("Nichol and Dhariwal, arXiv 2102.09672, eq. 17, without their offset");
    }

    @Override
    public NoiseSchedule schedule(Value parameters) {
      return new CosineSchedule();
    }
  }
}
