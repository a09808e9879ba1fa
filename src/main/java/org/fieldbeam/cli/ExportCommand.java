package org.fieldbeam.cli;

import java.util.concurrent.Callable;
import org.fieldbeam.data.DatasetExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Writes a dataset in a format of other tools. */
@Command(
    name = "export",
    description = {
      "Writes a dataset as NumPy .npy (fields), .csv, or pyerrors .json.gz (measurements)."
    },
    footer = {
      "",
      "Examples:",
      "  fieldbeam export out/phi4-quickstart/hmc fields.npy",
      "  fieldbeam export out/phi4-quickstart/hmc table.csv",
      "  fieldbeam export out/phi4-quickstart/observables/hmc obs.json.gz"
    })
final class ExportCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "PATH",
      converter = PathConverter.class,
      description = "Dataset folder or URI.")
  private String path;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      converter = PathConverter.class,
      description = "File to write; its ending tells the format: .npy, .csv, .json, .json.gz.")
  private String file;

  @Option(names = "--fields", description = "With .csv: a column per site as well.")
  private boolean fields;

  @Override
  public Integer call() {
    if (fields && !file.endsWith(".csv")) {
      throw new ParameterException(spec.commandLine(), "--fields goes with .csv only.");
    }
    if (file.endsWith(".npy")) {
      DatasetExport.numpy(path, file);
    } else if (file.endsWith(".csv")) {
      DatasetExport.csv(path, file, fields);
    } else if (file.endsWith(".json") || file.endsWith(".json.gz")) {
      DatasetExport.pyerrors(path, file);
    } else {
      throw new ParameterException(
          spec.commandLine(),
          "Unknown format of " + file + "; allowed: .npy, .csv, .json, .json.gz");
    }
    main.terminal().out().println(file);
    return ExitCode.DONE;
  }
}
