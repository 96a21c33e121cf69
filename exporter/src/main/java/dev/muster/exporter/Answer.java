package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes answers to HTTP requests. */
final class Answer {
  static final String TEXT = "text/plain; charset=utf-8";

  private Answer() {}

  /** Answers with a short text and closes. */
  static void text(HttpExchange exchange, int status, String text) throws IOException {
    body(exchange, status, TEXT, text + "\n");
  }

  /** Answers with a body and closes; to HEAD without the body. */
  static void body(HttpExchange exchange, int status, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (isHead(exchange)) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  /** Answers 200 with a page and closes; compressed where that is asked. */
  static void page(HttpExchange exchange, String type, byte[] page) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    byte[] body = page;
    if (acceptsGzip(exchange)) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      body = gzip(page);
    }
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static byte[] gzip(byte[] page) throws IOException {
    var packed = new ByteArrayOutputStream(page.length / 4 + 64);
    try (var out = new FastGzip(packed)) {
      out.write(page);
    }
    return packed.toByteArray();
  }

  /** A page is read once and thrown away: the least effort makes it small enough. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 4096);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }

  /** Begins an answer of status 200 whose length is not known, compressed where that is asked. */
  static OutputStream stream(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (!acceptsGzip(exchange)) {
      exchange.sendResponseHeaders(200, 0);
      return exchange.getResponseBody();
    }
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, 0);
    return new GZIPOutputStream(exchange.getResponseBody());
  }

  private static boolean acceptsGzip(HttpExchange exchange) {
    return exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT).replace(" ", ""))
        .anyMatch(coding ->
            coding.equals("gzip")
                || (coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?")));
  }
}
