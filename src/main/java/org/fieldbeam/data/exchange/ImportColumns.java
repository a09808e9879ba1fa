package org.fieldbeam.data.exchange;

import java.util.Arrays;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;

/**
 * What a foreign file says of each configuration besides its field, each as an array over the
 * configurations in the order of the file, or null where the file does not say it.
 */
public final class ImportColumns {
  public static final String CHAIN = "chain";
  public static final String STEP = "step";
  public static final String LOG_WEIGHT = "log_weight";
  public static final String ACCEPTED = "accepted";
  public static final String DELTA_H = "delta_h";
  public static final String RUNAWAYS = "runaways";

  long[] chain;
  long[] step;

  /** Numbers; NaN where absent. */
  double[] logWeight;

  double[] deltaH;

  /** How often the chain ran away before a configuration of complex Langevin. */
  long[] runaways;

  /** 1, 0, or NaN where absent. */
  double[] accepted;

  /** Columns of which there are none yet. */
  public ImportColumns() {}

  /** Sets what chain and step each configuration is of. */
  public ImportColumns withChains(long[] chains, long[] steps) {
    chain = chains.clone();
    step = steps.clone();
    return this;
  }

  /** Sets the log weights, NaN where one is absent. */
  public ImportColumns withLogWeights(double[] logWeights) {
    logWeight = logWeights.clone();
    return this;
  }

  /** Refuses columns of another length than the fields. */
  void requireRows(int rows, String where) {
    int[] lengths = {
      chain == null ? rows : chain.length,
      step == null ? rows : step.length,
      logWeight == null ? rows : logWeight.length,
      deltaH == null ? rows : deltaH.length,
      accepted == null ? rows : accepted.length,
      runaways == null ? rows : runaways.length
    };
    for (int length : lengths) {
      if (length != rows) {
        throw UserException.of("there are not as many fields as other values")
            .where(where)
            .given(rows + " fields, " + length + " values")
            .todo("write the file again")
            .build();
      }
    }
  }

  /**
   * Takes the runaways of all for unknown where those of one are: a sum over both would tell of
   * neither.
   */
  void dropPartialRunaways() {
    if (runaways != null && Arrays.stream(runaways).anyMatch(count -> count < 0)) {
      runaways = null;
    }
  }

  /** Whether a configuration has a weight. */
  boolean hasWeights() {
    return logWeight != null && !Arrays.stream(logWeight).allMatch(Double::isNaN);
  }

  /** Refuses weights of which some are absent or are no numbers. */
  void requireAllWeights(String where) {
    for (int row = 0; row < logWeight.length; row++) {
      if (!Double.isFinite(logWeight[row])) {
        throw UserException.of("a configuration has no weight")
            .where(where + ", " + LOG_WEIGHT + ", configuration " + row)
            .given(logWeight[row])
            .allowed("a finite number for every configuration")
            .todo("write all weights, or import with --weights ignore")
            .build();
      }
    }
  }

  /** Puts what is there of a row into a batch; of a chain that may have run away, -1. */
  void put(int row, ComplexBatch batch, int b) {
    batch.runaways()[b] = runaways == null ? ComplexBatch.UNKNOWN : runaways[row];
  }

  /** Puts what is there of a row into a batch. */
  void put(int row, EnsembleBatch batch, int b) {
    batch.logWeight()[b] = logWeight == null ? Double.NaN : logWeight[row];
    batch.deltaH()[b] = deltaH == null ? Double.NaN : deltaH[row];
    boolean absent = accepted == null || Double.isNaN(accepted[row]);
    batch.accepted()[b] = (byte) (absent ? -1 : accepted[row] == 0 ? 0 : 1);
  }
}
