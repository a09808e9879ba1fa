import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.fieldbeam.beam.AggregateObservables;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.MeasureObservables;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;

public class MyPipeline {
  public static void main(String[] args) {
    Hmc hmc = new Hmc(1.0, 10, Integrator.LEAPFROG);
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    pipeline
        .apply(
            GenerateEnsemble.of(Phi4.of(Lattice.of(8, 8), 0.26, 0.022), hmc)
                .withChains(16)
                .withThermalization(100)
                .withConfigurations(50)
                .withStride(5)
                .withSeed(1)
                .into(StageOutput.to("out/mine/hmc")))
        .apply(MeasureObservables.standard().into(StageOutput.to("out/mine/observables")))
        .apply(AggregateObservables.standard().into(StageOutput.to("out/mine/observables")));
    pipeline.run().waitUntilFinish();
  }
}
