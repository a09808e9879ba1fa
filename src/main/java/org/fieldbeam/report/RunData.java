package org.fieldbeam.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.model.ModelPortrait;
import org.fieldbeam.report.plot.Histogram;

/**
 * All that a report shows, read and reduced: what a section draws is in here as it is drawn.
 *
 * @param name name of the pipeline
 * @param seed its seed
 * @param source the name of the pipeline file, empty if unknown
 * @param text the pipeline file as it was run, empty if unknown
 * @param datasets all outputs in the order of the stages
 * @param observables labels and formulae of the observables
 * @param ensembles the measured ensembles; those of one measure stage are compared with its first
 * @param checks the checks of all ensembles
 * @param models the score models that were trained
 * @param weights the log weights of each set of proposals
 * @param film configurations along the denoising, if they can be had
 * @param snapshots configurations of every ensemble on more than one site
 */
record RunData(
    String name,
    long seed,
    String source,
    String text,
    List<Dataset> datasets,
    List<Observable> observables,
    List<Ensemble> ensembles,
    List<DatasetCheck> checks,
    List<Model> models,
    List<Weights> weights,
    Film film,
    List<Snapshots> snapshots) {

  /**
   * One output of the run.
   *
   * @param name name of its folder
   * @param kind what its rows are
   * @param stage the stage that wrote it
   * @param what action, algorithm and parameters in words
   * @param rows number of rows
   * @param bytes length of all shards
   * @param shards number of shards
   * @param created when it was finished, ISO 8601
   * @param host on which machine
   * @param software the version that wrote it
   * @param inputHash hash of everything the content is a function of
   */
  record Dataset(
      String name,
      String kind,
      String stage,
      String what,
      long rows,
      long bytes,
      int shards,
      String created,
      String host,
      String software,
      String inputHash) {}

  /**
   * One measured ensemble.
   *
   * @param measurement the measure stage that measured it
   * @param name its dataset
   * @param law lattice and action: ensembles that agree in it are to have the same averages
   * @param estimates by observable, in the order of the table
   * @param exact the exact averages of those of which they are known
   * @param quantity what the histogram is of: M, or what takes its place for other fields
   * @param distribution histogram of it
   * @param correlator the zero-momentum two-point function C(t), t = 0, 1, ...; empty for one site
   * @param autocorrelation of |M|, or of what takes its place, if it was recorded
   */
  record Ensemble(
      String measurement,
      String name,
      String law,
      Map<String, Estimate> estimates,
      Map<String, Double> exact,
      String quantity,
      Histogram distribution,
      List<Estimate> correlator,
      Optional<Autocorrelation> autocorrelation) {}

  /**
   * An autocorrelation function.
   *
   * @param quantity what it is of
   * @param rho rho(t) in units of stored configurations
   * @param estimate tau_int, its error and its window
   */
  record Autocorrelation(String quantity, double[] rho, Estimate estimate) {}

  /**
   * A score model.
   *
   * @param name its folder
   * @param portrait how it was made, and its diagnostics
   */
  record Model(String name, ModelPortrait portrait) {}

  /**
   * The log weights of the proposals.
   *
   * @param name the ensemble
   * @param histogram of log w minus its median
   * @param facts what they say: effective sample size, acceptance and so on, by name
   */
  record Weights(String name, Histogram histogram, Map<String, String> facts) {}

  /**
   * Configurations along the denoising.
   *
   * @param name the ensemble they belong to
   * @param picture what is drawn of a configuration
   * @param tau variance of the noise at each frame, falling to that of the last, beside the field
   * @param fields by configuration, then by frame, the numbers of an image each
   * @param why a sentence that says why nothing is drawn; empty where there is nothing to draw
   */
  record Film(String name, FieldPicture picture, double[] tau, double[][][] fields, String why) {
    /** No film. */
    static Film missing(String why) {
      return new Film("", null, new double[0], new double[0][][], why);
    }

    boolean isMissing() {
      return tau.length == 0;
    }
  }

  /**
   * The first configurations of an ensemble.
   *
   * @param name the ensemble
   * @param picture what is drawn of a configuration
   * @param fields by configuration, the numbers of an image each
   */
  record Snapshots(String name, FieldPicture picture, double[][] fields) {}
}
