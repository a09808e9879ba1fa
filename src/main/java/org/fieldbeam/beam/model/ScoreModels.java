package org.fieldbeam.beam.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.torch.NeuralModel;

/** Score models: {@code model.json} in the folder of a train stage, and what goes with it. */
public final class ScoreModels {
  /** Name of the file in the folder of a train stage. */
  public static final String FILE_NAME = ModelJson.FILE_NAME;

  private ScoreModels() {}

  /** Path of the model file of a folder. */
  public static String path(String folder) {
    return ModelJson.path(folder);
  }

  /**
   * Reads a model.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is no model, or it is not one
   */
  public static EffectiveActionModel read(String folder) {
    JsonObject file = ModelJson.read(folder);
    try {
      return EffectiveActionModel.fromMap(file.tree());
    } catch (IllegalArgumentException e) {
      throw UserException.of("the model file cannot be read")
          .where(path(folder))
          .given(e.getMessage())
          .allowed("a model of schemas/effective-action-model.schema.json")
          .todo("train the model again")
          .cause(e)
          .build();
    }
  }

  /**
   * Reads a model of any kind, for sampling.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is no model, it is not one, or one of a Langevin equation
   */
  public static SampledModel open(String folder) {
    JsonObject file = ModelJson.read(folder);
    if (LangevinScores.is(file)) {
      throw UserException.of("this model is the score of a Langevin equation, not of a diffusion")
          .where(path(folder))
          .allowed("an effective action or a neural score")
          .todo(
              "name it in generate: {algorithm: {deformedLangevin: {score: {learned: MODEL}}}},"
                  + " or sample from another model")
          .build();
    }
    return NeuralModel.is(file)
        ? new SampledModel.OfTime(NeuralModel.read(folder).timeModel(folder))
        : new SampledModel.OfLevels(read(folder));
  }

  /**
   * What samplers need to know of a model, by its file alone.
   *
   * @throws UserException as {@link #open}
   */
  public static ModelFacts facts(String folder) {
    if (NeuralModel.is(ModelJson.read(folder))) {
      NeuralModel model = NeuralModel.read(folder);
      return new ModelFacts.InTime(
          model.layout(), model.schedule(), model.firstTime(), model.meanSquare() >= 0);
    }
    return open(folder).facts();
  }

  /**
   * Reads a model at continuous time.
   *
   * @throws UserException if there is no model, or it knows the score at levels only
   */
  public static TimeModel timeModel(String folder) {
    if (open(folder) instanceof SampledModel.OfTime inTime) {
      return inTime.model();
    }
    throw UserException.of("the model knows its score at the levels of a ladder only")
        .where(path(folder))
        .allowed("a neural score model")
        .build();
  }

  /**
   * What the fields of a model of any kind consist of.
   *
   * @throws UserException if there is no model, or it is not one
   */
  public static FieldLayout layout(String folder) {
    JsonObject file = ModelJson.read(folder);
    if (LangevinScores.is(file)) {
      return LangevinScores.read(folder).layout();
    }
    return NeuralModel.is(file)
        ? NeuralModel.read(folder).layout()
        : FieldLayout.scalar(read(folder).lattice());
  }

  /**
   * The action of the clean ensemble of a model of any kind, if the model says what it is.
   *
   * @throws UserException if there is no model, or it is not one
   */
  public static Optional<Action> action(String folder) {
    JsonObject file = ModelJson.read(folder);
    if (LangevinScores.is(file)) {
      return Optional.of(LangevinScores.read(folder).action());
    }
    return NeuralModel.is(file)
        ? NeuralModel.read(folder).knownAction(folder)
        : Optional.of(read(folder).action());
  }

  /**
   * What samples of a model depend on: the hash of the model's file, which names the hashes of
   * whatever else belongs to the model.
   *
   * @throws UserException if there is no model, or what belongs to it is not what its file names
   */
  public static String hash(String folder) {
    if (NeuralModel.is(ModelJson.read(folder))) {
      NeuralModel.requireScript(folder);
    }
    return Storage.sha256(path(folder));
  }

  public static void write(String folder, EffectiveActionModel model) {
    Storage.writeText(path(folder), Json.pretty(model.toMap()));
  }

  /** Where a model comes from, as its file says it. */
  public static Map<String, Object> provenance(DatasetFolder dataset, StageOutput output) {
    Map<String, Object> provenance = new TreeMap<>();
    provenance.put("dataset", dataset.info().id());
    provenance.put("datasetHash", dataset.contentHash());
    provenance.put("softwareVersion", DatasetStage.softwareVersion());
    output.inputHash().ifPresent(hash -> provenance.put("inputHash", hash));
    return provenance;
  }
}
