package org.fieldbeam.pipeline.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Problem;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.pipeline.yaml.YamlReader;

/** Reads pipeline files. */
public final class PipelineFile {
  /** Longest file: the reader of YAML takes time with the square of a line's length. */
  private static final int MOST_BYTES = 1 << 20;

  private PipelineFile() {}

  /**
   * Reads and checks a pipeline file.
   *
   * @throws PipelineFileException if it cannot be read or says something impossible; all errors
   *     that can be found together are reported together
   */
  public static PipelineSpec read(Path file) {
    if (LocalPaths.isEndless(file)) {
      throw unreadable(
          file, "this is a pipe or a device, not a pipeline file; name a regular file or a link");
    }
    try {
      return parse(text(file), file.toString());
    } catch (AccessDeniedException e) {
      throw unreadable(file, "no permission to read the pipeline file, or a folder that it is in");
    } catch (NoSuchFileException e) {
      throw unreadable(file, "the pipeline file does not exist; check the path");
    } catch (CharacterCodingException e) {
      throw unreadable(file, "the file is not UTF-8 text; is it a pipeline file? Save it as UTF-8");
    } catch (IOException e) {
      throw unreadable(
          file,
          Files.isDirectory(file)
              ? "this is a folder, not a pipeline file"
              : "the pipeline file cannot be read: " + e.getMessage());
    }
  }

  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw unreadable(
          file,
          "the file has more than "
              + MOST_BYTES
              + " bytes (1 MiB), the most that a pipeline file may have; is it a pipeline file? Put"
              + " long lists of numbers into fewer figures or files");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static PipelineFileException unreadable(Path file, String message) {
    return new PipelineFileException(
        List.of(new Problem(new Location(file.toString(), 1, 1), message)));
  }

  /**
   * Checks the text of a pipeline file.
   *
   * @param text the text
   * @param source name of the file, for errors
   * @throws PipelineFileException if it says something impossible
   */
  public static PipelineSpec parse(String text, String source) {
    Problems problems = new Problems();
    Optional<Value> value = YamlReader.read(text, source, PipelineGrammar.pipeline(), problems);
    refuse(problems);
    Value file = value.orElseThrow();
    List<StageSpec> stages =
        file.get("stages").items().stream()
            .flatMap(stage -> StageKind.read(stage, problems).stream())
            .toList();
    refuse(problems);
    PipelineRules.check(stages, problems);
    String name = file.get("name").text();
    String output = file.find("output").map(given -> folder(given, problems)).orElse("out/" + name);
    refuse(problems);
    return new PipelineSpec(source, text, name, file.get("seed").whole(), output, stages);
  }

  private static String folder(Value value, Problems errors) {
    try {
      return LocalPaths.given(value.text());
    } catch (IllegalArgumentException e) {
      errors.report(value.at(), "output: " + e.getMessage());
      return value.text();
    }
  }

  private static void refuse(Problems problems) {
    if (!problems.isEmpty()) {
      throw new PipelineFileException(problems.sorted());
    }
  }
}
