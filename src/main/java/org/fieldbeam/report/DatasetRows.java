package org.fieldbeam.report;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.model.DescriptionWords;
import org.fieldbeam.report.plot.Numbers;

/** What the manifests say, in the words of the report. */
final class DatasetRows {
  private DatasetRows() {}

  static RunData.Dataset of(DatasetFolder dataset) {
    Manifest manifest = dataset.manifest();
    DatasetInfo info = dataset.info();
    String action = DescriptionWords.of(info.property(DatasetInfo.ACTION));
    String algorithm = DescriptionWords.of(info.property(DatasetInfo.ALGORITHM));
    String diffusion = DescriptionWords.of(info.property(DatasetInfo.DIFFUSION));
    String covariance = DescriptionWords.of(info.property(DatasetInfo.COVARIANCE));
    // measurements that come from no dataset are those of a scan, each row of an action of its own
    String of =
        info.kind() == DatasetKind.MEASUREMENTS && info.parents().isEmpty()
            ? Numbers.count(manifest.rows()) + " actions"
            : shape(info.shape());
    String parts =
        Stream.of(of, action, algorithm, diffusion, covariance)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(", "));
    Object version = info.property(DatasetInfo.SOFTWARE_VERSION);
    return new RunData.Dataset(
        info.id(),
        info.kind().label(),
        info.stage(),
        parts,
        manifest.rows(),
        manifest.bytes(),
        dataset.shardCount(),
        manifest.created(),
        manifest.host(),
        version == null ? "" : version.toString(),
        info.inputHash());
  }

  /** A row for an output that is not a dataset. */
  static RunData.Dataset other(String name, String kind, String stage, String what, long bytes) {
    return new RunData.Dataset(name, kind, stage, what, -1, bytes, 1, "", "", "", "");
  }

  private static String shape(int[] shape) {
    return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(" × "));
  }
}
