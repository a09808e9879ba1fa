package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.beam.DatasetUses.Extent;
import org.fieldbeam.beam.DatasetUses.Use;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.storage.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A dataset that is not what its manifest says is refused by everything that reads datasets, before
 * a wrong number is made: by the manifest's checksum, and where there is none, as in older
 * datasets, because manifest and shards are held against each other.
 */
class EditedDatasetTest {
  @TempDir static Path root;

  /** Who notices an edit. */
  private enum Noticed {
    BY_ALL,
    IN_SHARDS,
    IN_THE_FOLDER;

    boolean by(Extent extent) {
      return switch (this) {
        case BY_ALL -> true;
        case IN_SHARDS -> extent != Extent.FOLDER;
        case IN_THE_FOLDER -> extent != Extent.SHARDS;
      };
    }
  }

  /** A dataset that is edited: its parsed manifest, its folder, and one of another seed. */
  private record Edited(Map<String, Object> manifest, Path folder, Path other) {

    List<Map<String, Object>> entries() {
      return entriesOf(manifest);
    }

    Map<String, Object> entry(int i) {
      return entries().get(i);
    }

    Map<String, Object> properties() {
      return map(manifest.get("properties"));
    }

    @SuppressWarnings("unchecked") // what JSON's lists hold
    List<Object> shape() {
      return (List<Object>) manifest.get("shape");
    }

    Path shard(int i) {
      return folder.resolve((String) entry(i).get("path"));
    }
  }

  /** Changes a dataset. */
  private interface Action {
    void on(Edited dataset) throws IOException;
  }

  private record Edit(String name, Noticed noticed, Action action) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String ZERO = "0".repeat(64);

