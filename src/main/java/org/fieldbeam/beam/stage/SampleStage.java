package org.fieldbeam.beam.stage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.beam.SampleReverse;
import org.fieldbeam.beam.model.SampledModel;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.model.UntrainedModel;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.core.audit.FlowAudit;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.SamplerPaths;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowWriter;

/** The shards of {@link SampleReverse}. */
public final class SampleStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  static final String NAME = "sample";

  private final Sampler sampler;
  public int configurations = 1024;
  public int configurationsPerShard = 1024;

  /** Null for a model that is read from a folder. */
  public UntrainedModel untrained;

  /** Number of parts of the paths to write; 0 to write their ends. */
  public int paths;

  public SampleStage(Sampler sampler) {
    this.sampler = sampler;
  }

  @Override
  public String stageName() {
    return NAME;
  }

  @Override
  public Optional<String> adviceWhereNotFinite() {
    return Optional.of(
        "the reverse process has run away; take more steps or a finer ladder, or train longer");
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("sampler", property(sampler.name(), sampler.parameters()));
    settings.put("configurations", configurations);
    settings.put("configurationsPerShard", configurationsPerShard);
    if (untrained != null) {
      settings.put(DatasetInfo.MODEL, property(untrained.name(), untrained.parameters()));
    }
    if (paths > 0) {
      settings.put("paths", paths);
    }
    return settings;
  }

  @Override
  public Stage open(String input) {
    SampledModel model = untrained == null ? ScoreModels.open(input) : untrained.open();
    // The model's bytes are its identity: what is sampled depends on nothing else.
    List<String> parents =
        untrained == null ? List.of(ModelFormat.of(input).hash(input)) : List.of();
    ReverseSampler reverse = sampler(model, input);
    DatasetInfo ends =
        withModel(
                info(
                    paths > 0 ? DatasetKind.NOISED : DatasetKind.ENSEMBLE,
                    output.name(),
                    model.layout(),
                    parents),
                model)
            .with(DatasetInfo.ALGORITHM, property(reverse.name(), reverse.parameters()))
            .with("configurations", configurations);
    SampleWriter rows = new SampleWriter(this, reverse, model.action());
    if (paths > 0) {
      SamplerPaths way = reverse.paths().orElseThrow(() -> withoutPaths(reverse));
      DatasetInfo info =
          way.schedule()
              .map(
                  schedule ->
                      NoiseStage.withCovariance(
                          ends.with(
                              DatasetInfo.DIFFUSION,
                              property(schedule.name(), schedule.parameters())),
                          model.covariance()))
              .orElse(ends);
      return new Shards(info, (long) configurations * (paths + 1L)) {
        @Override
        public ShardEntry write(int index, RowCount progress) {
          try (RowWriter<NoisedBatch> writer =
              NoisedBatch.ROWS.create(folder(input), info, index, shards())) {
            rows.paths(way, paths, index, writer, progress);
            return writer.finish();
          }
        }
      };
    }
    return new Shards(ends, configurations) {
      @Override
      public ShardEntry write(int index, RowCount progress) {
        try (RowWriter<EnsembleBatch> writer =
            EnsembleBatch.ROWS.create(folder(input), ends, index, shards())) {
          rows.ends(index, writer, progress);
          return writer.finish();
        }
      }

      @Override
      public Map<String, Object> summary(DatasetFolder written) {
        return model.action().isEmpty() || !reverse.hasWeights()
            ? Map.of()
            : rows.weightFacts(written, audit(model, reverse)).tree();
      }
    };
  }

  /** What the model notes of the flow that is run; empty if it has been trained for another. */
  private static Optional<FlowAudit> audit(SampledModel model, ReverseSampler reverse) {
    return model.audit().filter(audit -> reverse.flowSteps().equals(Optional.of(audit.steps())));
  }

  private DatasetInfo withModel(DatasetInfo info, SampledModel model) {
    DatasetInfo named =
        model
            .action()
            .map(action -> info.with(DatasetInfo.ACTION, DatasetActions.property(action)))
            .orElse(info);
    if (untrained != null) {
      named = named.with(DatasetInfo.MODEL, property(untrained.name(), untrained.parameters()));
    }
    DatasetInfo all = named;
    return model
        .schedule()
        .map(at -> all.with(DatasetInfo.DIFFUSION, property(at.name(), at.parameters())))
        .orElse(all);
  }

  private ReverseSampler sampler(SampledModel model, String input) {
    try {
      sampler.requireSuited(model.facts(), paths);
      return model.sampler(sampler);
    } catch (IllegalArgumentException e) {
      throw UserException.of("the sampler does not suit the model")
          .where(untrained == null ? ScoreModels.path(input) : "stage sample, " + output.name())
          .given(e.getMessage())
          .todo("change the sampler of the sample stage, or the train stage")
          .cause(e)
          .build();
    }
  }

  private UserException withoutPaths(ReverseSampler reverse) {
    return UserException.of("the sampler shows no paths")
        .where("stage sample, " + output.name())
        .given("paths: " + paths + ", sampler " + reverse.name())
        .todo("leave paths out, or take the sampler flow")
        .build();
  }

  /** What is said of the shards whatever is in them. */
  private abstract class Shards implements Stage {
    private final DatasetInfo info;
    private final long rows;

    Shards(DatasetInfo info, long rows) {
      this.info = info;
      this.rows = rows;
    }

    @Override
    public DatasetInfo info() {
      return info;
    }

    @Override
    public int shards() {
      return DatasetFolder.shards(configurations, configurationsPerShard);
    }

    @Override
    public long rows() {
      return rows;
    }
  }
}
