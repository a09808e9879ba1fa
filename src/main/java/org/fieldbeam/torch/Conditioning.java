package org.fieldbeam.torch;

import java.io.Serializable;
import java.util.Locale;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * How the score follows from a network F: {@code s_t(x) = skip(t) x + out(t) F(in(t) x, c(t))}.
 *
 * <p>With {@code D} the mean square of the clean field per site and {@code v = sigma^2 + alpha^2 D}
 * that of the noised one:
 *
 * <ul>
 *   <li>{@code PLAIN}: {@code s = F(x, t)}, as Fukushima and Kamata, arXiv 2411.11297;
 *   <li>{@code NOISE}: {@code s = F(x, t) / sigma(t)};
 *   <li>{@code PRECONDITIONED}: {@code s = -x/v + alpha sqrt(D) / (sigma sqrt(v)) F(x/sqrt(v), c)},
 *       {@code c = ln(sigma^2/alpha^2) / 8}: the score of a Gaussian field and a correction whose
 *       target has unit variance at every t. It is the preconditioning of Karras et al., arXiv
 *       2206.00364, table 1, carried over from x/alpha to x.
 * </ul>
 *
 * <p>With the mixed target, whose noise stays finite at small t, that unit variance is reached with
 * {@code out = alpha sqrt((D - 1/F) / (v (sigma^2 + alpha^2 / F)))}.
 *
 * <p>{@code RANGE} is all of Wang, Aarts and Zhou: the clean field is brought to [-1, 1] by its
 * least and its largest value, {@code x' = (x - centre) / unit}, and diffused there. The variance
 * exploding process of x' is that of x in units of {@code unit}, so nothing else has to know: the
 * schedule is {@link NoiseSchedule#inUnits}, {@code s = F((x - centre) / unit, t) / sigma(t)}, and
 * log q is that of x. Only {@code x_T ~ N(0, sigma^2)} is about 0, not about the centre.
 *
 * <p>Angles are what they are, and the network sees their cosines and sines: {@code PLAIN} and
 * {@code NOISE} make periodic scores of it. {@code PRECONDITIONED} does not suit them: a score
 * {@code -x/v} has no period, and a circle no mean square.
 *
 * @param kind which of them
 * @param schedule the diffusion
 * @param meanSquare D, positive; NaN for angles
 * @param information F, the mean square of the gradient of the action at the clean fields, where
 *     the target is a {@link MixedTarget}; infinite for that of denoising
 * @param centre what is taken off x; 0 but for {@code RANGE}
 * @param unit what x is divided by; 1 but for {@code RANGE}
 */
public record Conditioning(
    Kind kind,
    NoiseSchedule schedule,
    double meanSquare,
    double information,
    double centre,
    double unit)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** See {@link Conditioning}. */
  public enum Kind {
    /** The score is the network. */
    PLAIN,
    /** The score is the network over sigma. */
    NOISE,
    /** Gaussian score plus a correction of unit variance. */
    PRECONDITIONED,
    /** The score is the network over sigma, all of fields in units of their range. */
    RANGE;

    /**
     * Refuses a kind that does not suit the fields.
     *
     * @throws IllegalArgumentException if it does not
     */
    public void requireSuited(FieldLayout layout) {
      if (this == RANGE && layout.isAngle()) {
        throw new IllegalArgumentException(
            "the conditioning 'range' divides fields by their range, and the fields have "
                + layout
                + "; leave it out, or use 'noise' or 'plain'");
      }
      if (this == PRECONDITIONED && layout.isAngle()) {
        throw new IllegalArgumentException(
            "the conditioning 'preconditioned' begins with the score of a Gaussian, which is not"
                + " periodic, and the fields have "
                + layout
                + "; leave it out, or use 'noise' or 'plain'");
      }
    }
  }

  /** A conditioning that takes x as it is. */
  public Conditioning(Kind kind, NoiseSchedule schedule, double meanSquare) {
    this(kind, schedule, meanSquare, Double.POSITIVE_INFINITY, 0, 1);
  }

  /**
   * The conditioning of a kind for data.
   *
   * @param schedule the diffusion of fields as they are, or of such in units of their range
   * @param meanSquare {@code <x_i^2>} of the clean fields; NaN for angles
   * @param information F, infinite if the target is that of denoising
   * @param least the least of their values
   * @param largest the largest of their values
   * @throws IllegalArgumentException if the schedule, or the data, have no range to divide by
   */
  static Conditioning of(
      Kind kind,
      NoiseSchedule schedule,
      double meanSquare,
      double information,
      double least,
      double largest) {
    if (kind != Kind.RANGE) {
      return new Conditioning(kind, schedule, meanSquare, information, 0, 1);
    }
    double unit = (largest - least) / 2;
    if (!(unit > 0)) {
      throw new IllegalArgumentException(
          "all training data are " + least + "; they have no range to divide by");
    }
    return new Conditioning(
        kind, schedule.inUnits(unit), meanSquare, information, (least + largest) / 2, unit);
  }

  /**
   * Checks the mean square.
   *
   * @throws IllegalArgumentException if it is needed and not known
   */
  public Conditioning {
    if (kind == Kind.PRECONDITIONED && !(meanSquare > 0)) {
      throw new IllegalArgumentException(
          "preconditioning needs a positive mean square, given " + meanSquare);
    }
  }

  /** Factor of x in the score. */
  double skip(double t) {
    return kind == Kind.PRECONDITIONED ? -1 / variance(t) : 0;
  }

  /** Factor of F in the score. */
  double out(double t) {
    return switch (kind) {
      case PLAIN -> 1;
      case NOISE, RANGE -> 1 / schedule.sigma(t);
      case PRECONDITIONED ->
          information == Double.POSITIVE_INFINITY
              ? schedule.alpha(t) * Math.sqrt(meanSquare / variance(t)) / schedule.sigma(t)
              : schedule.alpha(t)
                  * Math.sqrt(
                      excess()
                          / variance(t)
                          / (schedule.variance(t)
                              + schedule.alpha(t) * schedule.alpha(t) / information));
    };
  }

  /**
   * {@code D - 1/F}, how far the fields are from Gaussian ones, for which it is 0; not less than a
   * hundredth of D, for F is estimated, and fields are seldom Gaussian in each mode.
   */
  double excess() {
    return Math.max(meanSquare - 1 / information, 0.01 * meanSquare);
  }

  /** Factor of {@code x - centre} in the argument of F. */
  double in(double t) {
    return kind == Kind.PRECONDITIONED ? 1 / Math.sqrt(variance(t)) : 1 / unit;
  }

  /** The time feature. */
  double feature(double t) {
    return kind == Kind.PRECONDITIONED ? StrictMath.log(schedule.tau(t)) / 8 : t;
  }

  private double variance(double t) {
    double alpha = schedule.alpha(t);
    return schedule.variance(t) + alpha * alpha * meanSquare;
  }

  /**
   * TorchScript of {@code forward(self, x, t)}: x of shape [B] or [B, ...], t of shape [B]; the
   * score in the shape of x. Factors are computed in double precision, as in training.
   *
   * @param network what F is; if it has its divergence, there is also {@code
   *     forward_and_divergence(self, x, t)}, the score and {@code sum_i ds_i / dx_i} of shape [B]
   */
  String torchScript(ScoreNetwork network) {
    String factors =
        switch (kind) {
          case PLAIN -> "";
          case NOISE, RANGE -> "    sigma = torch.sqrt(variance)\n";
          case PRECONDITIONED ->
              """
                  sigma = torch.sqrt(variance)
                  v = variance + alpha * alpha * %1$s
                  y = flat * (1.0 / torch.sqrt(v)).type_as(x)
                  c = (torch.log(variance / (alpha * alpha)) / 8.0).type_as(x)
              """
                  .formatted(number(meanSquare));
        };
    String field =
        kind == Kind.RANGE ? "(flat - " + number(centre) + ") / " + number(unit) : "flat";
    String plain = "    y = " + field + "\n    c = time.type_as(x)\n";
    String out =
        switch (kind) {
          case PLAIN -> "1.0";
          case NOISE, RANGE -> "(1.0 / sigma)";
          case PRECONDITIONED ->
              "(alpha * torch.sqrt("
                  + (information == Double.POSITIVE_INFINITY
                      ? number(meanSquare) + " / v) / sigma"
                      : "%s / v / (variance + alpha * alpha / %s))"
                          .formatted(number(excess()), number(information)))
                  + ")";
        };
    String score =
        switch (kind) {
          case PLAIN -> "f";
          case NOISE, RANGE -> "f * " + out + ".type_as(x)";
          case PRECONDITIONED -> "flat * (-1.0 / v).type_as(x) + f * " + out + ".type_as(x)";
        };
    String before =
        "    flat = x.reshape(x.size(0), -1)\n"
            + "    time = t.double().reshape(-1, 1)\n"
            + (kind == Kind.PLAIN ? "" : scheduleScript())
            + (kind == Kind.PRECONDITIONED ? "" : plain)
            + factors;
    String after = "(" + score + ").reshape(x.shape)";
    String forward =
        "def forward(self, x: Tensor, t: Tensor) -> Tensor:\n"
            + before
            + "    f = self.network(y, c)\n    return "
            + after
            + "\n";
    if (!network.hasDivergence()) {
      return forward;
    }
    String slope = out + (kind == Kind.PRECONDITIONED ? " / torch.sqrt(v)" : " / " + number(unit));
    return forward
        + "def forward_and_divergence(self, x: Tensor, t: Tensor) -> Tuple[Tensor, Tensor]:\n"
        + before
        + "    f, d = self.network_and_divergence(y, c)\n"
        + "    d = d.double().reshape(-1, 1) * "
        + slope
        + (kind == Kind.PRECONDITIONED ? " - " + network.volume() + " / v" : "")
        + "\n    return "
        + after
        + ", d.reshape(-1).type_as(x)\n";
  }

  private String scheduleScript() {
    return "    alpha = "
        + schedule.alphaScript()
        + "\n    variance = "
        + schedule.varianceScript()
        + "\n";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.17g", value);
  }
}
