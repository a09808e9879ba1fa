package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.torch.Unet;

/** The model {@code unet}. */
@AutoService(ModelKind.class)
public final class UnetKind implements ModelKind {
  private static final Alternatives<Unet.Padding> PADDINGS =
      Alternatives.of(
              "periodic",
              "The opposite edge: the score moves with the field.",
              Unet.Padding.PERIODIC)
          .or("zero", "Zeros, as published.", Unet.Padding.ZERO);

  private static final NetworkKeys SHARED =
      new NetworkKeys(
          "range, as published, for the schedule ve and preconditioned for others",
          "250",
          "64",
          "0.001",
          "none",
          "0",
          "100000",
          "0.00001");

  @Override
  public About about() {
    List<Key> keys = new ArrayList<>();
    keys.add(
        withDefault(
            "padding", PADDINGS.choice(), "periodic", "What convolutions find beyond the edge."));
    keys.addAll(SHARED.keys());
    return About.of(
            Unet.NAME,
            "A convolutional net on lattices of one to three dimensions with one real number at each"
                + " site, trained with PyTorch on a training dataset. Its settings are the published"
                + " ones but for the padding; epochs take minutes.",
            new Fields(keys))
        .withFormula("channels 1, 32, 64, 128, 256, 128, 64, 32, 1; 1115297 parameters in 2D")
        .withSource("Wang, Aarts and Zhou, JHEP 05 (2024) 060, arXiv 2309.17082");
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
            new Unet.Padded(PADDINGS.meaning(parameters.get("padding"))), parameters));
  }
}
