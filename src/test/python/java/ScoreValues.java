import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.EffectiveActionScore;
import org.fieldbeam.data.storage.Json;

/**
 * The scores of an effective action at all levels, for the tests of the Python package:
 *
 * <pre>java -cp ... ScoreValues.java model.json fields.bin scores.bin</pre>
 *
 * <p>Both files are little-endian doubles in the order of Java's batches, the configuration
 * fastest; the scores of level 0 come first.
 */
final class ScoreValues {
  private ScoreValues() {}

  @SuppressWarnings("unchecked")
  public static void main(String[] args) throws Exception {
    String text = Files.readString(Path.of(args[0]));
    var model = EffectiveActionModel.fromMap((Map<String, ?>) Json.parse(text, args[0]));
    ByteBuffer in =
        ByteBuffer.wrap(Files.readAllBytes(Path.of(args[1]))).order(ByteOrder.LITTLE_ENDIAN);
    double[] fields = new double[in.remaining() / Double.BYTES];
    in.asDoubleBuffer().get(fields);
    int batch = fields.length / model.lattice().volume();
    int levels = model.ladder().levels() + 1;
    EffectiveActionScore score = model.score();
    ByteBuffer out =
        ByteBuffer.allocate(levels * fields.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[fields.length];
    for (int level = 0; level < levels; level++) {
      score.evaluate(fields, batch, level, values, null);
      for (double value : values) {
        out.putDouble(value);
      }
    }
    Files.write(Path.of(args[2]), out.array());
  }
}
