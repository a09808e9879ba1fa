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
 * Variance-exploding schedule {@code f = 0}, {@code g = Sigma^t}: {@code sigma^2(t) = (Sigma^(2t) -
 * 1) / (2 ln Sigma)} (Wang, Aarts and Zhou, JHEP 05 (2024) 060, arXiv 2309.17082). Sigma = 25 gives
 * sigma(1) = 9.845.
 *
 * @param sigma the parameter Sigma, above 1
 */
public record VarianceExploding(double sigma) implements NoiseSchedule {
  /** Checks the parameter. */
  public VarianceExploding {
    if (!(sigma > 1) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(
          "Noise schedule ve: sigma must be above 1, given " + sigma);
    }
  }

  /**
   * The schedule that ends at a variance, sigma^2(1).
   *
   * @throws IllegalArgumentException unless the variance is above 1 and finite
   */
  public static VarianceExploding reaching(double variance) {
    if (!(variance > 1) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          "Noise schedule ve: sigma^2(1) must be above 1, given " + variance);
    }
    double low = 0;
    double high = 1;
    while (StrictMath.expm1(high) / high < variance) {
      high *= 2;
    }
    for (int i = 0; i < 100; i++) {
      double rate = (low + high) / 2;
      if (StrictMath.expm1(rate) / rate < variance) {
        low = rate;
      } else {
        high = rate;
      }
    }
    return new VarianceExploding(StrictMath.exp(high / 2));
  }

  @Override
  public String name() {
    return "ve";
  }

  @Override
  public SortedMap<String, Double> parameters() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("sigma", sigma)));
  }

  @Override
  public double alpha(double t) {
    NoiseSchedule.checkTime(t);
    return 1;
  }

  @Override
  public double variance(double t) {
    double rate = 2 * StrictMath.log(sigma);
    return StrictMath.expm1(rate * NoiseSchedule.checkTime(t)) / rate;
  }

  @Override
  public double drift(double t) {
    NoiseSchedule.checkTime(t);
    return 0;
  }

  @Override
  public double diffusion2(double t) {
    return StrictMath.exp(2 * StrictMath.log(sigma) * NoiseSchedule.checkTime(t));
  }

  @Override
  public double timeOf(double tau) {
    double rate = 2 * StrictMath.log(sigma);
    return NoiseSchedule.checkTime(StrictMath.log1p(rate * tau) / rate);
  }

  @Override
  public String alphaScript() {
    return "torch.ones_like(time)";
  }

  @Override
  public String varianceScript() {
    String rate = NoiseSchedule.scriptNumber(2 * StrictMath.log(sigma));
    return "torch.expm1(" + rate + " * time) / " + rate;
  }

  /** The kind of this schedule. */
  @AutoService(ScheduleKind.class)
  public static final class OfFiles implements ScheduleKind {
    @Override
    public About about() {
      return About.of(
              "ve",
              "Variance exploding.",
              Fields.of(
                  withDefault("sigma", new Real(1, false, 1e6, true), "25", "Sigma of Sigma^t.")))
          .withFormula("sigma^2(t) = (Sigma^(2t) - 1) / (2 ln Sigma)")
          .withSource("Wang, Aarts and Zhou, JHEP 05 (2024) 060, arXiv 2309.17082");
    }

    @Override
    public NoiseSchedule schedule(Value parameters) {
      return new VarianceExploding(parameters.get("sigma").real());
    }
  }
}
