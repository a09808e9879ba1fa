package org.fieldbeam.report;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.report.plot.Numbers;

/** What the manifests and the model files say, in the words of the report. */
final class DatasetRows {
  /** The format of networks, as their files name it. */
  static final String NETWORK = "fieldbeam.scoreNetwork";

  private static final int SCORE_CURVES = 5;
  private static final int SCORE_POINTS = 121;

  private DatasetRows() {}

  static RunData.Dataset of(DatasetFolder dataset) {
    Manifest manifest = dataset.manifest();
    DatasetInfo info = dataset.info();
    String action = words(info.property(DatasetInfo.ACTION));
    String algorithm = words(info.property(DatasetInfo.ALGORITHM));
    String diffusion = words(info.property(DatasetInfo.DIFFUSION));
    // measurements that come from no dataset are those of a scan, each row of an action of its own
    String of =
        info.kind() == DatasetKind.MEASUREMENTS && info.parents().isEmpty()
            ? Numbers.count(manifest.rows()) + " actions"
            : shape(info.shape());
    String parts =
        Stream.of(of, action, algorithm, diffusion)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(", "));
    Object version = info.property(DatasetInfo.SOFTWARE_VERSION);
    return new RunData.Dataset(
        info.id(),
        info.kind().label(),
        info.stage(),
        parts,
        manifest.rows(),
        manifest.bytes(),
        dataset.shardCount(),
        manifest.created(),
        manifest.host(),
        version == null ? "" : version.toString(),
        info.inputHash());
  }

  /** A row for an output that is not a dataset. */
  static RunData.Dataset other(String name, String kind, String stage, String what, long bytes) {
    return new RunData.Dataset(name, kind, stage, what, -1, bytes, 1, "", "", "", "");
  }

  private static String shape(int[] shape) {
    return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(" × "));
  }

  /** {name, parameters} as "name(key = value, ...)"; a missing one as nothing. */
  static String words(Object property) {
    if (!(property instanceof Map<?, ?> map)) {
      return property == null ? "" : property.toString();
    }
    Map<String, Object> parameters = new TreeMap<>();
    if (map.get("parameters") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> parameters.put(key.toString(), value));
    } else {
      map.forEach((key, value) -> parameters.put(key.toString(), value));
      parameters.remove("name");
    }
    String list =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + " = " + entry.getValue())
            .collect(Collectors.joining(", "));
    String name = map.get("name") == null ? "" : map.get("name").toString();
    return list.isEmpty() ? name : name.isEmpty() ? list : name + "(" + list + ")";
  }

  /** The diagnostics in a model file; see {@code schemas/effective-action-model.schema.json}. */
  static RunData.Model levels(String name, JsonObject json) {
    var levels = json.objects("levels");
    double[] tau = new double[levels.size()];
    double[] residual = new double[levels.size()];
    double[] validation = new double[levels.size()];
    double[] condition = new double[levels.size()];
    for (int i = 0; i < tau.length; i++) {
      JsonObject level = levels.get(i);
      JsonObject diagnostics = level.object("diagnostics");
      tau[i] = level.number("tau");
      residual[i] = number(diagnostics, "residual");
      validation[i] = number(diagnostics, "validationResidual");
      condition[i] = number(diagnostics, "condition");
    }
    String what =
        "Effective action for "
            + words(json.tree("action"))
            + "; "
            + tau.length
            + " noise levels ("
            + json.object("ladder").string("kind")
            + "); operators "
            + String.join(", ", json.strings("operators"))
            + ".";
    return new RunData.LevelModel(
        name, tau, residual, validation, condition, json.strings("operators"), what);
  }

  /** A neural model and the losses beside it; see {@code schemas/score-network.schema.json}. */
  static RunData.Model network(String name, JsonObject json, String folder) {
    Map<String, Object> settings = json.object("training").tree();
    // said elsewhere in the report, or of no use to readers
    settings.keySet().removeAll(Set.of("dataset", "datasetHash", "inputHash", "softwareVersion"));
    String what =
        "Neural score ("
            + json.string("kind")
            + ") for "
            + words(json.tree("action"))
            + ", diffusion "
            + words(json.tree("diffusion"))
            + ": "
            + words(settings)
            + ".";
    String losses = Storage.resolve(folder, "losses.json");
    if (!Storage.exists(losses)) {
      return new RunData.NetworkModel(name, new double[0], new double[0], what);
    }
    JsonObject curves = Json.parseObject(Storage.readText(losses), losses);
    return new RunData.NetworkModel(
        name, curves.numbers("training"), curves.numbers("validation"), what);
  }

  /** The score of a Langevin equation at some times, the last among them. */
  static RunData.Model langevin(String name, LangevinScoreModel model) {
    double[] fitted = model.times();
    int curves = Math.min(SCORE_CURVES, fitted.length);
    double[] times = new double[curves];
    Arrays.setAll(times, i -> fitted[i * (fitted.length - 1) / (curves - 1)]);
    double end = 1.5 * Math.sqrt(ExactMoments.of(model.action()).moment(2).re());
    double[] x = new double[SCORE_POINTS];
    Arrays.setAll(x, i -> end * (2.0 * i / (SCORE_POINTS - 1) - 1));
    double[][] score = new double[curves][SCORE_POINTS];
    int volume = model.layout().size();
    double[] field = new double[volume * SCORE_POINTS];
    System.arraycopy(x, 0, field, 0, SCORE_POINTS);
    double[] all = new double[field.length];
    for (int k = 0; k < curves; k++) {
      model.evaluate(field, SCORE_POINTS, times[k], all, null);
      System.arraycopy(all, 0, score[k], 0, SCORE_POINTS);
    }
    String what =
        "Score of the Langevin equation for "
            + model.action()
            + "; "
            + fitted.length
            + " times up to "
            + model.lastTime()
            + ", splines on "
            + model.cells()
            + " cells up to |x| = "
            + model.end()
            + ".";
    return new RunData.LangevinModel(name, times, x, score, what);
  }

  private static double number(JsonObject json, String key) {
    return json.has(key) ? json.number(key) : Double.NaN;
  }
}
