package dev.muster.scraper.write;

import dev.muster.archive.PushReceipt;
import dev.muster.archive.PushWriter;
import dev.muster.archive.PushesWaitException;
import dev.muster.archive.RefusedSamplesException;
import dev.muster.scraper.FamilyDescription;
import dev.muster.scraper.write.WriteMetrics.Refusal;
import dev.muster.sqlite.DatabaseException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/write}: takes samples by remote write 1.0 and 2.0. It answers 204 once they
 * are on disk; 4xx with a sentence where nothing of the request is taken and trying again would not
 * help; 429 and 503 where it would.
 */
public final class WriteApi {
  private static final Logger log = LoggerFactory.getLogger(WriteApi.class);
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String PROTO_1 = "prometheus.WriteRequest";
  private static final String PROTO_2 = "io.prometheus.write.v2.Request";
  private static final String WRITTEN = "X-Prometheus-Remote-Write-";
  private static final String LENGTH = "Content-Length";

  /** Bodies of all requests under way, compressed and decompressed. */
  private static final long BODIES = 32L << 20;

  /** A body whose length is not told may have as much as the server takes. */
  private static final long UNKNOWN = 10L << 20;

  /** How long a request waits for room: a sender waits for an answer for half a minute. */
  private static final long PATIENCE_MILLIS = 10_000;

  private static final long PAUSE_MILLIS = 100;
  private static final Duration COMMIT = Duration.ofSeconds(60);

  private final PushWriter archive;
  private final BiConsumer<String, FamilyDescription> families;
  private final WriteMetrics metrics;
  private final Room compressed = new Room(BODIES);
  private final Room decompressed = new Room(BODIES);

  /**
   * The path.
   *
   * @param families told what requests say of families of metrics
   * @param registry gets the metrics {@code muster_write_*}
   * @param waiting how many samples wait to be written
   */
  public WriteApi(
      PushWriter archive,
      BiConsumer<String, FamilyDescription> families,
      PrometheusRegistry registry,
      LongSupplier waiting) {
    this.archive = archive;
    this.families = families;
    this.metrics = new WriteMetrics(registry, waiting);
  }

  public void addTo(RoutesConfig routes) {
    routes.post("/api/v1/write", this::answer);
  }

  private void answer(Context context) {
    try {
      boolean second = isSecond(context);
      if (second) {
        tellWritten(context, 0);
      }
      var written = take(context, second);
      if (second) {
        // What was there already counts too: the sender need not send it again.
        tellWritten(context, written.samples());
      }
      if (second && written.histograms() > 0) {
        throw new BadWriteException(
            "%d native histograms were not written, and all %d samples were; send classic histograms"
                .formatted(written.histograms(), written.samples()));
      }
      context.status(204);
    } catch (BadWriteException e) {
      boolean isBusy = e.status() == 429;
      refuse(context, e.status(), isBusy ? Refusal.BUSY : Refusal.INVALID, e);
    } catch (RefusedSamplesException e) {
      var reason =
          switch (e.reason()) {
            case DUPLICATE -> Refusal.DUPLICATE;
            case TOO_OLD -> Refusal.TOO_OLD;
            case TOO_NEW -> Refusal.TOO_NEW;
          };
      refuse(context, 400, reason, e);
    } catch (DatabaseException e) {
      refuse(context, 503, Refusal.FAILED, e);
    }
  }

  private static void tellWritten(Context context, long samples) {
    context.header(WRITTEN + "Samples-Written", Long.toString(samples));
    context.header(WRITTEN + "Histograms-Written", "0");
    context.header(WRITTEN + "Exemplars-Written", "0");
  }

  private void refuse(Context context, int status, Refusal reason, RuntimeException why) {
    metrics.refused(reason);
    log.debug("msg=\"push refused\" status={} reason=\"{}\"", status, why.getMessage());
    if (status == 429 || status == 503) {
      context.header("Retry-After", "1");
    }
    context.status(status).contentType("text/plain; charset=utf-8").result(why.getMessage() + "\n");
  }

  /** Whether it is of remote write 2.0, as its headers say. */
  private static boolean isSecond(Context context) {
    String encoding = context.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("snappy")) {
      throw new BadWriteException(
          415, "the body is encoded as %s; send snappy".formatted(shown(encoding)));
    }
    String type = context.header("Content-Type");
    String[] parts = type == null ? new String[] {PROTOBUF} : type.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(PROTOBUF)) {
      throw unknownType(type);
    }
    String proto = PROTO_1;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.toLowerCase(Locale.ROOT).startsWith("proto=")) {
        proto = part.substring("proto=".length()).replace("\"", "");
      }
    }
    return switch (proto) {
      case PROTO_1 -> false;
      case PROTO_2 -> true;
      default -> throw unknownType(type);
    };
  }

  private static BadWriteException unknownType(@Nullable String type) {
    return new BadWriteException(
        415,
        "the body is %s; send %s with proto=%s or proto=%s"
            .formatted(shown(String.valueOf(type)), PROTOBUF, PROTO_1, PROTO_2));
  }

  private static String shown(String header) {
    return header.length() > 100 ? header.substring(0, 100) + "…" : header;
  }

  private WrittenRequest take(Context context, boolean second) {
    byte[] body;
    try (var _ = compressed.take(length(context), PATIENCE_MILLIS)) {
      body = context.bodyAsBytes();
      int length = SnappyBlock.length(body, WriteBounds.DEFAULT.bytes());
      try (var _ = decompressed.take(length, PATIENCE_MILLIS)) {
        byte[] message = SnappyBlock.decompress(body, WriteBounds.DEFAULT.bytes());
        var request =
            second
                ? WriteDecoder2.read(message, WriteBounds.DEFAULT)
                : WriteDecoder1.read(message, WriteBounds.DEFAULT);
        store(request);
        return request;
      }
    }
  }

  private static long length(Context context) {
    String told = context.header(LENGTH);
    try {
      return told == null ? UNKNOWN : Math.clamp(Long.parseLong(told.strip()), 0, UNKNOWN);
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  private void store(WrittenRequest request) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (true) {
      try {
        var receipt = push(request);
        metrics.written(receipt.written(), receipt.known(), request.histograms());
        request.families().forEach(families);
        return;
      } catch (PushesWaitException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new BadWriteException(429, String.valueOf(e.getMessage()));
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadWriteException(429, "the server ends; try again a little later");
    }
  }

  private PushReceipt push(WrittenRequest request) {
    try {
      return archive.push(request.series()).orTimeout(COMMIT.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RefusedSamplesException refused -> throw refused;
        case PushesWaitException waits -> throw waits;
        case DatabaseException failed -> throw failed;
        case null, default ->
            throw new DatabaseException("the samples are not written yet; send them again", e);
      }
    }
  }
}
