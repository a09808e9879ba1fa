package org.fieldbeam.data.dataset;

import java.util.Map;
import org.fieldbeam.data.UserException;

/**
 * The normalisation {@code x' = (x - mean) / scale} of the rows of a training dataset.
 *
 * @param mean mean of the training configurations
 * @param scale their standard deviation
 */
public record Normalization(double mean, double scale) {

  /**
   * What a training dataset says.
   *
   * @throws UserException if it says nothing
   */
  public static Normalization of(DatasetFolder dataset) {
    return new Normalization(number(dataset, "mean"), number(dataset, "scale"));
  }

  private static double number(DatasetFolder dataset, String key) {
    if (dataset.info().property(DatasetInfo.NORMALIZATION) instanceof Map<?, ?> map
        && map.get(key) instanceof Number value) {
      return value.doubleValue();
    }
    throw UserException.of("the training dataset does not say how it is normalised")
        .where(DatasetFolder.manifestPath(dataset.path()))
        .allowed("the property \"normalization\": {\"mean\": ..., \"scale\": ...}")
        .todo("prepare the dataset again")
        .build();
  }
}
