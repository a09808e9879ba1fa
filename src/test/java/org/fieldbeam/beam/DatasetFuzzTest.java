package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.JsonMutations;
import org.fieldbeam.beam.DatasetUses.Use;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is done to manifests and shards, everything that reads datasets either comes to the
 * result of the unbroken dataset or says what is wrong: never another result, a stack trace, or
 * more memory than the files are worth.
 */
class DatasetFuzzTest {
  /** Much more than a small dataset takes, much less than a damaged length may ask for. */
  private static final long MOST_ALLOCATED = 256L << 20;

  /** Of each way to break datasets; {@code -Dfuzz.cases=20000} for a longer hunt. */
  private static final int CASES = Integer.getInteger("fuzz.cases", 500);

  /** {@code -Dfuzz.seed=1} for other cases. */
  private static final long SEED = Long.getLong("fuzz.seed", 0);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir static Path root;

  /** Results of the unbroken datasets, by use and kind. */
  private static final Map<String, String> UNBROKEN = new HashMap<>();

  /** Does something to a copy of a dataset. */
  private interface Action {
    /** Says what it has done; or null if it cannot be done to this dataset. */
    String on(Path folder, Path other, SplittableRandom random) throws IOException;
  }

  /**
   * A way to break datasets. A new one joins by one line of {@link #breakages}.
   *
   * @param name its name
   * @param cases how often it is tried
   * @param seen whether everyone must see it, whatever place it hits
   * @param action what it does
   */
  private record Breakage(String name, int cases, boolean seen, Action action) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Breakage> breakages() {
    return List.of(
        new Breakage(
            "manifest, a value",
            CASES,
            false,
            (folder, other, random) -> manifest(folder, random, true)),
        new Breakage(
            "manifest without checksum, a value",
            CASES,
            false,
            (folder, other, random) -> manifest(folder, random, false)),
        new Breakage(
            "manifest, bytes",
            CASES,
            false,
            (folder, other, random) -> bytes(folder.resolve("_manifest.json"), random)),
        new Breakage(
            "shard, bytes", CASES, false, (folder, other, random) -> shard(folder, random, false)),
        new Breakage(
            "shard, bytes, and its hash",
            CASES,
            false,
            (folder, other, random) -> shard(folder, random, true)),
        new Breakage("shards swapped", 20, true, DatasetFuzzTest::swap),
        new Breakage("shard of another run", 20, true, DatasetFuzzTest::foreign),
        new Breakage("footer rewritten", CASES / 2, true, DatasetFuzzTest::rewritten));
  }

