package org.fieldbeam.pipeline.rows;

import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.pipeline.transform.FolderRows;
import org.fieldbeam.pipeline.transform.NamedTransform;
import org.fieldbeam.pipeline.transform.RowSchema;
import org.fieldbeam.pipeline.transform.TransformConfiguration;

/** A transform of rows, which is no stage: from one collection, if it is given, to another. */
interface RowTransform extends NamedTransform {

  /** Returns what reads its configuration. */
  TransformConfiguration configuration();

  /** Returns the keys of its configuration. */
  Fields keys();

  @Override
  default String identifier() {
    return configuration().identifier();
  }

  @Override
  default Schema configurationSchema() {
    return RowSchema.of(keys().keys());
  }

  @Override
  default List<String> inputCollectionNames() {
    return List.of(FolderRows.INPUT);
  }

  @Override
  default List<String> outputCollectionNames() {
    return List.of(FolderRows.OUTPUT);
  }
}
