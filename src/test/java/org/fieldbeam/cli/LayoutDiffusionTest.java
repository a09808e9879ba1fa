package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.Normalization;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vectors, angles on sites and on links from a Markov chain through a trained network to a weighted
 * ensemble, with the same pipeline file.
 */
class LayoutDiffusionTest {
  @TempDir Path folder;

  /**
   * A theory with an exact average.
   *
   * @param layout as footers name it
   * @param observable what is measured
   * @param exact its exact value
   */
  private record Theory(
      String action, String lattice, String layout, String observable, double exact) {
    @Override
    public String toString() {
      return action + " on " + lattice;
    }
  }

  static Stream<Theory> theories() {
    return Stream.of(
        // sum_n I_n^3 I_(n+1) / sum_n I_n^4 on the ring and for the four plaquettes of the torus
        new Theory("xy: {beta: 1}", "[4]", "sites angle 1", "linkCosine", characters(1)),
        new Theory("u1: {beta: 1}", "[2, 2]", "links angle 1", "plaquette", characters(1)),
        new Theory(
            "on: {n: 2, kappa: 0, lambda: 0.1}", "[2, 2]", "sites real 2", "phi2", radial(0.1)));
  }

  private static double bessel(int order, double x) {
    double term = 1;
    for (int k = 1; k <= order; k++) {
      term *= x / 2 / k;
    }
    double sum = 0;
    for (int k = 1; k < 40; k++) {
      sum += term;
      term *= x * x / 4 / k / (k + order);
    }
    return sum;
  }

  private static double characters(double beta) {
    double above = 0;
    double below = 0;
    for (int n = -20; n < 20; n++) {
      double each = Math.pow(bessel(Math.abs(n), beta), 3);
      above += each * bessel(Math.abs(n + 1), beta);
      below += each * bessel(Math.abs(n), beta);
    }
    return above / below;
  }

  /** <r^2> of two components with the weight exp(-(1 - 2 lambda) r^2 - lambda r^4) r. */
  private static double radial(double lambda) {
    double above = 0;
    double below = 0;
    for (int i = 1; i < 40_000; i++) {
      double r = i * 2e-4; // to 8: exp(-450)
      double weight = r * Math.exp(-(1 - 2 * lambda) * r * r - lambda * Math.pow(r, 4));
      above += r * r * weight;
      below += weight;
    }
    return above / below;
  }

  private static final String STAGES =
      """
      name: layouts
      seed: 11
      output: '%s'
      stages:
        - generate:
            into: hmc
            lattice: %s
            action: {%s}
            algorithm: {hmc: {length: 1.0, steps: 6}}
            chains: 48
            chainsPerShard: 20
            thermalization: 50
            configurations: 40
            stride: 3
        - prepare: {from: hmc, into: training, diffusion: {ve: {sigma: 8}}, shards: 2}
        - train: {from: training, into: net, model: {mlp: {hidden: [48, 48], epochs: 15, batch: 100, learningRate: 0.01, ema: 0.98}}}
        - sample: {model: net, into: proposals, sampler: {sde: {steps: 80}}, configurations: 1500, configurationsPerShard: 800}
        - correct: {from: proposals, into: weighted, method: weights}
        - correct: {from: proposals, into: chain, method: metropolis}
        - measure: {from: [hmc, weighted], into: observables, observables: [%s]}
      """;

  private record Outcome(int code, String out, String err) {}

  private static Outcome fieldbeam(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime);
    String[] arguments = Stream.of(words).map(String::valueOf).toArray(String[]::new);
    return new Outcome(Main.execute(terminal, arguments), out.toString(), err.toString());
  }

  private Path run(Theory theory, String name, String... options) throws IOException {
    Path out = folder.resolve(name);
    Path file =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            STAGES.formatted(out, theory.lattice, theory.action, theory.observable));
    List<Object> words = new ArrayList<>(List.of("run", file));
    words.addAll(List.of(options));
    Outcome run = fieldbeam(words.toArray());
    assertEquals(ExitCode.DONE, run.code(), run.out() + run.err());
    return out;
  }

  /** Hashes of rows and models, which depend on file, seed and shard alone. */
  private static SortedMap<String, String> bytes(Path out) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      files
          .filter(path -> path.toString().matches(".*(\\.parquet|model\\.pt|model\\.json)"))
          .forEach(path -> hashes.put(out.relativize(path).toString(), hash(path)));
    }
    return hashes;
  }

  private static String hash(Path path) {
    try {
      return Storage.sha256(path.toString());
    } catch (UncheckedIOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The weighted average of what the network made is exact, whatever the network learned: 4.5
   * standard errors, a false alarm in 1 of 49000 seeds for all three. What it learned is seen in
   * the weights: more than a tenth of them are effective. Both runners write the same bytes.
   */
  @ParameterizedTest
  @MethodSource("theories")
  void pipelineGivesTheExactAverageOnBothRunners(Theory theory) throws IOException {
    Path out = run(theory, "direct", "--parallelism", "2");
    Estimate estimate =
        EstimatesFile.read(out.resolve("observables").toString()).stream()
            .filter(entry -> entry.dataset().equals("weighted"))
            .filter(entry -> entry.observable().equals(theory.observable))
            .findFirst()
            .orElseThrow()
            .estimate();
    assertTrue(Math.abs(estimate.pull(theory.exact)) < 4.5, estimate + " for " + theory.exact);
    for (String name : List.of("hmc", "training", "proposals", "weighted", "chain")) {
      DatasetFolder dataset = DatasetFolder.open(out.resolve(name).toString());
      assertEquals(theory.layout, dataset.info().layout().label(), name);
      Outcome verified = fieldbeam("verify", out.resolve(name));
      assertEquals(ExitCode.DONE, verified.code(), verified.out() + verified.err());
      Outcome inspected = fieldbeam("inspect", out.resolve(name));
      assertTrue(inspected.out().contains(theory.layout), inspected.out());
    }
    Normalization units = Normalization.of(DatasetFolder.open(out.resolve("training").toString()));
    assertEquals(0, units.mean(), 0.0, "no direction is preferred");
    assertEquals(theory.layout.contains("angle"), units.scale() == 1);
    Object effective =
        DatasetFolder.open(out.resolve("weighted").toString())
            .manifest()
            .extra()
            .get("effectiveSampleSize");
    double share =
        effective instanceof Map<?, ?> map && map.get("value") instanceof Number number
            ? number.doubleValue()
            : Double.NaN;
    assertTrue(share > 0.1, "effective sample size " + effective);
    String model = Files.readString(out.resolve("net/model.json"));
    assertTrue(
        model
            .replaceAll("\\s", "")
            .contains("\"layout\":\"" + theory.layout.replace(" ", "") + "\""),
        model);
    assertFalse(theory.layout.contains("angle") && model.contains("meanSquare"), model);

    Path flink = run(theory, "flink", "--runner", "flink", "--parallelism", "2");
    assertEquals(bytes(out), bytes(flink));
  }
}
