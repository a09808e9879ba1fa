package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.torch.Mlp;

/** The model {@code mlp}. */
@AutoService(ModelKind.class)
public final class MlpKind implements ModelKind {
  private static final Alternatives<Mlp.Activation> ACTIVATIONS =
      Alternatives.of("swish", "z / (1 + exp(-z)).", Mlp.Activation.SWISH)
          .or("tanh", "tanh z.", Mlp.Activation.TANH);

  private static final NetworkKeys SHARED =
      new NetworkKeys(
          "preconditioned, or noise for angles",
          "60",
          "500",
          "0.003",
          "cosine",
          "0.999",
          "1000",
          "0.01");

  @Override
  public About about() {
    List<Key> keys = new ArrayList<>();
    keys.add(
        withDefault(
            "hidden",
            new Items(new Whole(1, 65_536), 1, 100, false),
            "[128, 128, 128]",
            "Units of the hidden layers."));
    keys.add(withDefault("activation", ACTIVATIONS.choice(), "swish", "After each hidden layer."));
    keys.addAll(SHARED.keys());
    return About.of(
            Mlp.NAME,
            "A neural net [x, t] -> dense layers, trained with PyTorch on a training dataset; of angles"
                + " it sees [cos x, sin x, t].",
            new Fields(keys))
        .withSource("Vincent, Neural Comput. 23 (2011) 1661; Song et al., arXiv 2011.13456");
  }

  @Override
  public List<String> files() {
    return TrainNetworkSpec.FILES;
  }

  @Override
  public StageSpec train(StageSpec.Head head, Reference from, double validation, Value parameters) {
    return new TrainNetworkSpec(
        head,
        from,
        NetworkKeys.training(
            new Mlp.Layers(
                parameters.get("hidden").items().stream().map(Value::integer).toList(),
                ACTIVATIONS.meaning(parameters.get("activation"))),
            parameters));
  }
}
