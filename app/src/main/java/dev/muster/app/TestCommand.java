package dev.muster.app;

import picocli.CommandLine.Command;

/** {@code muster test}: the commands that try something out. */
@Command(
    name = "test",
    description = "Tests of what Muster is told to do.",
    mixinStandardHelpOptions = true,
    subcommands = TestRulesCommand.class,
    synopsisSubcommandLabel = "COMMAND")
final class TestCommand {}
