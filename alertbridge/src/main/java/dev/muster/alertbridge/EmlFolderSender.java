package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Properties;
import java.util.zip.CRC32;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeUtility;

/**
 * Keeps mails as files where there is no mail server: {@code
 * 20261121T104207Z-lab2-01-memory-firing-1a2b3c4d.eml}. The same mail has the same name, so keeping
 * it twice leaves one file. A file is whole or not there.
 */
final class EmlFolderSender implements MailSender {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Session SESSION = Session.getInstance(new Properties());
  private static final int NAME_CHARACTERS = 60;

  private final Path folder;

  EmlFolderSender(Path folder) {
    this.folder = folder;
  }

  @Override
  public Outcome send(OutgoingMail mail) {
    try {
      Files.createDirectories(folder);
      var file = folder.resolve(fileName(mail));
      if (!Files.exists(file)) {
        write(file, mail.message());
      }
      return new Outcome.Accepted();
    } catch (IOException e) {
      return new Outcome.Unavailable("cannot keep the mail in " + folder + ": " + e.getMessage());
    } catch (MessagingException e) {
      return new Outcome.Refused("the mail cannot be read: " + e.getMessage());
    }
  }

  private void write(Path file, String message) throws IOException {
    var temporary = folder.resolve("." + file.getFileName() + ".tmp");
    try (var channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.wrap(message.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    syncFolder();
  }

  /** Makes the new name durable; Windows cannot open folders and needs no such step. */
  private void syncFolder() throws IOException {
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static String fileName(OutgoingMail mail) throws MessagingException {
    var bytes = mail.message().getBytes(StandardCharsets.US_ASCII);
    var message = new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
    Date sent = message.getSentDate();
    var crc = new CRC32();
    crc.update((mail.messageId() + mail.recipient()).getBytes(StandardCharsets.UTF_8));
    var name = new StringBuilder();
    name.append(TIME.format(sent == null ? Instant.EPOCH : sent.toInstant()));
    for (String header : new String[] {"X-Muster-Client", "X-Muster-Type", "X-Muster-State"}) {
      String value = message.getHeader(header, null);
      if (value != null) {
        name.append('-').append(inFileName(value));
      }
    }
    return name.append("-%08x.eml".formatted(crc.getValue())).toString();
  }

  private static String inFileName(String header) {
    String value;
    try {
      value = MimeUtility.decodeText(MimeUtility.unfold(header));
    } catch (UnsupportedEncodingException e) {
      value = header;
    }
    var safe = value.replaceAll("[^A-Za-z0-9._-]", "_");
    return safe.substring(0, Math.min(safe.length(), NAME_CHARACTERS));
  }
}
