package org.fieldbeam.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who names something else than a dataset is told what it is, and what reads it. */
class FolderContentsTest {
  @TempDir Path root;

  /** Files that are there; the path that is named; what is said of it. */
  @ParameterizedTest
  @CsvSource({
    "x/model.json, x, 'a score model', the model of a sample stage",
    "x/model.json x/model.pt, x, 'a score model', fieldbeam run",
    "x/estimates.json x/checks.json, x, 'the results of a measure stage', fieldbeam report",
    "x/estimates.json x/hmc/_manifest.json, x, 'the results of a measure stage', inspect ROOT/x/hmc",
    "x/index.html, x, 'a report', open ROOT/x/index.html",
    "x/b/_manifest.json, x, 'a folder with one dataset in it: b', inspect ROOT/x/b",
    "x/a/_manifest.json x/b/_manifest.json, x, 'a folder with 2 datasets in it: a, b', inspect ROOT/x/a",
    "x/a.parquet, x, 'Parquet files of another program', fieldbeam import ROOT/x",
    "x/a.parquet, x/a.parquet, 'a Parquet file', fieldbeam import ROOT/x/a.parquet",
    "x/a.parquet x/_manifest.json, x/a.parquet, 'a shard of a dataset', name the folder: ROOT/x",
    "a.npy, a.npy, 'a NumPy file', fieldbeam import ROOT/a.npy",
    "a.NPZ, a.NPZ, 'a NumPy archive', fieldbeam import ROOT/a.NPZ",
    "a.pt, a.pt, 'a file of PyTorch', fieldbeam import-model ROOT/a.pt",
    "a.yaml, a.yaml, 'a YAML file', fieldbeam validate ROOT/a.yaml",
    "a.txt, a.txt, 'a file', name a folder",
    "x/a.txt, x, '', check the path",
    "a.txt, nothing, '', check the path",
  })
  void saysWhatIsThere(String files, String named, String what, String todo) throws IOException {
    for (String file : files.split(" ", -1)) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
    }
    String path = root.resolve(named).toString();
    UserException e = assertThrows(UserException.class, () -> DatasetFolder.open(path));
    String expected = "no dataset here" + (what.isEmpty() ? "" : ", but " + what);
    assertEquals(expected, e.getMessage().lines().findFirst().orElseThrow());
    assertTrue(e.getMessage().contains("  where: " + path + "\n"), e.getMessage());
    String told = e.getMessage().substring(e.getMessage().indexOf("to do: "));
    assertTrue(told.contains(todo.replace("ROOT", root.toString())), e.getMessage());
  }
}
