package org.fieldbeam.data.exchange;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.dataset.InputHash;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.FieldBatch;
import org.fieldbeam.data.storage.Storage;

/**
 * Imports configurations made elsewhere as an ensemble: NumPy {@code .npy} and {@code .npz},
 * Parquet files and folders of such.
 *
 * <p>NumPy: float64 or float32, either byte order, C or Fortran order, shape (N, L), (N, L, L) and
 * so on, or with N behind where the given shape says so. Parquet: a column of lists of double or
 * float, one row per configuration in C order; the shape must be given. Where a site has several
 * values, as the action or the layout says, they are the last axis of a configuration; angles are
 * wrapped into [-pi, pi), which the description of the source then says.
 *
 * <p>Where the file has columns or arrays {@code chain} and {@code step}, they say what chain and
 * step a configuration is of. Otherwise configurations are taken in the order of the file as a
 * number of chains of equal length, one after the other or by turns, step 0, 1, 2, ... in each. The
 * rows of the dataset stand in the order of chains and steps, whole chains in a shard. {@code
 * log_weight}, {@code accepted} and {@code delta_h} are taken along where they are there. If the
 * action is named it is computed; otherwise the column is null.
 *
 * <p>Complexified fields are imported with their action. Their numbers are complex ones of NumPy or
 * of h5py, or real ones with a last axis of two behind all others, real and imaginary part; in
 * Parquet two columns, {@code NAME} and {@code NAME_imag}, or lists of two parts. {@code runaways}
 * is taken along where it is there, and not known where it is not; which kernel complex Langevin
 * had is not known.
 */
public final class EnsembleImport {
  private EnsembleImport() {}

  /** In what normalisation the fields of a file are. */
  public enum Scale {
    /** phi of the hopping form, in which all datasets are. */
    HOPPING,

    /**
     * phi0 = sqrt(2 kappa) phi of the bare mass and coupling, with the kinetic term 1/2 (d phi0)^2;
     * divided by sqrt(2 kappa) when imported.
     */
    BARE
  }

  /** What becomes of the log weights of a file that has some. */
  public enum Weights {
    /** The ensemble is a weighted one: all estimates use them. */
    USE,

    /** They are left out: configurations count alike. */
    IGNORE
  }

  /**
   * What to import and how.
   *
   * @param source path of the file or folder
   * @param column array of the {@code .npz} file or column of the Parquet file; null if there is
   *     only one of fields
   * @param layout what a configuration consists of, as {@link FieldLayout#label} says it; null if
   *     the action says it, or for one real number at each site
   * @param shape extents of the lattice; null for NumPy files, which know it
   * @param action {name, parameters} as in pipeline files; null if unknown
   * @param chains number of chains that the configurations are divided into; empty if the file says
   *     it, or for one
   * @param byTurns whether the configurations of the chains come by turns
   * @param scale normalisation of the fields; null if it goes without saying
   * @param weights what to do with weights; null if there are none
   * @param format name of the file's format, an {@link ImportKind}; null to know it by the file
   */
  @SuppressWarnings("ArrayRecordComponent") // a request, never compared
  public record Request(
      String source,
      String column,
      String layout,
      int[] shape,
      Map<String, Object> action,
      OptionalInt chains,
      boolean byTurns,
      Scale scale,
      Weights weights,
      String format) {

    /** Whether the layout is one of complexified numbers. */
    boolean isComplexified() {
      return layout != null && layout.contains(FieldLayout.ValueType.COMPLEXIFIED.label());
    }

    /** A request that leaves all to the file. */
    public static Request of(String source) {
      return new Request(
          source, null, null, null, null, OptionalInt.empty(), false, null, null, null);
    }

    /** The same with a column or array of fields. */
    public Request withColumn(String name) {
      return new Request(
          source, name, layout, shape, action, chains, byTurns, scale, weights, format);
    }

    /** The same with a layout, such as "links angle 1". */
    public Request withLayout(String label) {
      return new Request(
          source, column, label, shape, action, chains, byTurns, scale, weights, format);
    }

    /** The same with a shape of the lattice. */
    public Request withShape(int... extents) {
      return new Request(
          source, column, layout, extents, action, chains, byTurns, scale, weights, format);
    }

    /** The same with an action. */
    public Request withAction(Map<String, Object> description) {
      return new Request(
          source, column, layout, shape, description, chains, byTurns, scale, weights, format);
    }

    /** The same with chains of equal length, one after the other. */
    public Request withChains(int count) {
      return new Request(
          source,
          column,
          layout,
          shape,
          action,
          OptionalInt.of(count),
          false,
          scale,
          weights,
          format);
    }

    /** The same with chains of equal length, by turns. */
    public Request withChainsByTurns(int count) {
      return new Request(
          source,
          column,
          layout,
          shape,
          action,
          OptionalInt.of(count),
          true,
          scale,
          weights,
          format);
    }

    /** The same with a normalisation of the fields. */
    public Request withScale(Scale normalization) {
      return new Request(
          source, column, layout, shape, action, chains, byTurns, normalization, weights, format);
    }

    /** The same with a format. */
    public Request withFormat(String name) {
      return new Request(
          source, column, layout, shape, action, chains, byTurns, scale, weights, name);
    }

    /** The same with something done with weights. */
    public Request withWeights(Weights use) {
      return new Request(
          source, column, layout, shape, action, chains, byTurns, scale, use, format);
    }
  }

