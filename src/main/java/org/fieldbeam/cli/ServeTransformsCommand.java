package org.fieldbeam.cli;

import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.expansion.TransformServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Serves the transforms to pipelines in other languages. */
@Command(
    name = "serve-transforms",
    description = {
      "Serves the stages as transforms to Beam pipelines in Python and other languages, and runs"
          + " them, until it is interrupted. It listens on this machine alone.",
    },
    footer = {
      "",
      "Examples:",
      "  fieldbeam serve-transforms --port 8097",
      "  fieldbeam --plugins mine.jar serve-transforms --port 8097",
      "",
      "Beam YAML and the Python package start a server of their own.",
    })
final class ServeTransformsCommand implements Callable<Integer> {
  private static final int HIGHEST = 65_535;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      required = true,
      paramLabel = "PORT",
      description = "The port, 1 to 65535; 0 for any that is free.")
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > HIGHEST) {
      throw new ParameterException(
          spec.commandLine(), "--port is " + port + "; allowed: 0 to " + HIGHEST);
    }
    // the worker is this process, so that plug-ins need not travel
    try (TransformServer server = TransformServer.start(port, "--alsoStartLoopbackWorker")) {
      main.terminal().out().println("serving transforms on localhost:" + server.port());
      TransformServer.identifiers()
          .forEach(identifier -> main.terminal().out().println("  " + identifier));
      main.terminal().out().flush();
      server.await();
    }
    return ExitCode.DONE;
  }
}
