package org.fieldbeam.beam.job;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;

/**
 * A running Flink session cluster, seen through the REST API of its JobManager.
 *
 * <p>Source of the paths and answers: the REST API reference of Flink 1.19.
 */
public final class FlinkCluster {
  /** Characters; some clients list all that they have tried. */
  private static final int LONGEST_CAUSE = 300;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern ADDRESS = Pattern.compile("(?<host>[^:/\\s]+):(?<port>[0-9]{1,5})");
  private static final int MAX_PORT = 65_535;
  private static final int HTTP_SUCCESS = 200;
  private static final int HTTP_REDIRECT = 300;
  private static final Set<String> OVER = Set.of("FINISHED", "FAILED", "CANCELED");
  private static final Set<String> ENDING = Set.of("CANCELLING", "FAILING");
  private static final Duration POLL_PERIOD = Duration.ofMillis(200);

  private final String host;
  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build();

  private FlinkCluster(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * The cluster of an address; nothing is asked of it yet.
   *
   * @param master HOST:PORT of the REST API
   * @throws IllegalArgumentException if it is not of that form
   */
  public static FlinkCluster at(String master) {
    Matcher matcher = ADDRESS.matcher(master);
    if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > MAX_PORT) {
      throw new IllegalArgumentException(
          "'" + master + "' is no address of a Flink cluster; give HOST:PORT of its REST API");
    }
    return new FlinkCluster(matcher.group("host"), Integer.parseInt(matcher.group("port")));
  }

