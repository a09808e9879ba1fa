package org.fieldbeam.beam.job;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.fieldbeam.beam.FakeJobManager;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of Flink's REST API, against a server that answers as Flink's reference says. */
class FlinkClusterTest {
  private FakeJobManager server;
  private FlinkCluster cluster;

  @BeforeEach
  void serve() throws IOException {
    server = new FakeJobManager();
    cluster = server.cluster();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readsTheOverview() {
    String version = EnvironmentInformation.getVersion();
    server.overview(version, 3, 6);
    assertEquals(new FlinkCluster.Overview(version, 3, 6, 6), cluster.check());
  }

  @Test
  void refusesAnotherVersion() {
    server.overview("1.18.1", 3, 6);
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
    server.close();
    UserException refused = assertThrows(UserException.class, cluster::check);
    assertTrue(refused.getMessage().startsWith("cannot reach"), refused::getMessage);
    assertTrue(refused.getMessage().contains(cluster.master()), refused::getMessage);
  }

  @Test
  void saysThatSomethingElseAnswers() {
    server.answer("/overview", "<html>another service</html>");
    UserException refused = assertThrows(UserException.class, cluster::check);
    assertTrue(refused.getMessage().startsWith("no Flink cluster"), refused::getMessage);
  }

  @Test
  void findsTheRunningJobsOfThisProcess() throws IOException {
    server.answer(
        "/jobs/overview",
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
    server.answer("/jobs/a2?mode=cancel", "{}");
    cluster.cancel("a2");
    assertEquals(List.of("PATCH /jobs/a2?mode=cancel"), server.requests());
  }

  @Test
  void saysHowFarAJobIs() throws IOException {
    server.job("fieldbeam-x-2-hmc", "RUNNING", 7, 3);
    assertEquals(
        Optional.of(new FlinkCluster.Job("a1", "RUNNING", 6, 3, 7, 3)),
        cluster.newestJob(name -> name.endsWith("-hmc")));
    assertEquals(Optional.empty(), cluster.newestJob(name -> name.endsWith("-noised")));
  }

  @Test
  void theNewestOfTheJobsOfAStage() throws IOException {
    server
        .job("fieldbeam-x-2-hmc", "RUNNING", 7, 3)
        .answer(
            "/jobs/overview",
            """
            {"jobs":[{"jid":"a0","name":"fieldbeam-x-1-hmc","state":"FAILED","start-time":4},
                     {"jid":"a1","name":"fieldbeam-x-2-hmc","state":"RUNNING","start-time":6},
                     {"jid":"a2","name":"fieldbeam-x-3-b","state":"RUNNING","start-time":7}]}
            """);
    assertEquals("a1", cluster.newestJob(name -> name.endsWith("-hmc")).orElseThrow().id());
  }

  @Test
  void aJobThatHasNotBegunHasNoMetrics() throws IOException {
    server
        .job("fieldbeam-x-1-hmc", "INITIALIZING", 0, 0)
        .answer("/jobs/a1", "{\"jid\":\"a1\",\"state\":\"INITIALIZING\",\"vertices\":[]}")
        .answer("/jobs/a1/metrics?get=numRestarts", "[]");
    assertEquals(
        Optional.of(new FlinkCluster.Job("a1", "INITIALIZING", 0, 0, 0, 0)),
        cluster.newestJob(name -> true));
  }

  @Test
  void saysInOneLineWhyAJobFailed() throws IOException {
    server.job("fieldbeam-x-1-hmc", "RESTARTING", 0, 1);
    assertEquals(
        Optional.of("x.Lost: TaskManager tm-2 is no longer reachable"), cluster.lastFailure("a1"));
    server.answer(
        "/jobs/a1/exceptions?maxExceptions=1",
        """
        {"exceptionHistory":{"entries":[{"stacktrace": "x.Chained: 'FlatMap'\\n\\tat x.y(Z.java:1)\\n\
        Caused by: x.Wrapped: x.Denied\\n\\t... 1 more\\nCaused by: x.Denied: no credentials\\n"}]}}
        """);
    assertEquals(Optional.of("x.Denied: no credentials"), cluster.lastFailure("a1"));
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