  /**
   * What came of it.
   *
   * @param dataset the dataset
   * @param source in words: what was taken for the configurations
   * @param split in words: how they were divided into chains
   * @param checks whether the division and the action go with the configurations; the first stands
   *     in the manifest too, so that measurements repeat it
   */
  public record Result(DatasetFolder dataset, String source, String split, List<Check> checks) {}

  /**
   * Imports a file into a dataset folder. Nothing is written if the file cannot be read to its end.
   *
   * @param id name of the dataset
   * @throws UserException if the file cannot be read as fields, holds a NaN, its configurations
   *     cannot be divided into the chains, something is left open that only the user can know, or
   *     the folder lies in a dataset
   */
  public static Result run(Request request, String folder, String id) {
    ExportTarget.requireOutside(folder);
    Optional<FieldLayout> given =
        Optional.ofNullable(request.shape())
            .map(extents -> ImportLayout.on(DatasetInfo.lattice(extents, "--shape"), request));
    try (ImportFile file =
        ForeignFiles.open(given.map(layout -> of(request, layout)).orElse(request))) {
      FieldLayout layout = given.orElseGet(() -> ImportLayout.of(file.shape(), request));
      ImportLayout.requireNumbers(layout, file, request.source());
      Optional<LatticeAction> action = ImportLayout.action(request, layout);
      Optional<Action> real = action.flatMap(LatticeAction::real);
      double scale = ImportScale.of(request, real);
      int rows = count(file, layout, request.source());
      ImportColumns columns = file.columns();
      columns.requireRows(rows, request.source());
      columns.dropPartialRunaways();
      ImportSplit split = ImportSplit.of(request, columns, rows);
      boolean weighted = weighted(request, columns, layout);
      if (!weighted) {
        columns.logWeight = null;
      }
      DatasetInfo info = info(request, id, file, layout, weighted);
      ImportRows<?> made =
          action
              .flatMap(LatticeAction::complexified)
              .<ImportRows<?>>map(complex -> ImportRows.complexified(info, complex))
              .orElseGet(() -> ImportRows.real(info, real, scale));
      ImportChecks judged =
          new ImportChecks(made.numbers(), split.order(), real, ImportScale.other(scale, real));
      List<ShardEntry> shards = write(folder, info, made, split, judged, file, columns);
      List<Check> checks =
          judged.all(
              split,
              layout.isComplexified()
                  ? Optional.of("complexified fields")
                  : weighted ? Optional.of("weighted configurations") : Optional.empty());
      return new Result(
          DatasetFolder.commit(
              folder,
              info,
              shards,
              Map.of(DatasetChecks.KEY, List.of(new DatasetCheck(id, checks.get(0)).row()))),
          file.description() + made.changed(),
          split.description(),
          checks);
    } catch (IOException e) {
      throw Storage.unreadable(request.source(), e);
    }
  }

  /** The request with all that its layout says of a configuration. */
  private static Request of(Request request, FieldLayout layout) {
    return request.withShape(ImportLayout.shape(layout)).withLayout(layout.label());
  }

