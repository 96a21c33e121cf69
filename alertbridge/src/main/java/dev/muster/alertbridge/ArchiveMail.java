package dev.muster.alertbridge;

import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of the mails about an archive that cannot be written. */
record ArchiveMail(ZoneId zone, @Nullable URI page) {
  MailContent firing(WriteState.Outage outage, long now) {
    var facts = new ArrayList<MailContent.Fact>();
    facts.add(new MailContent.Fact("Since", TimeText.full(outage.since(), zone)));
    facts.add(new MailContent.Fact("For", TimeText.duration(now - outage.since())));
    facts.add(new MailContent.Fact("Reason", PlainText.line(outage.reason(), 500)));
    return content(
        "Muster: the archive cannot be written",
        facts,
        "What it means: samples and events of now are lost, and limits are not judged, until"
            + " writing works again. What was stored is served. Once the reason is gone, writing"
            + " goes on by itself.");
  }

  /** A damaged file was put aside at the start. */
  MailContent setAside(String file, long at) {
    var facts =
        List.of(
            new MailContent.Fact("Since", TimeText.full(at, zone)),
            new MailContent.Fact("Kept as", PlainText.line(file, 500)));
    return content(
        "Muster: the archive was too damaged to be opened",
        facts,
        "What it means: a new archive was begun, and limits are judged again from now on; samples,"
            + " events and alerts from before are in the damaged file alone. Nothing of it was"
            + " deleted: restore a backup, or save what can be read of it.");
  }

  MailContent resolved(long since, long until) {
    var facts =
        List.of(
            new MailContent.Fact("From", TimeText.full(since, zone)),
            new MailContent.Fact("To", TimeText.full(until, zone)),
            new MailContent.Fact("For", TimeText.duration(until - since)));
    return content(
        "Muster: the archive is written again",
        facts,
        "The archive has a gap of that time; limits are judged again.");
  }

  private MailContent content(String subject, List<MailContent.Fact> facts, String meaning) {
    var closing = new ArrayList<String>();
    closing.add(meaning);
    if (page != null) {
      closing.add("More: " + page);
    }
    return new MailContent(subject, subject + ".", facts, List.of(), closing);
  }
}
