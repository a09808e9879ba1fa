package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.TimeFlow;
import org.fieldbeam.core.diffusion.TimeGrid;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeSde;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.NoisePrior;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TorchScript in and out: what comes from Python, what Python reads, and bits. */
class TorchScriptScoreTest {
  private static final VariancePreserving SCHEDULE = new VariancePreserving(20);
  private static final String FIXTURE = "testdata/torchscript/gaussian-vp.pt";

  @TempDir Path folder;

  private static TorchScriptScore network(int block) {
    Mlp network = new Mlp(1, List.of(128, 128, 128), Mlp.Activation.SWISH);
    float[] parameters = NetworkTensors.initial(network, Streams.of(9, "bits", 0, 0));
    Conditioning conditioning = new Conditioning(Conditioning.Kind.PRECONDITIONED, SCHEDULE, 1.8);
    return new TorchScriptScore(
        FieldLayout.scalar(Lattice.of(1)),
        TorchScript.export(network, conditioning, parameters),
        "test",
        block,
        0.01,
        1);
  }

  private static double[] gaussians(int count) {
    double[] phi = new double[count];
    Streams.of(9, "phi", 0, 0).gaussians(phi, 0, 1, count);
    return phi;
  }

  @Test
  void configurationDependsOnItsBatchByRoundingOnly() {
    TorchScriptScore score = network(NetworkTraining.EVALUATION_BATCH);
    double[] phi = gaussians(1300);
    double[] all = new double[phi.length];
    double[] slopes = new double[phi.length];
    score.evaluate(phi, phi.length, 0.3, all, slopes);
    for (int from = 0, size = 1; from < phi.length; from += size, size = Math.min(3 * size, 700)) {
      int n = Math.min(size, phi.length - from);
      double[] some = new double[n];
      double[] slope = new double[n];
      score.newEvaluator().evaluate(Arrays.copyOfRange(phi, from, from + n), n, 0.3, some, slope);
      // PyTorch's kernels for single precision depend on the place in a batch on some processors
      assertArrayEquals(Arrays.copyOfRange(all, from, from + n), some, 1e-5);
      assertArrayEquals(Arrays.copyOfRange(slopes, from, from + n), slope, 1e-5);
    }
    double[] again = new double[phi.length];
    double[] slopesAgain = new double[phi.length];
    score.newEvaluator().evaluate(phi, phi.length, 0.3, again, slopesAgain);
    assertArrayEquals(all, again);
    assertArrayEquals(slopes, slopesAgain);
  }

