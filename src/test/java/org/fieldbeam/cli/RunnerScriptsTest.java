package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts in runners, in a checkout that is built, with a Java that only says how it is called.
 */
class RunnerScriptsTest {
  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void checkout() throws IOException {
    home = folder.resolve("check out");
    make(home);
  }

  /** A checkout with the scripts, newer than whose sources is what is built. */
  private static void make(Path home) throws IOException {
    Files.createDirectories(home.resolve("runners/flink"));
    for (String script :
        List.of(
            "local", "common", "flink/common", "flink/run", "flink/cluster", "flink/config.yaml")) {
      Files.copy(Path.of("runners", script), home.resolve("runners").resolve(script));
    }
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("schemas"));
    Files.createFile(home.resolve("pom.xml"));
    Files.createDirectories(home.resolve("target/lib"));
    Files.createDirectories(home.resolve("target/flink/lib"));
    for (String built :
        List.of(
            "fieldbeam-0.jar",
            "runners-local.built",
            "flink/fieldbeam-job.jar",
            "flink/profiles")) {
      Path file = Files.createFile(home.resolve("target").resolve(built));
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }
    java(home.resolve("jdk"), "17.0.1");
  }

  /** A JDK of a version, whose java says how it is called. */
  private static Path java(Path jdk, String version) throws IOException {
    Path java = jdk.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho java \"$@\"\n");
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  /** What a script wrote on both streams, after its exit code. */
  private String run(Map<String, String> settings, String script, String... words)
      throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of("bash", home.resolve("runners").resolve(script).toString()),
                        Stream.of(words))
                    .toList())
            .redirectErrorStream(true);
    Map<String, String> environment = command.environment();
    environment.keySet().removeIf(name -> name.startsWith("FIELDBEAM_"));
    environment.put("JAVA_HOME", home.resolve("jdk").toString());
    environment.putAll(settings);
    Process process = command.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + ": " + text;
  }

  @Test
  void javaIsCalled() throws Exception {
    String called = run(Map.of("FIELDBEAM_HEAP", "3g"), "local", "validate", "a b.yaml");
    assertTrue(called.startsWith("0: java -Xmx3g "), called);
    assertTrue(
        called.contains(
            "-cp " + home + "/target/fieldbeam-0.jar:" + home + "/target/lib/* org.fieldbeam.cli"),
        called);
    assertTrue(called.endsWith(".Main validate a b.yaml\n"), called);
    String cluster = run(Map.of(), "flink/run", "--master", "h:1", "run", "x.yaml");
    assertTrue(cluster.endsWith(".Main run --master h:1 x.yaml\n"), cluster);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FIELDBEAM_HEAP     | lots      | FIELDBEAM_HEAP is 'lots'
          FIELDBEAM_HEAP     | 4         | as 512m or 4g
          FIELDBEAM_HEAP     | 4 g       | FIELDBEAM_HEAP is '4 g'
          FIELDBEAM_HEAP     | 1.5g      | FIELDBEAM_HEAP is '1.5g'
          FIELDBEAM_HEAP     | -2g       | FIELDBEAM_HEAP is '-2g'
          FIELDBEAM_HEAP     | 0g        | FIELDBEAM_HEAP is '0g'
          FIELDBEAM_HEAP     | 64m       | at least 128m
          FIELDBEAM_HEAP     | 999999g   | FIELDBEAM_HEAP is '999999g'
          FIELDBEAM_HEAP     | 99999999999999999999g | FIELDBEAM_HEAP is '99999
          FIELDBEAM_PROFILES | hfds      | FIELDBEAM_PROFILES is 'hfds'
          FIELDBEAM_PROFILES | hdfs s3   | allowed: hdfs, s3 or hdfs,s3
          FIELDBEAM_PROFILES | hdfs,     | FIELDBEAM_PROFILES is 'hdfs,'
          FIELDBEAM_PROFILES | bench     | FIELDBEAM_PROFILES is 'bench'
          JAVA_HOME          | /nowhere  | JAVA_HOME is '/nowhere', where there is no program bin/java
          JAVA_HOME          | /etc      | JAVA_HOME is '/etc'
          """)
  void nonsenseIsRefused(String variable, String value, String words) throws Exception {
    for (String[] line :
        List.of(
            new String[] {"local", "validate", "x.yaml"},
            new String[] {"flink/run", "--master", "h:1", "run", "x.yaml"},
            new String[] {"flink/cluster", "start"})) {
      String told =
          run(Map.of(variable, value), line[0], Stream.of(line).skip(1).toArray(String[]::new));
      assertTrue(told.startsWith("1: fieldbeam: ") && told.contains(words), told);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense, nonsense",
    "-Xss1m nonsense, nonsense",
    "-, -",
    "--add-opens a/b=c d, d",
    "-Da=b -cp x y, y",
    "-Xss1m -Da=b, ",
    "--add-opens java.base/java.lang=ALL-UNNAMED -cp x @options, ",
  })
  void wordsThatAreNoOptionsOfJavaAreRefused(String options, String refused) throws Exception {
    String told = run(Map.of("FIELDBEAM_JAVA_OPTS", options), "local", "validate", "x.yaml");
    String words =
        refused == null
            ? "0: java "
            : "1: fieldbeam: FIELDBEAM_JAVA_OPTS has the word '" + refused + "'\n  allowed: ";
    assertTrue(told.startsWith(words), told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_392", "11.0.2", "16"})
  void olderJavaIsRefused(String version) throws Exception {
    Path old = java(folder.resolve("old"), version);
    String told = run(Map.of("JAVA_HOME", old.toString()), "local", "validate");
    String number = version.replaceFirst("^1\\.", "").replaceFirst("\\..*", "");
    assertTrue(told.startsWith("1: fieldbeam: this is Java " + number + "\n"), told);
    Path newer = java(folder.resolve("newer"), "21");
    assertEquals('0', run(Map.of("JAVA_HOME", newer.toString()), "local", "validate").charAt(0));
  }

  @Test
  void javaOnThePath() throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("JAVA_HOME", ""));
    settings.put("PATH", home.resolve("jdk/bin") + ":" + System.getenv("PATH"));
    assertTrue(run(settings, "local", "validate").startsWith("0: java "));
  }

  @Test
  void aColonInThePathIsTold() throws Exception {
    home = folder.resolve("a:b");
    make(home);
    for (String script : List.of("local", "flink/run", "flink/cluster")) {
      String told =
          script.equals("flink/run")
              ? run(Map.of(), script, "--master", "h:1", "run", "x")
              : run(Map.of(), script, "start");
      assertTrue(told.contains("there is a colon in the path of this checkout"), told);
    }
    home = folder.resolve("check out");
    String told = run(Map.of(), "flink/cluster", "start", "--dir", folder + "/c:d");
    assertTrue(told.startsWith("2: ") && told.contains("--dir is '"), told);
    assertFalse(Files.exists(folder.resolve("c:d")));
  }

  /** Nobody can make a folder below a file: as in a checkout that may only be read. */
  @Test
  void aCheckoutThatCannotBeWrittenIsTold() throws Exception {
    Path target = home.resolve("target");
    Files.move(target, home.resolve("away"));
    Files.createFile(target);
    String told = run(Map.of(), "local", "validate");
    assertTrue(
        told.startsWith("1: fieldbeam: this checkout cannot be written, and nothing is built yet"),
        told);
    assertTrue(told.contains("where: " + home) && told.contains("runners/local --version"), told);
    told = run(Map.of(), "flink/run", "--master", "h:1", "run", "x");
    assertTrue(told.contains("this checkout cannot be written"), told);
  }

  /** What is built serves where it cannot be built anew. */
  @Test
  void withoutMavenWhatIsBuiltServes() throws Exception {
    Path newer = Files.createFile(home.resolve("src/main/Newer.java"));
    Files.setLastModifiedTime(newer, FileTime.from(Instant.now().plusSeconds(120)));
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("bash", "dirname", "readlink", "find", "mkdir", "sed")) {
      for (String place : System.getenv("PATH").split(":", -1)) {
        Path program = Path.of(place, tool);
        if (Files.isExecutable(program) && !Files.exists(tools.resolve(tool))) {
          Path here = tools.resolve(tool);
          Files.writeString(here, "#!/bin/sh\nexec " + program + " \"$@\"\n");
          assertTrue(here.toFile().setExecutable(true));
        }
      }
    }
    Map<String, String> settings = Map.of("PATH", tools.toString());
    String told = run(settings, "local", "validate");
    assertTrue(
        told.startsWith("0: fieldbeam: there is no Maven here; using what is built in "), told);
    Files.delete(home.resolve("target/fieldbeam-0.jar"));
    told = run(settings, "local", "validate");
    assertTrue(told.contains("there is no Maven here, and nothing is built yet"), told);
  }
}
