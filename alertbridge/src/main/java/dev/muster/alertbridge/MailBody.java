package dev.muster.alertbridge;

import java.nio.charset.StandardCharsets;
import javax.activation.DataHandler;
import javax.mail.MessagingException;
import javax.mail.internet.ContentType;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMultipart;
import javax.mail.util.ByteArrayDataSource;

/**
 * The parts of a message: text with an HTML alternative (RFC 2046), and related to them the
 * pictures (RFC 2387). All is encoded, so that it is ASCII in short lines; boundaries come from the
 * message's id, so that the same letter gives the same bytes.
 */
final class MailBody extends MimeMultipart {
  private MailBody(String subtype, String boundary, String type) throws MessagingException {
    super(subtype);
    var own = new ContentType(contentType);
    own.setParameter("boundary", boundary);
    if (!type.isEmpty()) {
      own.setParameter("type", type);
    }
    contentType = own.toString();
  }

  /**
   * The body.
   *
   * @param mark letters and digits that no other message has
   */
  static MimeMultipart of(Letter letter, String mark) throws MessagingException {
    var words = new MailBody("alternative", "=_words." + mark, "");
    words.addBodyPart(text(letter.text(), "plain"));
    words.addBodyPart(text(letter.html(), "html"));
    if (letter.pictures().isEmpty()) {
      return words;
    }
    var all = new MailBody("related", "=_all." + mark, "multipart/alternative");
    var first = new MimeBodyPart();
    first.setContent(words);
    all.addBodyPart(first);
    for (var picture : letter.pictures()) {
      all.addBodyPart(picture(picture));
    }
    return all;
  }

  private static MimeBodyPart text(String words, String subtype) throws MessagingException {
    var part = new MimeBodyPart();
    part.setText(words.replace("\n", "\r\n"), StandardCharsets.UTF_8.name(), subtype);
    part.setHeader("Content-Transfer-Encoding", "quoted-printable");
    return part;
  }

  private static MimeBodyPart picture(Letter.Inline picture) throws MessagingException {
    var part = new MimeBodyPart();
    part.setDataHandler(
        new DataHandler(new ByteArrayDataSource(picture.png().bytes(), "image/png")));
    part.setHeader("Content-Type", "image/png; name=\"" + picture.name() + "\"");
    part.setHeader("Content-Disposition", "inline; filename=\"" + picture.name() + "\"");
    part.setHeader("Content-Transfer-Encoding", "base64");
    part.setContentID("<" + picture.png().contentId() + ">");
    return part;
  }
}
