package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What modules may do: they are programs, and some have other plans than mathematics. */
class ScriptGuardTest {
  private static final String FORWARD = "def forward(self, x: Tensor, t: Tensor) -> Tensor:\n";

  @TempDir Path folder;

  /** A module with that body of forward, as PyTorch saves it. */
  private Path module(String body) {
    Path file = folder.resolve("score.pt");
    Torch.scoped(
        () -> {
          JitModule module = new JitModule(new QualifiedName("__torch__.Score"));
          module.define(
              FORWARD + "  " + body.replace("PATH", folder + "/written") + "\n  return -x\n");
          module.eval();
          module.save(file.toString());
          return file;
        });
    return file;
  }

  private String refused(Path file) {
    return assertThrows(
            UserException.class,
            () ->
                NeuralModel.importScript(
                    file.toString(),
                    folder.resolve("model").toString(),
                    FieldLayout.scalar(Lattice.of(1)),
                    new VariancePreserving(20),
                    0.01,
                    Optional.empty()))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x = x * torch.from_file('PATH', True, 10, dtype=6)[0] | 'from_file'",
        "f = torch.from_file; x = x * f('PATH', True, 10, dtype=6)[0] | 'from_file'",
        "x = x * getattr(torch, 'from_file')('PATH', True, 10, dtype=6)[0] | 'from_file'",
        "torch.save(x, 'PATH') | 'save'",
        "print('\\033[31m') | 'print'",
        "torch.warn('\\033[31m') | 'warn'",
      })
  void filesAndTerminalAreOutOfReach(String body, String words) {
    Path file = module(body.replace("; ", "\n  "));
    String message = refused(file);
    assertTrue(message.contains(words + " in score/code/__torch__.py"), message);
    assertFalse(Files.exists(folder.resolve("written")));
    assertFalse(Files.exists(folder.resolve("model")));
  }

  @Test
  void mathematicsPasses() throws IOException {
    Path file = module("saver = torch.tanh(x)");
    assertEquals(Optional.empty(), ScriptGuard.objection(file));
    assertEquals(
        Optional.empty(), ScriptGuard.objection(Path.of("testdata/torchscript/gaussian-vp.pt")));
  }

  /** An archive of one entry; the guard reads archives as PyTorch writes them. */
  private Path archive(String name, String text) throws IOException {
    Path file = folder.resolve("archive.pt");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "code/a.py | x = torch.mul(self.saver, x) | ``",
        "code/a.py | x = getattr(self.layers, \"0\") | ``",
        "code/a.py | x = ops.prim.NumToTensor(1) | ``",
        "code/a.py | x = ops.aten.mul(x, x) | ``",
        "code/a/b/c.py | y = ops.aten.from_file(a) | 'from_file' in m/code/a/b/c.py",
        "code/a.py | y = ops.c10d.send(x) | 'ops.c10d'",
        "code/a.py | y = ops . inductor._reinterpret_tensor(x) | 'ops . inductor'",
        "code/a.py | f = getattr(torch, \"from\\137file\") | 'getattr(torch,' in",
        "code/a.py | f = getattr(torch, name) | 'getattr(torch,' in",
        "model.json | {} | layout of PyTorch before 1.4",
        "data.pkl | save | ``",
      })
  void codeIsRead(String name, String code, String words) throws IOException {
    String found = ScriptGuard.objection(archive("m/" + name, code)).orElse("");
    assertTrue(words.isEmpty() ? found.isEmpty() : found.contains(words), found);
  }

  @Test
  void codeWithoutEndIsNotRead() throws IOException {
    Path bomb = archive("m/code/a.py", " ".repeat(1 << 24));
    assertTrue(Files.size(bomb) < 1 << 16);
    assertTrue(ScriptGuard.objection(bomb).orElse("").contains("longer than"));
  }

  /** PyTorch's reason, not that an operation failed. */
  @Test
  void theInterpretersCauseIsTold() {
    String message = refused(module("x = torch.matmul(x, torch.zeros([7, 7]))"));
    assertTrue(
        message.contains("RuntimeError: mat1 and mat2 shapes cannot be multiplied (3x1 and 7x7)"),
        message);
    assertTrue(message.contains("torch.matmul(x, torch.zeros([7, 7]))"), message);
    message = refused(module("assert x.size(0) > 7, 'needs seven'"));
    assertTrue(message.contains("needs seven"), message);
    assertFalse(message.contains("failed in the TorchScript interpreter"), message);
  }

  @Test
  void whatIsNoArchiveIsNoModule() throws IOException {
    for (byte[] content : new byte[][] {{}, "text".getBytes(StandardCharsets.UTF_8)}) {
      String message = refused(Files.write(folder.resolve("x.pt"), content));
      assertTrue(message.contains("not a TorchScript module"), message);
    }
    assertTrue(refused(archive("m/data.pkl", "")).contains("not a TorchScript module"));
  }

  /** A loop that ends, but not within the time that this trial has. */
  @Test
  void whatDoesNotEndIsGivenUp() throws IOException {
    Path file = module("for i in range(3000000):\n    x = x * 1.0");
    TorchScriptScore score =
        new TorchScriptScore(
            FieldLayout.scalar(Lattice.of(1)),
            Files.readAllBytes(file),
            file.toString(),
            3,
            0.01,
            1);
    String message = assertThrows(UserException.class, () -> score.requireUsable(1)).getMessage();
    assertTrue(message.contains("does not come to an end"), message);
    assertTrue(message.contains("after 0.001 s"), message);
  }

  /** A loop for some fields only, which no trial need find; it ends, but after more than 0.1 s. */
  @Test
  void whatDoesNotEndForSomeFieldsIsGivenUp() throws IOException {
    Path file =
        module("if bool((x > 5.0).any()):\n    for i in range(3000000):\n        x = x * 1.0");
    TorchScriptScore score =
        new TorchScriptScore(
            FieldLayout.scalar(Lattice.of(1)),
            Files.readAllBytes(file),
            file.toString(),
            3,
            0.01,
            1,
            100);
    score.requireUsable();
    double[] two = {1, 6};
    String message =
        assertThrows(
                UserException.class,
                () -> score.newEvaluator().evaluate(two, 2, 0.5, new double[2], null))
            .getMessage();
    assertTrue(message.contains("does not come to an end"), message);
    assertTrue(message.contains("for some of the fields"), message);
    Thread.currentThread().interrupt();
    assertThrows(
        CancellationException.class,
        () -> score.newEvaluator().evaluate(two, 2, 0.5, new double[2], null));
    assertTrue(Thread.interrupted());
  }
}
