package org.fieldbeam.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage is an error that names the file, never other data. */
class DamageTest {
  private static final int[] SHAPE = {4, 4};

  @TempDir Path folder;
  private List<Configuration> rows;
  private DatasetFolder dataset;
  private Path shard;
  private byte[] intact;

  @BeforeEach
  void write() throws IOException {
    write(false);
  }

  private void write(boolean uncompressed) throws IOException {
    rows = TestData.configurations(1, 12, SHAPE);
    DatasetInfo info = TestData.ensembleInfo(SHAPE);
    dataset =
        TestData.dataset(
            folder.toString(),
            uncompressed ? info.with(ShardWriter.COMPRESSION, ShardWriter.NONE) : info,
            rows);
    shard = Path.of(dataset.shardPath(0));
    intact = Files.readAllBytes(shard);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flippedBytesAreSeenOrHarmless(boolean uncompressed) throws IOException {
    write(uncompressed);
    Random random = new Random(7);
    int seen = 0;
    int flips = 0;
    for (int at = 0; at < intact.length; at += 1 + random.nextInt(2)) {
      byte[] bytes = intact.clone();
      flips++;
      // One bit in half of the places, any other value in the rest.
      bytes[at] ^= (byte) (random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255));
      seen += seenOrHarmless(bytes, "byte " + at) ? 1 : 0;
    }
    // What is harmless: parts of the footer that the reader has no need of.
    assertTrue(seen > flips / 2, seen + " of " + flips);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void truncationsAreSeen(boolean uncompressed) throws IOException {
    write(uncompressed);
    for (int length = 0; length < intact.length; length += length < 64 ? 1 : 5) {
      assertTrue(seenOrHarmless(Arrays.copyOf(intact, length), "length " + length), "" + length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blocksOfGarbageAreSeenOrHarmless(boolean uncompressed) throws IOException {
    write(uncompressed);
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = intact.clone();
      int from = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, from + 1 + random.nextInt(64));
      for (int at = from; at < to; at++) {
        bytes[at] = (byte) random.nextInt(256);
      }
      seenOrHarmless(bytes, "garbage in " + from + ".." + to);
    }
  }

  /** Reads a damaged shard: an error, or exactly what was written. */
  private boolean seenOrHarmless(byte[] bytes, String what) throws IOException {
    Files.write(shard, bytes);
    EnsembleBatch batch = new EnsembleBatch(SHAPE, 6);
    try (RowReader<EnsembleBatch> reader = TestData.open(shard.toString())) {
      assertEquals(dataset.info(), reader.info(), what);
      assertEquals(6, reader.read(batch), what);
      for (int b = 0; b < 6; b++) {
        assertEquals(rows.get(b), batch.configuration(b), what);
      }
      assertEquals(0, reader.read(batch), what);
      return false;
    } catch (UserException e) {
      assertTrue(e.getMessage().contains(shard.getFileName().toString()), e.getMessage());
      return true;
    }
  }

  @Test
  void aFlippedBitInAPageNamesRowGroupAndColumn() throws IOException {
    byte[] bytes = intact.clone();
    bytes[bytes.length / 8] ^= 1;
    Files.write(shard, bytes);
    UserException e = assertThrows(UserException.class, () -> TestData.read(shard.toString(), 4));
    assertTrue(e.getMessage().contains("row group 1 of 1"), e.getMessage());
    assertTrue(e.getMessage().contains(shard.toString()), e.getMessage());
  }

  @Test
  void noManifestMeansUnfinished() throws IOException {
    Files.delete(folder.resolve("_manifest.json"));
    assertMessage("not complete", "run the same pipeline file again");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    UserException e = assertThrows(UserException.class, () -> DatasetFolder.open(empty.toString()));
    assertTrue(e.getMessage().contains("no dataset here"), e.getMessage());
  }

  @Test
  void missingShard() throws IOException {
    Files.delete(shard);
    assertMessage("shard of a dataset is missing", shard.toString());
  }

  @Test
  void shardOfAnotherLength() throws IOException {
    Files.write(shard, Arrays.copyOf(intact, intact.length - 3));
    assertMessage("another length", intact.length + " bytes");
  }

  @Test
  void manifestOfAnotherVersionOrKindOrDamaged() throws IOException {
    Path file = folder.resolve("_manifest.json");
    String text = Files.readString(file);
    Files.writeString(
        file, text.replace("\"formatVersion\":" + Manifest.FORMAT_VERSION, "\"formatVersion\":99"));
    assertMessage("another format version", "99");
    Files.writeString(file, text.replace("\"ensemble\"", "\"ensembel\""));
    assertMessage("unknown kind", "ensembel");
    Files.writeString(file, text.substring(0, text.length() / 2));
    assertMessage("not valid JSON", "_manifest.json");
    Files.writeString(file, text.replace("\"host\"", "\"hots\""));
    assertMessage("unknown key", "hots");
    Files.writeString(file, "{\"format\": \"something else\"}");
    assertMessage("not a manifest of fieldbeam", "_manifest.json");
    Files.writeString(file, text);
    UserException e =
        assertThrows(
            UserException.class, () -> DatasetFolder.open(folder.toString(), DatasetKind.NOISED));
    assertTrue(e.getMessage().contains("another kind"), e.getMessage());
  }

  @Test
  void shardOfAnotherKind() {
    DatasetInfo info = DatasetInfo.of(DatasetKind.NOISED, "n", "noise", "h", SHAPE);
    try (RowWriter<NoisedBatch> writer =
        NoisedBatch.ROWS.create(folder.resolve("n").toString(), info, 0, 1)) {
      writer.finish();
    }
    String file = folder.resolve("n/" + DatasetFolder.shardName(0, 1)).toString();
    UserException e = assertThrows(UserException.class, () -> TestData.open(file));
    assertTrue(e.getMessage().contains("noised"), e.getMessage());
  }

  @Test
  void foreignParquet() throws Exception {
    Path file = folder.resolve("foreign.parquet");
    try (var connection = java.sql.DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("copy (select 1 as a) to '" + file + "' (format parquet)");
    }
    UserException e = assertThrows(UserException.class, () -> TestData.open(file.toString()));
    assertTrue(e.getMessage().contains("not written by fieldbeam"), e.getMessage());
    assertTrue(e.getMessage().contains("import"), e.getMessage());
  }

  @Test
  void finishedShardsAreKeptOnlyIfTheyAreOurs() throws IOException {
    String path = folder.toString();
    DatasetInfo info = dataset.info();
    assertEquals(
        Optional.of(dataset.manifest().shards().get(0)),
        DatasetFolder.finishedShard(path, info, 0, 2));
    DatasetInfo other = DatasetInfo.of(info.kind(), info.id(), info.stage(), "other", SHAPE);
    assertEquals(Optional.empty(), DatasetFolder.finishedShard(path, other, 0, 2));
    assertEquals(Optional.empty(), DatasetFolder.finishedShard(path, info, 0, 3));
    byte[] bytes = intact.clone();
    bytes[bytes.length / 8] ^= 16;
    Files.write(shard, bytes);
    assertEquals(Optional.empty(), DatasetFolder.finishedShard(path, info, 0, 2));
  }

  @Test
  void aKilledWriterLeavesNothingThatIsRead() throws IOException {
    // What kill -9 leaves: a temporary file, half written.
    RowWriter<EnsembleBatch> killed =
        EnsembleBatch.ROWS.create(folder.toString(), dataset.info(), 0, 2);
    killed.write(EnsembleBatch.of(rows.get(0)));
    assertEquals(1, Storage.list(folder.toString(), ".*.tmp").size());
    assertEquals(rows.subList(0, 6), TestData.read(shard.toString(), 4));
    assertEquals(2, Storage.list(folder.toString(), "*.parquet").size());
    DatasetFolder.commit(folder.toString(), dataset.info(), dataset.manifest().shards(), Map.of());
    assertTrue(Storage.list(folder.toString(), ".*.tmp").isEmpty(), "commit cleans up");
    killed.close();
  }

  @Test
  void outputFolderThatCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "a file, not a folder");
    UserException e =
        assertThrows(
            UserException.class,
            () -> EnsembleBatch.ROWS.create(file.resolve("sub").toString(), dataset.info(), 0, 1));
    assertTrue(e.getMessage().contains("cannot write"), e.getMessage());
    assertFalse(Storage.exists(file.resolve("sub").toString()));
  }

  private void assertMessage(String... parts) {
    UserException e =
        assertThrows(UserException.class, () -> DatasetFolder.open(folder.toString()));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }
}
