package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.TimeFlow;
import org.fieldbeam.core.diffusion.TimeGrid;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.diffusion.TimeSde;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A net that has learned nothing, from data of another width, samples a wrong law, and is mended by
 * every route that is exact: uncoupled sites, whose partition function and moments are known.
 */
class ExactRoutesTest {
  private static final double LOG_Z = 4 * 0.578277977; // a site at lambda = .022, by quadrature
  private static final Lattice LATTICE = Lattice.of(2, 2);
  private static final Action ACTION = Phi4.of(LATTICE, 0, 0.022);
  private static final double MEAN_SQUARE = ExactMoments.of(ACTION).moment(2).re();
  private static final NoiseSchedule SCHEDULE = new VarianceExploding(5);
  private static final int COUNT = 1024;

  /** A net and how its samples get weights. */
  enum Route {
    /** Path weights of the reverse SDE, which ask for no divergence. */
    UNET_PATHS {
      @Override
      ReverseSampler sampler(int steps) {
        // at their full size the weights of its paths spread over e^20
        TimeModel model =
            bad(Unet.of(LATTICE, Unet.Padding.ZERO, Streams.of(7, "unet", 0, 0)), 0.4f);
        return new TimeSde(
            model.score(),
            model.prior(PriorKind.MATCHED),
            ACTION,
            new TimeGrid(SCHEDULE, steps, 0.01),
            1,
            null);
      }
    },
    /** log q of the flow, with one backward pass a value for the divergence. */
    MLP_FLOW {
      @Override
      ReverseSampler sampler(int steps) {
        return flow(bad(new Mlp(4, List.of(32, 32), Mlp.Activation.SWISH), 1), steps);
      }
    },
    /** log q of the flow, with the divergence in closed form. */
    EQUIVARIANT_FLOW {
      @Override
      ReverseSampler sampler(int steps) {
        EquivariantNet network =
            EquivariantNetTest.network(LATTICE, SCHEDULE, Double.POSITIVE_INFINITY);
        return flow(
            model(
                new TorchScriptScore(
                        FieldLayout.scalar(LATTICE),
                        TorchScript.export(
                            network, network.conditioning(), EquivariantNetTest.some(network, 0.2)),
                        "test",
                        512,
                        0.01,
                        1)
                    .trustingItsDivergence()),
            steps);
      }
    };

    abstract ReverseSampler sampler(int steps);

    private static TimeModel model(TorchScriptScore score) {
      return new TimeModel(score, SCHEDULE, Optional.of(ACTION), MEAN_SQUARE);
    }

    /** A network as it is before training, for data of another width. */
    private static TimeModel bad(ScoreNetwork network, float size) {
      float[] bad = NetworkTensors.initial(network, Streams.of(7, "bad", 1, 0));
      for (int i = 0; i < bad.length; i++) {
        bad[i] *= size;
      }
      Conditioning conditioning =
          new Conditioning(Conditioning.Kind.PRECONDITIONED, SCHEDULE, 1.6 * MEAN_SQUARE);
      return model(
          new TorchScriptScore(
              FieldLayout.scalar(LATTICE),
              TorchScript.export(network, conditioning, bad),
              "test",
              512,
              0.01,
              1));
    }

    private static ReverseSampler flow(TimeModel model, int steps) {
      return new TimeFlow(
          model.score(),
          model.prior(PriorKind.MATCHED),
          ACTION,
          new TimeGrid(SCHEDULE, steps, 0.01),
          FlowIntegrator.RK4,
          null);
    }
  }

  /**
   * The mean of the weights is Z, and the weighted mean of phi^2 the exact one, each within 4.5
   * standard errors (false alarm 7e-6 each); without weights phi^2 is more than 5 of them off.
   */
  @ParameterizedTest
  @EnumSource
  void mendsABadNet(Route route) {
    double[] phi = new double[4 * COUNT];
    double[] logWeight = new double[COUNT];
    route.sampler(20).sample(11, "bad net", 0, COUNT, phi, null, logWeight);
    double[] weights = Arrays.stream(logWeight).map(w -> Math.exp(w - LOG_Z)).toArray();
    double[] squares = new double[COUNT];
    double[] weighted = new double[COUNT];
    for (int b = 0; b < COUNT; b++) {
      for (int x = 0; x < 4; x++) {
        squares[b] += phi[x * COUNT + b] * phi[x * COUNT + b] / 4;
      }
      weighted[b] = weights[b] * (squares[b] - MEAN_SQUARE);
    }
    assertEquals(1, mean(weights), 4.5 * error(weights));
    assertTrue(error(weights) < 0.1, "the test sees something: " + error(weights));
    assertEquals(0, mean(weighted), 4.5 * error(weighted));
    double off = Math.abs(mean(squares) - MEAN_SQUARE) / error(squares);
    assertTrue(off > 5, "the net is bad: " + off);
  }

  /**
   * What a flow claims for log q is off by the error of its integrator, which falls with the fourth
   * power of the step, to single precision: with four times the steps log q is the same.
   */
  @ParameterizedTest
  @EnumSource(names = {"MLP_FLOW", "EQUIVARIANT_FLOW"})
  void claimsTheDensityOfItsMap(Route route) {
    int count = 512; // are evaluated together
    double[] coarse = new double[count];
    double[] fine = new double[count];
    route.sampler(20).sample(11, "bad net", 0, count, new double[4 * count], coarse, null);
    route.sampler(80).sample(11, "bad net", 0, count, new double[4 * count], fine, null);
    for (int b = 0; b < count; b++) {
      assertEquals(fine[b], coarse[b], 0.01);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double error(double[] values) {
    double mean = mean(values);
    double sum = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(sum / (values.length - 1.0) / values.length);
  }
}
