package org.fieldbeam.beam;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.score.EffectiveActionModel;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.EnsembleBatch;
import org.fieldbeam.data.EnsembleReader;
import org.fieldbeam.data.EnsembleWriter;
import org.fieldbeam.data.ShardEntry;
import org.fieldbeam.data.Storage;
import org.fieldbeam.data.UserException;

/** The shards of {@link SampleReverse}. */
final class SampleStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  private final Sampler sampler;
  int configurations = 1024;
  int configurationsPerShard = 1024;

  SampleStage(Sampler sampler) {
    this.sampler = sampler;
  }

  @Override
  String stageName() {
    return "sample";
  }

  @Override
  Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("sampler", property(sampler.name(), sampler.parameters()));
    settings.put("configurations", configurations);
    settings.put("configurationsPerShard", configurationsPerShard);
    return settings;
  }

  @Override
  public Stage open(String input) {
    EffectiveActionModel model = ScoreModels.read(input);
    Action action = model.action();
    // The model's bytes are its identity: what is sampled depends on nothing else.
    String parent = Storage.sha256(ScoreModels.path(input));
    DatasetInfo info =
        info(DatasetKind.ENSEMBLE, output.name(), action.lattice().shape(), List.of(parent))
            .with(DatasetInfo.ACTION, DatasetActions.property(action))
            .with(DatasetInfo.ALGORITHM, property(sampler.name(), sampler.parameters()))
            .with("configurations", configurations);
    ReverseSampler reverse = sampler(model, input);
    return new Stage() {
      @Override
      public DatasetInfo info() {
        return info;
      }

      @Override
      public int shards() {
        return (configurations + configurationsPerShard - 1) / configurationsPerShard;
      }

      @Override
      public long rows() {
        return configurations;
      }

      @Override
      public ShardEntry write(int index, RowCount progress) {
        try (EnsembleWriter writer = EnsembleWriter.create(folder(input), info, index, shards())) {
          draw(reverse, action, index, writer, progress);
          return writer.finish();
        }
      }

      @Override
      public Map<String, Object> summary() {
        return weights(folder(input), shards());
      }
    };
  }

  private ReverseSampler sampler(EffectiveActionModel model, String input) {
    try {
      return sampler.of(model);
    } catch (IllegalArgumentException e) {
      throw UserException.of("the sampler does not suit the model")
          .where(ScoreModels.path(input))
          .given(e.getMessage())
          .todo("change the sampler of the sample stage, or the ladder of the train stage")
          .cause(e)
          .build();
    }
  }

  private Map<String, Object> weights(String folder, int shards) {
    double[] logWeights = new double[configurations];
    EnsembleBatch rows = new EnsembleBatch(new int[] {1}, BATCH);
    int at = 0;
    for (int shard = 0; shard < shards; shard++) {
      String path = Storage.resolve(folder, DatasetFolder.shardName(shard, shards));
      try (EnsembleReader reader = EnsembleReader.openScalars(path)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          System.arraycopy(rows.logWeight(), 0, logWeights, at, n);
          at += n;
        }
      }
    }
    return WeightFacts.of(output.name(), logWeights).tree();
  }

  private void draw(
      ReverseSampler reverse, Action action, int index, EnsembleWriter writer, RowCount progress) {
    long first = (long) index * configurationsPerShard;
    int count = (int) Math.min(configurationsPerShard, configurations - first);
    EnsembleBatch rows = new EnsembleBatch(action.lattice().shape(), BATCH);
    double[] logQ = new double[BATCH];
    double[] logWeight = new double[BATCH];
    double[] fields = rows.fields();
    for (int from = 0; from < count; from += BATCH) {
      int batch = Math.min(BATCH, count - from);
      rows.resize(batch);
      try {
        reverse.sample(seed, purpose(), first + from, batch, fields, logQ, logWeight);
      } catch (ArithmeticException e) {
        throw UserException.of("the reverse process ran away")
            .where("stage sample, dataset " + output.name())
            .given(e.getMessage())
            .allowed("finite fields and weights")
            .todo("train with more levels or a smaller a of the ladder, or more configurations")
            .cause(e)
            .build();
      }
      action.action(fields, batch, rows.action());
      for (int b = 0; b < batch; b++) {
        rows.chain()[b] = index;
        rows.step()[b] = (long) from + b;
        rows.logQ()[b] = logQ[b];
        rows.logWeight()[b] = logWeight[b];
      }
      writer.write(rows);
      progress.add(batch);
    }
  }
}
