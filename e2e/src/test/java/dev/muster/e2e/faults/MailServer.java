package dev.muster.e2e.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * An SMTP server on loopback that keeps each mail before it acknowledges it, and takes a moment for
 * that, so that kills meet this moment too.
 */
final class MailServer implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("(?im)^Message-ID:\\s*(<[^>]+>)");
  private static final Pattern TO = Pattern.compile("(?i)^RCPT TO:\\s*<([^>]+)>.*");

  /** What mails say of alerts, by {@link Alerts#TEMPLATE}, and of event records. */
  private static final Pattern MARK =
      Pattern.compile("(?:BEGAN|ENDED) sim-\\d+ @\\d+@|record-[a-z0-9-]+-\\d{6}x");

  /**
   * A mail.
   *
   * @param marks what it says of alerts and event records
   * @param hash of all its bytes
   */
  record Mail(long timeMillis, String to, String id, Set<String> marks, String hash) {
    static Mail of(long timeMillis, String to, String message) {
      String text = message.replace("=\r\n", ""); // lines that were broken on the wire
      var id = ID.matcher(text);
      var marks = new LinkedHashSet<String>();
      var found = MARK.matcher(text);
      while (found.find()) {
        marks.add(found.group());
      }
      return new Mail(timeMillis, to, id.find() ? id.group(1) : "", marks, hash(message));
    }

    private static String hash(String message) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(message.getBytes(ISO_8859_1)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final ServerSocket server;
  private final List<Mail> mails = new ArrayList<>();
  private final Random random;

  MailServer(long seed) throws IOException {
    random = new Random(seed);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("mail-server").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The mails from a place on, in the order they came. */
  List<Mail> after(int place) {
    synchronized (mails) {
      return List.copyOf(mails.subList(place, mails.size()));
    }
  }

  List<Mail> to(String address) {
    return after(0).stream().filter(mail -> mail.to().equals(address)).toList();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      var out = socket.getOutputStream();
      String to = "";
      say(out, "220 faults");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        var recipient = TO.matcher(line);
        if (recipient.matches()) {
          to = recipient.group(1);
        }
        switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
          case "DATA" -> take(in, out, to);
          case "QUIT" -> {
            say(out, "221 bye");
            return;
          }
          default -> say(out, "250 ok");
        }
      }
    } catch (IOException e) {
      // The other side was killed.
    }
  }

  private void take(BufferedReader in, OutputStream out, String to) throws IOException {
    say(out, "354 go ahead");
    var message = new StringBuilder();
    String line = in.readLine();
    for (; line != null && !line.equals("."); line = in.readLine()) {
      message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    if (line == null) {
      return; // It broke before it was whole, and is not acknowledged.
    }
    var mail = Mail.of(System.currentTimeMillis(), to, message.toString());
    synchronized (mails) {
      mails.add(mail);
    }
    pause();
    say(out, "250 taken");
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
