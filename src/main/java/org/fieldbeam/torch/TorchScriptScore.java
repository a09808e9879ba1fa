package org.fieldbeam.torch;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.data.UserException;

/**
 * The score that a TorchScript module gives, in single precision.
 *
 * <p>The module is always evaluated on the same number of configurations, the last ones padded: the
 * arithmetic of a matrix product depends on its size, and a configuration must not come out
 * differently because of others beside it. The divergence is exact: by one backward pass per value,
 * or in closed form from a method {@code forward_and_divergence(x, t)} of a module that was made
 * here. There is no estimate by random probes, which would be cheaper: the weights that follow from
 * a noisy log q are not those of its mean.
 */
final class TorchScriptScore implements TimeScore {
  private static final long serialVersionUID = 1L;

  /** How long a trial of a few configurations may take, loading included. */
  private static final long MOST_SECONDS = 60;

  /** How often the period of a score of angles is tried. */
  private static final int TRIALS = 5;

  /** What a turn of 2 pi in single precision changes of a score, at most and beside the largest. */
  private static final double ROUNDING = 1e-3;

  /** How long to wait for one forward pass, or one backward pass, of a batch. */
  private static final long MOST_SECONDS_OF_A_PASS = 600;

  /** The method of modules that know their divergence. */
  private static final String BOTH = "forward_and_divergence";

  private final FieldLayout layout;
  private final byte[] script;
  private final String where;
  private final int block;
  private final double firstTime;
  private final double lastTime;
  private final long patience;
  private final boolean closed;
  private transient JitModule module;

  /**
   * A score.
   *
   * @param script the TorchScript file
   * @param where named in errors
   * @param block configurations that are evaluated together
   */
  TorchScriptScore(
      FieldLayout layout,
      byte[] script,
      String where,
      int block,
      double firstTime,
      double lastTime) {
    this(layout, script, where, block, firstTime, lastTime, MOST_SECONDS_OF_A_PASS * 1000);
  }

  /** The same score of a module that knows its divergence, if it has that method. */
  TorchScriptScore trustingItsDivergence() {
    return new TorchScriptScore(layout, script, where, block, firstTime, lastTime, patience, true);
  }

  /**
   * A score.
   *
   * @param patience milliseconds to wait for a pass
   */
  TorchScriptScore(
      FieldLayout layout,
      byte[] script,
      String where,
      int block,
      double firstTime,
      double lastTime,
      long patience) {
    this(layout, script, where, block, firstTime, lastTime, patience, false);
  }

  private TorchScriptScore(
      FieldLayout layout,
      byte[] script,
      String where,
      int block,
      double firstTime,
      double lastTime,
      long patience,
      boolean closed) {
    this.layout = layout;
    this.script = script;
    this.where = where;
    this.block = block;
    this.firstTime = firstTime;
    this.lastTime = lastTime;
    this.patience = patience;
    this.closed = closed;
  }

  @Override
  public FieldLayout layout() {
    return layout;
  }

  @Override
  public double firstTime() {
    return firstTime;
  }

