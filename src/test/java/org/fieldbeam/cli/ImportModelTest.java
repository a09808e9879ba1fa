package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model leaves as TorchScript, comes back, and draws the same samples. */
class ImportModelTest {
  private static final String TRAIN =
      """
      name: mlp
      seed: 3
      output: '%1$s/out'
      stages:
        - generate: {into: toy, lattice: [1], action: {quartic: {a: -4, b: 1}}, algorithm: exact,
                     chains: 10, configurations: 50, thermalization: 0}
        - prepare: {from: toy, into: training, diffusion: {vp: {beta: 20}}, validation: 0.1}
        - train: {from: training, into: net, model: {mlp: {hidden: [8], epochs: 1, batch: 50,
                  times: 10, firstTime: 0.02}}}
      """;

  private static final String SAMPLE =
      """
      name: samples
      seed: 4
      output: '%1$s-samples'
      stages:
        - sample: {model: '%1$s', into: samples, configurations: 64,
                   sampler: {flow: {integrator: heun, steps: 10, end: 0.02, prior: noise, startKey: same}}}
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int fieldbeam(Object... arguments) {
    err.getBuffer().setLength(0);
    return Main.execute(
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime),
        List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
  }

  private int run(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("file.yaml"), text);
    return fieldbeam("run", file);
  }

  private int importModel(Path file, Path model, String... more) {
    List<Object> line = new ArrayList<>(List.of("import-model", file, model, "--shape", 1));
    line.addAll(List.of("--diffusion", "vp", "-D", "beta=20", "--first-time", 0.02));
    line.addAll(List.of("--action", "quartic", "-P", "a=-4", "-P", "b=1"));
    line.addAll(List.of(more.length == 0 ? new String[] {"--trust"} : more));
    return fieldbeam(line.toArray());
  }

  private byte[] samples(Path model) throws Exception {
    // their weights may fail a check: the net has hardly been trained
    int code = run(SAMPLE.formatted(model));
    assertTrue(code == ExitCode.DONE || code == 3, err::toString);
    Path array = folder.resolve("samples.npy");
    Files.deleteIfExists(array);
    String samples = model + "-samples/samples";
    assertEquals(ExitCode.DONE, fieldbeam("export", samples, array), err::toString);
    return Files.readAllBytes(array);
  }

  @Test
  void anImportedModelDrawsTheSamplesOfTheExportedOne() throws Exception {
    assertEquals(ExitCode.DONE, run(TRAIN.formatted(folder)), err::toString);
    Path script = folder.resolve("out/net/model.pt");
    Path imported = folder.resolve("imported");
    assertEquals(ExitCode.DONE, importModel(script, imported), err::toString);
    assertFalse(Storage.list(imported.toString(), "*").isEmpty());
    byte[] first = samples(folder.resolve("out/net"));
    assertTrue(first.length > 64 * 8);
    assertArrayEquals(first, samples(imported));

    assertEquals(1, importModel(script, imported));
    assertTrue(err.toString().contains("there is something in this folder already"));
    assertEquals(1, importModel(folder.resolve("file.yaml"), folder.resolve("other")));
    assertTrue(err.toString().contains("not a TorchScript module"), err::toString);
    assertFalse(Files.exists(folder.resolve("other")));
    assertEquals(2, importModel(script, folder.resolve("other"), "--trust", "-D", "gamma=1"));
    assertTrue(err.toString().contains("gamma"), err::toString);
  }

  /** TorchScript is a program: who imports it or samples from it runs it. */
  @Test
  void importedModelsAreTrustedByWord() throws Exception {
    Path script = Path.of("testdata/torchscript/gaussian-vp.pt");
    Path model = folder.resolve("model");
    assertEquals(
        2, fieldbeam("import-model", script, model, "--shape", 1, "--diffusion", "cosine"));
    assertTrue(err.toString().contains("Give --trust if you trust"), err::toString);
    assertFalse(Files.exists(model));
    assertEquals(ExitCode.DONE, importModel(script, model), err::toString);
    Path json = model.resolve("model.json");
    String text = Files.readString(json);
    assertTrue(text.contains("\"trusted\":true"), text);
    // the default sampler: it begins where the model does, and needs no <phi^2>
    String sample =
        """
        name: samples
        seed: 4
        output: '%1$s-samples'
        stages: [{sample: {model: '%1$s', into: samples, configurations: 8}}]
        """
            .formatted(model);
    int code = run(sample);
    assertTrue(code == ExitCode.DONE || code == ExitCode.CHECK_FAILED, err::toString);
    Files.writeString(json, text.replace("\"trusted\":true", "\"trusted\":false"));
    assertEquals(1, run(sample));
    assertTrue(err.toString().contains("import it again with --trust"), err::toString);
  }
}
