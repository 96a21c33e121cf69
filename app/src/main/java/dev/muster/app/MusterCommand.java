package dev.muster.app;

import dev.muster.exporter.ExporterCommand;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** The command all others hang on; alone it shows their list. */
@Command(
    name = "muster",
    description = "Calls the roll of your machines: exporters, archive, limits, mails.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = {
      UpCommand.class,
      ExporterCommand.class,
      AlertBridgeCommand.class,
      CheckCommand.class,
      TestCommand.class,
      ScrapeCommand.class,
      SshKeysCommand.class,
      DiscoverCommand.class,
      QueryCommand.class,
      MailCommand.class,
      ExplainCommand.class,
      SilenceCommand.class,
      UserCommand.class,
      TokenCommand.class,
      CertificateCommand.class,
      EnrollHereCommand.class,
      BackupCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      GenerateCommand.class,
      RolloutCommand.class,
      ArchiveCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Exit codes: 0 fine, 1 failed, 2 wrong usage or a wrong fleet file."})
final class MusterCommand {}
