package org.fieldbeam.beam;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.UserException;

/**
 * A running Flink session cluster, seen through the REST API of its JobManager.
 *
 * <p>Source of the paths and answers: the REST API reference of Flink 1.19.
 */
public final class FlinkCluster {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern ADDRESS = Pattern.compile("(?<host>[^:/\\s]+):(?<port>[0-9]{1,5})");
  private static final int MAX_PORT = 65_535;
  private static final int HTTP_SUCCESS = 200;
  private static final int HTTP_REDIRECT = 300;
  private static final Set<String> OVER = Set.of("FINISHED", "FAILED", "CANCELED");
  private static final Set<String> ENDING = Set.of("CANCELLING", "FAILING");
  private static final Duration POLL_PERIOD = Duration.ofMillis(200);

  private final String master;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build();

  private FlinkCluster(String master) {
    this.master = master;
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
    return new FlinkCluster(master);
  }

  /** The address, HOST:PORT. */
  public String master() {
    return master;
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

  /**
   * Asks the cluster, and checks that this software speaks its version: the one it is built
   * against, but for the last number.
   *
   * @throws UserException if it cannot be reached, is no Flink cluster, or is of another version
   */
  public Overview check() {
    Overview overview;
    try {
      JsonObject json = get("/overview");
      overview =
          new Overview(
              json.string("flink-version"),
              json.int32("taskmanagers"),
              json.int32("slots-total"),
              json.int32("slots-available"));
    } catch (IOException e) {
      throw UserException.of("cannot reach the Flink cluster")
          .where(master)
          .given(e.toString())
          .allowed("the address of the REST API of a running JobManager")
          .todo(
              "check the address and that the cluster runs; 'runners/flink/cluster status' shows"
                  + " the one on this machine")
          .cause(e)
          .build();
    } catch (UserException e) {
      throw UserException.of("no Flink cluster answers at this address")
          .where(master)
          .given(e.getMessage().replace('\n', ' '))
          .allowed("the address of the REST API of a running JobManager")
          .todo("check the address")
          .cause(e)
          .build();
    }
    checkVersion(master, overview.version(), EnvironmentInformation.getVersion());
    return overview;
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
   * Asks the cluster to cancel a job; returns before that is done.
   *
   * @throws IOException if the cluster does not answer, or refuses
   */
  public void cancel(String job) throws IOException {
    send(
        HttpRequest.newBuilder(uri("/jobs/" + job + "?mode=cancel"))
            .method("PATCH", BodyPublishers.noBody()));
  }

  private JsonObject get(String path) throws IOException {
    return Json.parseObject(send(HttpRequest.newBuilder(uri(path)).GET()), "http://" + master);
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

  private URI uri(String path) {
    return URI.create("http://" + master + path);
  }
}
