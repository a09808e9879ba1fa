package org.fieldbeam.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.cli.text.TextTable;
import org.fieldbeam.data.check.DatasetVerifier;
import org.fieldbeam.data.storage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Checks a dataset against its manifest. */
@Command(
    name = "verify",
    description = {
      "Reads a whole dataset and checks it: hashes, row counts, finite fields, recomputed action."
    },
    footer = {"", "Example:", "  fieldbeam verify out/phi4-quickstart/hmc"})
final class VerifyCommand implements Callable<Integer> {
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
    List<DatasetVerifier.Finding> findings = DatasetVerifier.verify(path);
    boolean passed = DatasetVerifier.passed(findings);
    if (json) {
      List<Object> rows = new ArrayList<>();
      findings.forEach(
          finding ->
              rows.add(
                  Map.of(
                      "what", finding.what(),
                      "passed", finding.passed(),
                      "detail", finding.detail())));
      main.terminal()
          .out()
          .print(Json.pretty(Map.of("path", path, "passed", passed, "findings", rows)));
    } else {
      TextTable table = new TextTable(TextTable.Align.LEFT, List.of("", "checked", ""));
      findings.forEach(
          finding ->
              table.add(
                  List.of(finding.passed() ? "ok" : "FAILED", finding.what(), finding.detail())));
      main.terminal().out().print(table);
      main.terminal().out().println(path + (passed ? ": good" : ": FAILED"));
    }
    return passed ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }
}
