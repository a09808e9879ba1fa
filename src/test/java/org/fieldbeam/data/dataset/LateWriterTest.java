package org.fieldbeam.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.data.storage.Temporaries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers that come when another one has finished the stage, or begun something else. */
class LateWriterTest {
  private static final int[] SHAPE = {3, 2};

  @TempDir Path temporary;
  private String folder;
  private final DatasetInfo info = TestData.ensembleInfo(SHAPE);
  private final List<Configuration> rows = TestData.configurations(1, 10, SHAPE);

  @BeforeEach
  void folder() {
    folder = temporary.resolve("hmc").toString();
  }

  private RowWriter<EnsembleBatch> begin() {
    RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(folder, info, 0, 1);
    EnsembleBatch buffer = new EnsembleBatch(SHAPE, rows.size());
    buffer.resize(rows.size());
    for (int b = 0; b < rows.size(); b++) {
      buffer.set(b, rows.get(b));
    }
    writer.write(buffer);
    return writer;
  }

  private void mark(String inputHash) {
    new StageMarker("toy", "generate", inputHash, false).write(folder);
  }

  @Test
  void writerWhoseFileWasCleanedTakesTheFinishedShard() {
    try (RowWriter<EnsembleBatch> late = begin()) {
      ShardEntry first = TestData.write(folder, info, 0, 1, rows, 10);
      DatasetFolder.commit(folder, info, List.of(first), Map.of());
      assertTrue(Storage.list(folder, ".*.tmp").isEmpty());
      assertEquals(first, late.finish());
    }
    assertEquals(1, DatasetFolder.open(folder).shardCount());
  }

  @Test
  void writerWhoseFileIsGoneWithoutAFinishedShardFails() {
    try (RowWriter<EnsembleBatch> late = begin()) {
      Temporaries.deleteIn(folder);
      assertThrows(UserException.class, late::finish);
    }
    assertTrue(Storage.list(folder, "*").isEmpty());
  }

  @Test
  void smallFilesAreWrittenAgain() {
    String file = folder + "/model.json";
    int[] attempts = new int[1];
    Storage.writeStream(
        file,
        out -> {
          out.write(42);
          if (attempts[0]++ == 0) {
            out.flush();
            Temporaries.deleteIn(folder);
          }
        });
    assertEquals(2, attempts[0]);
    assertEquals(1, Storage.size(file));
    assertTrue(Storage.list(folder, ".*").isEmpty());
  }

  @Test
  void aFolderOfOtherSettingsIsNotWrittenInto() {
    mark("0123abcd");
    ShardEntry entry = TestData.write(folder, info, 0, 1, rows, 10);
    for (String hash : List.of("4567cdef", StageMarker.CLEARING)) {
      Storage.delete(folder + "/" + entry.path());
      try (RowWriter<EnsembleBatch> late = begin()) {
        mark(hash);
        String message = assertThrows(UserException.class, late::finish).getMessage();
        assertTrue(message.startsWith("the folder has been given to another run"), message);
      }
      assertFalse(Files.exists(Path.of(folder, entry.path())));
    }
  }

  @Test
  void aLateCommitIsRefused() {
    ShardEntry entry = TestData.write(folder, info, 0, 1, rows, 10);
    mark("4567cdef");
    assertThrows(
        UserException.class, () -> DatasetFolder.commit(folder, info, List.of(entry), Map.of()));
    assertTrue(DatasetFolder.peek(folder).isEmpty());
    assertTrue(Storage.list(folder, "._*").isEmpty());
  }

  @Test
  void commitOfAMissingShardLeavesNoManifest() {
    ShardEntry entry = TestData.write(folder, info, 0, 1, rows, 10);
    Storage.delete(folder + "/" + entry.path());
    assertThrows(
        UserException.class, () -> DatasetFolder.commit(folder, info, List.of(entry), Map.of()));
    assertTrue(DatasetFolder.peek(folder).isEmpty());
  }

  @Test
  void datasetsBelowAStageBelongToIt() {
    folder = temporary.resolve("observables").toString();
    mark("89ab");
    String part = folder + "/hmc";
    StageMarker.requireOwner(part, "hmc", InputHash.ofPart("89ab", "hmc"));
    assertThrows(
        UserException.class,
        () -> StageMarker.requireOwner(part, "hmc", InputHash.ofPart("cdef", "hmc")));
  }
}
