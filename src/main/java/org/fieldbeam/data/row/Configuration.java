package org.fieldbeam.data.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.fieldbeam.data.dataset.DatasetInfo;

/**
 * One configuration of an ensemble as a value, for user pipelines and tests; the stages themselves
 * move {@link EnsembleBatch}es.
 *
 * @param chain number of the chain, from 0
 * @param step position in the chain, in updates
 * @param shape extents of the lattice and, where a site has several values, their number
 * @param field the field, C order, last axis fastest
 * @param action S, or null if unknown (imported ensembles only)
 * @param accepted whether the last update was accepted, or null
 * @param deltaH energy violation of the last trajectory, or null
 * @param logQ log of the normalised proposal density, or null
 * @param logWeight log of the importance weight, or null
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare the contents
public record Configuration(
    long chain,
    long step,
    int[] shape,
    double[] field,
    Double action,
    Boolean accepted,
    Double deltaH,
    Double logQ,
    Double logWeight)
    implements Serializable {

  /** Checks that the field fits the shape. */
  public Configuration {
    if (DatasetInfo.rowValues(shape) != field.length) {
      throw new IllegalArgumentException(
          "field of " + field.length + " values of shape " + Arrays.toString(shape));
    }
  }

  // Records compare arrays by identity; a configuration is a value.
  @Override
  public boolean equals(Object other) {
    return other instanceof Configuration that
        && chain == that.chain
        && step == that.step
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(field, that.field)
        && Objects.equals(action, that.action)
        && Objects.equals(accepted, that.accepted)
        && Objects.equals(deltaH, that.deltaH)
        && Objects.equals(logQ, that.logQ)
        && Objects.equals(logWeight, that.logWeight);
  }

  @Override
  public int hashCode() {
    return Objects.hash(chain, step, Arrays.hashCode(shape), Arrays.hashCode(field), action);
  }

  @Override
  public String toString() {
    return "Configuration[chain="
        + chain
        + ", step="
        + step
        + ", shape="
        + Arrays.toString(shape)
        + ", action="
        + action
        + "]";
  }
}
