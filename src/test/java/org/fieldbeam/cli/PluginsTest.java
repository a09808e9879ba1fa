package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.PluginJars;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.grammar.PluginException;
import org.fieldbeam.grammar.PluginLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars of plug-ins, good and bad, on the command line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginsTest {
  private static final String ACTION = "org.fieldbeam.core.action.ActionKind";

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

  /** A kind with the free field behind it; %s are its name and what its constructor and body do. */
  private static final String KIND =
      """
      package plug;
      import org.fieldbeam.core.action.*;
      import org.fieldbeam.core.lattice.Lattice;
      import org.fieldbeam.grammar.*;
      public class Kind implements ActionKind {
        public Kind() { %2$s }
        public About about() { return About.of("%1$s", "An action."); }
        public LatticeAction action(Lattice lattice, Value parameters) { %3$s }
      }
      """;

  private static final String FREE = "return FreeField.of(lattice, 0.1);";

  @TempDir static Path folder;
  private static Path sine;

  private String out;
  private String err;

  @BeforeAll
  void jars() throws IOException {
    sine = PluginJars.sineGordon(folder, "sine.jar", "first");
  }

  private int run(Object... args) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(outText), new PrintWriter(errText), false, System::nanoTime);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    int code = Main.execute(terminal, Stream.of(args).map(String::valueOf).toArray(String[]::new));
    assertEquals(before, Thread.currentThread().getContextClassLoader());
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  private static PluginJars kind(Path in, String name, String constructor, String action) {
    return PluginJars.in(in)
        .source("plug.Kind", KIND.formatted(name, constructor, action))
        .service(ACTION, "plug.Kind");
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

  static Stream<Arguments> bad() throws IOException {
    Path in = Files.createDirectories(folder.resolve("bad"));
    Path text = Files.writeString(in.resolve("text.jar"), "no jar");
    Path newer = kind(in, "newer", "", FREE).make("newer.jar");
    patch(newer);
    return Stream.of(
        Arguments.of(in.resolve("none.jar"), "there is no such plug-in"),
        Arguments.of(in, "a plug-in is a jar, and this is a folder"),
        Arguments.of(text, "this is not a jar"),
        Arguments.of(
            PluginJars.in(in).source("plug.A", "package plug; class A {}").make("empty.jar"),
            "there are no kinds in this jar"),
        Arguments.of(
            kind(in, "mine", "", FREE).attribute("Fieldbeam-Plugin", null).make("nameless.jar"),
            "no attribute Fieldbeam-Plugin"),
        Arguments.of(
            kind(in, "mine", "", FREE).attribute("Fieldbeam-Version", null).make("versionless.jar"),
            "no attribute Fieldbeam-Version"),
        Arguments.of(
            kind(in, "mine", "throw new IllegalStateException(\"no licence\");", FREE)
                .make("throws.jar"),
            "cannot be made: IllegalStateException: no licence"),
        Arguments.of(kind(in, "phi4", "", FREE).make("shadow.jar"), "which is fieldbeam's own"),
        Arguments.of(
            kind(in, "my action", "", FREE).make("blank.jar"), "calls its action 'my action'"),
        Arguments.of(
            kind(in, "mine", "", FREE).service(ACTION, "plug.Gone").make("gone.jar"),
            "ClassNotFoundException: plug.Gone"),
        Arguments.of(
            PluginJars.in(in)
                .source("plug.A", "package plug; public class A {}")
                .service(ACTION, "plug.A")
                .make("noKind.jar"),
            "does not implement " + ACTION),
        Arguments.of(
            kind(in, "mine", "new Part();", FREE)
                .source("plug.Part", "package plug; class Part {}")
                .without("plug.Part")
                .make("part.jar"),
            "neither in the jar nor in this version"),
        Arguments.of(
            kind(in, "mine", "Gone.call();", FREE)
                .compiledAgainst(
                    "org.fieldbeam.core.action.Gone",
                    "package org.fieldbeam.core.action; public class Gone { public static void"
                        + " call() {} }")
                .make("goneClass.jar"),
            "build it against this version"),
        Arguments.of(
            kind(in, "mine", "Rows2.class.getName(); Actions.gone();", FREE.replace("0.1", "0.2"))
                .source("plug.Rows2", "package plug; class Rows2 {}")
                .compiledAgainst(
                    "org.fieldbeam.core.action.Actions",
                    "package org.fieldbeam.core.action; public class Actions { public static void"
                        + " gone() {} }")
                .make("method.jar"),
            "NoSuchMethodError"),
        Arguments.of(newer, "compiled for a newer Java"),
        Arguments.of(
            PluginJars.in(in)
                .source(
                    "org.fieldbeam.grammar.Kind",
                    "package org.fieldbeam.grammar; public interface Kind {}")
                .make("whole.jar"),
            "the jar holds fieldbeam itself"));
  }

  /** Raises the version of the classes in a jar to one that no Java knows. */
  private static void patch(Path jar) throws IOException {
    try (var files = java.nio.file.FileSystems.newFileSystem(jar)) {
      Path type = files.getPath("plug/Kind.class");
      byte[] bytes = Files.readAllBytes(type);
      bytes[6] = 0x01;
      Files.write(type, bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadJarIsNamedBeforeAnythingRuns(Path jar, String words) throws IOException {
    // each by another command
    Object[][] commands = {
      {"reference"}, {"run", folder.resolve("nothing.yaml")}, {"schema"}, {"validate", "x.yaml"}
    };
    Object[] command = commands[Math.floorMod(words.hashCode(), commands.length)];
    assertEquals(
        2,
        run(Stream.concat(Stream.of(command), Stream.of("--plugins", jar)).toArray()),
        () -> err);
    assertTrue(err.startsWith("fieldbeam: ") && err.contains(words), err);
    assertTrue(err.contains(jar.toString()) && err.contains("to do: "), err);
    assertFalse(err.contains("\tat "), err);
  }

  @Test
  void twoThatNameTheSameKindAreRefused() throws IOException {
    Path one = kind(folder, "twin", "", FREE).make("one.jar");
    Path two =
        PluginJars.in(folder)
            .attribute("Fieldbeam-Plugin", "other 2")
            .source(
                "plug.Two",
                KIND.formatted("twin", "", FREE)
                    .replace("class Kind", "class Two")
                    .replace("public Kind(", "public Two("))
            .service(ACTION, "plug.Two")
            .make("two.jar");
    assertEquals(0, run("reference", "twin", "--plugins", one));
    assertEquals(2, run("reference", "--plugins", one + ":" + two));
    assertTrue(
        err.contains("other 2 names the action 'twin', which that of test plug-in 1")
            && err.contains("one.jar"),
        err);
    // one jar named twice is one plug-in; a copy of it is another
    assertEquals(0, run("reference", "twin", "--plugins", one + ":" + folder + "/./one.jar"));
    Path copy = Files.copy(one, folder.resolve("one-copy.jar"));
    assertEquals(2, run("reference", "--plugins", one + ":" + copy));
    assertTrue(err.contains("the class plug.Kind is another's, too"), err);
    assertEquals(2, run("reference", "--plugins", one + "::" + two));
    assertTrue(err.contains("there is an empty path among the plug-ins"), err);
  }

  @Test
  void oneOfAnotherVersionIsRefused() throws IOException {
    Path jar = kind(folder, "old", "", FREE).make("old.jar");
    ClassLoader parent = PluginsTest.class.getClassLoader();
    PluginException refused =
        assertThrows(
            PluginException.class,
            () -> PluginLoader.open(List.of(jar), Optional.of("0.2.0"), parent));
    assertEquals(
        "the plug-in test plug-in 1 is built against fieldbeam 0.1.0-SNAPSHOT, and this is 0.2.0",
        refused.getMessage());
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
            .service("org.fieldbeam.data.exchange.ExportKind", "plug.Lines")
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
    assertTrue(err.contains("Unknown format of " + lines + "; allowed: .csv, .npy"), err);
    assertEquals(1, run("import", lines, in.resolve("third")));
    assertTrue(err.contains("the file is of no format that can be imported"), err);
    assertTrue(err.contains("a .npy file; a .npz file; a Parquet file, or a folder"), err);
    assertEquals(2, run("import", lines, in.resolve("third"), "--format", "line"));
    assertTrue(err.contains("--format: unknown import format 'line'"), err);
  }

  /** Each is a fault of the plug-in that shows only when its kind is used. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object o = null; o.hashCode(); return null;",
        "throw new AbstractMethodError(\"plug/Kind.action\");",
        "Object[] none = {}; return (LatticeAction) none[1];",
      })
  void oneThatThrowsInReadingIsNamed(String body) throws IOException {
    Path in = Files.createTempDirectory(folder, "reading");
    Path jar = kind(in, "thrower", "", body).make("reading.jar");
    Path file =
        Files.writeString(
            in.resolve("file.yaml"),
            "{name: t, seed: 1, output: "
                + in
                + "/out, stages: [generate: {into: a, lattice: [4], action: thrower, algorithm: {langevin: {step: 0.1}}, chains: 1, configurations: 1}]}");
    assertEquals(2, run("validate", "--plugins", jar, file));
    assertTrue(
        err.contains("file.yaml:1:")
            && err.contains(
                "the plug-in test plug-in 1 ("
                    + jar
                    + ") failed in plug.Kind.action (Kind.java:8)"),
        err);
    assertFalse(err.contains("\tat "), err);
  }

  /** A method that the interface has got since the plug-in was compiled is missing in it. */
  @Test
  void oneThatLacksAMethodIsNamed() throws IOException {
    Path in = Files.createTempDirectory(folder, "lacking");
    Path jar =
        kind(in, "lacking", "", FREE)
            .source("plug.Kind", KIND.formatted("lacking", "", FREE).replace(" action(", " make("))
            .compiledAgainst(
                ACTION,
                "package org.fieldbeam.core.action; public interface ActionKind extends org.fieldbeam.grammar.Kind {}")
            .make("lacking.jar");
    Path file =
        Files.writeString(
            in.resolve("file.yaml"),
            "{name: t, seed: 1, output: "
                + in
                + "/out, stages: [generate: {into: a, lattice: [4], action: lacking, algorithm: {langevin: {step: 0.1}}, chains: 1, configurations: 1}]}");
    assertEquals(2, run("validate", "--plugins", jar, file));
    assertTrue(
        err.contains("the plug-in test plug-in 1 (" + jar + ") failed")
            && err.contains("AbstractMethodError")
            && err.contains("it is compiled against another version of fieldbeam: build it anew"),
        err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void oneThatThrowsInRunningIsNamed(String runner) throws IOException {
    Path in = Files.createTempDirectory(folder, "running");
    Path jar =
        kind(in, "fails", "", "return new Failing(lattice);")
            .source(
                "plug.Failing",
                "package plug; import org.fieldbeam.core.action.*; import org.fieldbeam.core.lattice.Lattice; import java.util.Map;"
                    + "\npublic class Failing implements Action { private final Lattice lattice; Failing(Lattice lattice) { this.lattice = lattice; }"
                    + "\npublic Lattice lattice() { return lattice; } public boolean isEven() { return true; }"
                    + "\npublic ActionDescription description() { return ActionDescription.of(\"fails\", Map.of()); }"
                    + "\npublic void action(double[] phi, int batch, double[] out) {}"
                    + "\npublic void addForce(double[] phi, int batch, double scale, double[] target) { throw new IllegalStateException(\"out of luck\"); }"
                    + "\npublic void laplacian(double[] phi, int batch, double[] out) {} }")
            .make("running.jar");
    Path file =
        Files.writeString(
            in.resolve("file.yaml"),
            "{name: t, seed: 1, output: "
                + in
                + "/out, stages: [generate: {into: a, lattice: [4], action: fails, algorithm: {langevin: {step: 0.1}}, chains: 1, configurations: 1}]}");
    assertEquals(1, run("run", "--plugins", jar, file, "--runner", runner, "--parallelism", 1));
    assertTrue(
        err.contains(
            "the plug-in test plug-in 1 ("
                + jar
                + ") failed in plug.Failing.addForce (Failing.java:6): IllegalStateException: out of luck"),
        err);
    assertFalse(err.contains("\tat "), err);
  }
}
