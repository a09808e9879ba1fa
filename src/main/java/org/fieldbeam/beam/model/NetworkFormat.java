package org.fieldbeam.beam.model;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.model.DescriptionWords;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.model.ModelPortrait;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.torch.NetworkTraining;
import org.fieldbeam.torch.NeuralModel;
import org.fieldbeam.torch.Torch;

/** The format of neural scores; see {@link NeuralModel}. */
@AutoService(ModelFormat.class)
public final class NetworkFormat implements SampledFormat {
  /** What a report says elsewhere, or is of no use to its readers. */
  private static final Set<String> SAID =
      Set.of("dataset", "datasetHash", "inputHash", "softwareVersion");

  @Override
  public About about() {
    return About.of(
        "scoreNetwork",
        "Neural score at continuous time, TorchScript beside model.json"
            + " (schemas/score-network.schema.json).");
  }

  @Override
  public String format() {
    return NeuralModel.FORMAT;
  }

  @Override
  public SampledModel open(String folder) {
    return new SampledModel.OfTime(NeuralModel.read(folder).timeModel(folder));
  }

  @Override
  public ModelFacts facts(String folder) {
    NeuralModel model = NeuralModel.read(folder);
    return new ModelFacts.InTime(
        model.layout(), model.schedule(), model.firstTime(), model.meanSquare() >= 0);
  }

  @Override
  public SampledModel openForFilm(String folder, int configurations) {
    return new SampledModel.OfTime(
        NeuralModel.read(folder).withEvaluationBatch(configurations).timeModel(folder));
  }

  @Override
  public Optional<String> filmObstacle(String folder) {
    if (NeuralModel.read(folder).kind().equals(NeuralModel.IMPORTED)) {
      return Optional.of("the network was imported, and a report runs no program from elsewhere");
    }
    try {
      Torch.require();
    } catch (UserException e) {
      return Optional.of("PyTorch, which evaluates the network, cannot be used here");
    }
    return Optional.empty();
  }

  @Override
  public FieldLayout layout(String folder) {
    return NeuralModel.read(folder).layout();
  }

  @Override
  public Optional<Action> action(String folder) {
    return NeuralModel.read(folder).knownAction(folder);
  }

  @Override
  public String hash(String folder) {
    NeuralModel.requireScript(folder);
    return SampledFormat.super.hash(folder);
  }

  @Override
  public ModelPortrait portrait(String folder) {
    JsonObject json = ModelJson.read(folder);
    Map<String, Object> settings = json.object("training").tree();
    settings.keySet().removeAll(SAID);
    String what =
        "Neural score ("
            + json.string("kind")
            + ") for "
            + DescriptionWords.of(json.tree("action"))
            + ", diffusion "
            + DescriptionWords.of(json.tree("diffusion"))
            + ": "
            + DescriptionWords.of(settings)
            + ".";
    String losses = Storage.resolve(folder, NetworkTraining.LOSSES);
    return new ModelPortrait(
        what,
        Storage.exists(losses)
            ? List.of(losses(Json.parseObject(Storage.readText(losses), losses)))
            : List.of());
  }

  private static ModelPortrait.Chart losses(JsonObject curves) {
    List<ModelPortrait.Series> series = new ArrayList<>();
    for (String part : List.of("training", "validation")) {
      double[] loss = curves.numbers(part);
      double[] epochs = new double[loss.length];
      Arrays.setAll(epochs, i -> i + 1);
      if (loss.length > 0) {
        series.add(new ModelPortrait.Series(part, epochs, loss, false));
      }
    }
    return new ModelPortrait.Chart(
        "losses",
        "Loss of the training",
        "epoch",
        "loss per site",
        false,
        series,
        "Mean over the steps of each epoch, and of the averaged parameters on chains set apart, with the same noise"
            + " after every epoch. Score matching has a loss above zero for the exact score too. A"
            + " validation loss that rises while the other falls says that the net learns single"
            + " configurations.");
  }
}
