package org.fieldbeam.core.schedule;

import static org.fieldbeam.grammar.Key.optional;
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
 * <p>They diffuse fields that are scaled to [-1, 1]. For fields as they are that is {@code g = unit
 * Sigma^t}, unit being what they were divided by.
 *
 * @param sigma the parameter Sigma, above 1
 * @param unit factor of sigma(t) and g, positive; 1 for fields that are not scaled
 */
public record VarianceExploding(double sigma, double unit) implements NoiseSchedule {
  /** Checks the parameter. */
  public VarianceExploding {
    if (!(sigma > 1) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(
          "Noise schedule ve: sigma must be above 1, given " + sigma);
    }
    if (!(unit > 0) || Double.isInfinite(unit)) {
      throw new IllegalArgumentException("Noise schedule ve: unit must be positive, given " + unit);
    }
  }

  /** The schedule of fields that are not scaled. */
  public VarianceExploding(double sigma) {
    this(sigma, 1);
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
    TreeMap<String, Double> map = new TreeMap<>(Map.of("sigma", sigma));
    if (unit != 1) {
      map.put("unit", unit);
    }
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public NoiseSchedule inUnits(double other) {
    return new VarianceExploding(sigma, unit * other);
  }

  @Override
  public double alpha(double t) {
    NoiseSchedule.checkTime(t);
    return 1;
  }

  @Override
  public double variance(double t) {
    double rate = 2 * StrictMath.log(sigma);
    return unit * unit * (StrictMath.expm1(rate * NoiseSchedule.checkTime(t)) / rate);
  }

  @Override
  public double drift(double t) {
    NoiseSchedule.checkTime(t);
    return 0;
  }

  @Override
  public double diffusion2(double t) {
    return unit * unit * StrictMath.exp(2 * StrictMath.log(sigma) * NoiseSchedule.checkTime(t));
  }

  @Override
  public double timeOf(double tau) {
    double rate = 2 * StrictMath.log(sigma);
    return NoiseSchedule.checkTime(StrictMath.log1p(rate * (tau / (unit * unit))) / rate);
  }

  @Override
  public String alphaScript() {
    return "torch.ones_like(time)";
  }

  @Override
  public String varianceScript() {
    String rate = NoiseSchedule.scriptNumber(2 * StrictMath.log(sigma));
    String script = "torch.expm1(" + rate + " * time) / " + rate;
    return unit == 1 ? script : NoiseSchedule.scriptNumber(unit * unit) + " * " + script;
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
                  withDefault("sigma", new Real(1, false, 1e6, true), "25", "Sigma of Sigma^t."),
                  optional(
                      "unit",
                      new Real(0, false, 1e6, true),
                      "Factor of sigma(t), of fields that were divided by it; 1 if left out. The"
                          + " conditioning range of a network finds its own.")))
          .withFormula("sigma^2(t) = unit^2 (Sigma^(2t) - 1) / (2 ln Sigma)")
          .withSource("Wang, Aarts and Zhou, JHEP 05 (2024) 060, arXiv 2309.17082");
    }

    @Override
    public NoiseSchedule schedule(Value parameters) {
      return new VarianceExploding(
          parameters.get("sigma").real(), parameters.find("unit").map(Value::real).orElse(1.0));
    }
  }
}
