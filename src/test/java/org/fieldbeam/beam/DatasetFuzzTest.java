package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
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

  private static final String MANIFEST = "_manifest.json";

  @TempDir static Path root;

  /** Results of the unbroken datasets, by use and kind. */
  private static final Map<String, String> UNBROKEN = new HashMap<>();

  /** Files of datasets in memory, by kind and name. */
  private static final Map<DatasetKind, Map<String, byte[]>> GOOD =
      new EnumMap<>(DatasetKind.class);

  private static final Map<DatasetKind, Map<String, byte[]>> OTHER =
      new EnumMap<>(DatasetKind.class);

  /** Does something to the files of a dataset. */
  private interface Action {
    /** Says what it has done; or null if it cannot be done to this dataset. */
    String on(DatasetKind kind, Map<String, byte[]> files, SplittableRandom random)
        throws IOException;
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
        new Breakage("manifest, a value", CASES, false, (kind, f, r) -> manifest(f, r, true)),
        new Breakage(
            "manifest without checksum, a value",
            CASES,
            false,
            (kind, f, r) -> manifest(f, r, false)),
        new Breakage("manifest, bytes", CASES, false, (kind, f, r) -> bytes(f, MANIFEST, r, 0, 0)),
        new Breakage("shard, bytes", CASES, false, (kind, f, r) -> shard(f, r, false, false)),
        new Breakage(
            "shard, bytes, and its hash", CASES, false, (kind, f, r) -> shard(f, r, true, false)),
        new Breakage(
            "shard, footer, and its hash", CASES, false, (kind, f, r) -> shard(f, r, true, true)),
        new Breakage("shards swapped", 20, true, DatasetFuzzTest::swap),
        new Breakage("shard of another run", 20, true, DatasetFuzzTest::foreign),
        new Breakage("footer rewritten", CASES / 2, true, DatasetFuzzTest::rewritten));
  }

  @BeforeAll
  static void write() throws IOException {
    DatasetUses.write(root.resolve("good"), 1);
    DatasetUses.write(root.resolve("other"), 2);
    Files.createDirectory(root.resolve("broken"));
    for (DatasetKind kind : DatasetKind.values()) {
      GOOD.put(kind, files(root.resolve("good").resolve(kind.label())));
      OTHER.put(kind, files(root.resolve("other").resolve(kind.label())));
      Path broken = Files.createDirectory(root.resolve("broken").resolve(kind.label()));
      for (Map.Entry<String, byte[]> file : GOOD.get(kind).entrySet()) {
        Files.write(broken.resolve(file.getKey()), file.getValue());
      }
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
      Path folder = root.resolve("broken").resolve(kind.label());
      Map<String, byte[]> files = new TreeMap<>(GOOD.get(kind));
      String what = breakage.action().on(kind, files, random);
      if (what == null) {
        continue;
      }
      replace(folder, GOOD.get(kind), files);
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
      replace(folder, files, GOOD.get(kind));
    }
    assertTrue(seen > 0, breakage + ": " + seen + " of " + breakage.cases() + " seen");
  }

  private static String manifest(
      Map<String, byte[]> files, SplittableRandom random, boolean checksum) throws IOException {
    Map<String, Object> tree = parse(files);
    Object extra = tree.get("extra");
    if (!checksum) {
      // nothing else speaks of these
      tree.keySet().removeAll(List.of("checksum", "extra"));
    }
    String what = new JsonMutations(random).mutate(tree);
    if (!checksum) {
      tree.put("extra", extra);
    }
    put(files, tree);
    return what;
  }

  /** Breaks one of the bytes, or some that follow it, between two places; the last counts as 0. */
  private static String bytes(
      Map<String, byte[]> files, String file, SplittableRandom random, int from, int beforeEnd) {
    byte[] before = files.get(file);
    byte[] part = Arrays.copyOfRange(before, from, before.length - beforeEnd);
    byte[] broken = new ByteMutations(random).mutate(part);
    byte[] after = new byte[from + broken.length + beforeEnd];
    System.arraycopy(before, 0, after, 0, from);
    System.arraycopy(broken, 0, after, from, broken.length);
    System.arraycopy(before, before.length - beforeEnd, after, after.length - beforeEnd, beforeEnd);
    files.put(file, after);
    return file + " from byte " + Arrays.mismatch(before, after) + ", " + after.length + " bytes";
  }

  private static String shard(
      Map<String, byte[]> files, SplittableRandom random, boolean hashed, boolean footer)
      throws IOException {
    Map<String, Object> tree = parse(files);
    Map<String, Object> entry = entries(tree).get(random.nextInt(entries(tree).size()));
    String file = (String) entry.get("path");
    byte[] bytes = files.get(file);
    // the footer ends with its length, 4 bytes, and as many of the magic number
    int tail = 8;
    int start =
        bytes.length
            - tail
            - ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - tail);
    String what =
        footer ? bytes(files, file, random, start, tail) : bytes(files, file, random, 0, 0);
    entry.put("bytes", (long) files.get(file).length); // or the length would betray it
    if (hashed) {
      entry.put("sha256", HexFormat.of().formatHex(Storage.sha256().digest(files.get(file))));
    }
    tree.remove("checksum");
    put(files, tree);
    return what;
  }

  private static String swap(DatasetKind kind, Map<String, byte[]> files, SplittableRandom random)
      throws IOException {
    Map<String, Object> tree = parse(files);
    List<Map<String, Object>> entries = entries(tree);
    int first = random.nextInt(entries.size() - 1);
    int second = random.nextInt(first + 1, entries.size());
    String a = (String) entries.get(first).get("path");
    String b = (String) entries.get(second).get("path");
    files.put(a, files.put(b, files.get(a)));
    for (String key : List.of("bytes", "sha256", "rows")) {
      Object value = entries.get(first).put(key, entries.get(second).get(key));
      entries.get(second).put(key, value);
    }
    tree.remove("checksum");
    put(files, tree);
    return first + " and " + second;
  }

  private static String foreign(
      DatasetKind kind, Map<String, byte[]> files, SplittableRandom random) throws IOException {
    Map<String, Object> tree = parse(files);
    int shard = random.nextInt(entries(tree).size());
    Map<String, Object> entry = entries(tree).get(shard);
    entry.putAll(entries(parse(OTHER.get(kind))).get(shard));
    String path = (String) entry.get("path");
    files.put(path, OTHER.get(kind).get(path));
    tree.remove("checksum");
    put(files, tree);
    return "shard " + shard;
  }

  /** The same rows in a shard that is right in itself, but says something else of itself. */
  private static String rewritten(
      DatasetKind kind, Map<String, byte[]> files, SplittableRandom random) throws IOException {
    if (kind != DatasetKind.ENSEMBLE) {
      return null;
    }
    DatasetFolder dataset =
        DatasetFolder.openLazily(root.resolve("good").resolve(kind.label()).toString());
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
    files.put(entry.path(), Files.readAllBytes(elsewhere.resolve(entry.path())));
    Map<String, Object> tree = parse(files);
    entries(tree).get(index).put("bytes", entry.bytes());
    entries(tree).get(index).put("sha256", entry.sha256());
    tree.remove("checksum");
    put(files, tree);
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

  private static Map<String, Object> parse(Map<String, byte[]> files) {
    return map(Json.parse(new String(files.get(MANIFEST), StandardCharsets.UTF_8), MANIFEST));
  }

  private static void put(Map<String, byte[]> files, Map<String, Object> manifest) {
    files.put(MANIFEST, Json.pretty(manifest).getBytes(StandardCharsets.UTF_8));
  }

  /** An empty folder. */
  private static Path empty(String name) throws IOException {
    Path folder = root.resolve(name);
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.walk(folder)) {
      Path[] found = files.filter(file -> !file.equals(folder)).toArray(Path[]::new);
      Arrays.sort(found, Collections.reverseOrder());
      for (Path file : found) {
        Files.delete(file);
      }
    }
    return folder;
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** Writes the files that are not those that are there. */
  private static void replace(Path folder, Map<String, byte[]> there, Map<String, byte[]> files)
      throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (there.get(file.getKey()) != file.getValue()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
    }
  }
}
