package org.fieldbeam.torch;

import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.data.UserException;

/**
 * The score that a TorchScript module gives, in single precision.
 *
 * <p>The module is always evaluated on the same number of configurations, the last ones padded: the
 * arithmetic of a matrix product depends on its size, and a configuration must not come out
 * differently because of others beside it. The divergence is exact, by one backward pass per site.
 */
final class TorchScriptScore implements TimeScore {
  private static final long serialVersionUID = 1L;

  /** How long a trial of a few configurations may take, loading included. */
  private static final long MOST_SECONDS = 60;

  /** How long to wait for one forward pass, or one backward pass, of a batch. */
  private static final long MOST_SECONDS_OF_A_PASS = 600;

  private final Lattice lattice;
  private final byte[] script;
  private final String where;
  private final int block;
  private final double firstTime;
  private final double lastTime;
  private final long patience;
  private transient JitModule module;

  /**
   * A score.
   *
   * @param script the TorchScript file
   * @param where named in errors
   * @param block configurations that are evaluated together
   */
  TorchScriptScore(
      Lattice lattice, byte[] script, String where, int block, double firstTime, double lastTime) {
    this(lattice, script, where, block, firstTime, lastTime, MOST_SECONDS_OF_A_PASS * 1000);
  }

  /**
   * A score.
   *
   * @param patience milliseconds to wait for a pass
   */
  TorchScriptScore(
      Lattice lattice,
      byte[] script,
      String where,
      int block,
      double firstTime,
      double lastTime,
      long patience) {
    this.lattice = lattice;
    this.script = script;
    this.where = where;
    this.block = block;
    this.firstTime = firstTime;
    this.lastTime = lastTime;
    this.patience = patience;
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public double firstTime() {
    return firstTime;
  }

  @Override
  public TimeScore newEvaluator() {
    return new TorchScriptScore(lattice, script, where, block, firstTime, lastTime, patience);
  }

  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    // the end of a grid of times may lie a rounding error beyond
    double slack = 1e-9;
    if (!(t >= firstTime - slack && t <= lastTime + slack)) {
      throw new IllegalArgumentException(
          "the model knows times from " + firstTime + " to " + lastTime + ", given " + t);
    }
    int volume = lattice.volume();
    if (phi.length < volume * batch || score.length < volume * batch) {
      throw new IllegalArgumentException(
          batch
              + " configurations on lattice "
              + lattice
              + " need "
              + (long) volume * batch
              + " numbers, given "
              + Math.min(phi.length, score.length));
    }
    float[] fields = new float[block * volume];
    float[] values = new float[block * volume];
    float[] slopes = divergence == null ? null : new float[block];
    for (int from = 0; from < batch; from += block) {
      int size = Math.min(block, batch - from);
      for (int x = 0; x < volume; x++) {
        for (int b = 0; b < size; b++) {
          fields[b * volume + x] = (float) phi[x * batch + from + b];
        }
      }
      Arrays.fill(fields, size * volume, fields.length, 0);
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
      for (int x = 0; x < volume; x++) {
        for (int b = 0; b < size; b++) {
          score[x * batch + from + b] = values[b * volume + x];
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
    Torch.scoped(
        () -> {
          int volume = lattice.volume();
          Tensor x = Torch.tensor(fields, shape());
          x.set_requires_grad(true);
          Tensor score = forward(module, x, t);
          Torch.copy(score.detach(), values, 0);
          Tensor columns = score.reshape(block, volume);
          float[] slope = new float[block * volume];
          Arrays.fill(divergence, 0);
          for (int site = 0; site < volume; site++) {
            TensorVector gradient =
                torch.grad(
                    new TensorVector(columns.select(1, site).sum()),
                    new TensorVector(x),
                    new TensorVector(new Tensor()),
                    new BoolOptional(site + 1 < volume),
                    false,
                    false);
            Torch.copy(gradient.get(0), slope, 0);
            steps.incrementAndGet();
            for (int b = 0; b < block; b++) {
              divergence[b] += slope[b * volume + site];
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
              "forward(x, t) with x of shape [B, extents of "
                  + Arrays.toString(lattice.shape())
                  + "], t of shape [B], float32, which returns the score in the shape of x")
          .todo("wrap the model in a module with that forward, and save it again")
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
            Tensor x = Torch.tensor(new float[block * lattice.volume()], shape());
            Tensor score = forward(tried, x, (float) lastTime);
            boolean usable =
                score.is_same_size(x)
                    && score.scalar_type().intern() == x.scalar_type().intern()
                    && score.isfinite().all().item_bool();
            return usable ? null : "a tensor of another shape or type, or not finite";
          });
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      return TorchScript.cause(e);
    }
  }

  private long[] shape() {
    int[] extents = lattice.shape();
    long[] shape = new long[extents.length + 1];
    shape[0] = block;
    for (int axis = 0; axis < extents.length; axis++) {
      shape[axis + 1] = extents[axis];
    }
    return shape;
  }

  private Tensor forward(JitModule module, Tensor x, float t) {
    float[] times = new float[block];
    Arrays.fill(times, t);
    IValue output =
        module.forward(new IValueVector(new IValue(x), new IValue(Torch.tensor(times, block))));
    return output.toTensor();
  }
}
