package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.PluginJars;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Jars of plug-ins, good and bad, on the command line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginsTest extends PluginCommands {
  private static final String FILE =
      """
      name: plugged-in
      seed: 3
      output: %s
      stages:
        - generate: {into: wave, lattice: [4], action: {sineGordon: {m2: 0.2, g: 0.4}}, algorithm: {hmc: {length: 1.0, steps: 4}}, chains: 4, configurations: 16, thermalization: 5, chainsPerShard: 2}
        - generate: {into: other, lattice: [4], action: {phi4: {kappa: 0.2, lambda: 0.02}}, algorithm: {hmc: {length: 1.0, steps: 4}}, chains: 4, configurations: 16, thermalization: 5, chainsPerShard: 2}
        - measure: {from: wave, into: waves, observables: [phi2, vertex]}
        - measure: {from: other, into: others}
        - measure: {from: other, into: vertices, observables: [vertex]}
        - report: {into: report, figures: [{precision: {title: errors, from: waves, dataset: wave, observables: [vertex]}}]}
      """;

  private static Path sine;

  @BeforeAll
  void jars() throws IOException {
    sine = PluginJars.sineGordon(folder, "sine.jar", "first");
  }

  /** A small ensemble. */
  private static Path ensemble(Path in) {
    DatasetInfo info = DatasetInfo.of(DatasetKind.ENSEMBLE, "e", "import", "1".repeat(64), 4);
    Path path = in.resolve("ensemble");
    try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path.toString(), info, 0, 1)) {
      EnsembleBatch batch = new EnsembleBatch(info.shape(), 6);
      batch.resize(6);
      for (int b = 0; b < 6; b++) {
        double[] field = {b % 3, 0.1 * b, -1.5, b * b / 7.0};
        batch.set(b, new Configuration(0, b, info.shape(), field, null, null, null, null, null));
      }
      writer.write(batch);
      DatasetFolder.commit(path.toString(), info, List.of(writer.finish()), Map.of());
    }
    return path;
  }

  private static Path file(String name) throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), FILE.formatted(folder.resolve(name)));
  }

  @Test
  void itsKindsStandInTheReferenceAndTheSchema() {
    assertEquals(0, run("--plugins", sine, "reference", "sineGordon"));
    assertTrue(out.contains("Coleman") && out.contains("Mass squared."), out);
    assertEquals(0, run("reference", "precision", "--plugins", sine));
    assertTrue(out.contains("precision (figure)"), out);
    assertEquals(0, run("schema", "--plugins", sine));
    assertTrue(out.contains("sineGordon") && out.contains("precision"));
    assertEquals(0, run("schema"));
    assertFalse(out.contains("sineGordon"));
    assertEquals(2, run("reference", "sineGordon"));
  }

  private static SortedMap<String, String> hashes(Path output) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      files
          .filter(path -> path.toString().endsWith(".parquet"))
          .forEach(
              path ->
                  hashes.put(output.relativize(path).toString(), Storage.sha256(path.toString())));
    }
    return hashes;
  }

  /** The stages that a run works on: all others are done. */
  private List<String> worked(Path jar, Path file) {
    assertEquals(0, run("run", "--plugins", jar, file, "--parallelism", 2), () -> err);
    return err.lines()
        .filter(line -> line.contains(" done in "))
        .map(line -> line.strip().split("\\s+", 3)[1])
        .filter(name -> !name.equals("report"))
        .toList();
  }

  @Test
  void itRunsOnBothEnginesAndAChangedJarRunsItsStagesAnew() throws IOException {
    Path file = file("direct");
    assertEquals(List.of("wave", "other", "waves", "others", "vertices"), worked(sine, file));
    Path flink = folder.resolve("flink");
    assertEquals(
        0, run("run", "--plugins", sine, file, "--runner", "flink", "--output", flink), () -> err);
    assertEquals(hashes(folder.resolve("direct")), hashes(flink));
    assertEquals(10, hashes(flink).size());

    Path copy = Files.copy(sine, Files.createDirectory(folder.resolve("x")).resolve("copy.jar"));
    assertEquals(List.of(), worked(copy, file));
    Path changed = PluginJars.sineGordon(folder, "changed.jar", "second");
    assertEquals(List.of("wave", "waves", "vertices"), worked(changed, file));

    // an observable that is not standard is measured where the file names it
    assertFalse(
        Files.readString(folder.resolve("direct/others/estimates.json")).contains("vertex"));
    assertTrue(
        Files.readString(folder.resolve("direct/vertices/estimates.json")).contains("vertex"));
    // the figures are of the plug-in, too
    assertTrue(
        Files.readString(folder.resolve("direct/report/index.html")).contains("relative error"));

    // what it has made is read by others who have it, and by nobody else
    Path next =
        Files.writeString(
            folder.resolve("next.yaml"),
            "{name: next, seed: 1, output: %s, stages: [measure: {from: %s, into: again}]}"
                .formatted(folder.resolve("next"), folder.resolve("direct/wave")));
    assertEquals(List.of("again"), worked(sine, next));
    assertEquals(List.of("again"), worked(changed, next));
    assertEquals(1, run("run", next));
    assertTrue(err.contains("is of the plug-in sine-gordon 1, which is not loaded"), err);
    assertEquals(1, run("validate", next));
    assertTrue(err.contains("--plugins or FIELDBEAM_PLUGINS"), err);
    assertEquals(0, run("inspect", folder.resolve("direct/wave")));
  }

  /** A format of text, a line for each configuration, out and in again. */
  private static final String LINES =
      """
      package plug;
      import java.io.IOException;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.*;
      import java.util.*;
      import org.fieldbeam.data.*;
      import org.fieldbeam.data.dataset.*;
      import org.fieldbeam.data.exchange.*;
      import org.fieldbeam.data.export.*;
      import org.fieldbeam.data.row.*;
      import org.fieldbeam.data.storage.*;
      import org.fieldbeam.grammar.Value;
      public class Lines implements ExportKind, ImportKind {
        public About about() { return About.of("lines", "A line for each configuration."); }
        public List<String> endings() { return List.of(".lines"); }
        public String suits() { return "files of lines"; }
        public boolean namesChains() { return false; }
        public DatasetExport.Written write(String dataset, String file, Value settings) {
          DatasetFolder folder = DatasetFolder.open(dataset);
          StringBuilder text = new StringBuilder("lines\\n");
          for (int shard = 0; shard < folder.shardCount(); shard++) {
            try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(folder, shard)) {
              EnsembleBatch rows = new EnsembleBatch(reader.info().rowShape(), 8);
              for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
                for (int b = 0; b < n; b++) {
                  double[] field = new double[rows.volume()];
                  rows.copyField(b, field);
                  for (double value : field) { text.append(value).append(' '); }
                  text.append('\\n');
                }
              }
            }
          }
          ExportTarget.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
          return new DatasetExport.Written((int) folder.manifest().rows(), 1, 0);
        }
        public boolean isOf(boolean folder, byte[] start) {
          return new String(start, StandardCharsets.UTF_8).startsWith("lines");
        }
        public ImportFile open(EnsembleImport.Request request) throws IOException {
          List<String> all = Files.readAllLines(Path.of(request.source()));
          List<String> lines = all.subList(1, all.size());
          return new ImportFile() {
            public int[] shape() { return new int[] {lines.get(0).split(" ").length}; }
            public String description() { return lines.size() + " lines"; }
            public ImportColumns columns() { return new ImportColumns(); }
            public String sha256() { return Storage.sha256(request.source()); }
            public void close() {}
            public ImportSource fields() {
              int[] shape = shape();
              Iterator<String> left = lines.iterator();
              return new ImportSource() {
                public int[] shape() { return shape; }
                public void close() {}
                public boolean next(double[] field) {
                  if (!left.hasNext()) { return false; }
                  String[] words = left.next().split(" ");
                  for (int i = 0; i < field.length; i++) { field[i] = Double.parseDouble(words[i]); }
                  return true;
                }
              };
            }
          };
        }
      }
      """;

  @Test
  void aFormatOfAPlugInGoesOutAndIn() throws IOException {
    Path in = Files.createTempDirectory(folder, "formats");
    Path jar =
        PluginJars.in(in)
            .source("plug.Lines", LINES)
            .service("org.fieldbeam.data.export.ExportKind", "plug.Lines")
            .service("org.fieldbeam.data.exchange.ImportKind", "plug.Lines")
            .make("lines.jar");
    Path npy = in.resolve("fields.npy");
    assertEquals(0, run("export", ensemble(in), npy), () -> err);
    Path first = in.resolve("first");
    Path lines = in.resolve("fields.lines");
    Path second = in.resolve("second");
    Path back = in.resolve("back.npy");
    assertEquals(0, run("import", npy, first), () -> err);
    assertEquals(0, run("export", first, lines, "--plugins", jar), () -> err);
    assertTrue(out.contains("fields.lines: 6 configurations"), out);
    assertEquals(0, run("import", lines, second, "--plugins", jar), () -> err);
    assertTrue(out.contains("configurations: 6 lines"), out);
    assertEquals(0, run("export", second, back), () -> err);
    assertEquals(-1, Files.mismatch(npy, back));
    assertEquals(2, run("export", first, lines));
    assertTrue(
        err.contains("Unknown format of " + lines + "; allowed: .csv, .h5, .hdf5, .npy"), err);
    assertEquals(1, run("import", lines, in.resolve("third")));
    assertTrue(err.contains("the file is of no format that can be imported"), err);
    assertTrue(err.contains("a .npy file; a .npz file; a Parquet file, or a folder"), err);
    assertEquals(2, run("import", lines, in.resolve("third"), "--format", "line"));
    assertTrue(err.contains("--format: unknown import format 'line'"), err);
  }
}
