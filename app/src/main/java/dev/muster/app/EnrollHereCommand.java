package dev.muster.app;

import dev.muster.exporter.enroll.EnrollCommand;
import picocli.CommandLine.Command;

/** {@code muster enroll}: enrols this machine, as the exporter does; and its tokens. */
@Command(name = "enroll", subcommands = EnrollTokenCommand.class)
final class EnrollHereCommand extends EnrollCommand {
  EnrollHereCommand() {
    super(VersionProvider.VERSION);
  }
}
