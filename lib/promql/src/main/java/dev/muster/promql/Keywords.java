package dev.muster.promql;

import java.util.Set;

/** Words with a meaning of their own. Elsewhere they may still name a metric or a label. */
final class Keywords {
  static final String BY = "by";
  static final String WITHOUT = "without";
  static final String ON = "on";
  static final String IGNORING = "ignoring";
  static final String GROUP_LEFT = "group_left";
  static final String GROUP_RIGHT = "group_right";
  static final String BOOL = "bool";
  static final String OFFSET = "offset";

  /** Those that never name a metric outside braces. */
  static final Set<String> RESERVED =
      Set.of(BOOL, ON, IGNORING, GROUP_LEFT, GROUP_RIGHT, "atan2", "inf", "nan");

  private Keywords() {}
}
