package org.fieldbeam.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/**
 * Speed of writing and reading an ensemble of 32x32 on one core, in MB/s (10^6 bytes) of raw
 * doubles, beside a plain loop that writes and reads the same doubles as a raw file. Everything
 * that a stage does is included: transposition of the batch layout, compression, CRC, SHA-256.
 *
 * <p>Arguments: number of configurations (default 20000), rounds (default 5). The least time of the
 * rounds counts, for other processes can only slow a round down.
 */
public final class ParquetSpeed {
  private static final int[] SHAPE = {32, 32};
  private static final int VOLUME = 1024;
  private static final int BATCH = 64;

  private ParquetSpeed() {}

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    Path folder = Files.createTempDirectory("parquet-speed");
    try {
      run(folder, rows, rounds);
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static void run(Path folder, int rows, int rounds) throws IOException {
    EnsembleBatch batch = new EnsembleBatch(SHAPE, BATCH);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < batch.fields().length; i++) {
      // Like a field near criticality: mantissas are noise, exponents are few.
      batch.fields()[i] = 1.2 * (random.nextDouble() + random.nextDouble() - 1);
    }
    double[] best = new double[5];
    java.util.Arrays.fill(best, Double.POSITIVE_INFINITY);
    long bytes = 0;
    Path raw = folder.resolve("raw.bin");
    for (int round = 0; round < rounds; round++) {
      long t0 = System.nanoTime();
      DatasetFolder dataset = write(folder.toString(), batch, rows);
      long t1 = System.nanoTime();
      read(dataset, rows);
      long t2 = System.nanoTime();
      writeRaw(raw, batch, rows);
      long t3 = System.nanoTime();
      readRaw(raw, rows);
      long t4 = System.nanoTime();
      bytes = dataset.manifest().bytes();
      hash(bytes);
      long t5 = System.nanoTime();
      long[] times = {t1 - t0, t2 - t1, t3 - t2, t4 - t3, t5 - t4};
      for (int i = 0; i < times.length; i++) {
        best[i] = Math.min(best[i], times[i] * 1e-9);
      }
    }
    double megabytes = rows * (double) VOLUME * 8 / 1e6;
    System.out.printf("%d configurations of 32x32, %.0f MB of raw doubles%n", rows, megabytes);
    System.out.printf("file / raw bytes       %8.3f%n", bytes / 1e6 / megabytes);
    System.out.printf("Parquet write          %8.0f MB/s%n", megabytes / best[0]);
    System.out.printf("Parquet read           %8.0f MB/s%n", megabytes / best[1]);
    System.out.printf("raw write              %8.0f MB/s%n", megabytes / best[2]);
    System.out.printf("raw read               %8.0f MB/s%n", megabytes / best[3]);
    System.out.printf("time write Parquet/raw %8.2f%n", best[0] / best[2]);
    System.out.printf("time read Parquet/raw  %8.2f%n", best[1] / best[3]);
    System.out.printf(
        "SHA-256 of as many bytes, part of the time of a read %.2f%n", best[4] / best[1]);
  }

  private static DatasetFolder write(String folder, EnsembleBatch batch, int rows) {
    DatasetInfo info = DatasetInfo.of(DatasetKind.ENSEMBLE, "speed", "generate", "none", SHAPE);
    try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(folder, info, 0, 1)) {
      for (int row = 0; row < rows; row += BATCH) {
        batch.resize(Math.min(BATCH, rows - row));
        for (int b = 0; b < batch.size(); b++) {
          batch.chain()[b] = b;
          batch.step()[b] = row;
          batch.action()[b] = row + b;
        }
        // A different field in every batch, so that nothing compresses by repetition.
        batch.fields()[row % batch.fields().length] += 1e-3;
        rotate(batch.fields(), row);
        writer.write(batch);
      }
      ShardEntry entry = writer.finish();
      return DatasetFolder.commit(folder, info, List.of(entry), Map.of());
    }
  }

  /** Changes the last bits of all values; costs one pass over the batch. */
  private static void rotate(double[] fields, int row) {
    for (int i = 0; i < fields.length; i++) {
      fields[i] =
          Double.longBitsToDouble(Double.doubleToRawLongBits(fields[i]) ^ (row * 0x9E3779B9L));
    }
  }

  private static void read(DatasetFolder dataset, int rows) {
    EnsembleBatch batch = new EnsembleBatch(SHAPE, BATCH);
    double sum = 0;
    long seen = 0;
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, 0)) {
      while (reader.read(batch) > 0) {
        seen += batch.size();
        sum += batch.fields()[0];
      }
    }
    if (seen != rows || Double.isNaN(sum)) {
      throw new IllegalStateException(seen + " rows");
    }
  }

  /** What it costs to hold the hash of a file of this length while it is read. */
  private static void hash(long bytes) {
    byte[] buffer = new byte[1 << 16];
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (long done = 0; done < bytes; done += buffer.length) {
        digest.update(buffer);
      }
      buffer[0] = digest.digest()[0];
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void writeRaw(Path file, EnsembleBatch batch, int rows) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(BATCH * VOLUME * 8).order(ByteOrder.nativeOrder());
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int row = 0; row < rows; row += BATCH) {
        batch.resize(Math.min(BATCH, rows - row));
        rotate(batch.fields(), row);
        buffer.clear();
        buffer.asDoubleBuffer().put(batch.fields(), 0, batch.size() * VOLUME);
        buffer.limit(batch.size() * VOLUME * 8);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
  }

  private static void readRaw(Path file, int rows) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(BATCH * VOLUME * 8).order(ByteOrder.nativeOrder());
    double[] fields = new double[BATCH * VOLUME];
    double sum = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int row = 0; row < rows; row += BATCH) {
        int values = Math.min(BATCH, rows - row) * VOLUME;
        buffer.clear().limit(values * 8);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
          // until the batch is complete
        }
        buffer.flip();
        buffer.asDoubleBuffer().get(fields, 0, values);
        sum += fields[0];
      }
    }
    if (Double.isNaN(sum)) {
      throw new IllegalStateException("raw file");
    }
  }
}
