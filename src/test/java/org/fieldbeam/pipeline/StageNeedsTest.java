package org.fieldbeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stage would refuse when it runs is refused when the file is read. */
class StageNeedsTest {
  private static final String FILE =
      """
      name: toy
      seed: 1
      stages:
        - generate: {into: hmc, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}},
                     algorithm: hmc, chains: 20, configurations: 10}
        - generate: {into: paths, lattice: [1], action: {quartic: {a: -4, b: 1}}, chains: 1000,
                     algorithm: {langevin: {step: 0.01}}, thermalization: 0, configurations: 10}
        - generate: {into: narrow, lattice: [1], action: {complexQuartic: {a: [1.0e+20, 1], b: 1}},
                     algorithm: {complexLangevin: {step: 1.0e-30}}, chains: 4, configurations: 10}
        - generate: {into: links, lattice: [4, 4], action: {u1: {beta: 1}}, algorithm: hmc, chains: 20,
                     configurations: 10}
        - prepare: {from: paths, into: training, diffusion: {vp: {beta: 20}}}
        - prepare: {from: links, into: linksTraining, diffusion: ve}
        - train: {from: linksTraining, into: linksNet, model: mlp}
        - train: {from: hmc, into: levels, model: effectiveAction}
        - train: {from: training, into: net, model: {mlp: {firstTime: 0.02}}}
        - train: {from: paths, into: langevin, model: langevinScore}
        - sample: {model: levels, into: proposals, configurations: 40, configurationsPerShard: 20}
        - correct: {from: proposals, into: exact}
        - sample: {model: net, into: weightless, sampler: {predictorCorrector: {steps: 20}}, configurations: 40}
      """;

