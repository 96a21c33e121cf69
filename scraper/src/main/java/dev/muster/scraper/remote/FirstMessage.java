package dev.muster.scraper.remote;

import dev.muster.metrics.Labels;
import dev.muster.push.Bytes;
import dev.muster.push.WriteMessage;

/** A request of remote write 1.0. */
final class FirstMessage implements Message {
  private final WriteMessage message = new WriteMessage();

  @Override
  public boolean add(Labels series, Run samples, int mostSamples, int mostBytes) {
    var labels = new Bytes(256);
    series.forEach((name, value) -> WriteMessage.label(labels, name, value));
    for (int i = 0; i < samples.size(); i++) {
      message.sample(samples.bits(i), samples.timeMillis(i));
    }
    byte[] encoded = labels.copy();
    if (!message.fits(encoded, mostSamples, mostBytes)) {
      message.forget();
      return false;
    }
    message.series(encoded);
    return true;
  }

  @Override
  public int samples() {
    return message.samples();
  }

  @Override
  public int size() {
    return message.size();
  }

  @Override
  public byte[] compressed() {
    return message.compressed();
  }
}
