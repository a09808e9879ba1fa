package org.fieldbeam.torch;

import java.util.List;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.core.random.RandomStream;

/** A network that runs its own TorchScript: what is trained is what is stored. */
final class ScriptedNetwork implements ScoreNetwork.Bound {
  private final JitModule module;
  private final boolean closed;

  ScriptedNetwork(ScoreNetwork network, List<Tensor> parameters) {
    closed = network.hasDivergence();
    module = module(network, parameters);
    module.define(
        "def forward(self, x: Tensor, c: Tensor) -> Tensor:\n    return self.network(x, c)\n");
  }

  /** A module with the method {@code network}. */
  static JitModule module(ScoreNetwork network, List<Tensor> parameters) {
    JitModule module = new JitModule(new QualifiedName("__torch__.FieldbeamScore"));
    List<ScoreNetwork.Parameter> names = network.parameters();
    for (int i = 0; i < names.size(); i++) {
      module.register_parameter(names.get(i).name(), parameters.get(i), false);
    }
    network
        .constants()
        .forEach(
            (name, values) -> module.register_buffer(name, Torch.tensor(values, values.length)));
    module.define(network.torchScript());
    return module;
  }

  @Override
  public Tensor forward(Tensor fields, Tensor feature) {
    return module.forward(new IValueVector(new IValue(fields), new IValue(feature))).toTensor();
  }

  /** Exact where the script knows it; else Hutchinson's estimate. */
  @Override
  public Tensor[] forwardAndDivergence(Tensor fields, Tensor feature, RandomStream random) {
    return closed
        ? Torch.pair(module, "network_and_divergence", fields, feature)
        : estimate(fields, feature, random);
  }

  /** Hutchinson's estimate, with one vector of random signs to a row. */
  @SuppressWarnings("try") // the guard acts by being open
  private Tensor[] estimate(Tensor fields, Tensor feature, RandomStream random) {
    float[] signs = new float[Math.toIntExact(fields.numel())];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = random.nextDouble() < 0.5 ? -1 : 1;
    }
    Tensor probe = Torch.tensor(signs, fields.size(0), fields.size(1));
    boolean recorded = GradMode.is_enabled();
    try (AutoGradMode guard = new AutoGradMode(true)) {
      Tensor x = fields.detach();
      x.set_requires_grad(true);
      Tensor output = forward(x, feature);
      TensorVector product =
          torch.grad(
              new TensorVector(output.mul(probe).sum()),
              new TensorVector(x),
              new TensorVector(new Tensor()),
              new BoolOptional(true),
              recorded,
              false);
      return new Tensor[] {output, product.get(0).mul(probe).sum(1)};
    }
  }
}
