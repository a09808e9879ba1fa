package org.fieldbeam.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * A multi-layer perceptron {@code [x, t] -> (dense, activation)^n -> dense}: V + 1 inputs, V
 * outputs. Of angles it is {@code [cos x, sin x, t]}, 2V + 1 inputs, and therefore periodic. With V
 * = 1 and three hidden layers of 128 units it is the network of Fukushima and Kamata, arXiv
 * 2411.11297, with 33,537 parameters.
 *
 * <p>Initial weights and biases are uniform in {@code +- 1 / sqrt(inputs)}, PyTorch's default.
 *
 * @param volume number of values V of a configuration
 * @param periodic whether they are angles
 * @param hidden units of the hidden layers, at least one layer
 * @param activation after each hidden layer
 */
public record Mlp(int volume, boolean periodic, List<Integer> hidden, Activation activation)
    implements ScoreNetwork {
  private static final long serialVersionUID = 1L;

  /** Name in model files. */
  public static final String NAME = "mlp";

  /** Activation functions, smooth ones: a score has a divergence. */
  public enum Activation {
    /** {@code z / (1 + exp(-z))}, also called SiLU. */
    SWISH("silu"),
    /** {@code tanh z}. */
    TANH("tanh");

    private final String function;

    Activation(String function) {
      this.function = function;
    }

    /**
     * TorchScript for the values at z; in place, which saves a third, where no one differentiates.
     */
    private String script(String z) {
      return "torch.%1$s(%2$s) if torch.is_grad_enabled() else torch.%1$s_(%2$s)"
          .formatted(function, z);
    }

    Tensor apply(Tensor z) {
      return this == SWISH ? torch.silu(z) : torch.tanh(z);
    }

    /** The function and its derivative. */
    Tensor[] withDerivative(Tensor z) {
      Scalar one = new Scalar(1.0);
      if (this == TANH) {
        Tensor value = torch.tanh(z);
        return new Tensor[] {value, value.mul(value).neg().add(one)};
      }
      Tensor sigma = torch.sigmoid(z);
      Tensor value = z.mul(sigma);
      // (z sigma)' = sigma + z sigma (1 - sigma)
      return new Tensor[] {value, sigma.add(value).sub(value.mul(sigma))};
    }
  }

  /**
   * The layers of a perceptron, whatever it is to be trained on.
   *
   * @param hidden units of the hidden layers, at least one layer
   * @param activation after each hidden layer
   */
  public record Layers(List<Integer> hidden, Activation activation) implements Architecture {
    private static final long serialVersionUID = 1L;

    /**
     * Checks the layers.
     *
     * @throws IllegalArgumentException if there are none, or too large ones
     */
    public Layers {
      hidden = List.copyOf(hidden);
      new Mlp(1, hidden, activation);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public SortedMap<String, Object> toMap() {
      return new Mlp(1, hidden, activation).architecture();
    }

    @Override
    public Conditioning.Kind conditioning(FieldLayout layout, NoiseSchedule schedule) {
      return layout.isAngle() ? Conditioning.Kind.NOISE : Conditioning.Kind.PRECONDITIONED;
    }

    @Override
    public void requireSuited(
        FieldLayout layout, Optional<Action> action, Conditioning.Kind conditioning) {
      of(layout);
    }

    @Override
    public ScoreNetwork network(FieldLayout layout, Data data, RandomStream random) {
      return of(layout);
    }

    private Mlp of(FieldLayout layout) {
      return new Mlp(layout.size(), layout.isAngle(), hidden, activation);
    }

    @Override
    public Size size(long values) {
      return new Size(new Mlp(Math.toIntExact(values), hidden, activation).size(), 0);
    }
  }

  /** A checkpoint, of four numbers a parameter, is read as one array of 1 GiB. */
  private static final int MOST_PARAMETERS = 1 << 26;

  /**
   * Checks the layers.
   *
   * @throws IllegalArgumentException if there is none, or they have more than 2^26 parameters
   */
  public Mlp {
    hidden = List.copyOf(hidden);
    if (hidden.isEmpty() || hidden.stream().anyMatch(units -> units < 1)) {
      throw new IllegalArgumentException(
          "MLP: hidden is " + hidden + "; it must name at least one layer of at least one unit");
    }
    double parameters = 0;
    int inputs = inputs(volume, periodic);
    for (int units : hidden) {
      parameters += (inputs + 1.0) * units;
      inputs = units;
    }
    parameters += (inputs + 1.0) * volume;
    if (parameters > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "MLP: hidden is %s, which makes %.3g parameters with %d values of a configuration; allowed: at most %d",
              hidden,
              parameters,
              volume,
              MOST_PARAMETERS));
    }
  }

  /** A network of real numbers. */
  public Mlp(int volume, List<Integer> hidden, Activation activation) {
    this(volume, false, hidden, activation);
  }

  private static int inputs(int volume, boolean periodic) {
    return (periodic ? 2 : 1) * volume + 1;
  }

  @Override
  public SortedMap<String, Object> architecture() {
    TreeMap<String, Object> map =
        new TreeMap<>(
            Map.of(
                "name", NAME, "hidden", hidden, "activation", TrainingSettings.word(activation)));
    if (periodic) {
      map.put("periodic", true);
    }
    return map;
  }

  private int[] widths() {
    int[] widths = new int[hidden.size() + 2];
    widths[0] = inputs(volume, periodic);
    for (int i = 0; i < hidden.size(); i++) {
      widths[i + 1] = hidden.get(i);
    }
    widths[widths.length - 1] = volume;
    return widths;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    int[] widths = widths();
    for (int layer = 0; layer + 1 < widths.length; layer++) {
      double bound = 1 / Math.sqrt(widths[layer]);
      long[] shape = {widths[layer + 1], widths[layer]};
      parameters.add(new Parameter("weight" + layer, shape, bound));
      parameters.add(new Parameter("bias" + layer, Arrays.copyOf(shape, 1), bound));
    }
    return parameters;
  }

  private static Tensor dense(List<Tensor> parameters, int layer, Tensor input) {
    return torch.linear(
        input, parameters.get(2 * layer), new TensorOptional(parameters.get(2 * layer + 1)));
  }

  private Tensor input(Tensor fields, Tensor feature) {
    return torch.cat(
        periodic
            ? new TensorVector(torch.cos(fields), torch.sin(fields), feature)
            : new TensorVector(fields, feature),
        1);
  }

  /**
   * The tangents of all values before the activations of the first layer, [V, B, units]: columns of
   * the weight, and of angles those of cosine and sine by their derivatives.
   */
  private Tensor firstTangents(Tensor weight, Tensor fields) {
    Tensor first = weight.narrow(1, 0, volume).t().unsqueeze(1);
    if (!periodic) {
      return first;
    }
    Tensor second = weight.narrow(1, volume, volume).t().unsqueeze(1);
    Tensor cosines = torch.cos(fields).t().unsqueeze(2);
    Tensor sines = torch.sin(fields).t().unsqueeze(2);
    return second.mul(cosines).sub(first.mul(sines));
  }

  @Override
  public Bound bind(List<Tensor> parameters) {
    return new Bound() {
      @Override
      public Tensor forward(Tensor fields, Tensor feature) {
        return Mlp.this.forward(parameters, fields, feature);
      }

      @Override
      public Tensor[] forwardAndDivergence(Tensor fields, Tensor feature, RandomStream random) {
        return Mlp.this.forwardAndDivergence(parameters, fields, feature);
      }
    };
  }

  private Tensor forward(List<Tensor> parameters, Tensor fields, Tensor feature) {
    Tensor h = input(fields, feature);
    for (int layer = 0; layer < hidden.size(); layer++) {
      h = activation.apply(dense(parameters, layer, h));
    }
    return dense(parameters, hidden.size(), h);
  }

  /**
   * Exact, by forward mode: one tangent per value travels with the values, as further rows of a
   * matrix.
   */
  private Tensor[] forwardAndDivergence(List<Tensor> parameters, Tensor fields, Tensor feature) {
    long batch = fields.size(0);
    Tensor h = input(fields, feature);
    Tensor tangents = null; // [V, B, units]
    for (int layer = 0; layer < hidden.size(); layer++) {
      Tensor weight = parameters.get(2 * layer);
      Tensor[] value = activation.withDerivative(dense(parameters, layer, h));
      Tensor pushed =
          tangents == null ? firstTangents(weight, fields) : torch.linear(tangents, weight);
      tangents = pushed.mul(value[1].unsqueeze(0));
      h = value[0];
    }
    Tensor last = parameters.get(2 * hidden.size()); // [V, units]
    Tensor diagonal = tangents.mul(last.unsqueeze(1));
    Tensor divergence = diagonal.sum(new long[] {0, 2}).view(batch);
    return new Tensor[] {dense(parameters, hidden.size(), h), divergence};
  }

  @Override
  public String torchScript() {
    StringBuilder script = new StringBuilder();
    script.append("def network(self, x: Tensor, c: Tensor) -> Tensor:\n");
    script.append(
        periodic
            ? "    h = torch.cat([torch.cos(x), torch.sin(x), c], 1)\n"
            : "    h = torch.cat([x, c], 1)\n");
    for (int layer = 0; layer <= hidden.size(); layer++) {
      String dense = "torch.linear(h, self.weight%1$d, self.bias%1$d)".formatted(layer);
      script.append("    h = ").append(dense).append('\n');
      if (layer < hidden.size()) {
        script.append("    h = ").append(activation.script("h")).append('\n');
      }
    }
    return script.append("    return h\n").toString();
  }
}
