package dev.muster.exporter.eventlog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of their own logs Windows and macOS are asked for.
 *
 * @param windows full names of logs; empty: {@link #WINDOWS} and, where there is one, the log of
 *     Defender
 * @param macosPredicate which events of the unified log are counted, as {@code log help predicates}
 *     says; null: none
 */
public record SystemLogs(List<String> windows, @Nullable String macosPredicate) {
  static final List<String> WINDOWS = List.of("System", "Application", "Security");
  static final String DEFENDER = "Microsoft-Windows-Windows Defender/Operational";
  static final SystemLogs USUAL = new SystemLogs(List.of(), null);

  public SystemLogs {
    windows = windows.stream().distinct().toList();
  }
}
