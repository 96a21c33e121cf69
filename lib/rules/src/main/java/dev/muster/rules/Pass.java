package dev.muster.rules;

import dev.muster.metrics.InstantQuery;

/**
 * One evaluation of a group.
 *
 * @param query answers over the archive and what rules of the group gave before
 * @param time for which it is, Unix milliseconds
 * @param offset how far before it queries look and results are dated, in milliseconds
 */
record Pass(InstantQuery query, RuleContext context, long time, long offset, int limit) {
  long queryTime() {
    return time - offset;
  }
}
