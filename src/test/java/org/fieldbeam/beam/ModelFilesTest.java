package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;
import org.fieldbeam.core.score.operator.ZeroModeMixture;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files model.json of every kind: good ones are read, every change that matters is noticed. */
class ModelFilesTest {
  private static final String NEURAL =
      """
      {"format": "fieldbeam.scoreNetwork", "version": 1, "kind": "torchScript", "lattice": [2],
       "diffusion": {"name": "vp", "parameters": {"beta": 20}}, "firstTime": 0.01,
       "action": {"name": "quartic", "parameters": {"a": -4, "b": 1}}, "meanSquare": 1.5,
       "evaluationBatch": 512, "script": "model.pt", "scriptSha256": "%s", "trusted": true,
       "training": {"file": "x.pt", "anything": 1}}
      """
          .formatted("0".repeat(64));

  @TempDir Path folder;

  private static EffectiveActionModel effectiveAction() {
    Lattice lattice = Lattice.of(2, 4);
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    double[] ones = new double[orbits.count()];
    Arrays.fill(ones, 1);
    TimeLadder ladder = TimeLadder.shiftedGeometric(2, 0.5, 4);
    List<LevelFit> levels = new ArrayList<>();
    for (int i = 1; i <= ladder.levels(); i++) {
      levels.add(
          new LevelFit(
              ladder.tau(i),
              ones,
              new double[] {1, 0.5, 0.25},
              ones,
              1,
              new LevelFit.Diagnostics(0.5, 0.5, 3, Double.NaN)));
    }
    return new EffectiveActionModel(
        FreeField.of(lattice, 0.1),
        ladder,
        ones,
        0.3,
        new ZeroModeMixture(new double[] {0.1, 0.2}, 0.01, lattice.volume()),
        List.of("f4", "33G"),
        levels,
        Map.of("seed", 1));
  }

  private String text(String kind) {
    String path = folder.resolve("good").toString();
    switch (kind) {
      case "effective" -> ScoreModels.write(path, effectiveAction());
      case "langevin" ->
          LangevinScores.write(
              path,
              new LangevinScoreModel(
                  SitePolynomial.quartic(Lattice.of(1), -4, 1),
                  5,
                  8,
                  new double[] {0, 0.5},
                  new double[2][6]),
              Map.of("anything", 1));
      default -> Storage.writeText(ModelJson.path(path), NEURAL);
    }
    return Storage.readText(ModelJson.path(path));
  }

  /** A reader of any of the three. */
  private static Object read(String folder) {
    return ModelFormat.of(folder).layout(folder);
  }

  @Test
  void goodFilesAreRead() {
    assertEquals(FieldLayout.scalar(Lattice.of(2, 4)), readAs("effective", Optional.empty()));
    assertEquals(FieldLayout.scalar(Lattice.of(1)), readAs("langevin", Optional.empty()));
    assertEquals(FieldLayout.scalar(Lattice.of(2)), readAs("neural", Optional.empty()));
    // what says how a model was made may say anything
    readAs("effective", Optional.of("training.more = [1]"));
    // files of before models named a flow, and those that name one
    readAs("effective", Optional.of("version = 1"));
    readAs("effective", Optional.of("flow = {\"integrator\": \"rk4\", \"evaluations\": 4}"));
    readAs("langevin", Optional.of("provenance.more = [1]"));
    readAs("neural", Optional.of("training.more = [1]"));
    // files without a layout, which were all once, mean one real number at each site
    assertEquals(
        FieldLayout.scalar(Lattice.of(2)),
        readAs("neural", Optional.of("layout = \"sites real 1\"")));
    Object vectors = Json.parse(text("neural"), "model");
    change(vectors, "action -");
    change(vectors, "layout = \"sites real 3\"");
    Storage.writeText(ModelJson.path(folder.toString()), Json.pretty(vectors));
    assertEquals(FieldLayout.real(Lattice.of(2), 3), read(folder.toString()));
  }

  private Object readAs(String kind, Optional<String> change) {
    Object tree = Json.parse(text(kind), "model");
    change.ifPresent(line -> change(tree, line));
    Storage.writeText(ModelJson.path(folder.toString()), Json.pretty(tree));
    return read(folder.toString());
  }