  @BeforeAll
  static void write() throws IOException {
    DatasetUses.write(root.resolve("good"), 1);
    DatasetUses.write(root.resolve("other"), 2);
    for (DatasetKind kind : DatasetKind.values()) {
      for (Use use : DatasetUses.ALL) {
        if (use.kinds().contains(kind)) {
          String folder = root.resolve("good").resolve(kind.label()).toString();
          UNBROKEN.put(use.name() + kind, use.reading().of(folder, empty("scratch")));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("breakages")
  void isSeenOrHarmless(Breakage breakage) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED + breakage.name().hashCode());
    DatasetKind[] kinds = DatasetKind.values();
    int seen = 0;
    for (int i = 0; i < breakage.cases(); i++) {
      DatasetKind kind = kinds[random.nextInt(kinds.length)];
      Path folder = Files.createDirectory(empty("broken").resolve(kind.label()));
      copy(root.resolve("good").resolve(kind.label()), folder);
      String what =
          breakage.action().on(folder, root.resolve("other").resolve(kind.label()), random);
      if (what == null) {
        continue;
      }
      List<Use> uses = DatasetUses.ALL.stream().filter(use -> use.kinds().contains(kind)).toList();
      Use use = uses.get(random.nextInt(uses.size()));
      String where = breakage + ", case " + i + ", " + kind + ", " + use.name() + ": " + what;
      long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      boolean refused = false;
      try {
        String result = use.reading().of(folder.toString(), empty("scratch"));
        assertEquals(UNBROKEN.get(use.name() + kind), result, where);
      } catch (UserException e) {
        refused = true;
        seen++;
      } catch (IOException | RuntimeException | Error e) {
        throw new AssertionError(where, e);
      }
      assertTrue(refused || !breakage.seen(), where);
      long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      assertTrue(allocated < MOST_ALLOCATED, allocated + " bytes, " + where);
    }
    assertTrue(seen > 0, breakage + ": " + seen + " of " + breakage.cases() + " seen");
  }

  private static String manifest(Path folder, SplittableRandom random, boolean checksum)
      throws IOException {
    Map<String, Object> tree = parse(folder);
    Object extra = tree.get("extra");
    if (!checksum) {
      // nothing else speaks of these
      tree.keySet().removeAll(List.of("checksum", "extra"));
    }
    String what = new JsonMutations(random).mutate(tree);
    if (!checksum) {
      tree.put("extra", extra);
    }
    Files.writeString(folder.resolve("_manifest.json"), Json.pretty(tree));
    return what;
  }

  private static String bytes(Path file, SplittableRandom random) throws IOException {
    byte[] before = Files.readAllBytes(file);
    byte[] after = new ByteMutations(random).mutate(before);
    Files.write(file, after);
    int at = Arrays.mismatch(before, after);
    return file.getFileName() + " from byte " + at + ", " + after.length + " bytes";
  }

  private static String shard(Path folder, SplittableRandom random, boolean hashed)
      throws IOException {
    Map<String, Object> tree = parse(folder);
    Map<String, Object> entry = entries(tree).get(random.nextInt(entries(tree).size()));
    Path file = folder.resolve((String) entry.get("path"));
    String what = bytes(file, random);
    entry.put("bytes", Files.size(file)); // or the length would betray it
    if (hashed) {
      entry.put("sha256", Storage.sha256(file.toString()));
    }
    tree.remove("checksum");
    Files.writeString(folder.resolve("_manifest.json"), Json.pretty(tree));
    return what;
  }

  private static String swap(Path folder, Path other, SplittableRandom random) throws IOException {
    Map<String, Object> tree = parse(folder);
    List<Map<String, Object>> entries = entries(tree);
    int first = random.nextInt(entries.size() - 1);
    int second = random.nextInt(first + 1, entries.size());
    Path a = folder.resolve((String) entries.get(first).get("path"));
    Path b = folder.resolve((String) entries.get(second).get("path"));
    byte[] bytes = Files.readAllBytes(a);
    Files.write(a, Files.readAllBytes(b));
    Files.write(b, bytes);
    for (String key : List.of("bytes", "sha256", "rows")) {
      Object value = entries.get(first).put(key, entries.get(second).get(key));
      entries.get(second).put(key, value);
    }
    tree.remove("checksum");
    Files.writeString(folder.resolve("_manifest.json"), Json.pretty(tree));
    return first + " and " + second;
  }

  private static String foreign(Path folder, Path other, SplittableRandom random)
      throws IOException {
    Map<String, Object> tree = parse(folder);
    int shard = random.nextInt(entries(tree).size());
    Map<String, Object> entry = entries(tree).get(shard);
    entry.putAll(entries(parse(other)).get(shard));
    String path = (String) entry.get("path");
    Files.write(folder.resolve(path), Files.readAllBytes(other.resolve(path)));
    tree.remove("checksum");
    Files.writeString(folder.resolve("_manifest.json"), Json.pretty(tree));
    return "shard " + shard;
  }

  /** The same rows in a shard that is right in itself, but says something else of itself. */
  private static String rewritten(Path folder, Path other, SplittableRandom random)
      throws IOException {
    DatasetFolder dataset = DatasetFolder.open(folder.toString());
    if (dataset.info().kind() != DatasetKind.ENSEMBLE) {
      return null;
    }
    int index = random.nextInt(dataset.shardCount());
    Map<String, Object> properties = new TreeMap<>(dataset.info().properties());
    Map<String, Object> said = new TreeMap<>(properties);
    String id = dataset.info().id();
    String what = "id";
    if (random.nextInt(4) == 0) {
      id = id + random.nextInt(10);
    } else {
      Object tree = Json.parse(Json.compact(said), "properties");
      what = new JsonMutations(random).mutate(tree);
      said = map(tree);
    }
    if (said.equals(properties) && id.equals(dataset.info().id())) {
      return null;
    }
    DatasetInfo info;
    try {
      info =
          DatasetInfo.of(
              DatasetKind.ENSEMBLE,
              id,
              dataset.info().stage(),
              dataset.info().inputHash(),
              dataset.info().shape());
      for (Map.Entry<String, Object> property : said.entrySet()) {
        info = info.with(property.getKey(), property.getValue());
      }
    } catch (IllegalArgumentException e) {
      return null; // nothing that could be written
    }
    ShardEntry entry;
    Path elsewhere = empty("rewritten");
    EnsembleBatch rows = new EnsembleBatch(info.shape(), 10);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, index);
        RowWriter<EnsembleBatch> writer =
            EnsembleBatch.ROWS.create(elsewhere.toString(), info, index, dataset.shardCount())) {
      reader.read(rows);
      writer.write(rows);
      entry = writer.finish();
    } catch (IllegalArgumentException e) {
      return null; // nor this
    }
    Files.write(folder.resolve(entry.path()), Files.readAllBytes(elsewhere.resolve(entry.path())));
    Map<String, Object> tree = parse(folder);
    entries(tree).get(index).put("bytes", entry.bytes());
    entries(tree).get(index).put("sha256", entry.sha256());
    tree.remove("checksum");
    Files.writeString(folder.resolve("_manifest.json"), Json.pretty(tree));
    return "shard " + index + ", " + what;
  }

  @SuppressWarnings("unchecked") // an object of JSON
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }

  @SuppressWarnings("unchecked") // a list of JSON's objects
  private static List<Map<String, Object>> entries(Map<String, Object> manifest) {
    return (List<Map<String, Object>>) manifest.get("shards");
  }

  private static Map<String, Object> parse(Path dataset) throws IOException {
    Path file = dataset.resolve("_manifest.json");
    return map(Json.parse(Files.readString(file), file.toString()));
  }

  /** An empty folder. */
  private static Path empty(String name) throws IOException {
    Path folder = root.resolve(name);
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        Path[] found = files.toArray(Path[]::new);
        Arrays.sort(found, Collections.reverseOrder());
        for (Path file : found) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectory(folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
