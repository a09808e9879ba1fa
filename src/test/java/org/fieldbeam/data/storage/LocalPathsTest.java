package org.fieldbeam.data.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.model.FolderNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalPathsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "data/x, data/x",
    "/data/x, /data/x",
    "~, /home/me",
    "~/x, /home/me/x",
    "./~/x, ./~/x",
    "a/~/x, a/~/x",
    "~~/x, refused",
    "~root/x, refused",
    "file:///data/x, /data/x",
    "FILE:///data/x, /data/x",
    "file:/data/x, /data/x",
    "file://localhost/data/x, /data/x",
    "file:///data/a%20b%23c, /data/a b#c",
    "file:///data/a b, refused",
    "file:///data/a#b, refused",
    "file:///data/a?b, refused",
    "file:///data/50%, refused",
    "file://host/data, refused",
    "file:data, refused",
    "file:, refused",
    "s3://bucket/x, s3://bucket/x",
    "hdfs://node:8020/~/x, hdfs://node:8020/~/x",
  })
  void pathsAsUsersWriteThem(String given, String path) {
    if (path.equals("refused")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> LocalPaths.given(given, "/home/me"))
              .getMessage();
      assertTrue(message.startsWith(given) && message.contains("; write the"), message);
    } else {
      assertEquals(path, LocalPaths.given(given, "/home/me"));
    }
  }

  /** Symbolic links in a circle: nobody may look beyond, whatever his permissions. */
  @Test
  void whatCannotBeLookedAtIsNotMissing() throws Exception {
    Path circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, circle);
    Path beyond = circle.resolve("x");
    for (Path path : List.of(circle, beyond)) {
      String text = path.toString();
      Map<String, Executable> questions =
          Map.of(
              "exists", () -> Storage.exists(text),
              "size", () -> Storage.size(text),
              "read", () -> Storage.readText(text),
              "list", () -> Storage.list(text, "*"),
              "dataset", () -> DatasetFolder.open(text));
      questions.forEach(
          (name, question) -> {
            String message = assertThrows(UserException.class, question, name).getMessage();
            assertTrue(message.contains("Too many levels of symbolic links"), name + message);
            assertFalse(message.contains("no such") || message.contains("no dataset"), message);
          });
    }
    String file = Files.writeString(folder.resolve("file"), "").toString();
    assertFalse(Storage.exists(folder + "/none"));
    assertFalse(Storage.exists(file + "/below"), "nothing is below a file");
    assertEquals(List.of(), Storage.list(folder + "/none", "*"));
    assertTrue(
        assertThrows(UserException.class, () -> Storage.readText(folder + "/none"))
            .getMessage()
            .startsWith("no such file"));
    assertTrue(
        assertThrows(UserException.class, () -> Storage.readText(folder.toString()))
            .getMessage()
            .startsWith("cannot read: Is a directory"));
  }

  @Test
  void filesWithoutPermissionAreNotMissing() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertTrue(file.toFile().setReadable(false));
    if (!Files.isReadable(file)) { // it is for root
      assertTrue(
          assertThrows(UserException.class, () -> Storage.readText(file.toString()))
              .getMessage()
              .startsWith("cannot read: no permission\n"));
    }
    assertEquals("no permission", LocalFiles.reason(new AccessDeniedException("x")));
    assertEquals(
        "no permission",
        LocalFiles.reason(new FileNotFoundException("/a (b)/c (Permission denied)")));
  }

  @Test
  void onlyTemporaryFilesOfOursAreDeleted() throws Exception {
    String ours = Temporaries.name(folder + "/x/part");
    Files.createDirectory(folder.resolve("x"));
    for (String name : List.of(ours, folder + "/.mine.tmp", folder + "/x/.mine.tmp")) {
      Files.writeString(Path.of(name), "");
    }
    Temporaries.deleteIn(folder.toString());
    assertFalse(Files.exists(Path.of(ours)));
    assertTrue(Files.exists(folder.resolve(".mine.tmp")));
    assertTrue(Files.exists(folder.resolve("x/.mine.tmp")));
  }

  @ParameterizedTest
  @CsvSource({
    "hmc, ''",
    "my run, ''",
    "a.json, ''",
    "., is no name",
    ".., is no name",
    "'', is no name",
    ".hidden, is hidden",
    "_manifest.json, is hidden",
    "estimates.json, is the name of a file",
    "Estimates.JSON, is the name of a file",
    "checks.json, is the name of a file",
    "model.json, is the name of a file",
    "model.pt, is the name of a file",
    "losses.json, is the name of a file",
    "checkpoint.bin, is the name of a file",
    "index.html, is the name of a file",
    "part-00000-of-00001.parquet, is the name of a file",
    "a/b, has a slash",
    "a\\b, has a slash",
  })
  void namesOfFolders(String name, String objection) {
    String found = FolderNames.objection(name).orElse("");
    assertTrue(objection.isEmpty() ? found.isEmpty() : found.startsWith(objection), found);
    assertTrue(FolderNames.objection("a\u001bb").isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "out/hmc, hmc",
    "out/hmc/, hmc",
    "hmc, hmc",
    "s3://bucket/hmc, hmc",
    "s3://me:secret@bucket, ''",
    "/, ''",
    "out/.., ..",
  })
  void lastPartsOfPaths(String path, String name) {
    assertEquals(name, FolderNames.of(path));
  }
}
