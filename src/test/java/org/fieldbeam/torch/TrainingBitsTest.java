package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bits of trainings on several threads, and of such that go on from a checkpoint. */
class TrainingBitsTest {
  @TempDir Path folder;

  static Stream<Arguments> trainings() {
    return Stream.of(new Unet.Padded(Unet.Padding.ZERO), new EquivariantNet.Filters(4, 16))
        .flatMap(network -> Stream.of(1, 2).map(threads -> Arguments.of(network, threads)));
  }

  /**
   * With equally many threads a training gives the same bits, and so does one that goes on from a
   * checkpoint.
   */
  @ParameterizedTest
  @MethodSource("trainings")
  void trainingGivesTheSameBits(Architecture architecture, int threads) {
    ToyRows rows = ToyRows.wells(16, 150);
    FieldLayout layout = FieldLayout.scalar(Lattice.of(4, 4));
    VarianceExploding schedule = new VarianceExploding(25);
    Conditioning conditioning =
        Conditioning.of(
            architecture.conditioning(layout, schedule),
            schedule,
            1.09,
            Double.POSITIVE_INFINITY,
            -2,
            2);
    ScoreNetwork network =
        architecture.network(
            layout, new Architecture.Data(rows, conditioning), Streams.of(7, "bits", 0, 0));
    TrainingSettings settings =
        new TrainingSettings(
            TrainingSettings.Loss.DENOISING,
            TrainingSettings.Weight.NOISE,
            conditioning.kind(),
            2,
            50,
            1e-3,
            TrainingSettings.Decay.NONE,
            0,
            1000,
            0.01);
    Checkpoint checkpoint = new Checkpoint(folder.toString(), "bits");
    UnaryOperator<ScoreTrainer.State> train =
        from ->
            Torch.withThreads(
                threads,
                () -> {
                  ScoreTrainer trainer =
                      new ScoreTrainer(
                          network, conditioning, settings, rows, null, 5, "train/bits", done -> {});
                  ScoreTrainer.State state =
                      from == null ? trainer.start() : checkpoint.read(from).orElseThrow();
                  assertEquals(from == null ? 0 : 1, state.epochs());
                  trainer.run(
                      state,
                      () -> {
                        if (from == null && state.epochs() == 1) {
                          checkpoint.write(state);
                        }
                      });
                  return state;
                });
    ScoreTrainer.State whole = train.apply(null);
    ScoreTrainer.State resumed =
        train.apply(
            new ScoreTrainer(
                    network, conditioning, settings, rows, null, 5, "train/bits", done -> {})
                .start());
    assertArrayEquals(whole.adam().values, resumed.adam().values);
    assertEquals(whole.validation(), resumed.validation());
  }
}