  static List<Edit> edits() {
    return List.of(
        all("an entry twice", d -> d.entries().add(1, d.entry(1))),
        all("an entry in place of another", d -> d.entries().set(1, d.entry(0))),
        all("an entry dropped", d -> d.entries().remove(1)),
        all("the first entry dropped", d -> d.entries().remove(0)),
        all("all entries but the first dropped", d -> d.entries().retainAll(List.of(d.entry(0)))),
        all("all entries dropped", d -> d.entries().clear()),
        all("entries swapped", d -> Collections.swap(d.entries(), 0, 1)),
        all("hash zeroed", d -> d.entry(1).put("sha256", ZERO)),
        all("hash too short", d -> d.entry(1).put("sha256", "ab12")),
        all("hash in capitals", d -> d.entry(1).put("sha256", "AB".repeat(32))),
        all("hash of no digits", d -> d.entry(1).put("sha256", "g".repeat(64))),
        all("hash empty", d -> d.entry(1).put("sha256", "")),
        shards("hash of another", d -> d.entry(1).put("sha256", d.entry(0).get("sha256"))),
        all("a row too many", d -> add(d.entry(1), "rows", 1)),
        all("a row too few", d -> add(d.entry(1), "rows", -1)),
        all("no rows", d -> d.entry(1).put("rows", 0L)),
        all("negative rows", d -> d.entry(1).put("rows", -4L)),
        all("rows beyond 2^63", d -> d.entries().forEach(e -> e.put("rows", Long.MAX_VALUE))),
        all("rows as text", d -> d.entry(1).put("rows", "4")),
        all("no bytes", d -> d.entry(1).put("bytes", 0L)),
        all("a byte too many", d -> add(d.entry(1), "bytes", 1)),
        all("path beside the folder", d -> d.entry(1).put("path", "../other/" + path(d, 1))),
        all("path far above", d -> d.entry(1).put("path", "../../../../../../../dev/zero")),
        all("absolute path", d -> d.entry(1).put("path", "/dev/zero")),
        all("path with a dot", d -> d.entry(1).put("path", "./" + path(d, 1))),
        all("path of another form", d -> d.entry(1).put("path", "part-1-of-3.parquet")),
        all("path of a count", d -> d.entry(1).put("path", "part-00001-of-00009.parquet")),
        all("path empty", d -> d.entry(1).put("path", "")),
        all("shape turned", d -> d.manifest().put("shape", List.of(3L, 2L, 1L))),
        all("shape with an axis more", d -> d.shape().add(1L)),
        all("shape with an axis of 0", d -> d.shape().set(0, 0L)),
        all("shape beyond int", d -> d.manifest().put("shape", List.of(65536L, 65536L, 65536L))),
        all("shape without axes", d -> d.manifest().put("shape", List.of())),
        all("another seed", d -> d.properties().put("seed", 2L)),
        all("another kappa", d -> d.properties().put("action", Map.of("name", "phi4"))),
        all("no properties", d -> d.manifest().put("properties", Map.of())),
        all("a property more", d -> d.properties().put("colour", "red")),
        all("components of -1", d -> d.properties().put("components", -1L)),
        all("components of 2^62", d -> d.properties().put("components", 1L << 62)),
        all("another input hash", d -> d.manifest().put("inputHash", "1".repeat(64))),
        all("input hash zeroed", d -> d.manifest().put("inputHash", ZERO)),
        all("input hash blank", d -> d.manifest().put("inputHash", " ")),
        all("another id", d -> d.manifest().put("id", "b")),
        all("another stage", d -> d.manifest().put("stage", "smooth")),
        all("another kind", d -> d.manifest().put("kind", anotherKind(d))),
        all("an unknown kind", d -> d.manifest().put("kind", "ensembel")),
        all("shards swapped in the folder", EditedDatasetTest::swapShards),
        all(
            "a shard of another seed",
            d -> {
              Files.copy(
                  d.other().resolve(path(d, 1)), d.shard(1), StandardCopyOption.REPLACE_EXISTING);
              d.entry(1).putAll(entriesOf(parse(d.other())).get(1));
            }),
        all(
            "the manifest of another seed",
            d -> {
              d.manifest().putAll(parse(d.other()));
              for (int i = 0; i < d.entries().size(); i++) {
                d.entry(i).put("bytes", Files.size(d.shard(i)));
              }
            }),
        all("a shard missing", d -> Files.delete(d.shard(1))),
        all("a shard cut short", d -> Files.write(d.shard(1), Files.readAllBytes(d.shard(0)))),
        folder(
            "an extra part",
            d -> Files.copy(d.shard(0), d.folder().resolve("part-00009-of-00010.parquet"))),
        folder(
            "a shard under another name",
            d -> Files.copy(d.shard(0), d.folder().resolve("copy.pq"))),
        folder(
            "a shard in a folder below",
            d ->
                Files.copy(
                    d.shard(0), Files.createDirectory(d.folder().resolve("old")).resolve("a"))));
  }

  private static Edit all(String name, Action action) {
    return new Edit(name, Noticed.BY_ALL, action);
  }

  private static Edit shards(String name, Action action) {
    return new Edit(name, Noticed.IN_SHARDS, action);
  }

  private static Edit folder(String name, Action action) {
    return new Edit(name, Noticed.IN_THE_FOLDER, action);
  }

  private static void add(Map<String, Object> entry, String key, long more) {
    entry.put(key, (Long) entry.get(key) + more);
  }

  private static String path(Edited dataset, int i) {
    return (String) dataset.entry(i).get("path");
  }

  private static String anotherKind(Edited dataset) {
    return dataset.manifest().get("kind").equals("noised") ? "training" : "noised";
  }

  /** With their lengths in the manifest, or these would betray them. */
  private static void swapShards(Edited dataset) throws IOException {
    Path kept = dataset.folder().resolve("_kept");
    Files.move(dataset.shard(0), kept);
    Files.move(dataset.shard(1), dataset.shard(0));
    Files.move(kept, dataset.shard(1));
    Object bytes = dataset.entry(0).put("bytes", dataset.entry(1).get("bytes"));
    dataset.entry(1).put("bytes", bytes);
  }

