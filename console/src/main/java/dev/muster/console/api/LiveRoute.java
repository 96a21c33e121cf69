package dev.muster.console.api;

import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /live}: server-sent events of what changes.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class LiveRoute {
  private static final Logger log = LoggerFactory.getLogger(LiveRoute.class);
  private static final byte[] FIRST = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

  private final Parts parts;
  private final Live live;

  LiveRoute(Parts parts, Live live) {
    this.parts = parts;
    this.live = live;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/live", this::listen);
  }

  private void listen(Context context) throws InterruptedException {
    try {
      var principal = Seen.who(context, parts);
      var stream = live.join(principal, parts.access().stands().apply(context));
      try {
        pump(context, stream);
      } finally {
        live.leave(stream);
      }
    } catch (Refused refused) {
      JsonAnswer.refuse(context, refused);
    }
  }

  private static void pump(Context context, LiveStream stream) throws InterruptedException {
    var response = context.res();
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("utf-8");
    response.setHeader("Cache-Control", "no-store");
    try {
      // Past Javalin's own stream, which would gather what is to be packed.
      var out = response.getOutputStream();
      out.write(FIRST);
      out.flush();
      stream.pump(out);
    } catch (IOException gone) {
      log.debug("msg=\"a listener is gone\" user={}", stream.principal().name());
    }
  }
}
