package org.fieldbeam.expansion;

import java.util.Arrays;
import java.util.List;
import org.apache.beam.model.expansion.v1.ExpansionApi.ExpansionRequest;
import org.apache.beam.model.expansion.v1.ExpansionApi.ExpansionResponse;
import org.apache.beam.sdk.expansion.service.ExpansionService;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.vendor.grpc.v1p69p0.io.grpc.stub.StreamObserver;
import org.fieldbeam.data.UserException;

/** Beam's expansion of transforms, with errors of users in their own words. */
@SuppressWarnings("try") // the parent's close may throw anything, and a server does not call it
final class TransformService extends ExpansionService {
  /** How a line begins under which a failure tells where it was. */
  private static final String FRAME = "\tat ";

  /**
   * A service.
   *
   * @param options options of the service and of the pipelines that it expands
   * @param worker where a worker of this process can be reached, HOST:PORT
   */
  TransformService(PipelineOptions options, String worker) {
    super(options, worker);
  }

  @Override
  public void expand(ExpansionRequest request, StreamObserver<ExpansionResponse> responses) {
    super.expand(request, new InWords(responses));
  }

  /** Takes the stack trace off what a user can mend. */
  private record InWords(StreamObserver<ExpansionResponse> responses)
      implements StreamObserver<ExpansionResponse> {
    @Override
    public void onNext(ExpansionResponse response) {
      responses.onNext(
          response.getError().isEmpty()
              ? response
              : response.toBuilder().setError(words(response.getError())).build());
    }

    @Override
    public void onError(Throwable failure) {
      responses.onError(failure);
    }

    @Override
    public void onCompleted() {
      responses.onCompleted();
    }
  }

  /** The message of the user's error in a stack trace; the stack trace if there is none. */
  static String words(String trace) {
    String name = UserException.class.getName() + ": ";
    int at = trace.indexOf(name);
    if (at < 0) {
      return trace;
    }
    List<String> lines = Arrays.asList(trace.substring(at + name.length()).split("\n", -1));
    return String.join("\n", lines.stream().takeWhile(line -> !line.startsWith(FRAME)).toList())
        .strip();
  }
}
