package dev.muster.archive;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the relational views hold, read for a page. Times in Unix seconds. */
public interface FleetStatus {
  /** One row of {@code client_status}. Null: not known. */
  record ClientStatus(
      String client,
      String group,
      String ip,
      @Nullable Double lastSeen,
      boolean up,
      String error,
      @Nullable Double cpuPercent,
      @Nullable Double memoryPercent,
      @Nullable Double swapPercent,
      @Nullable Double uptimeSeconds) {}

  /** One row of {@code drive_status}. */
  record DriveStatus(
      String client,
      String drive,
      double totalBytes,
      double usedBytes,
      double freeBytes,
      double usedPercent,
      double timestamp) {}

  /** One row of {@code mail}: a mail and what became of it. */
  record MailStatus(
      long id,
      String recipient,
      String subject,
      String state,
      double createdAt,
      @Nullable Double sentAt,
      int attempts,
      String error) {}

  /** A mail as its reader sees it. */
  record MailText(String recipient, String subject, String text) {}

  List<ClientStatus> clients();

  List<DriveStatus> drives();

  /** Newest first; open ones before resolved ones. */
  List<AlertRecord> alerts(int limit);

  /** Newest first. */
  List<StoredEvent> events(int limit);

  /** Newest first. */
  List<MailStatus> mails(int limit);

  /** One mail, by the number that {@link #mails} gives it. */
  Optional<MailText> mail(long id);
}
