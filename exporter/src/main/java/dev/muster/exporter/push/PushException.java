package dev.muster.exporter.push;

import org.jspecify.annotations.Nullable;

/** Pushing cannot be done as it was asked for; the message is one sentence for the operator. */
public final class PushException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PushException(String sentence) {
    this(sentence, null);
  }

  PushException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