  /**
   * PyTorch would profile a script in its first calls and then run another one, thread by thread.
   */
  @Test
  void resultDoesNotDependOnThreadOrEarlierCalls() throws Exception {
    double[] phi = gaussians(600);
    double[] first = new double[1200];
    slopesAndValues(network(512), phi, first);
    AtomicReference<double[]> last = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              TorchScriptScore score = network(512);
              double[] both = new double[1200];
              for (int call = 0; call < 6; call++) {
                slopesAndValues(score, phi, both);
              }
              last.set(both);
            });
    thread.start();
    thread.join();
    assertArrayEquals(first, last.get());
  }

  private static void slopesAndValues(TorchScriptScore score, double[] phi, double[] both) {
    double[] value = new double[600];
    double[] slope = new double[600];
    score.evaluate(phi, 600, 0.3, value, slope);
    System.arraycopy(value, 0, both, 0, 600);
    System.arraycopy(slope, 0, both, 600, 600);
  }

  @Test
  void divergenceIsTheSlope() {
    TorchScriptScore score = network(64);
    double h = 1.0 / 128;
    double[] phi = {-1.5 - h, -1.5, -1.5 + h, 0.25 - h, 0.25, 0.25 + h};
    double[] value = new double[6];
    double[] slope = new double[6];
    score.evaluate(phi, 6, 0.25, value, slope);
    for (int i = 1; i < 6; i += 3) {
      assertEquals((value[i + 1] - value[i - 1]) / (2 * h), slope[i], 1e-3);
    }
  }

  @Test
  void timesBeyondTheTrainingAreRefused() {
    TorchScriptScore score = network(8);
    double[] one = new double[1];
    assertThrows(
        IllegalArgumentException.class, () -> score.evaluate(one, 1, 0.005, new double[1], null));
    assertThrows(
        IllegalArgumentException.class, () -> score.evaluate(one, 1, 1.1, new double[1], null));
    assertThrows(
        IllegalArgumentException.class, () -> score.evaluate(one, 2, 0.5, new double[1], null));
  }

  private NeuralModel imported(String file) {
    return NeuralModel.importScript(
        file,
        folder.toString(),
        FieldLayout.scalar(Lattice.of(1)),
        SCHEDULE,
        0.01,
        Optional.empty());
  }

  /** The closed form of the fixture, see testdata/torchscript/PROVENANCE.md. */
  @Test
  void tracedModuleFromPythonIsTheScoreThatItIs() {
    NeuralModel written = imported(FIXTURE);
    NeuralModel read = NeuralModel.read(folder.toString());
    assertEquals(written.layout(), read.layout());
    assertEquals(SCHEDULE, read.schedule());
    TimeModel model = read.timeModel(folder.toString());
    double[] phi = gaussians(600);
    double[] value = new double[600];
    double[] slope = new double[600];
    for (double t : new double[] {0.01, 0.2, 1}) {
      TimeScore score = model.score().newEvaluator();
      score.evaluate(phi, 600, t, value, slope);
      double signal = Math.pow(SCHEDULE.alpha(t), 2);
      double variance = signal / 4 + SCHEDULE.variance(t);
      for (int i = 0; i < 600; i++) {
        assertEquals(-phi[i] / variance, value[i], 3e-6 / variance * (1 + Math.abs(phi[i])));
        assertEquals(-1 / variance, slope[i], 3e-6 / variance);
      }
    }
  }

  /**
   * Both reverse processes make a Gaussian of the variance at the last time out of the fixture: its
   * sample variance lies within 5 standard errors (false alarm below 1e-6) and 1% for the steps.
   */
  @Test
  void moduleFromPythonIsSampledFrom() {
    imported(FIXTURE);
    TimeModel model = NeuralModel.read(folder.toString()).timeModel(folder.toString());
    double end = 0.05;
    double expected = Math.pow(SCHEDULE.alpha(end), 2) / 4 + SCHEDULE.variance(end);
    TimeGrid grid = new TimeGrid(SCHEDULE, 100, end);
    NoisePrior prior = model.prior(TimeModel.PriorKind.NOISE);
    for (ReverseSampler sampler :
        List.of(
            new TimeFlow(model.score(), prior, null, grid, FlowIntegrator.HEUN, "start"),
            new TimeSde(model.score(), prior, null, grid, 1, "start"))) {
      int count = 4096;
      double[] phi = new double[count];
      sampler.sample(3, "sample", 0, count, phi, new double[count], new double[count]);
      double sum = 0;
      for (double x : phi) {
        sum += x * x;
      }
      double error = Math.sqrt(2.0 / count);
      assertEquals(1, sum / count / expected, 5 * error + 0.01, sampler.name());
    }
  }

  @Test
  void whatIsNoScoreIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pt"), "not TorchScript");
    UserException error = assertThrows(UserException.class, () -> imported(text.toString()));
    assertTrue(error.getMessage().contains("text.pt"), error.getMessage());
    UserException shape =
        assertThrows(
            UserException.class,
            () ->
                NeuralModel.importScript(
                    notElementwise().toString(),
                    folder.toString(),
                    FieldLayout.scalar(Lattice.of(2)),
                    SCHEDULE,
                    0.01,
                    Optional.empty()));
    assertTrue(shape.getMessage().contains("forward(x, t)"), shape.getMessage());
  }

  /** A module for one site, where two are wanted. */
  private Path notElementwise() throws Exception {
    Mlp network = new Mlp(1, List.of(4), Mlp.Activation.TANH);
    return Files.write(
        folder.resolve("one-site.pt"),
        TorchScript.export(
            network,
            new Conditioning(Conditioning.Kind.PLAIN, SCHEDULE, 1),
            new float[network.size()]));
  }

  @Test
  void changedScriptIsNoticed() throws Exception {
    NeuralModel model = imported(FIXTURE);
    Path script = folder.resolve("model.pt");
    byte[] bytes = Files.readAllBytes(script);
    bytes[100] ^= 1;
    Files.write(script, bytes);
    UserException error =
        assertThrows(UserException.class, () -> model.timeModel(folder.toString()));
    assertTrue(error.getMessage().contains("SHA-256"), error.getMessage());
  }

  /** What Debian's or any other PyTorch reads and writes, where there is one. */
  @Test
  void pythonGivesTheSameNumbersAndItsModulesComeIn() throws Exception {
    Path script = folder.resolve("model.pt");
    Files.write(script, exported());
    Path program = folder.resolve("program.py");
    Files.writeString(
        program,
        """
        import sys, torch
        module = torch.jit.load("model.pt")
        x = torch.linspace(-3, 3, 101).reshape(-1, 1)
        for t in (0.0625, 0.5, 1.0):
            print(" ".join(repr(v) for v in module(x, torch.full((101,), t)).flatten().tolist()))
        class Scripted(torch.nn.Module):
            def __init__(self):
                super().__init__()
                torch.manual_seed(1)
                self.layers = torch.nn.Sequential(
                    torch.nn.Linear(2, 16), torch.nn.SiLU(), torch.nn.Linear(16, 1))
            def forward(self, x, t):
                return self.layers(torch.cat([x, t.reshape(-1, 1)], 1))
        own = Scripted()
        torch.jit.script(own).save("scripted.pt")
        print(" ".join(repr(v) for v in own(x, torch.full((101,), 0.5)).flatten().tolist()))
        """);
    List<double[]> lines = python(program);
    double[] x = new double[101];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (-3 + 6.0 * i / 100);
    }
    double[] times = {0.0625, 0.5, 1};
    for (int i = 0; i < times.length; i++) {
      double[] value = new double[101];
      network(128).evaluate(x, 101, times[i], value, null);
      assertArrayEquals(lines.get(i), value, 2e-5);
    }
    imported(folder.resolve("scripted.pt").toString());
    double[] value = new double[101];
    NeuralModel.read(folder.toString())
        .timeModel(folder.toString())
        .score()
        .evaluate(x, 101, 0.5, value, null);
    assertArrayEquals(lines.get(3), value, 2e-6);
  }

  /** Score and divergence of a network on lattices, which Python reads by names of methods. */
  @Test
  void pythonGivesTheSameNumbersOfALattice() throws Exception {
    EquivariantNet network = EquivariantNetTest.network(4, 6);
    float[] parameters = EquivariantNetTest.some(network, 0.5);
    Files.write(
        folder.resolve("model.pt"),
        TorchScript.export(network, network.conditioning(), parameters));
    Path program = folder.resolve("program.py");
    Files.writeString(
        program,
        """
        import torch
        module = torch.jit.load("model.pt")
        x = torch.linspace(-2, 3, 72).reshape(3, 4, 6)
        t = torch.full((3,), 0.25)
        score, divergence = module.forward_and_divergence(x, t)
        print(" ".join(repr(v) for v in module(x, t).flatten().tolist()))
        print(" ".join(repr(v) for v in score.flatten().tolist()))
        print(" ".join(repr(v) for v in divergence.tolist()))
        """);
    List<double[]> lines = python(program);
    double[] phi = new double[72];
    for (int i = 0; i < 72; i++) {
      phi[i % 24 * 3 + i / 24] = (float) (-2 + 5.0 * i / 71);
    }
    double[] value = new double[72];
    double[] divergence = new double[3];
    EquivariantNetTest.score(network, parameters)
        .trustingItsDivergence()
        .evaluate(phi, 3, 0.25, value, divergence);
    for (int i = 0; i < 72; i++) {
      assertEquals(value[i % 24 * 3 + i / 24], lines.get(0)[i], 2e-5);
      assertEquals(lines.get(0)[i], lines.get(1)[i], 2e-5);
    }
    assertArrayEquals(divergence, lines.get(2), 1e-3);
  }

  private static byte[] exported() {
    Mlp network = new Mlp(1, List.of(128, 128, 128), Mlp.Activation.SWISH);
    return TorchScript.export(
        network,
        new Conditioning(Conditioning.Kind.PRECONDITIONED, SCHEDULE, 1.8),
        NetworkTensors.initial(network, Streams.of(9, "bits", 0, 0)));
  }

  private List<double[]> python(Path program) throws Exception {
    String python =
        Path.of("/usr/bin/python3").toFile().canExecute() ? "/usr/bin/python3" : "python3";
    ProcessBuilder builder =
        new ProcessBuilder(python, program.toString()).directory(folder.toFile());
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1"));
    Path output = folder.resolve("output");
    builder.redirectOutput(output.toFile()).redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (java.io.IOException e) {
      assumeTrue(false, "no python3 here");
      throw e;
    }
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assumeTrue(!text.contains("ModuleNotFoundError"), "no PyTorch in Python here");
    assertEquals(0, process.exitValue(), text);
    return text.lines()
        .filter(line -> line.matches("[-0-9.e+ ]+"))
        .map(line -> Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }
}