  @SuppressWarnings("unchecked") // an object of JSON
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }

  @SuppressWarnings("unchecked") // a list of JSON's objects
  private static List<Map<String, Object>> entriesOf(Map<String, Object> manifest) {
    return (List<Map<String, Object>>) manifest.get("shards");
  }

  private static Map<String, Object> parse(Path dataset) throws IOException {
    Path file = dataset.resolve("_manifest.json");
    return map(Json.parse(Files.readString(file), file.toString()));
  }

  @BeforeAll
  static void write() throws IOException {
    DatasetUses.write(root.resolve("good"), 1);
    DatasetUses.write(root.resolve("other"), 2);
  }

  static Stream<Edit> editsOfAllKinds() {
    return edits().stream();
  }

  @ParameterizedTest
  @MethodSource("editsOfAllKinds")
  void isRefusedByAllWhoReadIt(Edit edit) throws IOException {
    int refused = 0;
    for (DatasetKind kind : DatasetKind.values()) {
      // reading a manifest is the same for all kinds
      for (boolean checksum :
          kind == DatasetKind.ENSEMBLE ? List.of(true, false) : List.of(false)) {
        Path folder = root.resolve("edited").resolve(kind.label());
        delete(folder); // what a failed case has left
        copy(root.resolve("good").resolve(kind.label()), folder);
        Map<String, Object> manifest = parse(folder);
        String before = Json.compact(manifest);
        edit.action().on(new Edited(manifest, folder, root.resolve("other").resolve(kind.label())));
        boolean edited = !Json.compact(manifest).equals(before);
        if (!checksum) {
          manifest.remove("checksum");
        }
        Files.writeString(folder.resolve("_manifest.json"), Json.pretty(manifest));
        Noticed noticed = edited && checksum ? Noticed.BY_ALL : edit.noticed();
        for (Use use : DatasetUses.ALL) {
          if (use.kinds().contains(kind) && noticed.by(use.extent())) {
            Path scratch = emptyFolder();
            UserException e =
                assertThrows(
                    UserException.class,
                    () -> use.reading().of(folder.toString(), scratch),
                    () -> edit + ", " + kind + ", " + use.name() + ", checksum " + checksum);
            assertEquals(-1, e.getMessage().indexOf("Exception"), e.getMessage());
            refused++;
          }
        }
      }
    }
    assertNotEquals(0, refused);
  }

  @Test
  void theSameDatasetIsTheSameToAll() throws IOException {
    for (DatasetKind kind : DatasetKind.values()) {
      for (Use use : DatasetUses.ALL) {
        if (use.kinds().contains(kind)) {
          List<String> results = new ArrayList<>();
          for (String version : List.of("good", "good", "other")) {
            Path scratch = emptyFolder();
            String folder = root.resolve(version).resolve(kind.label()).toString();
            results.add(use.reading().of(folder, scratch));
          }
          assertEquals(results.get(0), results.get(1), use.name());
          assertNotEquals(results.get(0), results.get(2), use.name() + " tells seeds apart");
        }
      }
    }
  }

  /** Made elsewhere, later, on another machine: the same to whoever reads it. */
  @Test
  void timeAndMachineAreNoContent() throws IOException {
    Path folder = root.resolve("moved");
    copy(root.resolve("good/ensemble"), folder);
    Map<String, Object> manifest = parse(folder);
    manifest.put("created", "2001-01-01T00:00:00Z");
    manifest.put("host", "elsewhere");
    Files.writeString(folder.resolve("_manifest.json"), Json.pretty(manifest));
    assertEquals(
        DatasetFolder.open(root.resolve("good/ensemble").toString()).manifest().contentHash(),
        DatasetFolder.open(folder.toString()).manifest().contentHash());
    delete(folder);
  }

  private static Path emptyFolder() throws IOException {
    delete(root.resolve("scratch"));
    return Files.createDirectory(root.resolve("scratch"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      Path[] found = files.toArray(Path[]::new);
      Arrays.sort(found, Collections.reverseOrder());
      for (Path file : found) {
        Files.delete(file);
      }
    }
  }
}
