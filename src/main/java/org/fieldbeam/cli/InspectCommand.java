package org.fieldbeam.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.Manifest;
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

  @Parameters(paramLabel = "PATH", description = "Dataset folder or URI.")
  private String path;

  @Option(names = "--json", description = "Print the manifest.")
  private boolean json;

  @Override
  public Integer call() {
    Manifest manifest = DatasetFolder.open(path).manifest();
    if (json) {
      main.terminal().out().print(manifest.toJson());
      return ExitCode.DONE;
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("dataset", manifest.info().id());
    facts.put("kind", manifest.info().kind().label());
    facts.put("stage", manifest.info().stage());
    facts.put("lattice", Arrays.toString(manifest.info().shape()));
    facts.put("rows", Long.toString(manifest.rows()));
    facts.put("shards", Integer.toString(manifest.shards().size()));
    facts.put("bytes", Quantities.bytes(manifest.bytes()));
    facts.put("created", manifest.created() + " on " + manifest.host());
    facts.put("input hash", manifest.info().inputHash());
    manifest.info().properties().forEach((name, value) -> facts.put(name, Json.compact(value)));
    manifest.extra().forEach((name, value) -> facts.put(name, Json.compact(value)));
    int width = facts.keySet().stream().mapToInt(String::length).max().orElseThrow();
    main.terminal()
        .out()
        .print(
            facts.entrySet().stream()
                .map(
                    fact ->
                        " ".repeat(width - fact.getKey().length())
                            + fact.getKey()
                            + "  "
                            + fact.getValue()
                            + "\n")
                .collect(Collectors.joining()));
    return ExitCode.DONE;
  }
}
