package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.FleetStatus.MailStatus;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.Multipart;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments, {@code -Dmuster.kills=200} times by hand: every alert is told
 * when it begins and when it ends, no mail is lost, and one arrives twice only where the kill fell
 * between the mail server's acknowledgement and its note, with the same Message-ID and bytes.
 */
final class KilledBridgeTest {
  private static final int KILLS = Integer.getInteger("muster.kills", 10);
  private static final int AT_ONCE = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern NAME = Pattern.compile("pcx\\d{4}x");

  @TempDir Path folder;

  /** A mail as the server got it, in the life of which child. */
  private record Received(int life, String id, String bytes, Set<String> names) {}

  private final List<Received> received = new ArrayList<>();
  private final Map<String, Set<String>> mailsOf = new HashMap<>();
  private final Set<String> crossed = new LinkedHashSet<>();
  private final Set<String> ended = new HashSet<>();
  private int begun;
  private int life;

  @Test
  void killed_losesNoMailAndDoublesNoneButInTheOneWindow() throws Exception {
    var random = new Random(20261121);
    write();
    try (var server = new ScriptedSmtp(null, false)) {
      server.silence = Duration.ofMillis(3);
      for (int kill = 0; kill < KILLS; kill++) {
        var child = start(server.port());
        long until = System.nanoTime() + Duration.ofMillis(400 + random.nextInt(2_400)).toNanos();
        while (System.nanoTime() < until && child.isAlive()) {
          drive(server, true);
        }
        assertThat(child.isAlive()).as(log()).isTrue();
        child.destroyForcibly().waitFor();
        endLife(server);
      }
      settle(server);
      report(server);
    }
  }

  /** One more life, without new alerts, until all that began is told to have ended. */
  private void settle(ScriptedSmtp server) throws Exception {
    var child = start(server.port());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!crossed.isEmpty() || ended.stream().anyMatch(name -> mails(name) < 2)) {
      assertThat(child.isAlive()).as(log()).isTrue();
      assertThat(System.nanoTime()).as("told in time").isLessThan(end);
      drive(server, false);
    }
    Files.createFile(folder.resolve("stop"));
    if (!child.waitFor(30, TimeUnit.SECONDS)) {
      child.destroyForcibly();
    }
    endLife(server);
  }

  private void report(ScriptedSmtp server) {
    var first = new HashMap<String, Received>();
    int doubled = 0;
    for (int i = 0; i < received.size(); i++) {
      var mail = received.get(i);
      var before = first.putIfAbsent(mail.id(), mail);
      if (before != null) {
        doubled++;
        int at = received.indexOf(before);
        assertThat(mail.bytes()).as("the same bytes").isEqualTo(before.bytes());
        assertThat(mail.life()).as("in a later life").isGreaterThan(before.life());
        assertThat(received.get(at + 1).life())
            .as("it was the last of its life")
            .isGreaterThan(before.life());
      }
    }
    var lost = ended.stream().filter(name -> mails(name) < 2).toList();
    var twice = ended.stream().filter(name -> mails(name) > 2).toList();
    IO.println(
        "kills=%d alerts=%d mails=%d lost=%d doubled=%d doubledInTheWindow=%d"
            .formatted(KILLS, ended.size(), first.size(), lost.size(), twice.size(), doubled));
    assertThat(lost).isEmpty();
    assertThat(twice).as("told twice by another mail").isEmpty();
    assertThat(ended).hasSizeGreaterThan(KILLS / 2);
    try (var archive = Archive.open(folder.resolve("archive.db"), InstantSource.system())) {
      var mails = archive.status().mails(Integer.MAX_VALUE);
      assertThat(mails).extracting(MailStatus::state).containsOnly("sent");
      assertThat(mails).hasSize(first.size());
      assertThat(archive.alerts().open()).isEmpty();
    }
    assertThat(server.serving()).isZero();
  }

  private int mails(String name) {
    return mailsOf.getOrDefault(name, Set.of()).size();
  }

  /** Ends alerts that were told, begins others. */
  private void drive(ScriptedSmtp server, boolean more) throws Exception {
    take(server);
    boolean changed = false;
    for (String name : List.copyOf(crossed)) {
      if (mails(name) > 0) {
        crossed.remove(name);
        ended.add(name);
        changed = true;
      }
    }
    while (more && crossed.size() < AT_ONCE && begun < BridgeChild.CLIENTS) {
      crossed.add(BridgeChild.client(begun++));
      changed = true;
    }
    if (changed) {
      write();
    }
    Thread.sleep(20);
  }

  private void write() throws IOException {
    var next = Files.write(folder.resolve("next.txt"), crossed);
    Files.move(next, folder.resolve(BridgeChild.CROSSED), StandardCopyOption.ATOMIC_MOVE);
  }

  /** All that the last child sent is in once nobody is served any more. */
  private void endLife(ScriptedSmtp server) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (server.serving() > 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    take(server);
    life++;
  }

  private void take(ScriptedSmtp server) throws Exception {
    var all = List.copyOf(server.messages);
    for (String bytes : all.subList(received.size(), all.size())) {
      var message =
          new MimeMessage(
              Session.getInstance(new Properties()),
              new ByteArrayInputStream(bytes.getBytes(StandardCharsets.US_ASCII)));
      var names = new HashSet<String>();
      var found = NAME.matcher(message.getSubject() + "\n" + text(message.getContent()));
      while (found.find()) {
        names.add(found.group());
      }
      String id = message.getMessageID();
      received.add(new Received(life, id, bytes, names));
      names.forEach(name -> mailsOf.computeIfAbsent(name, n -> new HashSet<>()).add(id));
    }
  }

  private static String text(Object content) throws IOException, MessagingException {
    if (!(content instanceof Multipart parts)) {
      return content instanceof String text ? text : "";
    }
    var text = new StringBuilder();
    for (int i = 0; i < parts.getCount(); i++) {
      BodyPart part = parts.getBodyPart(i);
      text.append(text(part.getContent())).append('\n');
    }
    return text.toString();
  }

  private Process start(int port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            BridgeChild.class.getName(),
            folder.toString(),
            Integer.toString(port))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toString(), "child.log")))
        .start();
  }

  private String log() throws IOException {
    var log = folder.resolve("child.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
