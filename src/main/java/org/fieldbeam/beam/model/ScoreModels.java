package org.fieldbeam.beam.model;

import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

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
   * Reads a model of any format, for sampling.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is no model, it is not one, or one of a Langevin equation
   */
  public static SampledModel open(String folder) {
    return sampled(folder).open(folder);
  }

  private static SampledFormat sampled(String folder) {
    ModelFormat format = ModelFormat.of(folder);
    if (format instanceof SampledFormat sampled) {
      return sampled;
    }
    throw UserException.of("this model cannot be sampled from")
        .where(path(folder))
        .given(format.about().summary())
        .allowed(
            String.join(
                ", ",
                ModelFormat.all().all().stream()
                    .filter(SampledFormat.class::isInstance)
                    .map(ModelFormat::format)
                    .toList()))
        .todo(
            "sample from another model; the score of a Langevin equation is named in generate:"
                + " {algorithm: {deformedLangevin: {score: {learned: MODEL}}}}")
        .build();
  }

  /**
   * What samplers need to know of a model, by its file alone.
   *
   * @throws UserException as {@link #open}
   */
  public static ModelFacts facts(String folder) {
    return sampled(folder).facts(folder);
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
