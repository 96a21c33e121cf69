package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Receiver;
import java.time.Duration;
import java.time.InstantSource;

/** Hands what is queued for a receiver of the fleet file on to it. */
final class ReceiverSender implements MailSender {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Receiver receiver;
  private final Channel channel;
  private final ReceiverHttp http;

  ReceiverSender(Receiver receiver, InstantSource clock) {
    this(receiver, clock, TIMEOUT);
  }

  /**
   * A sender.
   *
   * @throws IllegalArgumentException if its file of authorities is of no use
   */
  ReceiverSender(Receiver receiver, InstantSource clock, Duration timeout) {
    this.receiver = receiver;
    channel = Channel.of(receiver.kind());
    http = new ReceiverHttp(receiver, clock, timeout);
  }

  @Override
  public Outcome send(OutgoingMail mail) {
    return http.post(channel.address(receiver), channel.headers(receiver), mail.message());
  }

  @Override
  public void close() {
    http.close();
  }
}
