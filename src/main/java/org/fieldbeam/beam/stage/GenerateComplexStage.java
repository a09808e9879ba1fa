package org.fieldbeam.beam.stage;

import java.util.Map;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.core.markov.ComplexLangevinChains;
import org.fieldbeam.core.observable.batch.LargestModulus;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.RowWriter;

/** The shards of {@link GenerateEnsemble} for complexified fields. */
public final class GenerateComplexStage extends GenerateStage {
  private static final long serialVersionUID = 1L;

  private final ComplexAction action;
  private final ComplexLangevin algorithm;

  public GenerateComplexStage(ComplexAction action, ComplexLangevin algorithm) {
    this.action = action;
    this.algorithm = algorithm;
  }

  @Override
  DatasetKind kind() {
    return DatasetKind.COMPLEX;
  }

  @Override
  public FieldLayout layout() {
    return action.layout();
  }

  @Override
  Map<String, Object> action() {
    return DatasetActions.property(action);
  }

  @Override
  Map<String, Object> algorithm() {
    return property(ComplexLangevin.NAME, algorithm.parameters());
  }

  @Override
  ShardEntry write(Shard shard) {
    int batch = shard.batch();
    ComplexLangevinChains running =
        algorithm.start(action, shard.begin(), seed, purpose(), shard.firstChain(), batch);
    double[] driftRe = new double[action.values() * batch];
    double[] driftIm = new double[action.values() * batch];
    ComplexBatch rows = ComplexBatch.of(shard.info(), batch);
    rows.resize(batch);
    long[] before = new long[batch];
    try (RowWriter<ComplexBatch> writer =
        ComplexBatch.ROWS.create(shard.folder(), shard.info(), shard.index(), shard.count())) {
      thermalize(running::advance, shard.progress());
      for (int n = 0; n < configurations; n++) {
        running.advance(stride);
        running.copyFields(rows.fields(), rows.imaginary());
        action.action(
            rows.fields(), rows.imaginary(), batch, rows.action(), rows.actionImaginary());
        action.drift(rows.fields(), rows.imaginary(), batch, driftRe, driftIm);
        LargestModulus.of(driftRe, driftIm, action.values(), batch, rows.drift(), 0);
        for (int b = 0; b < batch; b++) {
          rows.chain()[b] = running.firstChain() + b;
          rows.step()[b] = running.step();
          rows.runaways()[b] = running.runaways(b) - before[b];
          before[b] = running.runaways(b);
        }
        writer.write(rows);
        shard.progress().add(batch);
      }
      return writer.finish();
    }
  }
}
