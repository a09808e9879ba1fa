package org.fieldbeam.beam.shard;

import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaProvider;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;

/** {@link Folder}s as rows: a text {@value #FOLDER}, and a text {@value #KIND} that may be null. */
public final class FolderSchema implements SchemaProvider {
  private static final long serialVersionUID = 1L;

  /** The field of the path. */
  public static final String FOLDER = "folder";

  /** The field of the {@link Folder.Kind#label label of the kind}. */
  public static final String KIND = "kind";

  private static final Schema SCHEMA =
      Schema.builder().addStringField(FOLDER).addNullableField(KIND, FieldType.STRING).build();

  /** The folder of a row that has the text {@value #FOLDER}, and {@value #KIND} perhaps. */
  public static Folder folder(Row row) {
    String path = row.getString(FOLDER);
    boolean told =
        row.getSchema().hasField(KIND)
            && row.getSchema().getField(KIND).getType().getTypeName() == Schema.TypeName.STRING;
    return new Folder(
        path,
        told
            ? Optional.ofNullable(row.getString(KIND)).map(kind -> Folder.Kind.ofLabel(kind, path))
            : Optional.empty());
  }

  private static Row row(Folder folder) {
    return Row.withSchema(SCHEMA)
        .addValues(folder.path(), folder.kind().map(Folder.Kind::label).orElse(null))
        .build();
  }

  @Override
  public <T> Schema schemaFor(TypeDescriptor<T> type) {
    return SCHEMA;
  }

  @Override
  public <T> SerializableFunction<T, Row> toRowFunction(TypeDescriptor<T> type) {
    return folder -> row((Folder) folder);
  }

  @Override
  @SuppressWarnings("unchecked") // the provider of one type
  public <T> SerializableFunction<Row, T> fromRowFunction(TypeDescriptor<T> type) {
    return row -> (T) folder(row);
  }
}
