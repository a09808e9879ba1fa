package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.model.ExactModel;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.deformed.DeformedLangevin;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.MatrixLangevin;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.core.polish.PolishSettings;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.torch.Conditioning;
import org.fieldbeam.torch.Mlp;
import org.fieldbeam.torch.NetworkTraining;
import org.fieldbeam.torch.TrainingSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all public transforms have in common: settings in any order, and failures as Beam's. */
class TransformSettingsTest {
  private static final StageOutput OUTPUT = StageOutput.to("out/x");
  private static final Phi4 ACTION = Phi4.of(Lattice.of(4, 4), 0.2, 0.022);
  private static final VarianceExploding VE = new VarianceExploding(5);
  private static final Sampler FLOW = Sampler.flow(FlowIntegrator.RK4);

  /** A call of a method of a transform. */
  private record Call(String method, Object... arguments) {
    PTransform<?, ?> on(PTransform<?, ?> transform) {
      Method found =
          methods(transform.getClass()).stream()
              .filter(m -> m.getName().equals(method))
              .filter(m -> m.getParameterCount() == arguments.length)
              .findFirst()
              .orElseThrow(() -> new AssertionError(transform.getClass() + " has no " + method));
      try {
        return (PTransform<?, ?>) found.invoke(transform, arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException refused) {
          throw refused;
        }
        throw new AssertionError(e);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public String toString() {
      return method + Arrays.toString(arguments);
    }
  }

  /**
   * A transform with nothing set.
   *
   * @param name by which its errors speak of it
   * @param settings a list of ways to make each of its settings
   * @param wrong settings that it refuses
   */
  private record Case(
      String name, PTransform<?, ?> plain, List<List<Call>> settings, List<Call> wrong) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Call call(String method, Object... arguments) {
    return new Call(method, arguments);
  }

  private static List<Call> one(String method, Object... arguments) {
    return List.of(call(method, arguments));
  }

  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
        .filter(m -> m.getReturnType().equals(type))
        .toList();
  }

  private static final List<Call> INTO = one("into", OUTPUT);
  private static final List<Call> SEED = one("withSeed", 7L);

