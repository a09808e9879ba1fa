package org.fieldbeam.torch;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.bytedeco.pytorch.Tensor;
import org.fieldbeam.core.random.RandomStream;

/**
 * A network {@code F(x, c)} from fields and a time feature to fields.
 *
 * <p>It is a pure function of its parameters, so that training, averaging, checkpoints and export
 * know nothing of it. Inputs are of order one; how the score follows from F is a matter of {@link
 * Conditioning}. What it computes stands in {@link #torchScript}; that is enough to train it.
 */
public interface ScoreNetwork extends Serializable {

  /**
   * A parameter: name in TorchScript, shape, and the bounds of its initial values, {@code centre +-
   * bound}, in which they are uniform.
   */
  record Parameter(String name, long[] shape, double centre, double bound) {
    /** Initial values about 0. */
    Parameter(String name, long[] shape, double bound) {
      this(name, shape, 0, bound);
    }

    int size() {
      long size = 1;
      for (long extent : shape) {
        size *= extent;
      }
      return Math.toIntExact(size);
    }
  }

  /** Number of values V of a configuration. */
  int volume();

  /** Whether the values are angles, of which it sees cosine and sine: F has their period. */
  boolean periodic();

  /** Name and settings, for the model file. */
  SortedMap<String, Object> architecture();

  /** The parameters in their order. */
  List<Parameter> parameters();

  /** What the script needs beside the parameters and is not trained: vectors by name. */
  default Map<String, float[]> constants() {
    return Map.of();
  }

  /** Number of parameters in all. */
  default int size() {
    return parameters().stream().mapToInt(Parameter::size).sum();
  }

  /** Rows that are evaluated together, at most: bounds the memory that an evaluation takes. */
  default int rowsTogether() {
    return 1024;
  }

  /**
   * TorchScript of a method {@code network(self, x, c)}: fields x of shape [B, V] and the feature c
   * of shape [B, 1] to F of shape [B, V]; parameters and constants are {@code self.NAME}. Where
   * {@link #hasDivergence}, also of {@code network_and_divergence(self, x, c)}, which gives F and
   * {@code sum_i dF_i / dx_i} of shape [B].
   */
  String torchScript();

  /** Whether its TorchScript knows its divergence exactly. */
  default boolean hasDivergence() {
    return false;
  }

  /**
   * The network with parameters, one tensor each, whose gradients may be recorded.
   *
   * @return what runs {@link #torchScript}, unless a network knows better
   */
  default Bound bind(List<Tensor> parameters) {
    return new ScriptedNetwork(this, parameters);
  }

  /** A network with its parameters; recorded for gradients. */
  interface Bound {
    /**
     * Evaluates the network.
     *
     * @param fields shape [B, V]
     * @param feature shape [B, 1]
     * @return shape [B, V]
     */
    Tensor forward(Tensor fields, Tensor feature);

    /**
     * Evaluates the network and its divergence {@code sum_i dF_i / dx_i}: exact, or an estimate
     * whose mean over the random numbers is exact.
     *
     * @return F of shape [B, V] and the divergence of shape [B]
     */
    Tensor[] forwardAndDivergence(Tensor fields, Tensor feature, RandomStream random);
  }
}
