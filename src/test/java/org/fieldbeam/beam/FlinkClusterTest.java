package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of Flink's REST API, against a server that answers as Flink's reference says. */
class FlinkClusterTest {
  private HttpServer server;
  private FlinkCluster cluster;
  private final AtomicReference<String> answer = new AtomicReference<>();
  private final AtomicReference<String> asked = new AtomicReference<>();

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    cluster = FlinkCluster.at("127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String overview(String version) {
    return "{\"taskmanagers\":3,\"slots-total\":6,\"slots-available\":4,\"jobs-running\":1,"
        + "\"flink-version\":\""
        + version
        + "\",\"flink-commit\":\"4105f8d\"}";
  }

  @Test
  void readsTheOverview() {
    String version = EnvironmentInformation.getVersion();
    answer.set(overview(version));
    assertEquals(new FlinkCluster.Overview(version, 3, 6, 4), cluster.check());
  }

  @Test
  void refusesAnotherVersion() {
    answer.set(overview("1.18.1"));
    UserException refused = assertThrows(UserException.class, cluster::check);
    assertTrue(refused.getMessage().contains("1.18.1"), refused::getMessage);
    assertTrue(refused.getMessage().contains(cluster.master()), refused::getMessage);
    assertTrue(
        refused.getMessage().contains(EnvironmentInformation.getVersion()), refused::getMessage);
  }

  @Test
  void onlyTheLastNumberOfTheVersionMayDiffer() {
    assertDoesNotThrow(() -> FlinkCluster.checkVersion("host:1", "1.19.0", "1.19.3"));
    assertThrows(
        UserException.class, () -> FlinkCluster.checkVersion("host:1", "1.20.3", "1.19.3"));
    assertThrows(UserException.class, () -> FlinkCluster.checkVersion("host:1", "1.1", "1.19.3"));
  }

  @Test
  void saysThatNobodyAnswers() {
    server.stop(0);
    UserException refused = assertThrows(UserException.class, cluster::check);
    assertTrue(refused.getMessage().startsWith("cannot reach"), refused::getMessage);
    assertTrue(refused.getMessage().contains(cluster.master()), refused::getMessage);
  }

  @Test
  void saysThatSomethingElseAnswers() {
    answer.set("<html>another service</html>");
    UserException refused = assertThrows(UserException.class, cluster::check);
    assertTrue(refused.getMessage().startsWith("no Flink cluster"), refused::getMessage);
  }

  @Test
  void findsTheRunningJobsOfThisProcess() throws IOException {
    answer.set(
        """
        {"jobs":[{"jid":"a1","name":"fieldbeam-x-1-hmc","state":"FINISHED"},
                 {"jid":"a2","name":"fieldbeam-x-2-noised","state":"RUNNING"},
                 {"jid":"a3","name":"fieldbeam-x-3-score","state":"RESTARTING"},
                 {"jid":"a4","name":"fieldbeam-y-1-hmc","state":"RUNNING"}]}
        """);
    assertEquals(List.of("a2", "a3"), cluster.runningJobs("fieldbeam-x-"));
  }

  @Test
  void cancelsAJob() throws IOException {
    answer.set("{}");
    cluster.cancel("a2");
    assertEquals("PATCH /jobs/a2?mode=cancel", asked.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", "host:", ":8081", "host:port", "host:99999", "http://host:80"})
  void refusesWhatIsNoAddress(String master) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> FlinkCluster.at(master));
    assertTrue(refused.getMessage().contains("HOST:PORT"), refused::getMessage);
  }
}