  @Test
  void theFileIsGood() {
    PipelineFile.parse(FILE, "p.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          generate: {into: x, lattice: [4], action: {free: {kappa: 0.1}}, algorithm: exact, chains: 1, configurations: 1} | allowed: actions without hopping
          generate: {into: x, lattice: [4], action: {free: {kappa: 0.1}}, algorithm: {deformedLangevin: {step: 0.1, lambda: 0}}, chains: 1, configurations: 1} | allowed: actions without hopping
          generate: {into: x, lattice: [4], action: {polynomial: {kappa: 0, coefficients: [1, 0, 0, 1]}}, algorithm: metropolisWolff, chains: 1, configurations: 1} | is not even
          generate: {into: x, lattice: [4096, 4096], action: {free: {kappa: 0.1}}, algorithm: hmc, chains: 100, chainsPerShard: 100, configurations: 1} | field values on this lattice
          generate: {into: x, lattice: [4], action: {free: {kappa: 0.1}}, algorithm: hmc, chains: 1, configurations: 1, start: {from: hmc}} | of [4, 4], but this stage has 1 real number at each site of [4]
          generate: {into: x, lattice: [1], action: {quartic: {a: -4, b: 1}}, algorithm: {deformedLangevin: {step: 0.01, lambda: 0, score: {learned: langevin}}}, chains: 1, thermalization: 0, configurations: 11} | trajectories as long
          generate: {into: x, lattice: [1], action: {quartic: {a: -3, b: 1}}, algorithm: {deformedLangevin: {step: 0.01, lambda: 0, score: {learned: langevin}}}, chains: 1, thermalization: 0, configurations: 10} | the same action
          generate: {into: x, lattice: [1], action: {quartic: {a: -4, b: 1}}, algorithm: {deformedLangevin: {step: 0.01, lambda: 0, score: {learned: net}}}, chains: 1, thermalization: 0, configurations: 10} | no score of a Langevin equation
          generate: {into: x, lattice: [4, 4], action: {free: {kappa: 0.1}}, algorithm: hmc, chains: 1, configurations: 1, start: {from: links}} | 1 angle on each link of [4, 4], but this stage has
          generate: {into: x, lattice: [4, 4], action: {u1: {beta: 1}}, algorithm: metropolisWolff, chains: 1, configurations: 1} | polynomial at each site
          generate: {into: x, lattice: [1], action: {u1: {beta: 1}}, algorithm: hmc, chains: 1, configurations: 1} | has no plaquettes
          prepare: {from: links, into: x, diffusion: vp} | schedules that add noise only (ve)
          train: {from: links, into: x, model: effectiveAction} | one real number at each site; for other fields prepare
          train: {from: linksTraining, into: x, model: {mlp: {conditioning: preconditioned}}} | leave it out, or use 'noise'
          sample: {model: linksNet, into: x, configurations: 1, sampler: {sde: {prior: matched}}} | use the prior 'uniform'
          sample: {model: net, into: x, configurations: 1, sampler: {flow: {prior: uniform}}} | use the prior 'matched' or 'noise'
          sample: {model: {closedForm: {action: {xy: {beta: 1}}, lattice: [4, 4]}}, into: x, configurations: 1} | U(1) gauge theory in two dimensions
          sample: {model: {closedForm: {action: {u1: {beta: 1}}, lattice: [4, 4, 4]}}, into: x, configurations: 1} | train a model instead
          sample: {model: {closedForm: {action: {u1: {beta: 1}}, lattice: [4, 4]}}, into: x, configurations: 1, sampler: sde} | has the covariance propagator
          sample: {model: {closedForm: {action: {u1: {beta: 1}}, lattice: [4, 4], levels: 5}}, into: x, configurations: 1} | even number of levels
          sample: {model: {closedForm: {action: {u1: {beta: 1}}, lattice: [4, 4], ladder: geometric}}, into: x, configurations: 1} | smooth ladder
          sample: {model: {closedForm: {action: {u1: {beta: 1}}, lattice: [4, 4]}}, into: x, configurations: 1, sampler: {flow: {steps: 9}}} | leave it out
          noise: {from: hmc, into: x, diffusion: ve, covariance: {propagator: {mass: -1}}} | mass
          correct: {from: weightless, into: x} | gives log weights, as flow and sde do
          noise: {from: links, into: x, diffusion: vp} | angle
          scan: {into: x, aRe: [1, 1.0e300], aIm: [0], algorithm: {complexLangevin: {step: 0.1}}, chains: 1, configurations: 1} | lets x be as large as
          noise: {from: hmc, into: x, diffusion: {ve: {sigma: 1.0e300}}} | is not allowed
          prepare: {from: hmc, into: x, diffusion: {vp: {beta: 1.0e9}}} | infinite beside the field
          prepare: {from: exact, into: x, diffusion: {vp: {beta: 20}}, validation: 0.1} | validation 0.1 of 2 chains holds none out
          train: {from: hmc, into: x, model: {effectiveAction: {operators: [99G]}}} | 99G
          train: {from: hmc, into: x, model: {effectiveAction: {operators: [f4, f4]}}} | it stands in the list twice
          train: {from: paths, into: x, model: {effectiveAction: {operators: [33N]}}} | a single site has no neighbours
          train: {from: hmc, into: x, model: {effectiveAction: {ladder: {shiftedGeometric: {T: 1.0e300}}}}} | not allowed
          train: {from: hmc, into: x, model: {effectiveAction: {levels: 4, ladder: {shiftedGeometric: {T: 1.0e12}}}}} | the variance of the noise grows
          train: {from: hmc, into: x, model: {effectiveAction: {ladder: {geometric: {first: 3, T: 2}}}}} | first < end
          train: {from: hmc, into: x, model: langevinScore} | cannot be learned from ensemble 'hmc'
          sample: {model: levels, into: x, configurations: 1, sampler: {flow: {steps: 9}}} | leave it out
          sample: {model: levels, into: x, configurations: 1, paths: 7} | a path of 6 steps
          sample: {model: levels, into: x, configurations: 1, sampler: sde, paths: 2} | written by the sampler flow
          sample: {model: net, into: x, configurations: 1, sampler: {sde: {step: ancestral}}} | leave it out
          sample: {model: net, into: x, configurations: 1, sampler: {flow: {end: 0.01}}} | from the time 0.02 on
          sample: {model: net, into: x, configurations: 1, sampler: {flow: {steps: 5}}, paths: 6} | a path of 5 steps
          sample: {model: langevin, into: x, configurations: 1} | no reverse process
          measure: {from: [narrow], into: x} | lets x be as large as
          measure: {from: [hmc], into: x, observables: [phi22]} | did you mean 'phi2'?
          measure: {from: [hmc], into: x, observables: [phi2, phi2]} | is given twice
          measure: {from: [hmc], into: x, observables: [phi2, {wilsonLoop: {sizes: [[1, 1]]}}]} | 'wilsonLoop' is for angles on links
          measure: {from: [hmc, links], into: x, observables: [phi2]} | 'links': the observable 'phi2' is for real
          measure: {from: [links], into: x, observables: [{wilsonLoop: {sizes: [[1, 5]]}}]} | 1x5 does not fit
          measure: {from: [links], into: x, observables: [{wilsonLoop: {sizes: [[1, 2], [1, 2]]}}]} | given twice
          measure: {from: [links], into: x, observables: [{wilsonLoop: {sizes: [[1, 2, 3]]}}]} | not allowed
          measure: {from: [hmc], into: x, observables: [{correlator: {axis: 2}}]} | no axis 2
          measure: {from: [hmc], into: x, observables: [{cumulants: {order: 9}}]} | from 2 to 8
          measure: {from: [paths], into: x, observables: [xi]} | more than one site
          measure: {from: [exact], into: x, observables: [expMinusDeltaH]} | reports Delta H
          measure: {from: [hmc], into: x, observables: [phi2], expect: [{dataset: hmc, fails: [schwingerDyson]}]} | the check 'schwingerDyson', which
          measure: {from: [hmc], into: x, derive: {ratio: phi3/phi2}} | did you mean 'phi2'?
          measure: {from: [hmc], into: x, derive: {phi2: 2*phi4}} | choose another one
          measure: {from: [hmc], into: x, derive: {ratio: "phi4 / (phi2"}} | derive.ratio: 'phi4 / (phi2' is no formula
          measure: {from: [hmc], into: x, derive: {2x: phi2}} | the key '2x' is not allowed
          measure: {from: [hmc], into: x, observables: [binder], derive: {two: 2*M2}} | 'M2', which is not measured, nor derived
          measure: {from: [hmc, links], into: x, derive: {two: 2*M2}} | 'links': derive
          measure: {from: [hmc], into: x, expect: [{dataset: hmc, fails: [contour]}]} | the check 'contour', which the dataset 'hmc' does not have
          measure: {from: [exact], into: x, expect: [{dataset: exact, fails: [deltaHBalance]}]} | does not have
          measure: {from: [hmc], into: x, expect: [{dataset: hcm, fails: [window]}]} | did you mean 'hmc'?
          """)
  void whatCannotRunIsFoundBefore(String stage, String words) {
    String message =
        assertThrows(
                PipelineFileException.class,
                () -> PipelineFile.parse(FILE + "  - " + stage + "\n", "p.yaml"))
            .getMessage();
    assertTrue(message.contains(words), message);
  }
}
