package org.fieldbeam.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.action.Action;

/**
 * Imports configurations made elsewhere as an ensemble: NumPy {@code .npy} and {@code .npz}, and
 * Parquet.
 *
 * <p>NumPy: float64 or float32, either byte order, C or Fortran order, shape (N, L), (N, L, L) and
 * so on. Parquet: a column of lists of double or float, one row per configuration in C order; the
 * shape must be given. Configurations are taken in the order of the file as {@code chains} chains
 * of equal length, one after the other, step 0, 1, 2, ... in each. If the action is named it is
 * computed; otherwise the column is null.
 */
public final class EnsembleImport {
  private static final int BATCH = 16;
  private static final int SHARD_BYTES = 64 << 20;

  private EnsembleImport() {}

  /**
   * What to import and how.
   *
   * @param source path of the file; {@code .npy}, {@code .npz} or {@code .parquet}
   * @param column array of the {@code .npz} file or column of the Parquet file; null if there is
   *     only one
   * @param shape extents of the lattice; null for NumPy files, which know it
   * @param action {name, parameters} as in pipeline files; null if unknown
   * @param chains number of chains the configurations are divided into
   */
  @SuppressWarnings("ArrayRecordComponent") // a request, never compared
  public record Request(
      String source, String column, int[] shape, Map<String, Object> action, int chains) {}

  /**
   * Imports a file into a dataset folder.
   *
   * @param id name of the dataset
   * @throws UserException if the file cannot be read as fields, holds a NaN, or its configurations
   *     cannot be divided into the chains
   */
  public static DatasetFolder run(Request request, String folder, String id) {
    if (request.chains() < 1) {
      throw UserException.of("number of chains")
          .given(request.chains())
          .allowed("1 or more")
          .build();
    }
    long count = count(request);
    if (count == 0 || count % request.chains() != 0) {
      throw UserException.of("configurations cannot be divided into chains of equal length")
          .where(request.source())
          .given(count + " configurations, " + request.chains() + " chains")
          .allowed("a number of chains that divides the number of configurations")
          .todo("give another number of chains")
          .build();
    }
    try (ImportSource source = open(request)) {
      if (request.shape() != null && !Arrays.equals(request.shape(), source.shape())) {
        throw UserException.of("file has another shape than was given")
            .where(request.source())
            .given(Arrays.toString(request.shape()))
            .allowed(Arrays.toString(source.shape()))
            .todo("leave the shape out: NumPy files know theirs")
            .build();
      }
      DatasetInfo info = info(request, id, source.shape());
      Optional<Action> action = DatasetActions.find(info);
      long perShard = Math.max(1, SHARD_BYTES / (8L * info.volume()));
      int shards = Math.toIntExact((count + perShard - 1) / perShard);
      List<ShardEntry> entries = new ArrayList<>();
      long next = 0;
      for (int shard = 0; shard < shards; shard++) {
        long end = Math.min(count, next + perShard);
        try (EnsembleWriter writer = EnsembleWriter.create(folder, info, shard, shards)) {
          copy(source, action, writer, next, end, count / request.chains(), request.source());
          entries.add(writer.finish());
        }
        next = end;
      }
      return DatasetFolder.commit(folder, info, entries, Map.of());
    } catch (IOException e) {
      throw Storage.unreadable(request.source(), e);
    }
  }

  private static void copy(
      ImportSource source,
      Optional<Action> action,
      EnsembleWriter writer,
      long from,
      long to,
      long chainLength,
      String where)
      throws IOException {
    EnsembleBatch batch = new EnsembleBatch(source.shape(), BATCH);
    double[] field = new double[batch.volume()];
    for (long next = from; next < to; ) {
      batch.resize((int) Math.min(BATCH, to - next));
      for (int b = 0; b < batch.size(); b++, next++) {
        if (!source.next(field)) {
          throw NumpyHeader.truncated(where, "configuration " + next);
        }
        checkFinite(field, next, where);
        batch.setField(b, field);
        batch.chain()[b] = next / chainLength;
        batch.step()[b] = next % chainLength;
      }
      action.ifPresent(s -> s.action(batch.fields(), batch.size(), batch.action()));
      writer.write(batch);
    }
  }

  private static void checkFinite(double[] field, long configuration, String where) {
    for (int x = 0; x < field.length; x++) {
      if (!Double.isFinite(field[x])) {
        throw UserException.of("field is not finite")
            .where(where + ", configuration " + configuration + ", site " + x)
            .given(field[x])
            .allowed("finite numbers")
            .todo("remove the configuration, or find out why its simulation ran away")
            .build();
      }
    }
  }

  /** Number of configurations; reads the file once, so that shards and chains are known. */
  private static long count(Request request) {
    try (ImportSource source = open(request)) {
      double[] field = new double[DatasetInfo.volume(source.shape())];
      long count = 0;
      while (source.next(field)) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw Storage.unreadable(request.source(), e);
    }
  }

  private static ImportSource open(Request request) throws IOException {
    String source = request.source();
    if (source.endsWith(".npy") || source.endsWith(".npz")) {
      return NumpySource.open(source, request.column());
    }
    if (source.endsWith(".parquet")) {
      if (request.shape() == null) {
        throw UserException.of("a Parquet file does not know the shape of the lattice")
            .where(source)
            .todo("give the shape, for example 16,16")
            .build();
      }
      return ParquetSource.open(source, request.column(), request.shape());
    }
    throw UserException.of("unknown kind of file")
        .where(source)
        .allowed("names that end in .npy, .npz or .parquet")
        .build();
  }

  private static DatasetInfo info(Request request, String id, int[] shape) {
    List<Object> inputs = new ArrayList<>();
    inputs.add(Storage.sha256(request.source()));
    inputs.add(request.column());
    inputs.add(shape);
    inputs.add(request.chains());
    inputs.add(request.action());
    String hash = Storage.sha256OfText("import " + Json.compact(inputs));
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, id, "import", hash, shape)
            .with(DatasetInfo.BOUNDARY, "periodic");
    return request.action() == null ? info : info.with(DatasetInfo.ACTION, request.action());
  }
}
