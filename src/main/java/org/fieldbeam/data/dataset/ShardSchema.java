package org.fieldbeam.data.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The columns of a shard: the Avro schema of its kind, and the scalars of measurements. */
public final class ShardSchema {
  private static final String SCALAR_NAME = "[A-Za-z][A-Za-z0-9_]*";

  /** Lists hold the values of a field, but for the shape, which holds one per axis. */
  private static final String SHAPE_COLUMN = "shape";

  /** Columns of Delta H in ensembles and measurements: positive infinity is a rejection. */
  private static final Set<String> ENERGY_VIOLATIONS = Set.of("delta_h", "deltaH");

  private final MessageType message;
  private final List<Column> columns;
  private final int[] shape;

  /**
   * One column.
   *
   * @param name name in the file
   * @param type physical type of the values
   * @param optional whether values may be null; required columns refuse NaN, optional ones take it
   *     as null
   * @param listLength values per row of a list column, 0 for a plain one
   * @param angle whether the values are angles, in [-pi, pi)
   * @param descriptor Parquet's descriptor
   */
  public record Column(
      String name,
      PrimitiveTypeName type,
      boolean optional,
      int listLength,
      boolean angle,
      ColumnDescriptor descriptor) {
    private static final double LARGEST_ANGLE = Math.nextDown(Math.PI);

    /** The least number that the column takes. */
    double least() {
      return angle ? -Math.PI : -Double.MAX_VALUE;
    }

    /** The largest finite number that the column takes. */
    double most() {
      return angle ? LARGEST_ANGLE : Double.MAX_VALUE;
    }

    /** What the column takes, in words. */
    public String allowed() {
      return angle ? "angles in [-pi, pi)" : "finite numbers";
    }

    /** Whether the column takes a number: a finite one, or a Delta H that overflowed. */
    public boolean takes(double value) {
      return (value >= least() && value <= most())
          || (value == Double.POSITIVE_INFINITY && ENERGY_VIOLATIONS.contains(name));
    }

    boolean isList() {
      return listLength > 0;
    }

    /** Bytes of one value in memory and, for booleans nearly, in the file. */
    int valueBytes() {
      return switch (type) {
        case INT64, DOUBLE -> 8;
        case INT32, FLOAT -> 4;
        default -> 1;
      };
    }

    /** Whether all rows have the same value, namely the shape of a configuration. */
    public boolean isShape() {
      return isList() && name.equals(SHAPE_COLUMN);
    }
  }

  private ShardSchema(MessageType message, int[] shape, int values, boolean angles) {
    this.message = message;
    this.shape = shape;
    this.columns = new ArrayList<>();
    for (ColumnDescriptor descriptor : message.getColumns()) {
      String name = descriptor.getPath()[0];
      boolean list = descriptor.getMaxRepetitionLevel() > 0;
      int length = !list ? 0 : name.equals(SHAPE_COLUMN) ? shape.length : values;
      boolean optional = message.getType(name).isRepetition(Type.Repetition.OPTIONAL);
      columns.add(
          new Column(
              name,
              descriptor.getPrimitiveType().getPrimitiveTypeName(),
              optional,
              length,
              angles && list && !name.equals(SHAPE_COLUMN),
              descriptor));
    }
  }

  /** The schema of a dataset, as it is written. */
  static ShardSchema of(DatasetInfo info) {
    return of(info, Manifest.FORMAT_VERSION);
  }

  /** The schema of a dataset of a format version; rows of the first have the lattice's shape. */
  static ShardSchema of(DatasetInfo info, int formatVersion) {
    PlainParquetConfiguration configuration = new PlainParquetConfiguration();
    // Three-level lists: what every other tool expects.
    configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    configuration.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, false);
    MessageType base = new AvroSchemaConverter(configuration).convert(info.kind().schema());
    List<Type> fields = new ArrayList<>(base.getFields());
    for (String scalar : info.scalars()) {
      if (!scalar.matches(SCALAR_NAME) || base.containsField(scalar)) {
        throw new IllegalArgumentException(
            "scalar named "
                + scalar
                + "; allowed is "
                + SCALAR_NAME
                + " and no other column's name");
      }
      fields.add(Types.required(PrimitiveTypeName.DOUBLE).named(scalar));
    }
    int[] shape = formatVersion == 1 ? info.shape() : info.rowShape();
    return new ShardSchema(
        new MessageType(base.getName(), fields), shape, info.values(), info.isAngle());
  }

  MessageType message() {
    return message;
  }

  public List<Column> columns() {
    return columns;
  }

  int[] shape() {
    return shape;
  }

  /** Number of the named column. */
  public int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + name);
  }

  /** Bytes of one row in memory; the shape is not stored per row. */
  long rowBytes() {
    long bytes = 0;
    for (Column column : columns) {
      if (!column.isShape()) {
        bytes += (long) column.valueBytes() * Math.max(1, column.listLength());
      }
    }
    return bytes;
  }
}
