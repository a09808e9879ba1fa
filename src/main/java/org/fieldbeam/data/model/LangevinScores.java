package org.fieldbeam.data.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * Learned scores of Langevin equations in the folder of a train stage: {@code model.json}, see
 * schemas/langevin-score.schema.json.
 */
public final class LangevinScores {
  /** Value of the key {@code format} of model.json. */
  public static final String FORMAT = "fieldbeam.langevinScore";

  private static final long VERSION = 1;

  private LangevinScores() {}

  /** Whether a model file, parsed, is one of these. */
  public static boolean is(JsonObject modelFile) {
    return FORMAT.equals(modelFile.tree("format"));
  }

  /**
   * Reads a model.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is no model, or it is another kind of model
   */
  public static LangevinScoreModel read(String folder) {
    JsonObject json = ModelJson.read(folder);
    String path = ModelJson.path(folder);
    if (!is(json) || json.integer("version") != VERSION) {
      throw UserException.of("this model is no score of a Langevin equation")
          .where(path)
          .given("format " + json.tree("format") + ", version " + json.tree("version"))
          .allowed("format " + FORMAT + ", version " + VERSION)
          .todo("name a model of train: {model: langevinScore}")
          .build();
    }
    json.allow(
        Set.of(
            "format", "version", "lattice", DatasetInfo.ACTION, "splines", "levels", "provenance"));
    json.object(DatasetInfo.ACTION).allow(Set.of("name", "parameters"));
    JsonObject splines = json.object("splines").allow(Set.of("end", "cells"));
    List<JsonObject> levels = json.objects("levels");
    levels.forEach(level -> level.allow(Set.of("time", "coefficients")));
    try {
      Action action =
          DatasetActions.of(
              json.object(DatasetInfo.ACTION).tree(), Lattice.of(json.ints("lattice")), path);
      return new LangevinScoreModel(
          action,
          splines.number("end"),
          splines.int32("cells"),
          levels.stream().mapToDouble(level -> level.number("time")).toArray(),
          levels.stream().map(level -> level.numbers("coefficients")).toArray(double[][]::new));
    } catch (IllegalArgumentException e) {
      throw UserException.of("the model file cannot be read")
          .where(path)
          .given(e.getMessage())
          .allowed("a model of schemas/langevin-score.schema.json")
          .todo("train the model again")
          .cause(e)
          .build();
    }
  }

  /**
   * Writes a model.
   *
   * @param folder folder of a train stage
   * @param model the score
   * @param provenance where it comes from, for readers
   */
  public static void write(
      String folder, LangevinScoreModel model, Map<String, Object> provenance) {
    double[] times = model.times();
    double[][] coefficients = model.coefficients();
    Object[] levels = new Object[times.length];
    for (int k = 0; k < times.length; k++) {
      levels[k] =
          Map.of("time", times[k], "coefficients", Arrays.stream(coefficients[k]).boxed().toList());
    }
    Map<String, Object> map = new TreeMap<>();
    map.put("format", FORMAT);
    map.put("version", VERSION);
    map.put(
        "lattice",
        Arrays.stream(model.layout().lattice().shape()).mapToObj(e -> (long) e).toList());
    map.put(DatasetInfo.ACTION, DatasetActions.property(model.action()));
    map.put("splines", Map.of("end", model.end(), "cells", (long) model.cells()));
    map.put("levels", List.of(levels));
    map.put("provenance", provenance);
    Storage.writeText(ModelJson.path(folder), Json.pretty(map));
  }
}
