package org.fieldbeam.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.core.random.RandomStream;

/** The parameters of a network as tensors, filled from one array. */
final class NetworkTensors {
  private final ScoreNetwork network;
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<FloatPointer> memory = new ArrayList<>();
  private final ScoreNetwork.Bound bound;

  /** Zero parameters, whose gradients are recorded. */
  NetworkTensors(ScoreNetwork network) {
    this.network = network;
    for (ScoreNetwork.Parameter parameter : network.parameters()) {
      Tensor tensor = torch.zeros(parameter.shape());
      tensor.set_requires_grad(true);
      tensors.add(tensor);
      memory.add(new FloatPointer(tensor.data_ptr_float()));
    }
    bound = network.bind(tensors);
  }

  /** Initial values of all parameters, one after another: uniform within their bounds. */
  static float[] initial(ScoreNetwork network, RandomStream random) {
    float[] values = new float[network.size()];
    int at = 0;
    for (ScoreNetwork.Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.size(); i++) {
        values[at++] =
            (float) (parameter.centre() + parameter.bound() * (2 * random.nextDouble() - 1));
      }
    }
    return values;
  }

  List<Tensor> tensors() {
    return tensors;
  }

  /** The network with these parameters. */
  ScoreNetwork.Bound network() {
    return bound;
  }

  void fill(float[] values) {
    int at = 0;
    for (int i = 0; i < memory.size(); i++) {
      int size = network.parameters().get(i).size();
      memory.get(i).put(values, at, size);
      at += size;
    }
  }

  /** The gradient of a number, of which no more is asked afterwards. */
  void gradient(Tensor loss, float[] gradient) {
    TensorVector parts =
        torch.grad(new TensorVector(loss), new TensorVector(tensors.toArray(new Tensor[0])));
    int at = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor part = parts.get(i);
      Torch.copy(part, gradient, at);
      at += Math.toIntExact(part.numel());
    }
  }
}
