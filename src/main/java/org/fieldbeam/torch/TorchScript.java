package org.fieldbeam.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.data.UserException;

/**
 * Models as TorchScript files: {@code forward(x, t)} takes fields x of shape [B, shape of a
 * configuration] and times t of shape [B], single precision, and gives the score in the shape of x.
 */
final class TorchScript {
  private static final Pattern NATIVE_TRACE =
      Pattern.compile("^(Exception raised from |frame #\\d|C\\+\\+ CapturedTraceback)");

  /** The line of a Python error. */
  private static final Pattern ERROR = Pattern.compile("^[\\w.]*(Error|Exception|Warning): ");

  private TorchScript() {}

  /** The file of a network with its parameters. */
  static byte[] export(ScoreNetwork network, Conditioning conditioning, float[] parameters) {
    return Torch.withoutGradients(
        () -> {
          NetworkTensors tensors = new NetworkTensors(network);
          tensors.fill(parameters);
          JitModule module =
              ScriptedNetwork.module(
                  network, tensors.tensors().stream().map(Tensor::detach).toList());
          module.define(conditioning.torchScript(network));
          module.eval();
          return throughFile(
              file -> {
                module.save(file.toString());
                return Files.readAllBytes(file);
              });
        });
  }

  /**
   * Reads a module, outside of any scope: the caller keeps it.
   *
   * @param where named in the error
   * @throws UserException if the bytes are no TorchScript, or do what {@link ScriptGuard} refuses
   */
  static JitModule load(byte[] script, String where) {
    Torch.require();
    JitModule module;
    try {
      module =
          throughFile(
              file -> {
                Files.write(file, script);
                requireHarmless(file, where);
                return torch.load(file.toString());
              });
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw UserException.of("not a TorchScript module")
          .where(where)
          .given(cause(e))
          .allowed("a file that torch.jit.save wrote, with forward(x, t)")
          .todo("save the model with torch.jit.script or torch.jit.trace and torch.jit.save")
          .cause(e)
          .build();
    }
    module.eval();
    return module;
  }

  private static void requireHarmless(Path file, String where) throws IOException {
    Optional<String> objection;
    try {
      objection = ScriptGuard.objection(file);
    } catch (ZipException e) {
      throw new IllegalArgumentException("no archive as torch.jit.save writes it", e);
    }
    if (objection.isPresent()) {
      throw UserException.of("the TorchScript module does more than mathematics")
          .where(where)
          .given(objection.get())
          .allowed("modules that read and write no files, print nothing and warn of nothing")
          .todo("save the model by torch.jit.trace, which keeps the mathematics alone")
          .build();
    }
  }

  /**
   * What PyTorch says, without its native stack trace: the cause, which the interpreter of
   * TorchScript tells last, and the lines of the module that it arose in.
   */
  static String cause(RuntimeException e) {
    List<String> lines =
        String.valueOf(e.getMessage())
            .lines()
            .takeWhile(line -> !NATIVE_TRACE.matcher(line).find())
            .filter(line -> !line.isBlank())
            .toList();
    Optional<String> error = lines.stream().filter(ERROR.asPredicate()).reduce((a, b) -> b);
    String place =
        lines.stream()
            .filter(line -> line.contains("<--- HERE"))
            .findFirst()
            .map(lines::indexOf)
            .filter(marked -> marked > 0)
            .map(marked -> ", at: " + lines.get(marked - 1).strip())
            .orElse("");
    return error.orElse(lines.isEmpty() ? "no reason" : lines.get(0)) + place;
  }

  private interface FileUse<T> {
    T with(Path file) throws IOException;
  }

  private static <T> T throughFile(FileUse<T> use) {
    try {
      Path folder = Files.createTempDirectory("fieldbeam");
      Path file = folder.resolve("model.pt"); // the name stands in the file
      try {
        return use.with(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