  /** The address, HOST:PORT. */
  public String master() {
    return host + ":" + port;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /**
   * What a cluster says of itself.
   *
   * @param version Flink's version, as 1.19.3
   * @param taskManagers TaskManagers that are registered
   * @param slots task slots of them all
   * @param freeSlots slots that no job holds
   */
  public record Overview(String version, int taskManagers, int slots, int freeSlots) {}

  private static String words(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "no host of this name is known";
      }
    }
    if (e instanceof HttpTimeoutException) {
      return "no answer in time";
    } else if (e instanceof ConnectException) {
      return "the connection is refused: nothing listens there";
    }
    return e.getMessage() == null ? "the connection ended" : e.getMessage();
  }

  /**
   * Asks the cluster, and checks that this software speaks its version: the one it is built
   * against, but for the last number.
   *
   * @throws UserException if it cannot be reached, is no Flink cluster, or is of another version
   */
  public Overview check() {
    Overview overview;
    try {
      overview = overview();
    } catch (IOException e) {
      throw UserException.of("cannot reach the Flink cluster")
          .where(master())
          .given(words(e))
          .allowed("the address of the REST API of a running JobManager")
          .todo(
              "check the address and that the cluster runs; 'runners/flink/cluster status' shows"
                  + " the one on this machine")
          .cause(e)
          .build();
    } catch (UserException e) {
      throw UserException.of("no Flink cluster answers at this address")
          .where(master())
          .given(e.getMessage().replace('\n', ' '))
          .allowed("the address of the REST API of a running JobManager")
          .todo("check the address")
          .cause(e)
          .build();
    }
    checkVersion(master(), overview.version(), EnvironmentInformation.getVersion());
    return overview;
  }

  /**
   * Asks the cluster what it is.
   *
   * @throws IOException if it does not answer
   */
  public Overview overview() throws IOException {
    JsonObject json = get("/overview");
    return new Overview(
        json.string("flink-version"),
        json.int32("taskmanagers"),
        json.int32("slots-total"),
        json.int32("slots-available"));
  }

  static void checkVersion(String master, String cluster, String ours) {
    if (!minor(cluster).equals(minor(ours))) {
      throw UserException.of("the Flink cluster is of another version")
          .where(master)
          .given(cluster)
          .allowed(minor(ours) + ".x (fieldbeam is built against " + ours + ")")
          .todo("use a cluster of that version")
          .build();
    }
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /**
   * Ids of the jobs whose names begin with a prefix and that have not ended.
   *
   * @throws IOException if the cluster does not answer
   */
  public List<String> runningJobs(String namePrefix) throws IOException {
    return unfinished(namePrefix).stream()
        .filter(job -> !ENDING.contains(job.string("state")))
        .map(job -> job.string("jid"))
        .toList();
  }

  private List<JsonObject> unfinished(String namePrefix) throws IOException {
    return get("/jobs/overview").objects("jobs").stream()
        .filter(job -> job.string("name").startsWith(namePrefix))
        .filter(job -> !OVER.contains(job.string("state")))
        .toList();
  }

  /**
   * Cancels the jobs whose names begin with a prefix, and waits until none of them is at work.
   *
   * @param patience how long to wait at most
   * @return ids of the jobs that were cancelled
   * @throws IOException if the cluster does not answer, or refuses
   * @throws InterruptedException if interrupted while it waits
   */
  public List<String> end(String namePrefix, Duration patience)
      throws IOException, InterruptedException {
    List<String> jobs = runningJobs(namePrefix);
    for (String job : jobs) {
      cancel(job);
    }
    long start = System.nanoTime();
    while (!unfinished(namePrefix).isEmpty() && System.nanoTime() - start < patience.toNanos()) {
      Thread.sleep(POLL_PERIOD.toMillis());
    }
    return jobs;
  }

  /**
   * What a cluster says of a job.
   *
   * @param id Flink's id of the job
   * @param state INITIALIZING, CREATED, RUNNING, RESTARTING, FAILING, FAILED, CANCELLING, CANCELED
   *     or FINISHED
   * @param tasks parallel tasks of all operators
   * @param tasksFinished those that are finished
   * @param shards shards that the tasks have handed on as finished, since the last restart
   * @param restarts how often the job was restarted
   */
  public record Job(
      String id, String state, int tasks, int tasksFinished, long shards, long restarts) {}

  /**
   * The newest of the jobs with certain names.
   *
   * @throws IOException if the cluster does not answer
   */
  public Optional<Job> newestJob(Predicate<String> name) throws IOException {
    Optional<String> newest =
        get("/jobs/overview").objects("jobs").stream()
            .filter(job -> name.test(job.string("name")))
            .max(Comparator.comparingLong(job -> job.integer("start-time")))
            .map(job -> job.string("jid"));
    return newest.isEmpty() ? Optional.empty() : Optional.of(job(newest.get()));
  }

  private Job job(String id) throws IOException {
    JsonObject json = get("/jobs/" + id);
    int tasks = 0;
    int finished = 0;
    long shards = 0;
    for (JsonObject vertex : json.objects("vertices")) {
      tasks += vertex.int32("parallelism");
      finished += vertex.object("tasks").int32("FINISHED");
      if (ShardedDataset.writesShards(vertex.string("name"))) {
        shards += vertex.object("metrics").integer("write-records");
      }
    }
    long restarts = 0;
    String where = "http://" + master();
    if (Json.parse(send(request("/jobs/" + id + "/metrics?get=numRestarts")), where)
        instanceof List<?> metrics) {
      // empty until the job has begun
      for (Object metric : metrics) {
        restarts = Long.parseLong(JsonObject.of(metric, where).string("value"));
      }
    }
    return new Job(id, json.string("state"), tasks, finished, shards, restarts);
  }

  /**
   * Why a job failed last, in one line; empty if it has not.
   *
   * @throws IOException if the cluster does not answer
   */
  public Optional<String> lastFailure(String job) throws IOException {
    return get("/jobs/" + job + "/exceptions?maxExceptions=1")
        .object("exceptionHistory")
        .objects("entries")
        .stream()
        .findFirst()
        .map(entry -> cause(entry.string("stacktrace")));
  }

  /** The innermost cause that a stack trace names: those around it say where, not what. */
  private static String cause(String stackTrace) {
    String start = "Caused by: ";
    String cause =
        stackTrace
            .lines()
            .filter(line -> line.startsWith(start))
            .reduce((outer, inner) -> inner)
            .map(line -> line.substring(start.length()))
            .orElseGet(() -> stackTrace.lines().findFirst().orElse(""));
    return cause.length() <= LONGEST_CAUSE ? cause : cause.substring(0, LONGEST_CAUSE) + " ...";
  }

  /**
   * Asks the cluster to cancel a job; returns before that is done.
   *
   * @throws IOException if the cluster does not answer, or refuses
   */
  public void cancel(String job) throws IOException {
    send(request("/jobs/" + job + "?mode=cancel").method("PATCH", BodyPublishers.noBody()));
  }

  private JsonObject get(String path) throws IOException {
    return Json.parseObject(send(request(path)), "http://" + master());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + master() + path));
  }

  private String send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
      if (response.statusCode() < HTTP_SUCCESS || response.statusCode() >= HTTP_REDIRECT) {
        throw new IOException("HTTP status " + response.statusCode() + " from " + response.uri());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
