package org.fieldbeam.cli;

import java.io.PrintWriter;
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
      "Writes a dataset as NumPy .npy (fields) or .npz (all columns), .csv, or pyerrors .json.gz"
          + " (measurements)."
    },
    footer = {
      "",
      "Rows are written chain by chain. A .npz says which chain and step each is of, and 'import'",
      "reads that; a .npy does not, and needs --chains when it is imported.",
      "",
      "Examples:",
      "  fieldbeam export out/phi4-quickstart/hmc fields.npy",
      "  fieldbeam export out/phi4-quickstart/hmc ensemble.npz",
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
      description =
          "File to write; its ending tells the format: .npy, .npz, .csv, .json, .json.gz.")
  private String file;

  @Option(names = "--fields", description = "With .csv: a column per site as well.")
  private boolean fields;

  @Override
  public Integer call() {
    if (fields && !file.endsWith(".csv")) {
      throw new ParameterException(spec.commandLine(), "--fields goes with .csv only.");
    }
    PrintWriter out = main.terminal().out();
    String name = PlainText.line(file);
    if (file.endsWith(".npy")) {
      out.println(name + ": " + text(DatasetExport.numpy(path, file), true));
    } else if (file.endsWith(".npz")) {
      out.println(name + ": " + text(DatasetExport.archive(path, file), false));
    } else if (file.endsWith(".csv")) {
      out.println(name + ": " + text(DatasetExport.csv(path, file, fields), false));
    } else if (file.endsWith(".json") || file.endsWith(".json.gz")) {
      DatasetExport.pyerrors(path, file);
      out.println(name);
    } else {
      throw new ParameterException(
          spec.commandLine(),
          "Unknown format of " + file + "; allowed: .npy, .npz, .csv, .json, .json.gz");
    }
    return ExitCode.DONE;
  }

  /** For example "512 configurations, 8 chains of 64 one after the other". */
  private static String text(DatasetExport.Written written, boolean chainsAreLost) {
    String chains =
        written.rows() == 0
            ? ""
            : ", "
                + (written.chains() == 1 ? "1 chain" : written.chains() + " chains")
                + (written.length() > 0 ? " of " + written.length() : " of unequal length")
                + (written.chains() == 1 ? "" : " one after the other");
    String advice =
        !chainsAreLost || written.chains() < 2
            ? ""
            : written.length() > 0
                ? "; import with --chains " + written.chains()
                : "; the file does not say where they begin: export .npz to import them";
    return written.rows() + " configurations" + chains + advice;
  }
}
