package org.fieldbeam.pipeline.kind;

import java.util.List;
import java.util.Map;
import org.fieldbeam.pipeline.stage.ModelFile;
import org.fieldbeam.pipeline.stage.OneInputSpec;

/** A stage that makes a score model of a dataset. */
public interface TrainSpec extends OneInputSpec {
  @Override
  default Product product() {
    return Product.MODEL;
  }

  @Override
  default List<String> results() {
    return List.of(ModelFile.NAME);
  }

  @Override
  default Map<String, String> datasets(String inputHash) {
    return Map.of();
  }
}
