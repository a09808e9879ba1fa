package org.fieldbeam.cli;

import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.cli.text.PlainText;
import org.fieldbeam.data.dataset.DatasetSummary;
import org.fieldbeam.data.storage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says what a dataset is. */
@Command(
    name = "inspect",
    description = "Says what a dataset folder holds, from its manifest.",
    footer = {"", "Example:", "  fieldbeam inspect out/phi4-quickstart/hmc"})
final class InspectCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "PATH",
      converter = PathConverter.class,
      description = "Dataset folder or URI.")
  private String path;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    DatasetSummary summary = DatasetSummary.of(path);
    if (json) {
      main.terminal().out().print(Json.pretty(summary.tree()));
    } else {
      summary.lines().forEach(line -> main.terminal().out().println(PlainText.line(line)));
    }
    return ExitCode.DONE;
  }
}
