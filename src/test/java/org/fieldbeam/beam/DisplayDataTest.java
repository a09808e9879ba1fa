package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What runners show of the transforms. */
class DisplayDataTest {
  private static final StageOutput OUTPUT = StageOutput.to("out/x");
  private static final Phi4 ACTION = Phi4.of(Lattice.of(4, 4), 0.2, 0.022);

  private static Map<String, String> shown(HasDisplayData transform) {
    Map<String, String> shown = new TreeMap<>();
    DisplayData.from(transform)
        .items()
        .forEach(item -> shown.put(item.getKey(), String.valueOf(item.getValue())));
    return shown;
  }

  static Stream<Arguments> transforms() {
    return Stream.of(
        Arguments.of(
            GenerateEnsemble.of(ACTION, new Hmc(1.0, 8, Integrator.LEAPFROG))
                .withChains(7)
                .withSeed(3)
                .into(OUTPUT),
            "chains",
            "7"),
        Arguments.of(
            AddForwardNoise.of(new VarianceExploding(5)).withSeed(3).into(OUTPUT), "seed", "3"),
        Arguments.of(
            PrepareScoreTraining.of(new VarianceExploding(5)).withShards(4).into(OUTPUT),
            "shards",
            "4"),
        Arguments.of(
            SampleReverse.by(Sampler.flow(FlowIntegrator.RK4)).withConfigurations(11).into(OUTPUT),
            "configurations",
            "11"),
        Arguments.of(TrainLangevinScore.standard().withCells(9).into(OUTPUT), "cells", "9"),
        Arguments.of(EnsembleIO.write(ACTION).withShards(5).into(OUTPUT), "shards", "5"));
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void aTransformShowsWhereItWritesAndItsSettings(
      HasDisplayData transform, String key, String value) {
    Map<String, String> shown = shown(transform);
    assertEquals("out/x", shown.get("into"));
    assertEquals(value, shown.get(key));
  }

  @Test
  void measurementsShowTheirFolder() {
    assertEquals("out/x", shown(MeasureObservables.standard().into(OUTPUT)).get("into"));
    assertEquals(
        "out/x", shown(AggregateObservables.standard().into(StageOutput.to("out/x"))).get("into"));
  }

  @Test
  void theActionIsShownInWords() {
    String action = shown(EnsembleIO.write(ACTION).into(OUTPUT)).get("action");
    assertTrue(action.contains("phi4") && action.contains("0.2"), action);
  }
}
