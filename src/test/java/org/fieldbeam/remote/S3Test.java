package org.fieldbeam.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** An S3-compatible server over loopback HTTP. Runs with {@code mvn -Ps3}. */
@EnabledIf("built")
class S3Test extends RemoteContract {
  @TempDir static Path folder;
  private static Server server;
  private static String endpoint;

  static boolean built() {
    return Server.has("org.apache.beam.sdk.io.aws2.s3.S3FileSystem");
  }

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
    endpoint = "http://127.0.0.1:" + Server.freePort();
    Files.createDirectories(folder.resolve("objects"));
    Path config = folder.resolve("s3proxy.conf");
    Files.writeString(
        config,
        "s3proxy.authorization=none\ns3proxy.ignore-unknown-headers=true\ns3proxy.endpoint="
            + endpoint
            + "\njclouds.provider=filesystem-nio2\njclouds.identity=any\njclouds.credential=any\n"
            + "jclouds.filesystem.basedir="
            + folder.resolve("objects")
            + "\n");
    server =
        new Server(
            "s3",
            folder,
            "org.gaul.s3proxy.Main",
            List.of(),
            List.of("--properties", config.toString()));
    server.await(() -> send("GET", "/") == 200);
    assertEquals(200, send("PUT", "/bucket"));
  }

  /** Status of a request, 0 if nobody answers. */
  private static int send(String method, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(endpoint + path))
              .method(method, BodyPublishers.noBody())
              .build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    server.stop();
  }

  @Override
  String root() {
    return "s3://bucket/tests";
  }

  @Override
  String storageOptions() {
    return "--awsRegion=us-east-1 --endpoint=" + endpoint;
  }

  /** Credentials, where Amazon's client looks for them by default; this server wants some. */
  @Override
  Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", "any", "AWS_SECRET_ACCESS_KEY", "any");
  }
}
