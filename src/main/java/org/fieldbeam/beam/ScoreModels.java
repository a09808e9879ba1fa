package org.fieldbeam.beam;

import java.util.Map;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.score.EffectiveActionModel;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.Storage;
import org.fieldbeam.data.UserException;
import org.fieldbeam.torch.NeuralModel;

/** Score models: {@code model.json} in the folder of a train stage, and what goes with it. */
public final class ScoreModels {
  /** Name of the file in the folder of a train stage. */
  public static final String FILE_NAME = "model.json";

  private ScoreModels() {}

  /** Path of the model file of a folder. */
  public static String path(String folder) {
    return Storage.resolve(folder, FILE_NAME);
  }

  /**
   * Reads a model.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is no model, or it is not one
   */
  public static EffectiveActionModel read(String folder) {
    String path = path(folder);
    if (!Storage.exists(path)) {
      throw UserException.of("there is no model here")
          .where(folder)
          .allowed("a folder with a " + FILE_NAME + ", as a train stage writes it")
          .todo("run the train stage, or name its output folder")
          .build();
    }
    Object tree = Json.parse(Storage.readText(path), path);
    try {
      return EffectiveActionModel.fromMap(asMap(tree));
    } catch (IllegalArgumentException e) {
      throw UserException.of("the model file cannot be read")
          .where(path)
          .given(e.getMessage())
          .allowed("a model of schemas/model.schema.json")
          .todo("train the model again")
          .cause(e)
          .build();
    }
  }

  /**
   * Reads a model of any kind, for sampling.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is no model, or it is not one
   */
  public static SampledModel open(String folder) {
    return isNeural(folder)
        ? new SampledModel.OfTime(NeuralModel.read(folder).timeModel(folder))
        : new SampledModel.OfLevels(read(folder));
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
   * The lattice of a model of any kind.
   *
   * @throws UserException if there is no model, or it is not one
   */
  public static Lattice lattice(String folder) {
    return isNeural(folder) ? NeuralModel.read(folder).lattice() : read(folder).lattice();
  }

  private static boolean isNeural(String folder) {
    String path = path(folder);
    return Storage.exists(path) && NeuralModel.is(Json.parseObject(Storage.readText(path), path));
  }

  /**
   * What samples of a model depend on: the hash of the model's file, which names the hashes of
   * whatever else belongs to the model.
   */
  public static String hash(String folder) {
    return Storage.sha256(path(folder));
  }

  static void write(String folder, EffectiveActionModel model) {
    Storage.writeText(path(folder), Json.pretty(model.toMap()));
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static Map<String, ?> asMap(Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("not a JSON object");
    }
    return (Map<String, ?>) map;
  }
}
