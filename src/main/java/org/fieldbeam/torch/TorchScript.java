package org.fieldbeam.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.data.UserException;

/**
 * Models as TorchScript files: {@code forward(x, t)} takes fields x of shape [B, extents of the
 * lattice] and times t of shape [B], single precision, and gives the score in the shape of x.
 */
final class TorchScript {
  private TorchScript() {}

  /** The file of a network with its parameters. */
  static byte[] export(ScoreNetwork network, Conditioning conditioning, float[] parameters) {
    return Torch.withoutGradients(
        () -> {
          JitModule module = new JitModule(new QualifiedName("__torch__.FieldbeamScore"));
          NetworkTensors tensors = new NetworkTensors(network);
          tensors.fill(parameters);
          List<ScoreNetwork.Parameter> names = network.parameters();
          for (int i = 0; i < names.size(); i++) {
            Tensor tensor = tensors.tensors().get(i).detach();
            module.register_parameter(names.get(i).name(), tensor, false);
          }
          module.define(network.torchScript());
          module.define(conditioning.torchScript());
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
   * @throws UserException if the bytes are no TorchScript
   */
  static JitModule load(byte[] script, String where) {
    Torch.require();
    JitModule module;
    try {
      module =
          throughFile(
              file -> {
                Files.write(file, script);
                return torch.load(file.toString());
              });
    } catch (RuntimeException e) {
      throw UserException.of("not a TorchScript module")
          .where(where)
          .given(firstLine(e))
          .allowed("a file that torch.jit.save wrote, with forward(x, t)")
          .todo("save the model with torch.jit.script or torch.jit.trace and torch.jit.save")
          .cause(e)
          .build();
    }
    module.eval();
    return module;
  }

  /** What PyTorch says goes on with a native stack trace. */
  static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
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
