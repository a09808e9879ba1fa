package org.fieldbeam.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.NumberOptions;
import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.cli.text.PlainText;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.export.ExportKind;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.grammar.ValueReader;
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
      "Writes a dataset in a format of other tools, such as NumPy .npy (fields) and .npz (all"
          + " columns), HDF5 .h5, .csv, .parquet, or pyerrors .json.gz (measurements)."
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
  /** The formats, those of plug-ins too. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ExportKind.all().all().stream().map(ExportKind::name).iterator();
    }
  }

  private static final String FIELDS = "fields";

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
          "File to write; its ending tells the format, such as .npy, .npz, .h5, .csv, .parquet or .json.gz.")
  private String file;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      completionCandidates = Formats.class,
      description =
          "Format: ${COMPLETION-CANDIDATES}; fieldbeam reference says more of them. Default: the one"
              + " of the file's ending.")
  private String format;

  @Option(
      names = {"-P", "--parameter"},
      paramLabel = "NAME=VALUE",
      parameterConsumer = NumberOptions.Named.class,
      description = "Key of the format, such as fields=true.")
  private Map<String, Object> parameters = new TreeMap<>();

  @Option(names = "--fields", description = "The same as -P fields=true: a column per value.")
  private boolean fields;

  @Override
  public Integer call() {
    ExportKind kind = kind();
    DatasetExport.Written written = kind.write(path, file, settings(kind));
    main.terminal().out().println(PlainText.line(file) + ": " + text(written, !kind.namesChains()));
    return ExitCode.DONE;
  }

  /** The format that is named, or that of the ending: the longest one that fits. */
  private ExportKind kind() {
    if (format != null) {
      try {
        return ExportKind.all().get(format);
      } catch (IllegalArgumentException e) {
        throw bad("--format: " + e.getMessage());
      }
    }
    int longest = ExportKind.all().all().stream().mapToInt(this::ending).max().orElse(0);
    List<ExportKind> found =
        ExportKind.all().all().stream()
            .filter(each -> longest > 0 && ending(each) == longest)
            .toList();
    if (found.size() > 1) {
      throw bad(
          "Files that end like "
              + file
              + " may be of the formats "
              + found.stream().map(ExportKind::name).collect(Collectors.joining(", "))
              + "; give one with --format.");
    }
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "Unknown format of "
                        + file
                        + "; allowed: "
                        + ExportKind.all().all().stream()
                            .flatMap(each -> each.endings().stream())
                            .collect(Collectors.joining(", "))
                        + ", or any name with --format"));
  }

  private int ending(ExportKind kind) {
    return kind.endings().stream().filter(file::endsWith).mapToInt(String::length).max().orElse(0);
  }

  private Value settings(ExportKind kind) {
    Map<String, Object> given = new TreeMap<>(parameters);
    if (fields) {
      requireFields(kind);
      given.put(FIELDS, true);
    }
    try {
      return ValueReader.require(given, kind.about().keys(), "-P of the format " + kind.name());
    } catch (IllegalArgumentException e) {
      throw bad(e.getMessage());
    }
  }

  private void requireFields(ExportKind kind) {
    if (!hasFields(kind)) {
      throw bad(
          "--fields goes with "
              + ExportKind.all().all().stream()
                  .filter(ExportCommand::hasFields)
                  .flatMap(each -> each.endings().stream())
                  .collect(Collectors.joining(", "))
              + " only.");
    }
  }

  private static boolean hasFields(ExportKind kind) {
    return kind.about().keys() instanceof Type.Fields keys
        && keys.keys().stream().anyMatch(key -> key.name().equals(FIELDS));
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
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
