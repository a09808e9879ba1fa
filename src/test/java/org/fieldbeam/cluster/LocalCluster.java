package org.fieldbeam.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;

/** A cluster that {@code runners/flink/cluster} starts, and fieldbeam processes that use it. */
final class LocalCluster {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  static final Path JOB_JAR = ROOT.resolve("target/flink/fieldbeam-job.jar");
  private static final long SCRIPT_MINUTES = 5;

  private final Path folder;
  private final int taskManagers;
  private final int slots;
  private final Map<String, String> environment;
  private final HttpClient http = HttpClient.newHttpClient();

  LocalCluster(Path folder, int taskManagers, int slots) throws Exception {
    this(folder, taskManagers, slots, Map.of());
  }

  /** A cluster whose processes have more in their environment. */
  LocalCluster(Path folder, int taskManagers, int slots, Map<String, String> environment)
      throws Exception {
    this.environment = environment;
    this.folder = folder.toRealPath();
    this.taskManagers = taskManagers;
    this.slots = slots;
    try {
      start();
    } catch (Exception | AssertionError e) {
      stop(); // nobody else knows of what has started
      throw e;
    }
  }

  /**
   * Starts what is missing: TaskManagers in the place of dead ones, or everything if the JobManager
   * is dead.
   */
  void start() throws Exception {
    if (Files.exists(folder.resolve("master")) && !alive("jobmanager")) {
      stop();
    }
    script("start", "--taskmanagers", "" + taskManagers, "--slots", "" + slots);
  }

  void stop() throws Exception {
    script("stop");
  }

  private void script(String command, String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(ROOT.resolve("runners/flink/cluster").toString());
    line.add(command);
    line.addAll(List.of(arguments));
    line.addAll(List.of("--dir", folder.toString()));
    Path log = folder.resolve("script.log");
    ProcessBuilder builder = builder(log, line);
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(SCRIPT_MINUTES, TimeUnit.MINUTES), () -> "no end: " + line);
    assertEquals(0, process.exitValue(), () -> line + ": " + read(log));
  }

  String master() throws IOException {
    return Files.readString(folder.resolve("master")).strip();
  }

  /** The process of {@code jobmanager} or {@code taskmanager-1} and so on. */
  ProcessHandle process(String name) throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve(name).resolve("pid")).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private boolean alive(String name) throws IOException {
    Path pid = folder.resolve(name).resolve("pid");
    return Files.exists(pid)
        && ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).isPresent();
  }

  /** Kills a process of the cluster as kill -9 does, and waits until it is gone. */
  void kill(String name) throws Exception {
    kill(process(name));
  }

  static void kill(ProcessHandle process) throws Exception {
    process.destroyForcibly();
    process.onExit().get(1, TimeUnit.MINUTES);
  }

  /** Sends a signal: STOP, CONT. */
  static void signal(String signal, ProcessHandle process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
    assertEquals(0, kill.waitFor());
  }

  /** TaskManagers that the JobManager knows of. */
  int taskManagers() throws Exception {
    return get("/overview").int32("taskmanagers");
  }

  JsonObject get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + master() + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    return Json.parseObject(http.send(request, BodyHandlers.ofString()).body(), path);
  }

  /**
   * Jobs of a stage (or of all, if its name is empty) that this cluster has seen, the newest first.
   */
  List<JsonObject> jobs(String stage) throws Exception {
    return get("/jobs/overview").objects("jobs").stream()
        .filter(job -> job.string("name").endsWith(stage.isEmpty() ? "" : "-" + stage))
        .sorted((a, b) -> Long.compare(b.integer("start-time"), a.integer("start-time")))
        .toList();
  }

  /** A run of a pipeline on this cluster. */
  Process run(Path log, Path file, int parallelism, Path output) throws IOException {
    return fieldbeam(
        log, "run", file, "--master", master(), "--parallelism", parallelism, "--output", output);
  }

  /** A run that knows the {@link GateFileSystem}, as its workers do. */
  Process run(GateJars jars, Path log, Path file, int parallelism, String output)
      throws IOException {
    return start(
        log,
        jars.job,
        fieldbeamLine(
            false,
            List.of(jars.addition),
            "run",
            file,
            "--master",
            master(),
            "--parallelism",
            parallelism,
            "--output",
            output));
  }

  /** Ids of the TaskManagers whose tasks got shards to write, in a job of {@link #jobs}. */
  Set<String> workersThatWrote(JsonObject job) throws Exception {
    String path = "/jobs/" + job.string("jid");
    Set<String> workers = new HashSet<>();
    for (JsonObject vertex : get(path).objects("vertices")) {
      if (ShardedDataset.writesShards(vertex.string("name"))) {
        String tasks = path + "/vertices/" + vertex.string("id") + "/taskmanagers";
        for (JsonObject worker : get(tasks).objects("taskmanagers")) {
          if (worker.object("metrics").integer("read-records") > 0) {
            workers.add(worker.string("taskmanager-id"));
          }
        }
      }
    }
    return workers;
  }

  /** fieldbeam in a process of its own, from the jars that users run. */
  static Process fieldbeam(Path log, Object... arguments) throws IOException {
    return start(log, JOB_JAR, fieldbeamLine(false, List.of(), arguments));
  }

  /** fieldbeam on a terminal, whose keys are what is written to the process. */
  static Process fieldbeamOnTerminal(Path log, Object... arguments) throws IOException {
    String line =
        fieldbeamLine(true, List.of(), arguments).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    // A shell that runs the tests in the background has them ignore Ctrl-C, and all that they
    // start.
    String command = "exec env --default-signal=INT " + line;
    return start(log, JOB_JAR, List.of("script", "-qefc", command, "/dev/null"));
  }

  private static List<String> fieldbeamLine(
      boolean terminal, List<Path> libraries, Object... arguments) throws IOException {
    Path jar;
    try (var jars = Files.newDirectoryStream(ROOT.resolve("target"), "fieldbeam-*.jar")) {
      jar = jars.iterator().next();
    }
    StringBuilder classPath = new StringBuilder(jar + ":" + ROOT.resolve("target/lib") + "/*");
    libraries.forEach(library -> classPath.append(':').append(library));
    return javaLine(
        classPath.toString(),
        "-Dfieldbeam.terminal=" + terminal,
        "org.fieldbeam.cli.Main",
        arguments);
  }

  private static List<String> javaLine(
      String classPath, String property, String main, Object... arguments) {
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElse("java"));
    line.addAll(List.of("-Xmx1g", property, "-cp", classPath, main));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    return line;
  }

  /** {@code flink run} with the job jar, by Flink's own client. */
  Process flinkRun(
      Path log, Path settings, int parallelism, List<Object> options, Object... arguments)
      throws IOException {
    List<Object> words = new ArrayList<>();
    words.addAll(List.of("run", "--jobmanager", master(), "--parallelism", parallelism));
    words.addAll(options);
    words.add(JOB_JAR);
    words.addAll(List.of(arguments));
    List<String> line =
        javaLine(
            ROOT.resolve("target/flink/lib") + "/*",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "org.apache.flink.client.cli.CliFrontend",
            words.toArray());
    ProcessBuilder builder = builder(log, line);
    builder.environment().putAll(environment);
    builder.environment().put("FLINK_CONF_DIR", settings.toString());
    return builder.start();
  }

  private static Process start(Path log, Path jobJar, List<String> line) throws IOException {
    ProcessBuilder builder = builder(log, line);
    builder.environment().put("FIELDBEAM_FLINK_JOB_JAR", jobJar.toString());
    return builder.start();
  }

  private static ProcessBuilder builder(Path log, List<String> line) {
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
  }

  static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
