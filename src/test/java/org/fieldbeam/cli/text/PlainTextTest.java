package org.fieldbeam.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.cli.Main;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlainTextTest {
  /** Red, the title of the window, one character of old terminals, and text from right to left. */
  private static final String HOSTILE = "\u001b[31m\u001b]0;owned\u0007\u009b2J\u202egnp\r\b";

  private static final String SHOWN =
      "\\u001b[31m\\u001b]0;owned\\u0007\\u009b2J\\u202egnp\\u000d\\u0008";

  @TempDir Path folder;

  @Test
  void controlsAreShownAndNotObeyed() {
    assertEquals(SHOWN, PlainText.of(HOSTILE));
    assertEquals("a\tb\nφ⟨𝛿⟩ – é", PlainText.of("a\tb\nφ⟨𝛿⟩ – é"), "what is plain stays");
    assertEquals("a\\u000ab", PlainText.line("a\nb"));
    assertEquals("\\udb40\\udc41 \\ud800", PlainText.of("\udb40\udc41 \ud800"));
    assertEquals("s3://a:***@b", PlainText.of("s3://a:secret@b"));
  }

  @Test
  void everyControlAndFormatCharacterIsJsonOfItself() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      int type = Character.getType(c);
      if (type == Character.CONTROL || type == Character.FORMAT) {
        String character = Character.toString(c);
        String shown = PlainText.line(character);
        assertTrue(shown.chars().allMatch(each -> each >= ' ' && each < 127), shown);
        assertEquals(character, Json.parse('"' + shown + '"', "shown"));
      }
    }
  }

  @Test
  void logsAreFilteredToo() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream log = PlainText.stream(new PrintStream(bytes, false, StandardCharsets.UTF_8));
    log.println("é " + HOSTILE);
    log.print("s3://a:secret@b");
    log.flush();
    assertEquals(
        "é " + SHOWN + System.lineSeparator() + "s3://a:***@b",
        bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aClosedStreamIsNoticed() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    PrintWriter out =
        PlainText.writer(new PrintWriter(closed, false, StandardCharsets.UTF_8), false);
    out.println("lost");
    assertTrue(out.checkError());
  }

  /** What a command wrote, on both streams. */
  private static String fieldbeam(Object... args) {
    StringWriter all = new StringWriter();
    PrintWriter writer = new PrintWriter(all);
    Main.execute(
        new Terminal(writer, writer, false, System::nanoTime),
        Stream.of(args).map(String::valueOf).toArray(String[]::new));
    return all.toString();
  }

  private static void requirePlain(String shown) {
    assertFalse(shown.isBlank());
    assertTrue(
        shown
            .codePoints()
            .filter(c -> c != '\n' && c != '\t')
            .map(Character::getType)
            .noneMatch(type -> type == Character.CONTROL || type == Character.FORMAT),
        () -> PlainText.line(shown));
  }

  /** A dataset whose texts are hostile; only its manifest can have come so. */
  private Path dataset(String id) throws IOException {
    Path dataset = folder.resolve("data");
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, id, "gen" + HOSTILE, "1".repeat(64), 2)
            .with("note", "text" + HOSTILE);
    EnsembleBatch batch = new EnsembleBatch(info.shape(), 1);
    batch.resize(1);
    try (RowWriter<EnsembleBatch> writer =
        EnsembleBatch.ROWS.create(dataset.toString(), info, 0, 1)) {
      writer.write(batch);
      DatasetFolder.commit(dataset.toString(), info, List.of(writer.finish()), Map.of());
    }
    return dataset;
  }

  @Test
  void namesInDatasetsAreShown() throws IOException {
    Path dataset = dataset("hmc" + HOSTILE + "\nfieldbeam: all is well");
    for (String command : List.of("inspect", "verify", "recover-action")) {
      String shown = fieldbeam(command, dataset);
      requirePlain(shown);
      assertFalse(shown.contains("\nfieldbeam: all is well"), shown);
    }
    String json = fieldbeam("inspect", "--json", dataset);
    requirePlain(json);
    assertEquals(
        "hmc" + HOSTILE + "\nfieldbeam: all is well",
        ((Map<?, ?>) Json.parse(json, "out")).get("id"));
    Path manifest = dataset.resolve(Manifest.FILE_NAME);
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"ensemble\"", "\"\\u001b[31m\""));
    requirePlain(fieldbeam("inspect", dataset));
  }

  static Stream<String> hostileFiles() {
    String yaml = "\"\\e[31m\\u009b\"";
    return Stream.of(
            "name: %s\nseed: 1\nstages: []\n",
            "name: x\nseed: 1\n%s: 3\nstages: []\n",
            "name: x\nseed: 1\nstages: [{%s: {}}]\n",
            "name: x\nseed: 1\nstages: [{measure: {from: %s, into: m}}]\n",
            "name: x\nseed: 1\nstages: [{measure: {from: [%s], into: m}}]\n",
            "name: x\nseed: %s\nstages: []\n",
            "name: x\nseed: 1\noutput: %s\nstages: []\n",
            "name: x\nseed: 1\noutput: [unclosed %s\n",
            "%%TAG ! %s\n---\nname: x\n",
            "*a%s\n",
            "\u001b[31m: \u001b\n")
        .map(file -> file.formatted(yaml));
  }

  @ParameterizedTest
  @MethodSource("hostileFiles")
  void namesInPipelineFilesAreShown(String text) throws IOException {
    requirePlain(fieldbeam("validate", Files.writeString(folder.resolve("x.yaml"), text)));
  }

  @ParameterizedTest
  @CsvSource({
    "inspect",
    "verify",
    "validate",
    "run",
    "recover-action",
    "frob",
    "export x",
    "import x y"
  })
  void pathsAreShown(String command) {
    Object[] words = (command + " " + folder + "/\u001b[31m\u202e.npy").split(" ");
    requirePlain(fieldbeam(words));
  }
}
