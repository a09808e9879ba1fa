package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.fieldbeam.beam.CorrectEnsemble;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.core.diffusion.IndependenceMetropolis;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/** The shards of {@link CorrectEnsemble}: one per shard of proposals. */
public final class CorrectStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  /** Groups of chains whose counts the summary keeps apart. */
  private static final int MOST_GROUPS = 4096;

  /** Rows of scalars read together. */
  private static final int SCALAR_BATCH = 1024;

  /** How the ensemble is made exact. */
  public enum Method {
    METROPOLIS,
    WEIGHTS
  }

  private final Method method;

  public CorrectStage(Method method) {
    this.method = method;
  }

  @Override
  public String stageName() {
    return "correct";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("method", method);
  }

  @Override
  public Stage open(String input) {
    DatasetFolder proposals = DatasetFolder.openLazily(input, DatasetKind.ENSEMBLE);
    DatasetInfo from = proposals.info();
    requireChains(proposals);
    DatasetInfo info =
        withAction(
                info(
                    DatasetKind.ENSEMBLE,
                    output.name(),
                    from.layout(),
                    List.of(proposals.contentHash())),
                from)
            .with(
                DatasetInfo.ALGORITHM,
                method == Method.WEIGHTS
                    ? property("importanceWeights", Map.of())
                    : property("independenceMetropolis", Map.of()))
            .with(DatasetInfo.WEIGHTED, method == Method.WEIGHTS);
    return new Stage() {
      @Override
      public DatasetInfo info() {
        return info;
      }

      @Override
      public int shards() {
        return proposals.shardCount();
      }

      @Override
      public long rows() {
        return proposals.manifest().rows();
      }

      @Override
      public ShardEntry write(int index, RowCount progress) {
        try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(proposals, index);
            RowWriter<EnsembleBatch> writer =
                EnsembleBatch.ROWS.create(folder(input), info, index, shards())) {
          if (method == Method.METROPOLIS) {
            decide(reader, writer, chain(index), progress, proposals.shardPath(index));
          } else {
            keep(reader, writer, progress, proposals.shardPath(index));
          }
          return writer.finish();
        }
      }

      @Override
      public Map<String, Object> summary(DatasetFolder written) {
        return summarize(proposals);
      }
    };
  }

  /** A shard of proposals becomes a chain, and the first of a chain is not decided upon. */
  private void requireChains(DatasetFolder proposals) {
    long rows = proposals.manifest().rows();
    long needed = method == Method.METROPOLIS ? proposals.shardCount() + 1L : 1;
    if (rows < needed) {
      throw UserException.of("too few proposals to correct")
          .where(proposals.path())
          .given(rows + " proposals in " + proposals.shardCount() + " shards, each a chain")
          .allowed("at least " + needed)
          .todo("draw more configurations, or put more of them into a shard")
          .build();
    }
  }

  private IndependenceMetropolis chain(int index) {
    return new IndependenceMetropolis(seed, purpose(), index);
  }

  private static void keep(
      RowReader<EnsembleBatch> reader,
      RowWriter<EnsembleBatch> writer,
      RowCount progress,
      String where) {
    EnsembleBatch rows = new EnsembleBatch(reader.info().rowShape(), BATCH);
    for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
      for (int b = 0; b < n; b++) {
        logWeight(rows, b, where);
      }
      writer.write(rows);
      progress.add(n);
    }
  }

  /** Streams proposals through a chain; a rejected one is replaced by the configuration before. */
  private static void decide(
      RowReader<EnsembleBatch> reader,
      RowWriter<EnsembleBatch> writer,
      IndependenceMetropolis chain,
      RowCount progress,
      String where) {
    EnsembleBatch rows = new EnsembleBatch(reader.info().rowShape(), BATCH);
    Row current = new Row(rows.volume());
    for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
      for (int b = 0; b < n; b++) {
        boolean accepted = chain.propose(logWeight(rows, b, where));
        if (accepted) {
          current.take(rows, b);
        } else {
          current.put(rows, b);
        }
        rows.accepted()[b] = (byte) (accepted ? 1 : 0);
        rows.logWeight()[b] = Double.NaN;
        rows.deltaH()[b] = Double.NaN;
      }
      writer.write(rows);
      progress.add(n);
    }
  }

  private static double logWeight(EnsembleBatch rows, int b, String where) {
    double logWeight = rows.logWeight()[b];
    if (!Double.isFinite(logWeight)) {
      throw UserException.of("a proposal has no log_weight")
          .where(where + ", chain " + rows.chain()[b] + ", step " + rows.step()[b])
          .given(logWeight)
          .allowed("a finite log_weight in every row")
          .todo("correct an ensemble of the sampler flow or sde, of a model whose action is known")
          .build();
    }
    return logWeight;
  }

  /** What the weights and decisions say; needs the scalars of the proposals only. */
  private Map<String, Object> summarize(DatasetFolder proposals) {
    List<IndependenceMetropolis> chains = new ArrayList<>();
    WeightScan scan =
        WeightScan.of(
            proposals.manifest().rows(),
            // the decisions are made anew when the weights are read first
            each -> read(proposals, each, chains.isEmpty() ? chains : null));
    WeightFacts facts =
        WeightFacts.of(output.name(), scan, WeightFacts.audit(proposals.manifest().extra()))
            .addChecks();
    if (method == Method.METROPOLIS) {
      IndependenceMetropolis.Summary decisions = IndependenceMetropolis.summary(chains);
      facts
          .put("acceptance", decisions.acceptance())
          .put("tauInt", decisions.tauInt())
          .put("longestRejectionRun", decisions.longestRejectionRun())
          .add(facts.weights())
          .add(decisions.chainLength());
    }
    return facts.tree();
  }

  /**
   * Reads the log weights of all shards.
   *
   * @param chains takes what the chains of the shards decide, null if that is known
   */
  private void read(
      DatasetFolder proposals, DoubleConsumer each, List<IndependenceMetropolis> chains) {
    int perGroup = (proposals.shardCount() + MOST_GROUPS - 1) / MOST_GROUPS;
    EnsembleBatch rows = new EnsembleBatch(new int[] {1}, SCALAR_BATCH);
    for (int shard = 0; shard < proposals.shardCount(); shard++) {
      IndependenceMetropolis chain = chain(shard);
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(proposals, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            each.accept(rows.logWeight()[b]);
            if (chains != null) {
              chain.propose(rows.logWeight()[b]);
            }
          }
        }
      }
      if (chains != null && shard % perGroup == 0) {
        chains.add(chain);
      } else if (chains != null) {
        chains.get(chains.size() - 1).absorb(chain);
      }
    }
  }

  /** The configuration at which a chain stands. */
  private static final class Row {
    private final double[] field;
    private double action;
    private double logQ;

    Row(int volume) {
      field = new double[volume];
    }

    void take(EnsembleBatch rows, int b) {
      rows.copyField(b, field);
      action = rows.action()[b];
      logQ = rows.logQ()[b];
    }

    void put(EnsembleBatch rows, int b) {
      rows.setField(b, field);
      rows.action()[b] = action;
      rows.logQ()[b] = logQ;
    }
  }
}
