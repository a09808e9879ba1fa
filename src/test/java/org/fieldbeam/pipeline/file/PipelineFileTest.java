package org.fieldbeam.pipeline.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.pipeline.kind.Dynamics;
import org.fieldbeam.pipeline.kind.GenerateSpec;
import org.fieldbeam.pipeline.kind.MeasureSpec;
import org.fieldbeam.pipeline.kind.TrainActionSpec;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineFileTest {
  private static final String GOOD =
      """
      name: toy
      seed: 1
      stages:
        - generate:
            into: hmc
            lattice: [8, 8]
            action: {phi4: {kappa: 0.26, lambda: 0.022}}
            algorithm: hmc
            chains: 4
            configurations: 10
        - train: {from: hmc, into: score, model: effectiveAction, validation: 0.25}
        - sample: {model: score, into: proposals, configurations: 100}
        - correct: {from: proposals, into: exact}
        - measure: {from: [hmc, exact], into: observables}
        - report: {}
      """;

  private static List<String> errors(String text) {
    return assertThrows(PipelineFileException.class, () -> PipelineFile.parse(text, "p.yaml"))
        .problems()
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** Replaces one line of the good file, which must be there. */
  private static String with(String old, String replacement) {
    assertTrue(GOOD.contains(old), old);
    return GOOD.replace(old, replacement);
  }

  @Test
  void defaultsAreFilledIn() {
    PipelineSpec spec = PipelineFile.parse(GOOD, "p.yaml");
    assertEquals("out/toy", spec.output());
    GenerateSpec generate = (GenerateSpec) spec.stages().get(0);
    assertEquals(new Hmc(1.0, 10, Integrator.of("leapfrog")), chains(generate).algorithm());
    assertEquals("hot", generate.start().name());
    EffectiveActionSettings model = ((TrainActionSpec) spec.stages().get(1)).model();
    assertEquals(EffectiveActionSettings.of(new FlowSteps(FlowIntegrator.RK4, 24)), model);
    assertEquals("report", spec.stages().get(5).into());
  }

  @Test
  void canonicalFormIsOfTheMeaningAndNotOfTheWriting() {
    String rewritten =
        with("algorithm: hmc", "algorithm: {hmc: {steps: 10, integrator: {leapfrog: }}}")
            .replace("kappa: 0.26, lambda: 0.022", "\"lambda\": 2.2e-2, kappa: .26");
    assertEquals(canonical(GOOD), canonical(rewritten));
    assertNotEquals(
        canonical(GOOD), canonical(with("algorithm: hmc", "algorithm: {hmc: {steps: 11}}")));
    assertNotEquals(canonical(GOOD), canonical(with("0.26,", "0.2600000001,")));
  }

  private static String canonical(String text) {
    return PipelineFile.parse(text, "p.yaml").stages().get(0).head().canonical();
  }

  @Test
  void bareMassFormOfPhi4() {
    GenerateSpec generate =
        (GenerateSpec)
            PipelineFile.parse(with("kappa: 0.26, lambda: 0.022", "m2: -0.5, lambda0: 1"), "p.yaml")
                .stages()
                .get(0);
    assertEquals(
        Phi4.ofMass(Lattice.of(8, 8), -0.5, 1).description(),
        chains(generate).action().description());
  }

  private static Dynamics.RealChains chains(GenerateSpec generate) {
    return (Dynamics.RealChains) generate.dynamics();
  }

  @Test
  void numbersAreReadByTheExpectedType() {
    assertEquals(1e-6, parameters("{phi4: {kappa: 1e-6, lambda: 0}}").get("kappa"));
    assertEquals(-3.0, parameters("{quartic: {a: -3, b: +1.}}").get("a"));
  }

  private static Map<String, Object> parameters(String yaml) {
    return chains(
            (GenerateSpec)
                PipelineFile.parse(with("{phi4: {kappa: 0.26, lambda: 0.022}}", yaml), "p.yaml")
                    .stages()
                    .get(0))
        .action()
        .description()
        .parameters();
  }

  /** What is replaced by what, where the error stands, and words that it must hold. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          # unknown keys, at every depth
          kappa: 0.26          | kapa: 0.26             | 7:23 | unknown key 'kapa'; did you mean 'kappa'?
          chains: 4            | chians: 4              | 9:7  | unknown key 'chians'; did you mean 'chains'?
          seed: 1              | sead: 1                | 2:1  | unknown key 'sead'; did you mean 'seed'?
          - generate:          | - genrate:             | 4:5  | unknown key 'genrate'; did you mean 'generate'?
          algorithm: hmc       | algorithm: {hcm: {}}   | 8:19 | unknown key 'hcm'; did you mean 'hmc'?
          algorithm: hmc       | algorithm: hcm         | 8:18 | hcm is not allowed; did you mean 'hmc'?
          kappa: 0.26          | mass: 0.26             | 7:23 | unknown key 'mass' (allowed: a map with the keys kappa, lambda
          kappa: 0.26          | <<: {}                 | 7:23 | merging maps with << is not supported
          # wrong types
          chains: 4            | chains: 4.5            | 9:15 | 4.5 is not allowed (allowed: a whole number from 1
          chains: 4            | chains: '4'            | 9:15 | leave out the quotes
          chains: 4            | chains: [4]            | 9:15 | a list of 1 is not allowed
          chains: 4            | chains: 010            | 9:15 | 010 is not allowed
          chains: 4            | chains:                | 9:14 | nothing is not allowed
          kappa: 0.26          | kappa: .nan            | 7:30 | .nan is not allowed (allowed: a number)
          kappa: 0.26          | kappa: 1e999           | 7:30 | 1e999 is not allowed
          lattice: [8, 8]      | lattice: 8             | 6:16 | 8 is not allowed (allowed: a list of 1 to 4 elements
          algorithm: hmc       | algorithm: [hmc]       | 8:18 | a list of 1 is not allowed
          algorithm: hmc       | algorithm: langevin    | 8:18 | write {langevin: ...}
          algorithm: hmc       | algorithm: {hmc: , langevin: {step: 1}} | 8:18 | give exactly one
          into: hmc            | into: a b              | 5:13 | a b is not allowed (allowed: a name
          name: toy            | name: ../up            | 1:7  | ../up is not allowed
          # out of range
          chains: 4            | chains: 0              | 9:15 | 0 is not allowed (allowed: a whole number from 1
          lambda: 0.022        | lambda: -1             | 7:44 | -1 is not allowed (allowed: a number of at least 0)
          lattice: [8, 8]      | lattice: [8, 0]        | 6:20 | 0 is not allowed
          lattice: [8, 8]      | lattice: [2,2,2,2,2]   | 6:16 | a list of 5 is not allowed
          lattice: [8, 8]      | lattice: [8, 1]        | 4:5  | has an extent 1;
          lattice: [8, 8]      | lattice: [65536, 65536]| 4:5  | 4294967296 sites
          seed: 1              | seed: 9223372036854775808 | 2:7 | is not allowed (allowed: a whole number of 64 bits)
          lambda: 0.022        | lambda: 0              | 4:5  | without a quartic term
          # missing
          chains: 4            | thermalization: 4      | 5:7  | the key 'chains' is missing
          seed: 1              | output: x              | 1:1  | the key 'seed' is missing
          # names and references
          into: exact          | into: hmc              | 13:5 | the name 'hmc' is used twice
          into: exact          | into: HMC              | 13:5 | is used twice
          {from: hmc, into: s  | {from: hcm, into: s    | 11:19 | no stage writes 'hcm'; did you mean 'hmc'?
          {from: hmc, into: s  | {from: score, into: s  | 11:19 | which it writes itself
          {from: hmc, into: s  | {from: exact, into: s  | 11:19 | writes later, at p.yaml:13:5
          model: score,        | model: hmc,            | 12:21 | is an ensemble, written by the stage 'generate'; this stage reads a score model
          [hmc, exact]         | [hmc, score]           | 14:27 | is a score model
          [hmc, exact]         | [hmc, hmc]             | 14:27 | is given twice
          into: exact          | into: estimates.json   | 13:5 | 'estimates.json' cannot be the name of an output: it is the name of a file that fieldbeam writes itself
          into: exact          | into: Model.PT         | 13:5 | is the name of a file that fieldbeam writes itself
          into: exact          | into: ..               | 13:38 | .. is not allowed
          into: exact          | into: _x               | 13:38 | _x is not allowed
          [hmc, exact]         | [hmc, data/..]         | 14:27 | the measurements of 'data/..' would be called after its folder, '..', which is no name
          [hmc, exact]         | [hmc, ./]              | 14:27 | its folder, '.', which is no name
          [hmc, exact]         | [hmc, 's3://u:pw@b/']  | 14:27 | 's3://u:***@b/' would be called after its folder, '', which is no name
          [hmc, exact]         | [hmc, a/estimates.json] | 14:27 | is the name of a file
          [hmc, exact]         | [hmc, a/_manifest.json] | 14:27 | is hidden
          # paths
          [hmc, exact]         | [hmc, ~root/x]         | 14:5 | ~root/x begins with ~ and a name
          [hmc, exact]         | [hmc, file://host/x]   | 14:5 | names the machine host
          from: proposals      | from: hmc              | 13:21 | carries no likelihood
          # several keys together
          validation: 0.25     | validation: 0.1        | 11:5 | validation 0.1 of 4 chains holds none out; take another fraction
          validation: 0.25     | validation: 0.99       | 11:5 | validation 0.99 of 4 chains leaves none to train on
          model: effectiveAction | model: {effectiveAction: {levels: 21}} | 12:5 | needs an even number of levels
          model: effectiveAction | model: {effectiveAction: {evaluations: 10}} | 11:5 | must be a multiple of it, given 10
          model: effectiveAction | model: {effectiveAction: {evaluations: 16, levels: 20}} | 11:5 | which allow 40, 20, 8, 4 evaluations
          model: effectiveAction | model: {effectiveAction: {levels: 8, evaluations: 8, ladder: {geometric: {}}}} | 12:5 | needs a smooth ladder
          model: effectiveAction | model: {effectiveAction: {polish: {runs: 100}}} | 11:78 | a whole number from 512
          model: effectiveAction | model: {effectiveAction: {polish: {}, levels: 7}} | 11:5 | needs an even number of levels
          into: proposals, | into: proposals, sampler: {flow: {evaluations: 16}}, | 12:5 | the model has been fitted at 12 levels (1, 2, ... 12), which allow 24, 12, 8, 4 evaluations
          into: proposals, | into: proposals, sampler: {flow: {integrator: rk4, evaluations: 7}}, | 12:5 | must be a multiple of it, given 7
          """)
  void everyErrorNamesItsPlace(String old, String replacement, String place, String words) {
    List<String> errors = errors(with(old, replacement));
    assertTrue(
        errors.stream().anyMatch(e -> e.startsWith("p.yaml:" + place + ": ") && e.contains(words)),
        () -> "no error at " + place + " with: " + words + "\n" + String.join("\n", errors));
  }

  @Test
  void measuredEnsemblesOfOneNameAreToldApart() {
    StageSpec measure =
        PipelineFile.parse(
                with("from: [hmc, exact]", "from: [hmc, a/b/hmc, a/c/hmc/, d/c/hmc, exact]"),
                "p.yaml")
            .stages()
            .get(4);
    assertEquals(
        List.of("hmc", "b-hmc", "a-c-hmc", "d-c-hmc", "exact"), ((MeasureSpec) measure).names());
    assertTrue(
        errors(with("from: [hmc, exact]", "from: [a/hmc, a//hmc/]"))
            .get(0)
            .contains("given twice"));
  }

  @Test
  void outputsAreWrittenAsUsersWritePaths() {
    assertEquals(
        "/data/a b",
        PipelineFile.parse(with("seed: 1", "seed: 1\noutput: file:///data/a%20b"), "p").output());
    assertEquals(
        List.of(System.getenv("HOME") + "/x/hmc"),
        PipelineFile.parse(with("{from: hmc, into: s", "{from: ~/x/hmc, into: s"), "p")
            .stages()
            .get(1)
            .inputs()
            .stream()
            .map(Reference::text)
            .toList());
    assertTrue(
        errors(with("seed: 1", "seed: 1\noutput: ~you/x"))
            .get(0)
            .startsWith("p.yaml:3:9: output: ~you/x begins with ~ and a name"));
  }

  @Test
  void startOnAnotherLattice() {
    String text =
        GOOD
            + "  - generate: {into: more, lattice: [4, 4], action: {free: {kappa: 0.1}}, algorithm:"
            + " hmc, chains: 1, configurations: 1, start: {from: exact}}\n";
    assertTrue(
        errors(text)
            .get(0)
            .contains(
                "of 1 real number at each site of [8, 8], but this stage has 1 real number at each site of"
                    + " [4, 4]"));
  }

  @Test
  void startFromItself() {
    List<String> errors =
        errors(with("algorithm: hmc", "algorithm: hmc\n      start: {from: hmc}"));
    assertTrue(errors.get(0).startsWith("p.yaml:9:21: "), errors::toString);
    assertTrue(errors.get(0).contains("which it writes itself"), errors::toString);
  }

  @Test
  void independentErrorsAreReportedTogetherInOrder() {
    List<String> errors =
        errors(
            with("chains: 4", "chains: four")
                .replace("kappa:", "kapa:")
                .replace("configurations: 100", "configurations: -1"));
    assertEquals(3, errors.size(), errors::toString);
    assertTrue(errors.get(0).startsWith("p.yaml:7:"));
    assertTrue(errors.get(2).startsWith("p.yaml:12:"));
  }

  @Test
  void keyGivenTwice() {
    List<String> errors = errors(with("seed: 1", "seed: 1\nseed: 2"));
    assertEquals(
        List.of(
            "p.yaml:3:1: the key 'seed' is given twice, first at p.yaml:2:1; remove one of them"),
        errors);
  }

  static Stream<String> emptyFiles() {
    return Stream.of("", "\n\n", "# only a comment\n", "---\n", "~");
  }

  @ParameterizedTest
  @MethodSource("emptyFiles")
  void emptyFile(String text) {
    List<String> errors = errors(text);
    assertEquals(1, errors.size());
    assertTrue(
        errors.get(0).contains("empty") || errors.get(0).contains("is not allowed"),
        errors::toString);
    assertTrue(errors.get(0).contains("name, seed, output, stages"), errors::toString);
  }

  @Test
  void secondDocument() {
    List<String> errors = errors(GOOD + "---\nname: other\n");
    assertTrue(errors.get(0).startsWith("p.yaml:17:1: a second YAML document"), errors::toString);
  }

  @Test
  void tab() {
    List<String> errors = errors(with("      into: hmc", "\tinto: hmc"));
    assertTrue(errors.get(0).startsWith("p.yaml:5:1: a tab"), errors::toString);
  }

  @Test
  void brokenYaml() {
    List<String> errors = errors(with("lattice: [8, 8]", "lattice: [8, 8"));
    assertTrue(errors.get(0).matches("p.yaml:7:\\d+: not valid YAML: .*"), errors::toString);
  }

  @Test
  void anchorsMayBeReusedButCannotExplode() {
    PipelineFile.parse(
        with("into: hmc", "into: &name hmc").replace("{from: hmc,", "{from: *name,"), "p.yaml");
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    bomb.append(with("[8, 8]", "[*a39, *a39]"));
    assertTrue(errors(bomb.toString()).size() > 0);
    assertTrue(errors(with("[8, 8]", "&a [*a, *a]")).get(0).contains("a list of 2 is not allowed"));
  }

  @Test
  void unreadableFiles(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertTrue(
        assertThrows(PipelineFileException.class, () -> PipelineFile.read(missing))
            .getMessage()
            .contains("does not exist"));
    Path binary =
        Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    assertTrue(
        assertThrows(PipelineFileException.class, () -> PipelineFile.read(binary))
            .getMessage()
            .contains("not UTF-8"));
    assertThrows(PipelineFileException.class, () -> PipelineFile.read(folder));
  }

  private static final String LANGEVIN =
      """
      name: toy
      seed: 1
      stages:
        - generate:
            into: paths
            lattice: [1]
            action: {quartic: {a: -4, b: 1}}
            algorithm: {langevin: {step: 0.01}}
            chains: 1000
            thermalization: 0
            configurations: 10
        - train: {from: paths, into: score, model: langevinScore}
        - train: {from: paths, into: other, model: effectiveAction}
        - generate:
            into: flow
            lattice: [1]
            action: {quartic: {a: -4, b: 1}}
            algorithm: {deformedLangevin: {step: 0.01, lambda: 0, score: {learned: score}}}
            chains: 1000
            thermalization: 0
            configurations: 10
      """;

  @Test
  void learnedScoresOfLangevinEquationsAreNamedWhereTheyBelong() {
    PipelineSpec spec = PipelineFile.parse(LANGEVIN, "p.yaml");
    assertEquals("score", spec.stages().get(3).inputs().get(0).text());
    refusedIn(LANGEVIN.replace("learned: score", "learned: paths"), "reads a score model");
    refusedIn(LANGEVIN.replace("learned: score", "learned: other"), "no score of a Langevin");
    refusedIn(
        LANGEVIN + "  - sample: {model: score, into: x, configurations: 10}\n",
        "has no reverse process");
  }

  private static void refusedIn(String file, String words) {
    String message =
        assertThrows(PipelineFileException.class, () -> PipelineFile.parse(file, "p.yaml"))
            .getMessage();
    assertTrue(message.contains(words), message);
  }
}
