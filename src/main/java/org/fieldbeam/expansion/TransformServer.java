package org.fieldbeam.expansion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.beam.fn.harness.ExternalWorkerService;
import org.apache.beam.runners.fnexecution.artifact.ArtifactRetrievalService;
import org.apache.beam.sdk.expansion.service.ExpansionServiceOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.vendor.grpc.v1p69p0.io.grpc.Server;
import org.apache.beam.vendor.grpc.v1p69p0.io.grpc.ServerBuilder;
import org.apache.beam.vendor.grpc.v1p69p0.io.grpc.netty.NettyServerBuilder;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.transform.NamedTransform;

/**
 * Serves the transforms on a port of this machine: to a pipeline that is built in another language
 * it gives what a transform expands to, the jars that its workers need, and, where a pipeline asks
 * for it, a worker in this very process.
 *
 * <p>It listens on the loopback address alone: what it expands writes files as its user.
 */
public final class TransformServer implements AutoCloseable {
  private final Server server;

  private TransformServer(Server server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param wanted the port; 0 for any that is free
   * @param options options of Beam's expansion service, such as {@code --alsoStartLoopbackWorker}
   *     or {@code --filesToStage=JAR}, as Beam's SDKs give them
   * @throws UserException if the port cannot be had
   * @throws IllegalArgumentException if an option is none of Beam's
   */
  public static TransformServer start(int wanted, String... options) {
    int port = wanted == 0 ? free() : wanted;
    PipelineOptionsFactory.register(ExpansionServiceOptions.class);
    PipelineOptions read = PipelineOptionsFactory.fromArgs(options).create();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    ServerBuilder<?> builder =
        NettyServerBuilder.forAddress(address)
            .addService(new TransformService(read, "localhost:" + port))
            .addService(new ArtifactRetrievalService());
    if (read.as(ExpansionServiceOptions.class).getAlsoStartLoopbackWorker()) {
      builder.addService(new ExternalWorkerService(read));
    }
    try {
      return new TransformServer(builder.build().start());
    } catch (IOException e) {
      throw UserException.of("the transforms cannot be served")
          .where("port " + port + " of this machine")
          .given(e.getCause() instanceof BindException busy ? busy.getMessage() : e.getMessage())
          .todo("give another port, or 0 for any that is free")
          .cause(e)
          .build();
    }
  }

  /** A free port: workers are told of it before the server has it. */
  private static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port. */
  public int port() {
    return server.getPort();
  }

  /** The identifiers of fieldbeam's transforms, in their order. */
  public static List<String> identifiers() {
    return NamedTransform.all().stream().map(NamedTransform::identifier).sorted().toList();
  }

  /**
   * Waits until the server has ended.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public void await() throws InterruptedException {
    server.awaitTermination();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What {@code java -jar} starts, with the arguments that Beam's SDKs give.
   *
   * @param args the port, then options
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length == 0 || !args[0].matches("[0-9]{1,5}")) {
      System.err.println("usage: java -jar fieldbeam-transforms.jar PORT [OPTIONS OF BEAM]");
      System.exit(2);
    }
    try (TransformServer server =
        start(Integer.parseInt(args[0]), Arrays.copyOfRange(args, 1, args.length))) {
      System.out.println("fieldbeam: serving transforms on localhost:" + server.port());
      identifiers().forEach(System.out::println);
      server.await();
    } catch (UserException e) {
      System.err.println("fieldbeam: " + e.getMessage());
      System.exit(1);
    }
  }
}
