package org.fieldbeam.core.observable;

import java.util.stream.LongStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.observable.batch.FieldSteps;

/**
 * Runs and analyses Markov chains as the stages do, in memory.
 *
 * @param action what they sample
 * @param algorithm how
 * @param start where they start
 * @param chains their number
 * @param thermalization updates before the first configuration
 * @param length configurations of each
 * @param stride updates from one to the next
 */
record ChainRun(
    Action action,
    Algorithm algorithm,
    Start start,
    int chains,
    int thermalization,
    int length,
    int stride) {

  /** The analysis of the chains with a seed. */
  EnsembleResult result(long seed) {
    MarkovChains running = algorithm.start(action, start, seed, "g", 0, chains);
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(action).withEnergies(true).withAcceptance(true),
            ObservableChoice.standard());
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    FieldSteps steps = new FieldSteps(action.lattice().volume());
    double[] moved = new double[chains];
    double[] spreads = new double[chains];
    long[] numbers = LongStream.range(0, chains).toArray();
    double[][] measured = new double[length][(width + 2) * chains];
    double[][] deltaH = new double[length][chains];
    double[][] acceptance = new double[length][chains];
    running.advance(thermalization);
    for (int i = 0; i < length; i++) {
      running.advance(stride);
      kernel.measure(running.fields(), chains, measured[i]);
      steps.next(numbers, running.fields(), null, chains, moved, spreads);
      for (int b = 0; b < chains; b++) {
        boolean compared = action.lattice().volume() > 1;
        measured[i][width * chains + b] = compared ? moved[b] : Double.NaN;
        measured[i][(width + 1) * chains + b] = compared ? spreads[b] : Double.NaN;
        deltaH[i][b] = running.deltaH(b);
        acceptance[i][b] = running.acceptance(b);
      }
    }
    EnsembleAnalysis analysis = measurement.analysis();
    double[] means = pass(analysis.meanPass(), measured, deltaH, acceptance);
    return analysis.result(means, pass(analysis.gammaPass(means), measured, deltaH, acceptance));
  }

  private double[] pass(
      MeasurementAnalysis.Pass pass,
      double[][] measured,
      double[][] deltaH,
      double[][] acceptance) {
    double[] columns = new double[measured[0].length / chains];
    for (int i = 0; i < length; i++) {
      for (int b = 0; b < chains; b++) {
        for (int c = 0; c < columns.length; c++) {
          columns[c] = measured[i][c * chains + b];
        }
        long step = thermalization + (i + 1L) * stride;
        pass.add(b, step, columns, 0, deltaH[i][b], acceptance[i][b]);
      }
    }
    return pass.sums();
  }
}
