package org.fieldbeam.torch;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.ForwardNoise;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.Secrets;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.model.FolderNames;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * A neural score model in a folder: {@code model.json}, which says what it is, and {@code
 * model.pt}, the score as TorchScript: {@code forward(x, t)} takes single-precision fields x of
 * shape [B, shape of a configuration] and times t of shape [B], and gives the score in the shape of
 * x. The shape of a configuration is {@link FieldLayout#shape}: the extents of the lattice and,
 * where a site has several values, their number. A file without a layout, as versions before wrote
 * them, means one real number at each site. See schemas/score-network.schema.json.
 *
 * @param kind name of the architecture, {@link Mlp#NAME} for example, or {@link #IMPORTED}: for
 *     readers, what is computed stands in the script
 * @param layout what the fields consist of: real numbers or angles
 * @param schedule the diffusion
 * @param firstTime smallest time the score is meant for
 * @param action {name, parameters} of the action of the clean ensemble; empty if unknown
 * @param meanSquare {@code <phi_i^2>} of the clean ensemble, over all values; NaN if unknown, and
 *     for angles
 * @param evaluationBatch configurations that are evaluated together: results depend on it
 * @param training how it was made, for readers
 */
public record NeuralModel(
    String kind,
    FieldLayout layout,
    NoiseSchedule schedule,
    double firstTime,
    Optional<Map<String, Object>> action,
    double meanSquare,
    int evaluationBatch,
    Map<String, Object> training) {

  /** Value of the key {@code format} of model.json. */
  public static final String FORMAT = "fieldbeam.scoreNetwork";

  /** Kind of a model that came as TorchScript. */
  public static final String IMPORTED = "torchScript";

  private static final Pattern KIND = Pattern.compile("[a-z][A-Za-z0-9]{0,63}");
  private static final int VERSION = 1;
  private static final String FILE = "model.json";
  private static final String SCRIPT = "model.pt";
  private static final String SCRIPT_HASH = "scriptSha256";
  private static final String TRUSTED = "trusted";
  private static final String LAYOUT = "layout";

  /** Numbers that are evaluated together, at most. */
  private static final int MOST_TOGETHER = 1 << 26;

  private static final Set<String> KEYS =
      Set.of(
          "format",
          "version",
          "kind",
          "lattice",
          LAYOUT,
          "diffusion",
          "firstTime",
          DatasetInfo.ACTION,
          "meanSquare",
          "evaluationBatch",
          "script",
          SCRIPT_HASH,
          TRUSTED,
          "training");

  /** Checks that the numbers fit together. */
  public NeuralModel {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException(
          "kind is " + kind + "; it is the name of an architecture: letters and digits");
    }
    if (!(firstTime > 0 && firstTime < schedule.lastTime())) {
      throw new IllegalArgumentException(
          "firstTime is "
              + firstTime
              + "; it must lie between 0 and "
              + schedule.lastTime()
              + ", the last time of the diffusion");
    }
    ForwardNoise.requireSuited(layout, schedule);
    if (layout.isAngle() && !Double.isNaN(meanSquare)) {
      throw new IllegalArgumentException(
          "meanSquare is " + meanSquare + "; of angles it means nothing, leave it out");
    }
    if (meanSquare < 0 || Double.isInfinite(meanSquare)) {
      throw new IllegalArgumentException("meanSquare is " + meanSquare + "; it is never negative");
    }
    if (evaluationBatch < 1 || (long) evaluationBatch * layout.size() > MOST_TOGETHER) {
      throw new IllegalArgumentException(
          "evaluationBatch is "
              + evaluationBatch
              + "; allowed for such fields: 1 to "
              + MOST_TOGETHER / layout.size());
    }
  }

  /** The same model, of which so many configurations are evaluated together. */
  public NeuralModel withEvaluationBatch(int batch) {
    return new NeuralModel(kind, layout, schedule, firstTime, action, meanSquare, batch, training);
  }

  /** Whether a model file, parsed, is one of these. */
  public static boolean is(JsonObject modelFile) {
    return FORMAT.equals(modelFile.tree("format"));
  }

  /**
   * Reads model.json.
   *
   * @throws UserException if it is not such a file
   */
  public static NeuralModel read(String folder) {
    return of(modelFile(folder), Storage.resolve(folder, FILE));
  }

  private static JsonObject modelFile(String folder) {
    String path = Storage.resolve(folder, FILE);
    JsonObject json = Json.parseObject(Storage.readText(path), path);
    if (!is(json) || json.integer("version") != VERSION) {
      throw UserException.of("the model file cannot be read")
          .where(path)
          .given("format " + json.tree("format") + ", version " + json.tree("version"))
          .allowed("format " + FORMAT + ", version " + VERSION)
          .todo("train or import the model again")
          .build();
    }
    return json;
  }

  private static NeuralModel of(JsonObject json, String file) {
    json.allow(KEYS);
    json.object("diffusion").allow(Set.of("name", "parameters"));
    if (json.has(DatasetInfo.ACTION)) {
      json.object(DatasetInfo.ACTION).allow(Set.of("name", "parameters", "quadratic"));
    }
    try {
      requireScript(json);
      Lattice lattice = Lattice.of(json.ints("lattice"));
      NeuralModel model =
          new NeuralModel(
              json.string("kind"),
              json.has(LAYOUT)
                  ? FieldLayout.of(lattice, json.string(LAYOUT))
                  : FieldLayout.scalar(lattice),
              schedule(json.object("diffusion")),
              json.number("firstTime"),
              json.has("action") ? Optional.of(json.object("action").tree()) : Optional.empty(),
              json.has("meanSquare") ? json.number("meanSquare") : Double.NaN,
              json.int32("evaluationBatch"),
              json.object("training").tree());
      model.readAction(file);
      requireTrust(model, json);
      return model;
    } catch (IllegalArgumentException e) {
      throw UserException.of("the model file cannot be read")
          .where(json.at("format"))
          .given(e.getMessage())
          .allowed("a model of schemas/score-network.schema.json")
          .todo("train or import the model again")
          .cause(e)
          .build();
    }
  }

  private static void requireScript(JsonObject json) {
    if (!json.string("script").equals(SCRIPT)
        || !json.string(SCRIPT_HASH).matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "script is "
              + json.string("script")
              + ", "
              + SCRIPT_HASH
              + " "
              + json.string(SCRIPT_HASH)
              + "; needed: "
              + SCRIPT
              + " and its SHA-256, 64 lower-case hexadecimal digits");
    }
  }

  /** Whoever samples from a module from elsewhere runs it. */
  private static void requireTrust(NeuralModel model, JsonObject json) {
    boolean trusted = json.has(TRUSTED) && json.bool(TRUSTED);
    if (model.kind.equals(IMPORTED) && !trusted) {
      throw UserException.of("nobody has said that this imported model is to be trusted")
          .where(json.at(TRUSTED))
          .allowed("models imported with --trust: TorchScript is a program, and sampling runs it")
          .todo("if you trust where it came from, import it again with --trust")
          .build();
    }
  }

  /** A schedule as {name, parameters}, the way datasets and models hold it. */
  static NoiseSchedule schedule(JsonObject json) {
    Map<String, Double> parameters = new TreeMap<>();
    JsonObject values = json.object("parameters");
    values.keys().forEach(key -> parameters.put(key, values.number(key)));
    return NoiseSchedule.of(json.string("name"), parameters);
  }

  /**
   * Makes a model of a TorchScript file from elsewhere, and runs it once to see whether it is one.
   * TorchScript is a program, which has the rights of this process: import what you trust. Modules
   * that name operators which reach files or the terminal are refused, the rest is up to PyTorch.
   * The model's folder says that it is trusted.
   *
   * @param file {@code forward(x, t)} takes single-precision fields x of shape [B, shape of a
   *     configuration] and times t of shape [B], and gives the score in the shape of x; of angles a
   *     periodic one
   * @param folder where the model goes
   * @param layout what the fields consist of: real numbers or angles
   * @param schedule the diffusion that the score is of
   * @param firstTime smallest time the score is meant for
   * @param action {name, parameters} of the action of the clean ensemble; empty if unknown
   * @throws UserException if the file is no such TorchScript, or PyTorch cannot be loaded here
   */
  public static NeuralModel importScript(
      String file,
      String folder,
      FieldLayout layout,
      NoiseSchedule schedule,
      double firstTime,
      Optional<Map<String, Object>> action) {
    byte[] script = Storage.readBytes(file);
    NeuralModel model =
        new NeuralModel(
            IMPORTED,
            layout,
            schedule,
            firstTime,
            action,
            Double.NaN,
            NetworkTraining.EVALUATION_BATCH,
            Map.of("file", FolderNames.of(Secrets.mask(file))));
    new TorchScriptScore(layout, script, file, 3, firstTime, schedule.lastTime()).requireUsable();
    model.write(folder, script);
    return model;
  }

  /**
   * The score with what sampling needs to know.
   *
   * @param folder the folder of this model
   * @throws UserException if model.pt is missing, damaged or no TorchScript, or PyTorch cannot be
   *     loaded here
   */
  public TimeModel timeModel(String folder) {
    requireScript(folder);
    String path = Storage.resolve(folder, SCRIPT);
    byte[] script = Storage.readBytes(path);
    TorchScriptScore score =
        new TorchScriptScore(layout, script, path, evaluationBatch, firstTime, schedule.lastTime());
    return new TimeModel(
        kind.equals(IMPORTED) ? score : score.trustingItsDivergence(),
        schedule,
        knownAction(folder),
        meanSquare);
  }

  /**
   * Refuses a folder whose model.pt is not the one that model.json was written for.
   *
   * @throws UserException if it is not, or is missing
   */
  public static void requireScript(String folder) {
    String path = Storage.resolve(folder, SCRIPT);
    String expected = modelFile(folder).string(SCRIPT_HASH);
    String found = Storage.sha256(path);
    if (!expected.equals(found)) {
      throw UserException.of("the model's TorchScript is not the one that model.json speaks of")
          .where(path)
          .given("SHA-256 " + found)
          .allowed("SHA-256 " + expected)
          .todo("train or import the model again; import takes TorchScript from elsewhere")
          .build();
    }
  }

  /**
   * The action of the model's clean ensemble, if the model says what it is.
   *
   * @param folder the folder of this model, named in errors
   */
  public Optional<Action> knownAction(String folder) {
    return readAction(Storage.resolve(folder, FILE));
  }

  private Optional<Action> readAction(String file) {
    Optional<Action> read =
        action.map(description -> DatasetActions.of(description, layout.lattice(), file));
    if (read.isPresent() && !read.get().layout().equals(layout)) {
      throw UserException.of("the model's fields are not those of its action")
          .where(file)
          .given(layout)
          .allowed(read.get().layout())
          .todo("import the model with the layout of the action, or without an action")
          .build();
    }
    return read;
  }

  /** Writes both files, model.json last: a folder that has it is complete. */
  void write(String folder, byte[] script) {
    String path = Storage.resolve(folder, SCRIPT);
    Storage.writeBytes(path, script);
    Map<String, Object> map = new TreeMap<>();
    map.put("format", FORMAT);
    map.put("version", VERSION);
    map.put("kind", kind);
    map.put("lattice", Arrays.stream(layout.lattice().shape()).boxed().toList());
    if (!layout.isScalar()) {
      map.put(LAYOUT, layout.label());
    }
    map.put("diffusion", Map.of("name", schedule.name(), "parameters", schedule.parameters()));
    map.put("firstTime", firstTime);
    action.ifPresent(description -> map.put(DatasetInfo.ACTION, description));
    if (!Double.isNaN(meanSquare)) {
      map.put("meanSquare", meanSquare);
    }
    if (kind.equals(IMPORTED)) {
      map.put(TRUSTED, true);
    }
    map.put("evaluationBatch", evaluationBatch);
    map.put("script", SCRIPT);
    map.put(SCRIPT_HASH, Storage.sha256(path));
    map.put("training", training);
    Storage.writeText(Storage.resolve(folder, FILE), Json.pretty(map));
  }
}
