package org.fieldbeam.data.hdf5;

import java.util.Optional;
import java.util.function.Supplier;
import org.fieldbeam.data.UserException;

/** Calls of jHDF, whose failures at damaged files are of many types. */
final class Hdf5Calls {
  private Hdf5Calls() {}

  /**
   * Calls.
   *
   * @param where file, and the dataset if it is one's
   * @throws UserException if the file is not as it should be
   */
  static <T> T call(String where, Supplier<T> call) {
    try {
      return call.get();
    } catch (UserException e) {
      throw e;
    } catch (NoClassDefFoundError e) {
      throw UserException.of("HDF5 files need a library that is not there")
          .where(where)
          .allowed("io.jhdf:jhdf on the class path")
          .todo("add it to the dependencies of your project; fieldbeam's pom gives its version")
          .cause(e)
          .build();
    } catch (RuntimeException | StackOverflowError e) { // what it throws where bytes are not right
      throw UserException.of("the HDF5 file cannot be read")
          .where(where)
          .given(words(e))
          .todo(
              "check that the file is whole (h5dump -H FILE); what only the newest HDF5 library"
                  + " writes (libver='latest', unusual filters) can be written anew by h5repack")
          .cause(e instanceof Exception failure ? failure : new IllegalStateException(e))
          .build();
    }
  }

  /** The innermost words: they say what is wrong, those around them where. */
  private static String words(Throwable thrown) {
    String words = null;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      words = Optional.ofNullable(t.getMessage()).orElse(words);
    }
    return words == null ? thrown.getClass().getSimpleName() : words;
  }
}
