package org.fieldbeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.fieldbeam.Allocation;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pipeline file may ask the reader to do has bounds. */
class PipelineBoundsTest {
  /**
   * Reading and refusing allocates no more than this, garbage included, whatever the file: YAML's
   * reader copies a comment of one long line some hundred times.
   */
  private static final long MOST_BYTES = 1000L << 20;

  @TempDir Path folder;

  private static String repeated(String part, int times) {
    return part.repeat(times);
  }

  private static String list(String element, int size) {
    return "[" + String.join(", ", Collections.nCopies(size, element)) + "]";
  }

  private static final String FIGURES =
      "name: x\nseed: 1\nnumbers: &n "
          + list("1", 90_000)
          + "\nstages:\n  - report:\n      figures:";

  /** A file that asks for much, and what the error must say. */
  private record Text(String name, Supplier<String> text, String words) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Text> TEXTS =
      List.of(
          new Text(
              "long line",
              () -> repeated("x", 4_000_000),
              ":1:1: the file has more than 1048576 bytes"),
          new Text("long word", () -> "name: " + repeated("x", 1_000_000), ":1:7: xxx"),
          new Text("long key", () -> "? " + repeated("k", 900_000) + "\n: 1", ":1:3: kkk"),
          new Text("long number", () -> "name: x\nseed: " + repeated("1", 1_000_000), ":2:7: 111"),
          new Text(
              "long number with a letter",
              () ->
                  "name: x\nseed: 1\nstages:\n- generate:\n    action: {free: {kappa: "
                      + repeated("1", 1_000_000)
                      + "x}}",
              ":5:28: 111"),
          new Text(
              "long key of words",
              () -> repeated("key ", 50_000) + ": 1",
              ":1:200001: not valid YAML: mapping"),
          new Text(
              "long name of words", () -> "name: " + repeated("x ", 400_000), ":1:7: name: x x"),
          new Text(
              "long comment",
              () -> "name: x\n# " + repeated("x ", 250_000),
              "the key 'seed' is missing"),
          new Text(
              "many elements",
              () -> "name: x\nseed: 1\nstages: [" + repeated("a,", 400_000) + "]",
              ":3:9: stages: a list of 400000 is not allowed"),
          new Text(
              "many errors",
              () -> "name: x\nseed: 1\nstages:\n" + repeated("- a\n", 1000),
              "... and 950 more"),
          new Text(
              "many keys",
              () -> {
                StringBuilder text = new StringBuilder("name: x\nseed: 1\nstages: [report]\n");
                for (int i = 0; i < 6_000; i++) {
                  text.append("key").append(i).append(": 1\n");
                }
                return text.toString();
              },
              "... and 5950 more"),
          new Text(
              "deep",
              () -> repeated("[", 100_000),
              "not readable as YAML: Nesting Depth exceeded max 50"),
          new Text(
              "deep blocks", () -> repeated("- ", 100_000), "not readable as YAML: Nesting Depth"),
          new Text(
              "aliases",
              () -> "a: &a [x]\n" + "b: " + list("*a", 51) + "\nname: x",
              "not readable as YAML: more than 50 aliases (*)"),
          new Text(
              "aliases of lists",
              () ->
                  FIGURES
                      + " [&f {points: {title: a, x: {label: a}, y: {label: b}, series: "
                      + list("{line: {name: a, x: *n, y: *n}}", 18)
                      + "}}, *f, *f, *f, *f]",
              "the aliases (*) of the file stand for more than 500000 values"),
          new Text(
              "recursion",
              () -> "name: x\nseed: 1\nstages: &s [*s]",
              ":3:9: stages[0]: a list of 1 is not allowed"),
          new Text("recursive key", () -> "&a {*a : 1}", "a key must be a word"),
          new Text(
              "nul", () -> "name: x\nseed: \0", ":2:7: not readable as YAML: the character U+0000"),
          new Text(
              "many documents",
              () -> repeated("---\n", 20_000),
              ":3:1: a second YAML document starts here"));

  static List<Text> texts() {
    return TEXTS;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void asksForTooMuch(Text kind) throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), kind.text.get());
    String[] message = new String[1];
    long bytes =
        Allocation.of(
            () ->
                message[0] =
                    assertThrows(PipelineFileException.class, () -> PipelineFile.read(file))
                        .getMessage());
    assertTrue(message[0].contains(kind.words), () -> kind.words + " in " + message[0]);
    assertTrue(message[0].length() < 50_000, () -> "message of " + message[0].length());
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/proc/kmsg", "/proc/self/environ"})
  @DisabledOnOs(OS.WINDOWS)
  void endlessFilesAreRefused(String file) {
    assumeTrue(Files.exists(Path.of(file)), "this system has none");
    String message =
        assertThrows(PipelineFileException.class, () -> PipelineFile.read(Path.of(file)))
            .getMessage();
    assertTrue(message.startsWith(file + ":1:1: this is a pipe or a device"), message);
  }

  @Test
  void filesLongerThanAnyPipelineAreRefused() throws IOException {
    Path file = folder.resolve("long.yaml");
    Files.write(file, new byte[(1 << 20) + 1]);
    String message =
        assertThrows(PipelineFileException.class, () -> PipelineFile.read(file)).getMessage();
    assertTrue(message.contains("the file has more than 1048576 bytes"), message);
  }

  @Test
  void theLongestFileIsRead() throws IOException {
    String text = "name: x\nseed: 1\nstages: [report]\n";
    Path file = folder.resolve("p.yaml");
    Files.writeString(file, text + "# ".repeat(((1 << 20) - text.length()) / 2));
    assertEquals("x", PipelineFile.read(file).name());
    assertEquals(Files.readString(file, StandardCharsets.UTF_8), PipelineFile.read(file).text());
  }
}
