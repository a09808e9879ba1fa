package org.fieldbeam.torch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * The state of a training between two epochs in a file, all numbers big-endian: the length of a
 * JSON text and the text, the number of parameters, the four arrays of {@link Adam}, and the
 * CRC-32C of all that.
 */
final class Checkpoint {
  private static final String NAME = "checkpoint.bin";
  private static final String FORMAT = "fieldbeam.checkpoint";

  private final String path;
  private final String identity;

  /**
   * The checkpoint of a model's folder.
   *
   * @param identity hash of all that the training is a function of: a checkpoint of another one is
   *     not taken over
   */
  Checkpoint(String folder, String identity) {
    this.path = Storage.resolve(folder, NAME);
    this.identity = identity;
  }

  void write(ScoreTrainer.State state) {
    Adam adam = state.adam();
    byte[] head =
        Json.compact(
                Map.of(
                    "format", FORMAT,
                    "identity", identity,
                    "steps", adam.steps(),
                    "training", state.training(),
                    "validation", state.validation()))
            .getBytes(StandardCharsets.UTF_8);
    float[][] arrays = arrays(adam);
    int size = 2 * Integer.BYTES + head.length + Long.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(size + arrays.length * Float.BYTES * adam.values.length);
    bytes.putInt(head.length).put(head).putInt(adam.values.length);
    for (float[] array : arrays) {
      bytes.asFloatBuffer().put(array);
      bytes.position(bytes.position() + Float.BYTES * array.length);
    }
    bytes.putLong(checksum(bytes.array(), bytes.position()));
    Storage.writeBytes(path, bytes.array());
  }

  /**
   * Fills a fresh state with what the file holds.
   *
   * @return the state, or nothing if there is no checkpoint of this training
   * @throws UserException if the file is damaged
   */
  Optional<ScoreTrainer.State> read(ScoreTrainer.State fresh) {
    if (!Storage.exists(path)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Storage.readBytes(path));
    int end = bytes.limit() - Long.BYTES;
    if (end < 0 || checksum(bytes.array(), end) != bytes.getLong(end)) {
      throw UserException.of("the checkpoint is damaged")
          .where(path)
          .given(bytes.limit() + " bytes that do not match their checksum")
          .todo("delete the file; the training starts again")
          .build();
    }
    byte[] head = new byte[bytes.getInt()];
    bytes.get(head);
    JsonObject json = Json.parseObject(new String(head, StandardCharsets.UTF_8), path);
    if (!identity.equals(json.string("identity"))) {
      return Optional.empty();
    }
    int size = bytes.getInt();
    Adam adam = fresh.adam();
    for (float[] array : arrays(adam)) {
      bytes.asFloatBuffer().get(array, 0, size);
      bytes.position(bytes.position() + Float.BYTES * size);
    }
    adam.resumeAt(json.integer("steps"));
    return Optional.of(
        new ScoreTrainer.State(adam, list(json, "training"), list(json, "validation")));
  }

  void delete() {
    Storage.delete(path);
  }

  private static List<Double> list(JsonObject json, String key) {
    return new ArrayList<>(Arrays.stream(json.numbers(key)).boxed().toList());
  }

  private static float[][] arrays(Adam adam) {
    return new float[][] {adam.values, adam.average, adam.mean, adam.square};
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return checksum.getValue();
  }
}
