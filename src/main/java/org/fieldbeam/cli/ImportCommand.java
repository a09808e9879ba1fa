package org.fieldbeam.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.EnsembleImport;
import org.fieldbeam.data.FolderNames;
import org.fieldbeam.data.Storage;
import org.fieldbeam.data.UserException;
import picocli.CommandLine.Command;
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
      "Makes an ensemble of NumPy .npy/.npz or Parquet files, to be measured or trained on."
    },
    footer = {
      "",
      "Configurations are taken in the order of the file, as --chains chains of equal length.",
      "",
      "Examples:",
      "  fieldbeam import fields.npy data/mine --action phi4 -P kappa=0.26 -P lambda=0.022",
      "  fieldbeam import other.parquet data/other --column phi --shape 16,16 --chains 8",
      "  then in a pipeline file:  - train: {from: data/mine, into: score, model: effectiveAction}"
    })
final class ImportCommand implements Callable<Integer> {
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
      names = "--column",
      paramLabel = "NAME",
      description = "Array of the .npz file or column of the Parquet file, if it has several.")
  private String column;

  @Option(
      names = "--shape",
      paramLabel = "L,...",
      converter = Extents.Converter.class,
      description = "Lattice extents, for Parquet; NumPy files know theirs.")
  private Extents shape;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "Action of the ensemble: phi4, free, quartic or anharmonic.")
  private String action;

  @Option(
      names = {"-P", "--parameter"},
      paramLabel = "NAME=VALUE",
      parameterConsumer = NumberOptions.Named.class,
      description = "Parameter of the action, such as kappa=0.26.")
  private Map<String, Double> parameters = new TreeMap<>();

  @Option(
      names = "--chains",
      paramLabel = "N",
      defaultValue = "1",
      description = "Chains in the file, one after the other. Default: ${DEFAULT-VALUE}.")
  private int chains;

  @Override
  public Integer call() {
    if (action == null && !parameters.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "-P needs --action.");
    }
    String name = name();
    if (!Storage.list(folder, "*").isEmpty()) {
      throw UserException.of("there is something in this folder already")
          .where(folder)
          .allowed("a new or empty folder")
          .todo("name another folder, or delete what is there")
          .build();
    }
    DatasetFolder dataset =
        EnsembleImport.run(
            new EnsembleImport.Request(
                file, column, shape == null ? null : shape.shape(), description(), chains),
            folder,
            name);
    main.terminal()
        .out()
        .println(
            folder
                + ": "
                + dataset.manifest().rows()
                + " configurations on "
                + Arrays.toString(dataset.info().shape()));
    return ExitCode.DONE;
  }

  /** The action as a dataset says it; a wrong one is refused before anything is read. */
  private Map<String, Object> description() {
    if (action == null) {
      return null;
    }
    try {
      Actions.of(Lattice.of(shape == null ? new int[] {4, 4} : shape.shape()), action, parameters);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return Map.of("name", action, "parameters", new TreeMap<>(parameters));
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
