package org.fieldbeam.data.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.exchange.EmptyFolder;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An export makes a new file, and none among data. */
class ExportTargetTest {
  @TempDir Path folder;
  private String dataset;

  @BeforeEach
  void dataset() throws IOException {
    dataset = folder.resolve("run/hmc").toString();
    TestData.dataset(dataset, TestData.configurations(1, 14, 2, 2), 2, 2);
    Files.createDirectories(folder.resolve("run/observables/part"));
    new StageMarker("toy", "measure", "hash", true).write(folder + "/run/observables");
    Files.createDirectories(folder.resolve("unfinished"));
    Files.writeString(folder.resolve("unfinished/part-00000-of-00002.parquet"), "");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("run/hmc"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
    Files.createDirectories(folder.resolve("a folder"));
    Files.writeString(folder.resolve("mine"), "mine");
  }

  /** Every format, each of which must join here. */
  private static List<BiConsumer<String, String>> formats() {
    return List.of(
        DatasetExport::numpy,
        DatasetExport::archive,
        (from, to) -> DatasetExport.csv(from, to, true),
        DatasetExport::pyerrors);
  }

  @ParameterizedTest
  @CsvSource({
    "run/hmc/_manifest.json, among the data",
    "run/hmc/part-00000-of-00002.parquet, among the data",
    "run/hmc/new, among the data",
    "run/hmc/deeper/new, among the data",
    "run/hmc/deeper/and/deeper/new, among the data",
    "run/hmc/../hmc/new, among the data",
    "link/new, among the data",
    "run/observables/new, among the data",
    "run/observables/part/new, among the data",
    "unfinished/new, among the data",
    "_manifest.json, cannot have this name",
    "part-00000-of-00001.parquet, cannot have this name",
    "mine, of this name already",
    "dangling, of this name already",
    "a folder, of this name already",
  })
  void refused(String target, String message) throws IOException {
    for (BiConsumer<String, String> format : formats()) {
      SortedMap<String, String> before = files();
      UserException e =
          assertThrows(
              UserException.class, () -> format.accept(dataset, folder.resolve(target).toString()));
      assertTrue(e.getMessage().contains(message), e.getMessage());
      assertEquals(before, files());
    }
  }

  @Test
  void aFileThatAppearsMeanwhileIsKept() throws IOException {
    Path late = folder.resolve("late");
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                ExportTarget.write(
                    late.toString(),
                    out -> {
                      out.write(1);
                      Files.writeString(late, "theirs");
                    }));
    assertTrue(e.getMessage().contains("of this name already"), e.getMessage());
    assertEquals("theirs", Files.readString(late));
    assertEquals(List.of(), Storage.list(folder.toString(), ".*"), "no temporary file is left");
  }

  @ParameterizedTest
  @CsvSource({"new", "run/new", "new folder/new", "run/hmc.npy"})
  void written(String target) throws IOException {
    Path file = folder.resolve(target);
    ExportTarget.write(file.toString(), out -> out.write(7));
    assertArrayEquals(new byte[] {7}, Files.readAllBytes(file));
  }

  private SortedMap<String, String> files() throws IOException {
    SortedMap<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        all.put(path.toString(), Storage.sha256(path.toString()));
      }
    }
    return all;
  }

  /** The same of folders that imports fill. */
  @ParameterizedTest
  @CsvSource({
    "run, something in this folder",
    "run/hmc, something in this folder",
    "run/hmc/new, among the data",
    "run/observables/part, among the data",
    "link, something in this folder",
    "link/new, among the data",
    "mine, 'a file, not a folder'",
    "dangling, something in this folder",
  })
  void foldersRefused(String target, String message) {
    UserException e =
        assertThrows(
            UserException.class, () -> EmptyFolder.require(folder.resolve(target).toString()));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    EmptyFolder.require(folder.resolve("a folder").toString());
    EmptyFolder.require(folder.resolve("run/new").toString());
  }
}