  @Override
  public TimeScore newEvaluator() {
    return new TorchScriptScore(
        layout, script, where, block, firstTime, lastTime, patience, closed);
  }

  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    // the end of a grid of times may lie a rounding error beyond
    double slack = 1e-9;
    if (!(t >= firstTime - slack && t <= lastTime + slack)) {
      throw new IllegalArgumentException(
          "the model knows times from " + firstTime + " to " + lastTime + ", given " + t);
    }
    int numbers = layout.size();
    if (phi.length < numbers * batch || score.length < numbers * batch) {
      throw new IllegalArgumentException(
          batch
              + " configurations of "
              + layout
              + " need "
              + (long) numbers * batch
              + " numbers, given "
              + Math.min(phi.length, score.length));
    }
    float[] fields = new float[block * numbers];
    float[] values = new float[block * numbers];
    float[] slopes = divergence == null ? null : new float[block];
    for (int from = 0; from < batch; from += block) {
      int size = Math.min(block, batch - from);
      for (int x = 0; x < numbers; x++) {
        for (int b = 0; b < size; b++) {
          fields[b * numbers + x] = (float) phi[x * batch + from + b];
        }
      }
      Arrays.fill(fields, size * numbers, fields.length, 0);
      try {
        Patience.await(
            steps -> {
              evaluateBlock(fields, (float) t, values, slopes, steps);
              return values;
            },
            patience);
      } catch (TimeoutException e) {
        throw endless(patience, "for some of the fields or times that it is asked for", e);
      }
      for (int x = 0; x < numbers; x++) {
        for (int b = 0; b < size; b++) {
          score[x * batch + from + b] = values[b * numbers + x];
        }
      }
      for (int b = 0; divergence != null && b < size; b++) {
        divergence[from + b] = slopes[b];
      }
    }
  }

  private void evaluateBlock(
      float[] fields, float t, float[] values, float[] divergence, AtomicLong steps) {
    if (module == null) {
      module = TorchScript.load(script, where);
    }
    if (divergence == null) {
      Torch.withoutGradients(
          () -> {
            Torch.copy(forward(module, Torch.tensor(fields, shape()), t), values, 0);
            return values;
          });
      return;
    }
    if (closed && module.find_method(BOTH).has_value()) {
      Torch.withoutGradients(
          () -> {
            Tensor[] both = Torch.pair(module, BOTH, Torch.tensor(fields, shape()), times(t));
            Torch.copy(both[0], values, 0);
            Torch.copy(both[1], divergence, 0);
            return values;
          });
      return;
    }
    Torch.scoped(
        () -> {
          int numbers = layout.size();
          Tensor x = Torch.tensor(fields, shape());
          x.set_requires_grad(true);
          Tensor score = forward(module, x, t);
          Torch.copy(score.detach(), values, 0);
          Tensor columns = score.reshape(block, numbers);
          float[] slope = new float[block * numbers];
          Arrays.fill(divergence, 0);
          for (int value = 0; value < numbers; value++) {
            TensorVector gradient =
                torch.grad(
                    new TensorVector(columns.select(1, value).sum()),
                    new TensorVector(x),
                    new TensorVector(new Tensor()),
                    new BoolOptional(value + 1 < numbers),
                    false,
                    false);
            Torch.copy(gradient.get(0), slope, 0);
            steps.incrementAndGet();
            for (int b = 0; b < block; b++) {
              divergence[b] += slope[b * numbers + value];
            }
          }
          return divergence;
        });
  }

  /**
   * Tries the module, for some time: a module is a program, and may go on for ever.
   *
   * @throws UserException if it cannot be evaluated, gives something of another shape, or has not
   *     ended in time; it then goes on in the background until the process ends
   */
  void requireUsable() {
    requireUsable(MOST_SECONDS * 1000);
  }

  /** See {@link #requireUsable()}. */
  void requireUsable(long milliseconds) {
    String given;
    try {
      given = Patience.await(steps -> objection(), milliseconds);
    } catch (TimeoutException e) {
      throw endless(milliseconds, "", e);
    }
    if (given != null) {
      throw UserException.of("the TorchScript module is no score")
          .where(where)
          .given(given)
          .allowed(
              (layout.isAngle() ? "a periodic score of angles: " : "")
                  + "forward(x, t) with x of shape "
                  + shapeInWords()
                  + ", t of shape [B], float32, which returns the score in the shape of x")
          .todo(
              "wrap the model in a module with that forward, and save it again"
                  + (layout.isAngle()
                      ? "; one that sees cos(x) and sin(x) in place of x has the period"
                      : ""))
          .build();
    }
  }

  private UserException endless(long milliseconds, String when, TimeoutException cause) {
    return UserException.of("the TorchScript module does not come to an end")
        .where(where)
        .given(
            "no result for a batch of "
                + block
                + " after "
                + milliseconds / 1000.0
                + " s"
                + (when.isEmpty() ? "" : " " + when))
        .allowed("a module that evaluates a batch within that time")
        .todo("look for a loop in its forward(x, t) that has no end, or takes very long")
        .cause(cause)
        .build();
  }

  /** What is wrong with the module, or null. */
  private String objection() {
    JitModule tried = TorchScript.load(script, where);
    try {
      return Torch.withoutGradients(
          () -> {
            Tensor x = Torch.tensor(new float[block * layout.size()], shape());
            Tensor score = forward(tried, x, (float) lastTime);
            boolean usable =
                score.is_same_size(x)
                    && score.scalar_type().intern() == x.scalar_type().intern()
                    && score.isfinite().all().item_bool();
            if (!usable) {
              return "a tensor of another shape or type, or not finite";
            }
            return layout.isAngle() ? objectionToPeriod(tried) : null;
          });
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      return TorchScript.cause(e);
    }
  }

  /**
   * Tries whether the score of some random angles is the same where each of them has made a turn
   * more, a turn less, or none: turns of all at once would not show a score of differences.
   */
  private String objectionToPeriod(JitModule tried) {
    float[] angles = new float[block * layout.size()];
    float[] turned = new float[angles.length];
    float[] score = new float[angles.length];
    float[] again = new float[angles.length];
    for (int trial = 0; trial < TRIALS; trial++) {
      RandomStream random = Streams.key(TRIALS, "period").stream(trial, 0);
      for (int i = 0; i < angles.length; i++) {
        angles[i] = (float) (Math.PI * (2 * random.nextDouble() - 1));
        turned[i] = (float) (angles[i] + 2 * Math.PI * (random.nextInt(3) - 1));
      }
      // the first time, the last, and times between
      float t = (float) (firstTime + (lastTime - firstTime) * trial / (TRIALS - 1));
      Torch.copy(forward(tried, Torch.tensor(angles, shape()), t), score, 0);
      Torch.copy(forward(tried, Torch.tensor(turned, shape()), t), again, 0);
      double largest = 0;
      double off = 0;
      for (int i = 0; i < score.length; i++) {
        largest = Math.max(largest, Math.abs(score[i]));
        off = Math.max(off, Math.abs(score[i] - again[i]));
      }
      if (!(off <= ROUNDING * (largest + ROUNDING))) {
        return String.format(
            Locale.ROOT,
            "scores of up to %.3g at t = %.3g that change by up to %.3g when angles make a turn of"
                + " 2 pi",
            largest,
            t,
            off);
      }
    }
    return null;
  }

  private String shapeInWords() {
    return "[B, "
        + Arrays.stream(layout.shape()).mapToObj(String::valueOf).collect(Collectors.joining(", "))
        + "]";
  }

  private long[] shape() {
    int[] extents = layout.shape();
    long[] shape = new long[extents.length + 1];
    shape[0] = block;
    for (int axis = 0; axis < extents.length; axis++) {
      shape[axis + 1] = extents[axis];
    }
    return shape;
  }

  private Tensor forward(JitModule module, Tensor x, float t) {
    return module.forward(new IValueVector(new IValue(x), new IValue(times(t)))).toTensor();
  }

  private Tensor times(float t) {
    float[] times = new float[block];
    Arrays.fill(times, t);
    return Torch.tensor(times, block);
  }
}
