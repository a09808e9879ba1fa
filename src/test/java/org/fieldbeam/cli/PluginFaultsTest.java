package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.PluginJars;
import org.fieldbeam.grammar.PluginException;
import org.fieldbeam.grammar.PluginLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plug-ins that cannot be used, or fail: each is named, with what to do. */
class PluginFaultsTest extends PluginCommands {
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
    ClassLoader parent = PluginFaultsTest.class.getClassLoader();
    PluginException refused =
        assertThrows(
            PluginException.class,
            () -> PluginLoader.open(List.of(jar), Optional.of("0.2.0"), parent));
    assertEquals(
        "the plug-in test plug-in 1 is built against fieldbeam 0.1.0-SNAPSHOT, and this is 0.2.0",
        refused.getMessage());
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
