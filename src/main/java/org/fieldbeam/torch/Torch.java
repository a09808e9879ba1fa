package org.fieldbeam.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TupleElements;
import org.bytedeco.pytorch.global.torch;
import org.fieldbeam.data.UserException;

/**
 * PyTorch's native library: loads it, keeps it to one thread, frees what it allocates.
 *
 * <p>Workers of the engines are the parallelism; a second level below them would make results
 * depend on the number of cores, and is slower on small batches. Only a training, which one worker
 * does, can be given more.
 */
public final class Torch {
  /** JavaCPP's cap on the memory of the process, which ends it; 0 is none. */
  private static final String MEMORY_CAP = "org.bytedeco.javacpp.maxphysicalbytes";

  /** Why loading failed, once it has. */
  private static String failure;

  private Torch() {}

  /**
   * Loads the library if need be, and readies the calling thread.
   *
   * @throws UserException if there is no library for this platform, or it cannot be loaded
   */
  public static void require() {
    load();
    ThisThread.READY.get();
  }

  private static synchronized void load() {
    if (failure == null) {
      try {
        Natives.touch();
        return;
      } catch (LinkageError | RuntimeException e) {
        failure = root(e).toString(); // later attempts only say that the class is not there
      }
    }
    throw UserException.of("PyTorch cannot be loaded")
        .where(System.getProperty("os.name") + ", " + System.getProperty("os.arch"))
        .given(failure)
        .allowed("Linux on x86-64")
        .todo(
            "run stages with neural models there; make room (400 MB) where files may be executed,"
                + " in ~/.javacpp or, with FIELDBEAM_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR,"
                + " elsewhere; on a Flink cluster put the jars javacpp, openblas and pytorch of"
                + " target/lib into the lib folder of every TaskManager")
        .build();
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Apart, so that the class above loads where the jars are missing. */
  private static final class Natives {
    static {
      if (System.getProperty(MEMORY_CAP) == null) {
        System.setProperty(MEMORY_CAP, "0");
      }
      // libtorch.so needs libtorch_cpu.so beside it: a process that unpacks it only afterwards, on
      // first use on a machine, dies.
      try {
        Loader.cacheResource(
            torch.class, "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/libtorch_cpu.so");
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      Loader.load(torch.class);
      Loader.load(openblas_nolapack.class);
    }

    static void touch() {}
  }

  private static final class ThisThread {
    static final ThreadLocal<Boolean> READY =
        ThreadLocal.withInitial(
            () -> {
              // OpenMP keeps the number per thread; OpenBLAS has its own.
              torch.set_num_threads(1);
              openblas_nolapack.blas_set_num_threads(1);
              // Profiling and fusing would change the arithmetic of a script after its first
              // calls. PyTorch keeps this per thread.
              torch.setGraphExecutorOptimize(false);
              return true;
            });
  }

  /** Runs something and frees all tensors that it made. */
  @SuppressWarnings("try") // the scope acts by being open
  static <T> T scoped(Supplier<T> work) {
    require();
    try (PointerScope scope = new PointerScope()) {
      return work.get();
    }
  }

  /**
   * Runs something with more threads for one operator, and then one again. Sums of many numbers are
   * parted by threads: with equally many the bits are the same.
   */
  static <T> T withThreads(int threads, Supplier<T> work) {
    require();
    torch.set_num_threads(threads);
    try {
      return work.get();
    } finally {
      torch.set_num_threads(1);
    }
  }

  /** {@link #scoped} without recording for gradients. */
  @SuppressWarnings("try") // the guard acts by being open
  static <T> T withoutGradients(Supplier<T> work) {
    return scoped(
        () -> {
          try (NoGradGuard guard = new NoGradGuard()) {
            return work.get();
          }
        });
  }

  /** What a method of two arguments gives, where that is a tuple of two tensors. */
  static Tensor[] pair(JitModule module, String method, Tensor first, Tensor second) {
    TupleElements both =
        module
            .get_method(method)
            .apply(new IValueVector(new IValue(first), new IValue(second)))
            .toTuple()
            .elements();
    return new Tensor[] {both.get(0).toTensor(), both.get(1).toTensor()};
  }

  /** A tensor of single-precision numbers, copied. */
  static Tensor tensor(float[] values, long... shape) {
    return Tensor.create(values, shape);
  }

  /** Copies a tensor of single-precision numbers out, C order. */
  static void copy(Tensor from, float[] to, int offset) {
    Tensor dense = from.contiguous();
    new FloatPointer(dense.data_ptr_float()).get(to, offset, Math.toIntExact(dense.numel()));
  }
}
