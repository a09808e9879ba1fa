package org.fieldbeam.torch;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import org.bytedeco.pytorch.Tensor;

/**
 * The architecture of a network {@code F(x, c)} from fields and a time feature to fields.
 *
 * <p>It is a pure function of its parameters, so that training, averaging, checkpoints and export
 * know nothing of it. Inputs are of order one; how the score follows from F is a matter of {@link
 * Conditioning}.
 */
public interface ScoreNetwork extends Serializable {

  /** A parameter: name in TorchScript, shape, and the bound of its uniform initial values. */
  record Parameter(String name, long[] shape, double bound) {
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

  /** Number of parameters in all. */
  default int size() {
    return parameters().stream().mapToInt(Parameter::size).sum();
  }

  /**
   * Evaluates the network, recorded for gradients.
   *
   * @param parameters one tensor per parameter
   * @param fields shape [B, V]
   * @param feature shape [B, 1]
   * @return shape [B, V]
   */
  Tensor forward(List<Tensor> parameters, Tensor fields, Tensor feature);

  /**
   * Evaluates the network and its exact divergence {@code sum_i dF_i / dx_i}, recorded for
   * gradients.
   *
   * @return F of shape [B, V] and the divergence of shape [B]
   */
  Tensor[] forwardAndDivergence(List<Tensor> parameters, Tensor fields, Tensor feature);

  /**
   * TorchScript of a method {@code network(self, x, c)} that is {@link #forward}; parameters are
   * {@code self.NAME}.
   */
  String torchScript();
}
