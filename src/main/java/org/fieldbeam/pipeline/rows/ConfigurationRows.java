package org.fieldbeam.pipeline.rows;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.apache.beam.sdk.values.Row;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.Configuration;

/** Configurations as rows of Beam's, with the columns of the Parquet files. */
final class ConfigurationRows {
  private static final String CHAIN = "chain";
  private static final String STEP = "step";
  private static final String SHAPE = "shape";
  private static final String FIELD = "field";
  private static final String ACTION = "action";
  private static final String ACCEPTED = "accepted";
  private static final String DELTA_H = "delta_h";
  private static final String LOG_Q = "log_q";
  private static final String LOG_WEIGHT = "log_weight";

  /** The rows that are read. */
  static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field(CHAIN)
          .addInt64Field(STEP)
          .addArrayField(SHAPE, FieldType.INT32)
          .addArrayField(FIELD, FieldType.DOUBLE)
          .addNullableField(ACTION, FieldType.DOUBLE)
          .addNullableField(ACCEPTED, FieldType.BOOLEAN)
          .addNullableField(DELTA_H, FieldType.DOUBLE)
          .addNullableField(LOG_Q, FieldType.DOUBLE)
          .addNullableField(LOG_WEIGHT, FieldType.DOUBLE)
          .build();

  private ConfigurationRows() {}

  static Row row(Configuration configuration) {
    return Row.withSchema(SCHEMA)
        .addValues(
            configuration.chain(),
            configuration.step(),
            Arrays.stream(configuration.shape()).boxed().toList(),
            Arrays.stream(configuration.field()).boxed().toList(),
            configuration.action(),
            configuration.accepted(),
            configuration.deltaH(),
            configuration.logQ(),
            configuration.logWeight())
        .build();
  }

  /**
   * Refuses rows without chain, step and field, or with a column of these names of another type.
   *
   * @param where the transform
   */
  static void require(Schema given, String where) {
    String wrong =
        SCHEMA.getFields().stream()
            .filter(column -> isWrong(column, given))
            .map(Schema.Field::getName)
            .collect(Collectors.joining(", "));
    if (!wrong.isEmpty()) {
      throw UserException.of("the rows are no configurations")
          .where(where)
          .given("no columns, or columns of another type: " + wrong)
          .allowed(
              "chain and step (INT64), field (ARRAY of DOUBLE); and, if known, "
                  + "accepted (BOOLEAN), delta_h, log_q, log_weight (DOUBLE)")
          .build();
    }
  }

  private static boolean isWrong(Schema.Field column, Schema given) {
    String name = column.getName();
    if (name.equals(SHAPE) || name.equals(ACTION)) {
      return false; // the action says both
    }
    if (!given.hasField(name)) {
      return !column.getType().getNullable();
    }
    FieldType type = given.getField(name).getType();
    FieldType element = type.getCollectionElementType();
    return column.getType().getTypeName() == TypeName.ARRAY
        ? element == null || element.getTypeName() != TypeName.DOUBLE
        : type.getTypeName() != column.getType().getTypeName();
  }

  /**
   * A row as a configuration of an action, which is evaluated anew: a pipeline may have changed the
   * field.
   *
   * @throws UserException if the field has another number of values than the action's
   */
  static Configuration configuration(Row row, Action action, String where) {
    int size = action.layout().size();
    long chain = whole(row, CHAIN, where);
    long step = whole(row, STEP, where);
    Collection<Double> values = row.getArray(FIELD);
    if (values == null || values.size() != size || values.contains(null)) {
      throw UserException.of("a configuration has not the field values of the action")
          .where(where + ", chain " + chain + ", step " + step)
          .given(values == null ? "none" : values.size() + " values, none of them absent")
          .allowed(size + " values: " + action.layout())
          .build();
    }
    double[] field = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] value = new double[1];
    action.action(field, 1, value);
    return new Configuration(
        chain,
        step,
        action.layout().shape(),
        field,
        value[0],
        row.getSchema().hasField(ACCEPTED) ? row.getBoolean(ACCEPTED) : null,
        number(row, DELTA_H),
        number(row, LOG_Q),
        number(row, LOG_WEIGHT));
  }

  private static long whole(Row row, String column, String where) {
    Long value = row.getInt64(column);
    if (value == null || value < 0) {
      throw UserException.of("a configuration has no " + column)
          .where(where)
          .given(value)
          .allowed("a whole number of at least 0 in every row")
          .build();
    }
    return value;
  }

  private static Double number(Row row, String column) {
    return row.getSchema().hasField(column) ? row.getDouble(column) : null;
  }

  /** The columns, for descriptions. */
  static List<String> columns() {
    return SCHEMA.getFieldNames();
  }
}
