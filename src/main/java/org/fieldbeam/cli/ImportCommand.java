package org.fieldbeam.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Extents;
import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.cli.text.PlainText;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.exchange.EmptyFolder;
import org.fieldbeam.data.exchange.EnsembleImport;
import org.fieldbeam.data.exchange.ImportKind;
import org.fieldbeam.data.model.FolderNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes a dataset of configurations from elsewhere. */
@Command(
    name = "import",
    description = {
      "Makes an ensemble of files in a format of other tools, such as NumPy .npy/.npz, HDF5 and"
          + " Parquet, to be measured or trained on."
    },
    footer = {
      "",
      "Of an array the first axis counts configurations, unless --shape leaves the last for that.",
      "Arrays of a .npz file, or columns, called chain and step say what a configuration is of;",
      "otherwise the file is divided into --chains chains of equal length. The import says how,",
      "and looks whether correlations contradict it; then its exit code is 3.",
      "",
      "Examples:",
      "  fieldbeam import fields.npy data/mine --action phi4 -P kappa=0.26 -P lambda=0.022",
      "  fieldbeam import fields.npz data/bare --action phi4 -P m2=-0.1 -P lambda0=0.5 \\",
      "      --normalization bare",
      "  fieldbeam import other.parquet data/other --column phi --shape 16,16 --chains 8",
      "  fieldbeam import run.h5 data/run --dataset /run1/phi --action phi4 -P kappa=0.26 \\",
      "      -P lambda=0.022",
      "  then in a pipeline file:  - train: {from: data/mine, into: score, model: effectiveAction}"
    })
final class ImportCommand implements Callable<Integer> {
  /** The formats, those of plug-ins too. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ImportKind.all().all().stream().map(ImportKind::name).iterator();
    }
  }

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      converter = PathConverter.class,
      description = "File to import.")
  private String file;

  @Parameters(
      index = "1",
      paramLabel = "PATH",
      converter = PathConverter.class,
      description = "Dataset folder to write.")
  private String folder;

  @Option(
      names = {"--column", "--dataset"},
      paramLabel = "NAME",
      description = {
        "Array of the .npz file, column of the Parquet file or path of the dataset in the HDF5 file,"
            + " if it has several."
      })
  private String column;

  @Option(
      names = "--shape",
      paramLabel = "L,...",
      converter = Extents.Converter.class,
      description = {
        "Lattice extents: for Parquet, and for arrays whose axis of configurations is not plain."
      })
  private Extents shape;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description = {
        "What a configuration consists of, where no action says it: sites or links, real or angle,"
            + " and the number of components, such as \"links angle 1\". Several values of a site"
            + " are the last axis. Default: \"sites real 1\"."
      })
  private String layout;

  @Mixin private ActionOptions action = new ActionOptions();

  @Option(
      names = "--chains",
      paramLabel = "N",
      description = "Chains in the file, of equal length. Default: one.")
  private Integer chains;

  @Option(
      names = "--interleaved",
      description = {
        "The chains come by turns: configuration i is of chain i mod N. Without it they come one"
            + " after the other."
      })
  private boolean interleaved;

  @Option(
      names = "--normalization",
      paramLabel = "NAME",
      description = {
        "Of phi4 and free: hopping, for fields phi of the hopping form, in which datasets are, or"
            + " bare, for phi0 = sqrt(2 kappa) phi."
      })
  private EnsembleImport.Scale normalization;

  @Option(
      names = "--weights",
      paramLabel = "use|ignore",
      description = "What to do with log_weight, if the file has it.")
  private EnsembleImport.Weights weights;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      completionCandidates = Formats.class,
      description = {
        "Format of the file: ${COMPLETION-CANDIDATES}; fieldbeam reference says more of them."
            + " Default: the one that its beginning shows."
      })
  private String format;

  @Override
  public Integer call() {
    Optional<Map<String, Object>> described = description();
    if (interleaved && chains == null) {
      throw new ParameterException(spec.commandLine(), "--interleaved needs --chains N.");
    }
    if (format != null) {
      try {
        ImportKind.all().get(format);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--format: " + e.getMessage(), e);
      }
    }
    String name = name();
    EmptyFolder.require(folder);
    EnsembleImport.Request request =
        new EnsembleImport.Request(
            file,
            column,
            layout,
            shape == null ? null : shape.shape(),
            described.orElse(null),
            chains == null ? OptionalInt.empty() : OptionalInt.of(chains),
            interleaved,
            normalization,
            weights,
            format);
    EnsembleImport.Result result = EnsembleImport.run(request, folder, name);
    PrintWriter out = main.terminal().out();
    DatasetFolder dataset = result.dataset();
    out.println(
        PlainText.line(folder)
            + ": "
            + dataset.manifest().rows()
            + (dataset.manifest().rows() == 1 ? " configuration on " : " configurations on ")
            + Arrays.toString(dataset.info().shape()));
    out.println("  configurations: " + PlainText.line(result.source()));
    out.println("  chains: " + result.split());
    if (described.isEmpty()) {
      out.println("  action: not named; to be measured, the ensemble needs one (--action)");
    }
    for (Check check : result.checks()) {
      out.println("  " + line(check));
    }
    return result.checks().stream().anyMatch(Check::failed) ? ExitCode.CHECK_FAILED : ExitCode.DONE;
  }

  private static String line(Check check) {
    String outcome = check.outcome().label();
    return (check.failed() ? outcome.toUpperCase(Locale.ROOT) : outcome)
        + " "
        + check.name()
        + ": "
        + check.explanation();
  }

  /**
   * The action as a dataset says it. A wrong name or parameter is refused here; what depends on the
   * lattice, when it is known.
   */
  private Optional<Map<String, Object>> description() {
    try {
      Optional<Map<String, Object>> described = action.tree();
      described.ifPresent(ImportCommand::requireOnSomeLattice);
      return described;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** What depends on the lattice is seen later; a gauge field exists on a plane, not on a site. */
  private static void requireOnSomeLattice(Map<String, Object> described) {
    try {
      Actions.of(Lattice.of(1), described);
    } catch (IllegalArgumentException onASite) {
      try {
        Actions.of(Lattice.of(2, 2), described);
      } catch (IllegalArgumentException onAPlane) {
        throw onASite;
      }
    }
  }

  /** The dataset is called after its folder. */
  private String name() {
    String name = FolderNames.of(folder);
    Optional<String> objection = FolderNames.objection(name);
    if (objection.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "The dataset is called after its folder, and '"
              + name
              + "' of "
              + folder
              + " "
              + objection.get()
              + "; name another folder.");
    }
    return name;
  }
}
