package org.fieldbeam.torch;

import java.io.Serializable;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * How a score network is trained.
 *
 * <p>With {@code x_t = alpha x_0 + sigma z} and t uniform on {@code times} points from {@code
 * firstTime} to the schedule's last, the loss is per value
 *
 * <ul>
 *   <li>denoising: {@code E w(t) |s_t(x_t) + z / sigma|^2} (denoising score matching; Vincent
 *       2011);
 *   <li>implicit: {@code 2 E w(t) [ |s_t|^2 / 2 + div s_t ]} with the exact divergence (Hyvarinen
 *       2005; Fukushima and Kamata, arXiv 2411.11297, eq. 18, whose norm is one too many). It is
 *       the denoising loss less a constant.
 *   <li>mixed: the denoising loss with the {@link MixedTarget} in place of {@code -z / sigma},
 *       which knows the action and has less noise: the same score, learned sooner.
 * </ul>
 *
 * Of angles, in place of {@code -z / sigma}, the score of the noise wound around the circle is the
 * target of denoising; the implicit loss is the same, since a circle has no boundary.
 *
 * <p>Adam with a learning rate that falls along a cosine to zero, or stays. What is kept is the
 * exponential moving average of the parameters.
 *
 * @param loss the loss
 * @param weight w(t)
 * @param conditioning how the score follows from the network; null for {@link
 *     Architecture#conditioning}
 * @param epochs passes over the training rows, at least 1
 * @param batch rows of a step, at least 1
 * @param learningRate of Adam at the beginning, positive
 * @param decay how it changes
 * @param ema decay of the moving average per step, at least 0 and below 1; 0 keeps the last
 *     parameters
 * @param times number of diffusion times, at least 2
 * @param firstTime smallest diffusion time, above 0 and below 1
 */
public record TrainingSettings(
    Loss loss,
    Weight weight,
    Conditioning.Kind conditioning,
    int epochs,
    int batch,
    double learningRate,
    Decay decay,
    double ema,
    int times,
    double firstTime)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** See {@link TrainingSettings}. */
  public enum Loss {
    /** Denoising score matching. */
    DENOISING,
    /** Implicit score matching. */
    IMPLICIT,
    /** Denoising and target score matching. */
    MIXED
  }

  /** The weight w(t) of the loss. */
  public enum Weight {
    /** {@code g^2(t)}: bounds the likelihood. */
    DIFFUSION,
    /** {@code sigma^2(t)}: the target z has unit variance. */
    NOISE,
    /** One over the square of the factor of the network: its own error counts alike at all t. */
    NETWORK;

    double at(double t, NoiseSchedule schedule, Conditioning conditioning) {
      return switch (this) {
        case DIFFUSION -> schedule.diffusion2(t);
        case NOISE -> schedule.variance(t);
        case NETWORK -> 1 / (conditioning.out(t) * conditioning.out(t));
      };
    }
  }

  /** The course of the learning rate. */
  public enum Decay {
    /** Half a cosine, to zero at the last step. */
    COSINE,
    /** None. */
    NONE;

    double factor(long step, long steps) {
      return this == COSINE ? 0.5 * (1 + StrictMath.cos(Math.PI * step / steps)) : 1;
    }
  }

  /** Checks the numbers. */
  public TrainingSettings {
    check(epochs >= 1, "epochs", epochs, "at least 1");
    check(batch >= 1, "batch", batch, "at least 1");
    check(learningRate > 0 && learningRate < 1, "learningRate", learningRate, "in (0, 1)");
    check(ema >= 0 && ema < 1, "ema", ema, "at least 0 and below 1");
    check(times >= 2, "times", times, "at least 2");
    check(firstTime > 0 && firstTime < 1, "firstTime", firstTime, "in (0, 1)");
  }

  private static void check(boolean good, String name, Object value, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(
          "Training: " + name + " is " + value + "; it must be " + allowed);
    }
  }

  /**
   * The same with the conditioning that is taken for fields of a layout and a diffusion.
   *
   * @throws IllegalArgumentException if the one that is named does not suit them
   */
  TrainingSettings on(Architecture architecture, FieldLayout layout, NoiseSchedule schedule) {
    if (conditioning != null) {
      conditioning.requireSuited(layout);
      if (conditioning == Conditioning.Kind.RANGE) {
        schedule.inUnits(1);
      }
      return this;
    }
    return new TrainingSettings(
        loss,
        weight,
        architecture.conditioning(layout, schedule),
        epochs,
        batch,
        learningRate,
        decay,
        ema,
        times,
        firstTime);
  }

  /** The settings by name, for files. */
  public SortedMap<String, Object> toMap() {
    SortedMap<String, Object> map = new TreeMap<>();
    map.put("loss", word(loss));
    map.put("weight", word(weight));
    if (conditioning != null) {
      map.put("conditioning", word(conditioning));
    }
    map.put("epochs", epochs);
    map.put("batch", batch);
    map.put("learningRate", learningRate);
    map.put("decay", word(decay));
    map.put("ema", ema);
    map.put("times", times);
    map.put("firstTime", firstTime);
    return map;
  }

  /** How an option is written in files. */
  static String word(Enum<?> option) {
    return option.name().toLowerCase(Locale.ROOT);
  }
}
