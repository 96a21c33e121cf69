package dev.muster.archive;

import dev.muster.metrics.PostedAlert;
import org.jspecify.annotations.Nullable;

/**
 * An episode with all that is kept of it.
 *
 * @param cause why its state last changed, in the word of who judged it; "" where that is not told
 * @param posted as it was handed on last, where somebody else judged it; else null
 */
public record StoredAlert(AlertRecord record, String cause, @Nullable PostedAlert posted) {}
