package org.fieldbeam.beam.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.Folders;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageFailedException;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedDatasetTest {
  @TempDir Path temporary;

  static Stream<PipelineOptions> runners() {
    return Stream.of(Runners.direct(2), Runners.flink(2));
  }

  /** Shard s holds the one number s; a shard can be made to fail. */
  private record Numbers(String output, String hash, int shards, int failing)
      implements ShardFunction {
    @Override
    public String folder(String input) {
      return output;
    }

    @Override
    public Stage open(String input) {
      DatasetInfo info =
          DatasetInfo.of(DatasetKind.MEASUREMENTS, "numbers", "test", hash, 1)
              .with(DatasetInfo.SCALARS, List.of("number"));
      return new Stage() {
        @Override
        public DatasetInfo info() {
          return info;
        }

        @Override
        public int shards() {
          return shards;
        }

        @Override
        public long rows() {
          return shards;
        }

        @Override
        public ShardEntry write(int index, RowCount progress) {
          MeasurementBatch batch = new MeasurementBatch(List.of("number"), 1);
          batch.resize(1);
          batch.scalar(0)[0] = index;
          try (RowWriter<MeasurementBatch> writer =
              MeasurementBatch.ROWS.create(output, info, index, shards)) {
            writer.write(batch);
            if (index == failing) {
              throw new IllegalStateException("no electricity at shard " + index);
            }
            progress.add(1);
            return writer.finish();
          }
        }
      };
    }
  }

  private Progress.Snapshot run(ShardFunction function, PipelineOptions options)
      throws InterruptedException {
    return StageJob.run(
        "numbers",
        options,
        pipeline ->
            PAssert.that(pipeline.apply(Create.of("input")).apply(ShardedDataset.of(function)))
                .containsInAnyOrder(Folder.of(function.folder("input"), Folder.Kind.MEASUREMENTS)),
        Progress.none());
  }

  @ParameterizedTest
  @MethodSource("runners")
  void writesEveryShardOnceAndOneManifest(PipelineOptions options) throws Exception {
    String folder = temporary.resolve("numbers").toString();
    Progress.Snapshot end = run(new Numbers(folder, "a", 7, -1), options);
    DatasetFolder dataset = DatasetFolder.open(folder);
    assertEquals(
        IntStream.range(0, 7).boxed().toList(),
        dataset.manifest().shards().stream().map(ShardEntry::index).toList());
    assertEquals(7, end.shardsDone());
    assertEquals(0, end.shardsKept());
    assertEquals(7, end.rows());
    Progress.Snapshot again = run(new Numbers(folder, "a", 7, -1), options);
    assertEquals(7, again.shardsKept());
  }

  @ParameterizedTest
  @MethodSource("runners")
  void failingShardShowsItsCauseAndLeavesNoManifest(PipelineOptions options) throws Exception {
    Path folder = temporary.resolve("numbers");
    StageFailedException failure =
        assertThrows(
            StageFailedException.class,
            () -> run(new Numbers(folder.toString(), "a", 7, 3), options));
    assertEquals("stage numbers failed: no electricity at shard 3", failure.getMessage());
    assertEquals(IllegalStateException.class, failure.getCause().getClass());
    assertFalse(Files.exists(folder.resolve("_manifest.json")));
    assertFalse(Files.exists(folder.resolve(DatasetFolder.shardName(3, 7))));

    run(new Numbers(folder.toString(), "a", 7, -1), options);
    assertEquals(7, DatasetFolder.open(folder.toString()).shardCount());
  }

  @ParameterizedTest
  @MethodSource("runners")
  void refusesTheFolderOfAnotherDataset(PipelineOptions options) throws Exception {
    String folder = temporary.resolve("numbers").toString();
    run(new Numbers(folder, "a", 2, -1), options);
    UserException refusal =
        assertThrows(UserException.class, () -> run(new Numbers(folder, "b", 2, -1), options));
    assertTrue(refusal.getMessage().startsWith("another dataset is in the way"));
    assertEquals("a", DatasetFolder.open(folder).info().inputHash());
  }

  @Test
  void damagedAndForeignShardsAreWrittenAgain() throws Exception {
    Path folder = temporary.resolve("numbers");
    run(new Numbers(folder.toString(), "a", 4, -1), Runners.direct(2));
    var whole = Folders.hashes(folder);
    Files.delete(folder.resolve("_manifest.json"));
    Path truncated = folder.resolve(DatasetFolder.shardName(1, 4));
    byte[] bytes = Files.readAllBytes(truncated);
    Files.write(truncated, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Path flipped = folder.resolve(DatasetFolder.shardName(2, 4));
    byte[] content = Files.readAllBytes(flipped);
    content[20] ^= 1;
    Files.write(flipped, content);
    Files.copy(
        folder.resolve(DatasetFolder.shardName(0, 4)),
        folder.resolve(DatasetFolder.shardName(3, 4)),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    Progress.Snapshot end = run(new Numbers(folder.toString(), "a", 4, -1), Runners.direct(2));

    assertEquals(1, end.shardsKept());
    assertEquals(whole, Folders.hashes(folder));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void tasksGoRoundTheSubtasksOfFlink(int parallelism) throws Exception {
    StageJob.run(
        "spread",
        Runners.flink(parallelism),
        pipeline -> {
          PCollection<Long> tasksOfThreads =
              pipeline
                  .apply(Create.of("input"))
                  .apply(ParDo.of(new TwelveTasks()))
                  .setCoder(new ShardTask.Coder())
                  .apply(new Spread())
                  .apply(ParDo.of(new ThreadName()))
                  .setCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
                  .apply(Count.perKey())
                  .apply(org.apache.beam.sdk.transforms.Values.create());
          PAssert.that(tasksOfThreads)
              .containsInAnyOrder(Collections.nCopies(parallelism, 12L / parallelism));
        },
        Progress.none());
  }

  private static final class TwelveTasks extends DoFn<String, ShardTask> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String input, OutputReceiver<ShardTask> tasks) {
      for (int index = 0; index < 12; index++) {
        tasks.output(new ShardTask(input, index, 12));
      }
    }
  }

  private static final class ThreadName extends DoFn<ShardTask, KV<String, Integer>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element ShardTask task, OutputReceiver<KV<String, Integer>> names) {
      names.output(KV.of(Thread.currentThread().getName(), task.index()));
    }
  }
}
