package org.fieldbeam.beam;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.fieldbeam.beam.job.FlinkCluster;

/** Answers as the reference of Flink's REST API says, with what a test puts in. */
public final class FakeJobManager implements AutoCloseable {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** Starts on a port that the system chooses. */
  public FakeJobManager() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          String answer = answers.get(exchange.getRequestURI().toString());
          byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** What is answered to a path with its query. */
  public FakeJobManager answer(String path, String json) {
    answers.put(path, json);
    return this;
  }

  /** A cluster of this Flink version. */
  public FakeJobManager overview(int taskManagers, int slots) {
    return overview(EnvironmentInformation.getVersion(), taskManagers, slots);
  }

  /** A cluster. */
  public FakeJobManager overview(String version, int taskManagers, int slots) {
    return answer(
        "/overview",
        """
        {"taskmanagers":%d,"slots-total":%d,"slots-available":%d,"jobs-running":1,
         "flink-version":"%s","flink-commit":"4105f8d"}
        """
            .formatted(taskManagers, slots, slots, version));
  }

  /** One job, of two tasks that plan and four that write shards. */
  public FakeJobManager job(String name, String state, int shards, int restarts) {
    return answer(
            "/jobs/overview",
            """
            {"jobs":[{"jid":"a1","name":"%s","state":"%s","start-time":5}]}
            """
                .formatted(name, state))
        .answer(
            "/jobs/a1",
            """
            {"jid":"a1","state":"%s","vertices":[
              {"name":"CHAIN Source -> FlatMap (at Generate/Shards/Plan)","parallelism":2,
               "tasks":{"RUNNING":0,"FINISHED":2},"metrics":{"write-records":12}},
              {"name":"CHAIN FlatMap (at Generate/Shards/WriteShards/ParMultiDo)","parallelism":4,
               "tasks":{"RUNNING":3,"FINISHED":1},"metrics":{"write-records":%d}}]}
            """
                .formatted(state, shards))
        .answer(
            "/jobs/a1/metrics?get=numRestarts",
            "[{\"id\":\"numRestarts\",\"value\":\"" + restarts + "\"}]")
        .answer(
            "/jobs/a1/exceptions?maxExceptions=1",
            """
            {"exceptionHistory":{"entries":[{"exceptionName":"x.Lost","stacktrace":
             "x.Lost: TaskManager tm-2 is no longer reachable\\n\\tat x.y(Z.java:1)"}]}}
            """);
  }

  /** Method and path of every request, in order. */
  public List<String> requests() {
    return requests;
  }

  /** A client of it. */
  public FlinkCluster cluster() {
    return FlinkCluster.at("127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
