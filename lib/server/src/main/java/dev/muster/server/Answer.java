package dev.muster.server;

import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A short answer that needs no route: plain text, or JSON in the form of the Prometheus API. */
record Answer(int status, String errorType, String sentence) {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  static Answer fine(String sentence) {
    return new Answer(200, "", sentence);
  }

  /** A refusal in the words of HTTP. */
  static Answer of(int status) {
    var errorType = status >= 500 ? "internal" : status == 404 ? "not_found" : "bad_data";
    return new Answer(status, errorType, HttpStatus.getMessage(status) + ".");
  }

  void send(Request request, Response response, Callback callback) {
    var accept = request.getHeaders().get(HttpHeader.ACCEPT);
    var json = wantsJson(request.getHttpURI().getPath(), accept);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, json ? JSON : TEXT);
    if (!request.consumeAvailable()) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    Content.Sink.write(response, true, body(json), callback);
  }

  void send(Context context) {
    var json = wantsJson(context.path(), context.header("Accept"));
    context.status(status).contentType(json ? JSON : TEXT).result(body(json));
  }

  private boolean wantsJson(@Nullable String path, @Nullable String accept) {
    return status >= 400
        && ((path != null && path.startsWith("/api/"))
            || (accept != null && accept.contains(JSON)));
  }

  /** The words are ours, so that none of them needs escaping in JSON. */
  private String body(boolean json) {
    return json
        ? "{\"status\":\"error\",\"errorType\":\"%s\",\"error\":\"%s\"}"
            .formatted(errorType, sentence)
        : sentence + "\n";
  }
}