  private static <B extends FieldBatch> List<ShardEntry> write(
      String folder,
      DatasetInfo info,
      ImportRows<B> rows,
      ImportSplit split,
      ImportChecks checks,
      ImportFile file,
      ImportColumns columns) {
    return new ImportWriter<>(folder, info, rows, split.order(), checks).write(file, columns);
  }

  /** Reads the fields once, so that nothing is written of a file that is not good to its end. */
  private static int count(ImportFile file, FieldLayout layout, String where) throws IOException {
    try (ImportSource source = file.fields()) {
      double[] field = new double[ConfigurationAxis.volume(source.shape())];
      int count = 0;
      for (; source.next(field); count++) {
        requireFinite(field, layout, count, where);
        if (count == Integer.MAX_VALUE - 8) {
          throw UserException.of("more configurations than can be imported at once")
              .where(where)
              .allowed(Integer.MAX_VALUE - 8)
              .todo("import the file in parts")
              .build();
        }
      }
      if (count == 0) {
        throw UserException.of("there are no configurations in the file")
            .where(where)
            .given(file.description())
            .todo("check what the program that wrote it was told to write")
            .build();
      }
      return count;
    }
  }

  private static String place(FieldLayout layout, int number) {
    int perSite = layout.perSite();
    int value = layout.isComplexified() ? number / 2 : number;
    return ", site "
        + value / perSite
        + (perSite > 1 ? ", value " + value % perSite : "")
        + (layout.isComplexified() ? number % 2 == 0 ? ", real part" : ", imaginary part" : "");
  }

  private static void requireFinite(
      double[] field, FieldLayout layout, long configuration, String where) {
    for (int x = 0; x < field.length; x++) {
      if (!Double.isFinite(field[x])) {
        throw UserException.of("field is not finite")
            .where(where + ", configuration " + configuration + place(layout, x))
            .given(field[x])
            .allowed("finite numbers")
            .todo("remove the configuration, or find out why its simulation ran away")
            .build();
      }
    }
  }

  private static boolean weighted(Request request, ImportColumns columns, FieldLayout layout) {
    boolean there = columns.hasWeights();
    if (layout.isComplexified() && request.weights() == Weights.USE) {
      throw UserException.of("complexified fields have no weights")
          .where(request.source())
          .given("--weights use")
          .todo("leave them out with --weights ignore, if the ensemble is right without them")
          .build();
    }
    if (there && request.weights() == null) {
      throw UserException.of("the configurations have weights; are estimates to use them?")
          .where(request.source() + ", " + ImportColumns.LOG_WEIGHT)
          .allowed(
              "--weights use, for an ensemble that is right only with its weights, or --weights"
                  + " ignore, for one whose configurations count alike")
          .todo("say which")
          .build();
    } else if (!there && request.weights() == Weights.USE) {
      throw UserException.of("there are no weights to use")
          .where(request.source())
          .allowed("a column or array " + ImportColumns.LOG_WEIGHT + " with a number for each row")
          .todo("leave --weights out, or write the file with its weights")
          .build();
    }
    if (there && request.weights() == Weights.USE) {
      columns.requireAllWeights(request.source());
      return true;
    }
    return false;
  }

  private static DatasetInfo info(
      Request request, String id, ImportFile file, FieldLayout layout, boolean weighted) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("source", file.sha256());
    settings.put("column", request.column());
    settings.put("shape", Arrays.stream(file.shape()).boxed().toList());
    settings.put("chains", request.chains().isPresent() ? request.chains().getAsInt() : null);
    settings.put("byTurns", request.byTurns());
    settings.put("action", request.action());
    settings.put("scale", request.scale() == null ? null : request.scale().name());
    settings.put("weighted", weighted);
    if (!layout.isScalar()) {
      settings.put("layout", layout.label());
    }
    DatasetInfo info =
        DatasetInfo.of(
                layout.isComplexified() ? DatasetKind.COMPLEX : DatasetKind.ENSEMBLE,
                id,
                "import",
                InputHash.of("import").with("settings", settings).hash(),
                layout)
            .with(DatasetInfo.BOUNDARY, "periodic");
    info = request.action() == null ? info : info.with(DatasetInfo.ACTION, request.action());
    return weighted ? info.with(DatasetInfo.WEIGHTED, true) : info;
  }
}
