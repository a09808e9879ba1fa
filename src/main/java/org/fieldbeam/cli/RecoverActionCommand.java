package org.fieldbeam.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.RecoverAction;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.TreeSum;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Fits kappa and lambda to an ensemble. */
@Command(
    name = "recover-action",
    description = {
      "Prints kappa and lambda of phi^4 fitted from an ensemble's configurations alone, with"
          + " errors."
    },
    footer = {"", "Example:", "  fieldbeam recover-action out/phi4-quickstart/hmc"})
final class RecoverActionCommand implements Callable<Integer> {
  private static final int BATCH = 64;
  private static final int MIN_CHAINS = 8;

  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "PATH",
      converter = PathConverter.class,
      description = "Ensemble: a dataset folder or URI.")
  private String path;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** What the scalar columns say of the chains. */
  private static final class Extent {
    long firstStep = Long.MAX_VALUE;
    long lastStep = Long.MIN_VALUE;
    final java.util.Set<Long> chains = new java.util.HashSet<>();
  }

  @Override
  public Integer call() {
    DatasetFolder dataset = DatasetFolder.open(path, DatasetKind.ENSEMBLE);
    dataset.requireScalar("recover-action");
    RecoverAction.Result result;
    try {
      result = RecoverAction.solve(total(dataset, sums(dataset)));
    } catch (IllegalArgumentException e) {
      throw UserException.of("the action cannot be recovered from this ensemble")
          .where(path)
          .given(e.getMessage())
          .todo("use an ensemble of phi^4 on a lattice, with more configurations")
          .cause(e)
          .build();
    }
    Optional<String> objection = result.objection();
    main.terminal().out().print(json ? Json.pretty(tree(result)) : text(result));
    return objection.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  /** Couplings only of an ensemble that has them. */
  private static Map<String, Object> tree(RecoverAction.Result result) {
    Map<String, Object> tree = new TreeMap<>();
    boolean found = result.objection().isEmpty();
    tree.put("kappa", found ? tree(result.kappa()) : null);
    tree.put("lambda", found ? tree(result.lambda()) : null);
    tree.put("configurations", result.configurations());
    tree.put("effectiveConfigurations", result.effective());
    tree.put("blocks", result.blocks());
    Map<String, Object> fit = new TreeMap<>();
    fit.put("equations", result.fit().quantities());
    fit.put("statistic", EstimatesFile.orNull(result.fit().statistic()));
    fit.put("probability", EstimatesFile.orNull(result.fit().probability()));
    tree.put("fit", fit);
    tree.put("objection", result.objection().orElse(null));
    tree.put("scale", result.scale().map(RecoverActionCommand::tree).orElse(null));
    return tree;
  }

  private static String text(RecoverAction.Result result) {
    String from =
        "from "
            + result.configurations()
            + " configurations"
            + weighted(result)
            + ", errors by jackknife over "
            + result.blocks()
            + " blocks\n";
    if (result.objection().isPresent()) {
      return "not an ensemble of phi^4: "
          + result.objection().get()
          + "\n"
          + result.scale().map(RecoverActionCommand::rescaled).orElse("")
          + from;
    }
    String fit =
        Double.isNaN(result.fit().probability())
            ? "fit     not judged: too few blocks or nothing that fluctuates\n"
            : String.format(
                Locale.ROOT,
                "fit     %d further Schwinger-Dyson equations hold, probability %.2g\n",
                result.fit().quantities(),
                result.fit().probability());
    return "kappa   " + result.kappa() + "\nlambda  " + result.lambda() + "\n" + fit + from;
  }

  private static String rescaled(Estimate scale) {
    return "The equations do hold if all fields are divided by "
        + scale
        + ": they seem to be in another normalisation.\n";
  }

  private static String weighted(RecoverAction.Result result) {
    return result.effective() == result.configurations()
        ? ""
        : String.format(Locale.ROOT, " with weights, as good as %.0f without", result.effective());
  }

  private static Map<String, Object> tree(Estimate estimate) {
    return Map.of("value", estimate.value(), "error", estimate.error());
  }

  private static BatchSums sums(DatasetFolder dataset) {
    Extent extent = new Extent();
    EnsembleBatch rows = new EnsembleBatch(dataset.info().shape(), BATCH);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            extent.firstStep = Math.min(extent.firstStep, rows.step()[b]);
            extent.lastStep = Math.max(extent.lastStep, rows.step()[b]);
            extent.chains.add(rows.chain()[b]);
          }
        }
      }
    }
    Lattice lattice = dataset.info().lattice();
    return extent.chains.size() >= MIN_CHAINS
        ? RecoverAction.sumsByChain(lattice)
        : RecoverAction.sumsByStep(lattice, extent.firstStep, extent.lastStep);
  }

  private static double[] total(DatasetFolder dataset, BatchSums sums) {
    TreeSum tree = new TreeSum(TreeSum.ADD);
    EnsembleWeights weights = EnsembleWeights.of(dataset);
    EnsembleBatch rows = new EnsembleBatch(dataset.info().shape(), BATCH);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      double[] part = new double[sums.size()];
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          sums.accumulate(rows.fields(), n, rows.chain(), rows.step(), weights.of(rows), part);
        }
      }
      tree.add(shard, part);
    }
    return tree.result(dataset.shardCount());
  }
}
