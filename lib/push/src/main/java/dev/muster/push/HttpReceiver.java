package dev.muster.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * A receiver by HTTP, as the specification of remote write has it: 2xx is taken; 5xx, 429 and no
 * answer at all are tried again; other answers are final. Who takes 2.0 says how many samples it
 * wrote; one that does not say it took the request for an empty one of 1.0.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">remote write 1.0</a>
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">remote write 2.0</a>
 */
public final class HttpReceiver implements Receiver {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 30_000;

  /** So much of an answer is read, so much of it is told. */
  private static final int MAX_ANSWER = 64 << 10;

  private static final int TOLD = 200;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final String WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";

  private final URI url;
  private final Supplier<LogIn> logIn;
  private final String userAgent;
  private final InstantSource clock;
  private final Protocol protocol;

  /**
   * A receiver of remote write 1.0.
   *
   * @param logIn asked before each request
   * @param userAgent such as {@code muster-exporter/1.0}
   */
  public HttpReceiver(URI url, Supplier<LogIn> logIn, String userAgent, InstantSource clock) {
    this(url, logIn, userAgent, clock, Protocol.V1);
  }

  /** One of either version. */
  public HttpReceiver(
      URI url, Supplier<LogIn> logIn, String userAgent, InstantSource clock, Protocol protocol) {
    this.protocol = protocol;
    this.url = url;
    this.logIn = logIn;
    this.userAgent = userAgent;
    this.clock = clock;
  }

  @Override
  public Answer send(byte[] body) {
    LogIn ready = logIn.get();
    HttpURLConnection connection = null;
    try {
      connection = (HttpURLConnection) url.toURL().openConnection();
      prepare(connection, ready, body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      return answer(connection, ready);
    } catch (IOException | RuntimeException e) {
      if (connection != null) {
        connection.disconnect();
      }
      return new Answer.Later(ready.redact(shortened(e.toString())), Duration.ZERO);
    }
  }

  private void prepare(HttpURLConnection connection, LogIn ready, int length) throws IOException {
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(ready.sockets());
    }
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setDoOutput(true);
    connection.setRequestMethod("POST");
    // Also keeps Java from sending a request twice by itself.
    connection.setFixedLengthStreamingMode(length);
    connection.setRequestProperty("Content-Type", protocol.contentType);
    connection.setRequestProperty("Content-Encoding", "snappy");
    connection.setRequestProperty("X-Prometheus-Remote-Write-Version", protocol.version);
    connection.setRequestProperty("User-Agent", userAgent);
    if (ready.authorization() != null) {
      connection.setRequestProperty("Authorization", ready.authorization());
    }
  }

  private Answer answer(HttpURLConnection connection, LogIn ready) throws IOException {
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("what answered does not speak HTTP");
    }
    String said = ready.redact(shortened(body(connection)));
    String reason = "HTTP %d%s".formatted(status, said.isEmpty() ? "" : ": " + said);
    String written = protocol == Protocol.V2 ? connection.getHeaderField(WRITTEN) : null;
    boolean unspoken = protocol == Protocol.V2 && (status == 415 || written == null);
    if (status / 100 == 2) {
      return unspoken
          ? new Answer.Refused(reason + " without " + WRITTEN, false, true, 0)
          : new Answer.Taken();
    }
    if (status / 100 == 5 || status == 429) {
      String after = connection.getHeaderField("Retry-After");
      return new Answer.Later(reason, patience(after, clock.instant()));
    }
    boolean about = status / 100 == 3 || status == 401 || status == 403 || status == 404;
    return new Answer.Refused(reason, about, status == 415 && unspoken, count(written));
  }

  private static long count(@Nullable String written) {
    return written != null && SECONDS.matcher(written.strip()).matches()
        ? Long.parseLong(written.strip())
        : 0;
  }

  private static String body(HttpURLConnection connection) {
    try (InputStream in =
        connection.getErrorStream() != null
            ? connection.getErrorStream()
            : connection.getInputStream()) {
      return new String(in.readNBytes(MAX_ANSWER), UTF_8);
    } catch (HttpRetryException unread) {
      return ""; // Java does not hand on the body of a 401
    } catch (IOException e) {
      return "";
    }
  }

  /** One line, without what would spoil a log. */
  private static String shortened(String text) {
    var line = new StringBuilder();
    text.strip()
        .codePoints()
        .limit(TOLD)
        .map(c -> Character.isISOControl(c) || c == '"' ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }

  /** What {@code Retry-After} asks for, in seconds or as a date; an hour at most. */
  static Duration patience(@Nullable String retryAfter, Instant now) {
    if (retryAfter == null) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ZERO;
    if (SECONDS.matcher(retryAfter.strip()).matches()) {
      asked = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
    } else {
      try {
        var until = ZonedDateTime.parse(retryAfter.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
        asked = Duration.between(now, until.toInstant());
      } catch (DateTimeException nonsense) {
        return Duration.ZERO;
      }
    }
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }
}