  /** {@code a.0.b = JSON} sets, {@code a.0.b -} takes away. */
  @SuppressWarnings("unchecked")
  private static void change(Object tree, String line) {
    boolean set = line.contains(" = ");
    List<String> keys = List.of(line.substring(0, line.indexOf(' ')).split("\\."));
    Object at = tree;
    for (String key : keys.subList(0, keys.size() - 1)) {
      at = at instanceof List<?> list ? list.get(Integer.parseInt(key)) : ((Map<?, ?>) at).get(key);
    }
    String last = keys.get(keys.size() - 1);
    Object value = set ? Json.parse(line.substring(line.indexOf(" = ") + 3), "value") : null;
    if (at instanceof List<?> list && set) {
      ((List<Object>) list).set(Integer.parseInt(last), value);
    } else if (at instanceof List<?> list) {
      list.remove(Integer.parseInt(last));
    } else if (set) {
      ((Map<String, Object>) at).put(last, value);
    } else {
      ((Map<String, Object>) at).remove(last);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          effective | more = 1                         | unknown key 'more'
          effective | format = "fieldbeam.future"      | format fieldbeam.future
          effective | flow = {"integrator": "rk5", "evaluations": 4} | must be rk4, heun or euler, given rk5
          effective | flow = {"integrator": "rk4", "evaluations": 6} | must be a multiple of it, given 6
          effective | flow = {"integrator": "rk4", "evaluations": 8} | fitted at 2 levels (1, 2, ... 2), which allow 4
          effective | flow = {"integrator": "rk4"}     | flow.evaluations is missing
          effective | version = 3                      | version must be 1 or 2
          effective | lattice = [2, 4.5]               | must be an integer
          effective | lattice = [2]                    | spectrum must have
          effective | lattice -                        | lattice is missing
          effective | lattice = [4096, 4096]           | must have at least
          effective | lattice = [65536, 65536]         | sites
          langevin  | lattice = [65536, 65536]         | sites
          neural    | lattice = [65536, 65536]         | sites
          effective | action.more = 1                  | unknown key 'more'
          effective | action.name = "phi5"             | unknown action 'phi5'
          effective | action.parameters.kappa = 3      | kappa
          effective | action.parameters.kappa2 = 0.1   | unknown key 'kappa2'
          effective | operators = ["f4"]               | unknown key '33G'
          effective | operators = ["f4", "99G"]        | 33G
          effective | operators = ["f4", "f4"]         | f4
          effective | zeroMode.more = 1                | unknown key 'more'
          effective | zeroMode.variance = -1           | positive variance
          effective | zeroMode.centers = []            | at least 1 center
          effective | zeroMode.meanSquare = 0          | must be positive
          effective | spectrum.0.value = 0             | value must be positive
          effective | spectrum.0.value = null          | value is missing
          effective | spectrum.1.momentum = [1, 1]     | momentum must be
          effective | spectrum.1.multiplicity = 7      | multiplicity must be
          effective | spectrum.1.more = 7              | unknown key 'more'
          effective | spectrum.1 -                     | spectrum must have
          effective | ladder.kind = "uniform"          | has the parameters [a, end]; needed: [end]
          effective | ladder.kind = "mine"             | unknown ladder 'mine'
          effective | ladder.parameters.a = 0.6        | tau and slope of level 0
          effective | ladder.slope.1 = 7               | tau and slope of level 1
          effective | ladder.tau.2 = 5                 | tau and slope of level 2
          effective | ladder.tau.0 = 0.1               | the first 0
          effective | ladder.more = 1                  | unknown key 'more'
          effective | levels.0.tau = 3                 | tau of level 1 must be that of the ladder
          effective | levels.1 -                       | levels must have 2 entries
          effective | levels.0.more = 1                | unknown key 'more'
          effective | levels.0.coefficients.f6 = 1     | unknown key 'f6'
          effective | levels.0.coefficients.f4 -       | f4 is missing
          effective | levels.0.quadratic.0 -           | quadratic of level 1
          effective | levels.0.quadratic.0 = "one"     | a list of numbers
          effective | levels.0.diagnostics.more = 1    | unknown key 'more'
          effective | levels.0.diagnostics -           | diagnostics is missing
          langevin  | more = 1                         | unknown key
          langevin  | version = 2                      | version 2
          langevin  | lattice = []                     | cannot be read
          langevin  | action.name = "phi4"             | action phi4: unknown key 'a'
          langevin  | action.more = 1                  | unknown key
          langevin  | splines.more = 1                 | unknown key
          langevin  | splines.cells = 9                | 7 finite coefficients
          langevin  | splines.cells = -9               | 4 cells or more
          langevin  | splines.end = 0                  | x > 0
          langevin  | levels.0.time = 0.1              | rising times from 0
          langevin  | levels.1.time = 0                | rising times from 0
          langevin  | levels.0.more = 1                | unknown key
          langevin  | levels.0.coefficients.0 -        | 6 finite coefficients
          langevin  | levels.1 -                       | rising times from 0
          neural    | more = 1                         | unknown key
          neural    | version = 2                      | version 2
          neural    | kind = "two words"               | kind is two words; it is the name
          neural    | trusted = false                  | to be trusted
          neural    | trusted -                        | import it again with --trust
          neural    | lattice = [1, 2]                 | extent 1
          neural    | lattice = [2.5]                  | 32-bit integer
          neural    | diffusion.name = "vq"            | vq
          neural    | diffusion.more = 1               | unknown key
          neural    | diffusion.parameters.beta = -1   | beta
          neural    | diffusion.parameters.gamma = 1   | gamma
          neural    | firstTime = 0                    | firstTime is 0.0
          neural    | firstTime = 1                    | firstTime is 1.0
          neural    | meanSquare = -1                  | meanSquare is -1.0
          neural    | evaluationBatch = 0              | evaluationBatch is 0
          neural    | evaluationBatch = 2147483647     | evaluationBatch is 2147483647
          neural    | evaluationBatch = 1.5            | an integer
          neural    | action.parameters.b = -1         | b
          neural    | action.more = 1                  | unknown key
          neural    | script = "../other.pt"           | script is ../other.pt
          neural    | scriptSha256 = "xyz"             | SHA-256, 64 lower-case
          neural    | training = 3                     | an object
          neural    | layout = "links angle 1"         | add noise only (ve)
          neural    | layout = "sites real 2"          | not those of its action
          neural    | layout = "sites complexified 1"  | allowed: real numbers or angles
          neural    | layout = "edges real 1"          | sites or links
          neural    | layout = 3                       | a string
          """)
  void changedFilesAreRefused(String kind, String change, String words) {
    String message =
        assertThrows(UserException.class, () -> readAs(kind, Optional.of(change))).getMessage();
    assertTrue(message.contains(words), message);
    assertTrue(message.contains(ModelJson.FILE_NAME), "names the file: " + message);
  }

  @Test
  void trainedModelsNeedNoTrust() {
    Object tree = Json.parse(text("neural"), "model");
    change(tree, "kind = \"mlp\"");
    change(tree, "trusted -");
    Storage.writeText(ModelJson.path(folder.toString()), Json.pretty(tree));
    assertEquals(FieldLayout.scalar(Lattice.of(2)), read(folder.toString()));
  }
}