  static Stream<Case> cases() {
    List<List<Call>> chains =
        List.of(
            one("withChains", 7),
            one("withThermalization", 11),
            one("withConfigurations", 13),
            one("withStride", 3),
            SEED,
            INTO);
    List<Call> wrongChains =
        List.of(
            call("withChains", 0),
            call("withThermalization", -1),
            call("withConfigurations", 0),
            call("withStride", -3));
    List<List<Call>> generate = new ArrayList<>(chains);
    generate.add(one("withChainsPerShard", 5));
    generate.add(
        List.of(
            call("withHotStart"),
            call("withColdStart"),
            call("withStart", "hot", Start.hot()),
            call("withStartFrom", "out/other")));
    List<List<Call>> deformed = new ArrayList<>(generate);
    deformed.add(one("withScoreFrom", "out/score"));
    List<List<Call>> kernel = new ArrayList<>(generate);
    kernel.add(one("withKernelFrom", "kernel.npy"));
    List<List<Call>> sample =
        List.of(
            one("withPaths", 4),
            one("withConfigurations", 11),
            one("withConfigurationsPerShard", 5),
            SEED,
            INTO);
    List<Call> wrongSample =
        List.of(
            call("withPaths", 0),
            call("withConfigurations", 0),
            call("withConfigurationsPerShard", 0));
    return Stream.of(
        new Case(
            "GenerateEnsemble",
            GenerateEnsemble.of(ACTION, new Hmc(1.0, 8, Integrator.LEAPFROG)),
            generate,
            Stream.concat(
                    wrongChains.stream(),
                    Stream.of(call("withScoreFrom", "x"), call("withKernelFrom", "x")))
                .toList()),
        new Case(
            "GenerateEnsemble",
            GenerateEnsemble.of(
                Phi4.of(Lattice.of(4, 4), 0, 0.022), new DeformedLangevin(0.01, 0.5, null)),
            deformed,
            wrongChains),
        new Case(
            "GenerateEnsemble",
            GenerateEnsemble.of(ACTION, new MatrixLangevin(0.01, null)),
            kernel,
            wrongChains),
        new Case(
            "AddForwardNoise",
            AddForwardNoise.of(VE),
            List.of(
                List.of(call("withLevels", 4), call("withLadder", VE.uniformLadder(3))),
                List.of(call("withMarginals"), call("withTrajectories")),
                one("withCovariance", CovarianceShape.propagator(0.5)),
                SEED,
                INTO),
            List.of(call("withLevels", 0))),
        new Case(
            "PrepareScoreTraining",
            PrepareScoreTraining.of(VE),
            List.of(
                one("withValidation", 0.25),
                one("withShards", 4),
                one("withCompression", false),
                SEED,
                INTO),
            List.of(call("withValidation", 1.0), call("withShards", 0))),
        new Case(
            "TrainScore",
            TrainScore.of(
                EffectiveActionSettings.of(
                    EffectiveActionSettings.Ladder.shiftedGeometric(6, 0.5))),
            List.of(
                one("withValidation", 0.25),
                one("withPolish", new PolishSettings(1, 512, 0.2)),
                SEED,
                INTO),
            List.of(call("withValidation", -0.1))),
        new Case(
            "TrainLangevinScore",
            TrainLangevinScore.standard(),
            List.of(one("withCells", 9), INTO),
            List.of(call("withCells", 3))),
        new Case(
            "TrainNetwork",
            TrainNetwork.of(
                new NetworkTraining(
                    new Mlp.Layers(List.of(8), Mlp.Activation.SWISH),
                    new TrainingSettings(
                        TrainingSettings.Loss.DENOISING,
                        TrainingSettings.Weight.NOISE,
                        Conditioning.Kind.PRECONDITIONED,
                        1,
                        16,
                        1e-3,
                        TrainingSettings.Decay.COSINE,
                        0.99,
                        100,
                        0.01))),
            List.of(SEED, one("withCheckpointEvery", Duration.ofSeconds(3)), INTO),
            List.of(call("withCheckpointEvery", Duration.ofSeconds(-1)))),
        new Case("SampleReverse", SampleReverse.by(FLOW), sample, wrongSample),
        new Case(
            "SampleReverse",
            SampleReverse.by(FLOW, new ExactModel(Phi4.of(Lattice.of(2, 2), 0, 0.022), VE)),
            sample,
            wrongSample),
        new Case("CorrectEnsemble", CorrectEnsemble.byMetropolis(), List.of(SEED, INTO), List.of()),
        new Case(
            "MeasureObservables",
            MeasureObservables.standard(),
            List.of(
                one(
                    "withObservables",
                    ObservableChoice.standard()
                        .deriving(new TreeMap<>(Map.of("twice", "2 * phi2")))),
                one("withNames", Map.of("out/a/hmc", "a")),
                INTO),
            List.of()),
        new Case(
            "AggregateObservables",
            AggregateObservables.standard(),
            List.of(
                one("expecting", Map.of("a", List.of("acceptance"))),
                one("comparing", List.of("a", "b")),
                INTO),
            List.of()),
        new Case("ScanComplexLangevin", ScanComplexLangevin.of(List.of()), chains, wrongChains),
        new Case("EnsembleIO.read", EnsembleIO.read(), List.of(one("withWeights")), List.of()),
        new Case(
            "EnsembleIO.write",
            EnsembleIO.write(ACTION),
            List.of(one("withShards", 3), one("withWeights"), INTO),
            List.of(call("withShards", 0))));
  }

  private static byte[] bytes(PTransform<?, ?> transform) {
    return SerializableUtils.serializeToByteArray(transform);
  }

  private static PTransform<?, ?> after(PTransform<?, ?> plain, List<Call> calls) {
    PTransform<?, ?> transform = plain;
    for (Call call : calls) {
      transform = call.on(transform);
    }
    return transform;
  }

  /** A setting that the table lacks would not be tried. */
  @ParameterizedTest
  @MethodSource("cases")
  void theTableHasEverySetting(Case of) {
    Set<String> tried =
        Stream.concat(of.settings().stream().flatMap(List::stream), of.wrong().stream())
            .map(Call::method)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there =
        methods(of.plain().getClass()).stream()
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!of.plain().getClass().equals(GenerateEnsemble.class)) {
      assertEquals(there, tried);
    } else { // a score and a kernel exclude each other
      there.removeAll(Set.of("withScoreFrom", "withKernelFrom"));
      assertTrue(tried.containsAll(there), tried.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void settingsMayBeMadeInAnyOrder(Case of) {
    Random random = new Random(5);
    int most = of.settings().stream().mapToInt(List::size).max().orElseThrow();
    for (int way = 0; way < most; way++) {
      List<Call> calls = new ArrayList<>();
      for (List<Call> setting : of.settings()) {
        calls.add(setting.get(Math.min(way, setting.size() - 1)));
      }
      byte[] forward = bytes(after(of.plain(), calls));
      List<Call> changed = new ArrayList<>(calls);
      Collections.reverse(changed);
      for (int i = 0; i < 20; i++) {
        assertArrayEquals(forward, bytes(after(of.plain(), changed)), changed::toString);
        Collections.shuffle(changed, random);
      }
      for (Call left : calls) {
        for (Call right : calls) {
          if (!left.equals(right)) {
            assertArrayEquals(
                bytes(after(of.plain(), List.of(left, right))),
                bytes(after(of.plain(), List.of(right, left))),
                () -> left + ", " + right);
          }
        }
      }
    }
  }

  /** Of several ways to make one setting, and of a call that is repeated, the last counts alone. */
  @ParameterizedTest
  @MethodSource("cases")
  void theLastCallCounts(Case of) {
    for (List<Call> setting : of.settings()) {
      for (Call last : setting) {
        for (Call before : setting) {
          assertArrayEquals(
              bytes(last.on(of.plain())),
              bytes(after(of.plain(), List.of(before, last))),
              () -> before + ", " + last);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSettingChangesTheTransformThatItGivesAndNoOther(Case of) {
    byte[] before = bytes(of.plain());
    for (List<Call> setting : of.settings()) {
      Set<List<Byte>> different = new HashSet<>();
      for (Call call : setting) {
        different.add(boxed(bytes(call.on(of.plain()))));
      }
      different.add(boxed(before));
      assertTrue(different.size() > 1, () -> setting + " change nothing");
    }
    assertArrayEquals(before, bytes(of.plain()));
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> boxed = new ArrayList<>();
    for (byte b : bytes) {
      boxed.add(b);
    }
    return boxed;
  }

  /** As {@code Preconditions.checkArgument} in the transforms of Beam. */
  @ParameterizedTest
  @MethodSource("cases")
  void aWrongSettingIsRefusedWhenItIsMade(Case of) {
    for (Call call : of.wrong()) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> call.on(of.plain()), call.toString());
      assertTrue(e.getMessage() != null && !e.getMessage().isBlank(), call.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTransformWithoutAnOutputIsRefusedByItsNameWhenItIsApplied(Case of) {
    if (of.settings().contains(INTO)) {
      Pipeline pipeline = Pipeline.create(Runners.direct(1));
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> apply(pipeline, of.plain()));
      assertTrue(e.getMessage().startsWith(of.name() + " has no output"), e.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  private static void apply(Pipeline pipeline, PTransform<?, ?> transform) {
    PCollection<Folder> folders = pipeline.apply(Create.of(Folder.of("somewhere")));
    if (transform instanceof EnsembleIO.Write write) {
      pipeline
          .apply("None", Create.empty(TypeDescriptor.of(Configuration.class)))
          .setCoder(ConfigurationCoder.of())
          .apply(write);
    } else if (begins(transform)) {
      pipeline.apply((PTransform<PBegin, PCollection<Folder>>) transform);
    } else {
      folders.apply((PTransform<PCollection<Folder>, PCollection<?>>) transform);
    }
  }

  private static boolean begins(PTransform<?, ?> transform) {
    return transform instanceof GenerateEnsemble || transform instanceof ScanComplexLangevin;
  }
}
