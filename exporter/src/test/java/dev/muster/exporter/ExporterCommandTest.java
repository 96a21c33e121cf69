package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.exporter.collector.Filtered;
import dev.muster.web.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class ExporterCommandTest {
  private static final String COLLECTORS =
      "arp, bonding, conntrack, cpu, cpufreq, diskstats, dmi, edac, entropy, eventlog, "
          + "filefd, filesystem, hwmon, loadavg, mdadm, meminfo, netclass, netdev, netstat, "
          + "nvme, os, powersupplyclass, pressure, processes, rapl, schedstat, selinux, services, "
          + "sockstat, softnet, stat, systemd, textfile, thermal_zone, time, timex, "
          + "topprocesses, udp_queues, uname, users, vmstat";

  @TempDir Path folder;

  private record Ended(int code, String output, String errors) {}

  private static Ended run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commandLine()
            .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private static ExporterSettings settings(String... arguments) {
    var command = new ExporterCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings();
  }

  /** With -Dmuster.golden=FOLDER the text is written there instead of compared. */
  @Test
  void help_golden() throws IOException {
    Ended help = run("--help");
    assertThat(help.code()).isZero();
    String rewrite = System.getProperty("muster.golden");
    if (rewrite != null) {
      Files.writeString(Path.of(rewrite, "exporter-help.txt"), help.output());
    }
    try (InputStream golden = getClass().getResourceAsStream("exporter-help.txt")) {
      assertThat(help.output())
          .isEqualTo(new String(Objects.requireNonNull(golden).readAllBytes(), UTF_8));
    }
  }

  @Test
  void eventRules_everyMistakeIsToldBeforeTheStart() throws IOException {
    Path rules =
        Files.writeString(folder.resolve("my.rules"), "Bad | id | disk | 7\nb | id | disk | x\n");
    Ended bad = run("--collector.eventlog.rules-file=" + rules, "--web.listen-address=127.0.0.1:0");
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.errors().lines())
        .satisfiesExactly(
            one -> assertThat(one).contains("my.rules:1:", "'Bad' cannot name a rule"),
            two -> assertThat(two).contains("my.rules:2:", "'x' is no id"));
  }

  @Test
  void help_asSubcommand() {
    var out = new StringWriter();
    int code =
        new CommandLine(new Outer())
            .addSubcommand(new ExporterCommand())
            .setOut(new PrintWriter(out, true))
            .execute("exporter", "--help");
    assertThat(code).isZero();
    assertThat(out.toString()).contains("--[no-]collector.cpu");
  }

  @CommandLine.Command(name = "outer")
  private static final class Outer {}

  @Test
  void version_shown() {
    Ended version = run("--version");
    assertThat(version.code()).isZero();
    assertThat(version.output()).matches("muster-exporter \\d+\\.\\d+\\.\\d+.*\\R");
  }

  @ParameterizedTest
  @CsvSource({"--collector.foo", "--no-collector.foo"})
  void collector_unknown(String flag) {
    Ended ended = run(flag);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors().strip())
        .isEqualTo("Unknown collector 'foo'; known are " + COLLECTORS + ".");
  }

  @ParameterizedTest
  @CsvSource({"--web.foo, flag", "--collector.cpu.foo, flag", "foo, argument"})
  void flag_unknown(String flag, String what) {
    Ended ended = run(flag);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors())
        .startsWith("Unknown " + what + " '" + flag + "'; known flags are --collector.arp, ")
        .contains("--web.listen-address")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--web.max-requests=x, '--web.max-requests'",
    "--web.max-requests=-1, it must be 0 or more",
    "--web.listen-address=nonsense, --web.listen-address",
    "--web.telemetry-path=metrics, it must begin with '/'",
    "--log.level=loud, 'it must be one of debug, info, warn, error'",
    "--log.format=xml, 'it must be one of logfmt, json'",
    "--web.config.file=/no/such/file.yml, /no/such/file.yml",
    "--collector.netdev.device-exclude=(, --collector.netdev.device-exclude",
    "--collector.vmstat.fields=(, --collector.vmstat.fields",
    "--collector.services.name-include=(, --collector.services.name-include",
    "'--collector.eventlog.windows-log= ', it must be the full name of a log",
  })
  void value_wrong(String flag, String said) {
    Ended ended = run(flag);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors()).contains(said).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--push.url=http://h/write | --push.insecure-http",
        "--push.url=https://me:secret@h/write | --push.password-file",
        "--push.url=ftp://h/write | https://HOST/api/v1/write",
        "--push.url=https://h/secret^ | https://HOST/api/v1/write",
        "--push.url=https://h/w --push.interval=15 | --push.interval is '15'",
        "--push.url=https://h/w --push.interval=10ms | between 1s and 1h",
        "--push.url=https://h/w --push.queue-size=1KB | 256KB or more",
        "--push.url=https://h/w --push.queue-age=3 | --push.queue-age is",
        "--push.url=https://h/w --push.external-label=a-b=c | 'a-b'",
        "--push.url=https://h/w --push.external-label=__name__=c | '__name__'",
        "--push.url=https://h/w --push.external-label=a= | a=VALUE",
        "--push.url=https://h/w --push.cert-file=c | --push.key-file",
        "--push.url=https://h/w --push.username=c | --push.password-file",
        "--push.url=https://h/w --push.username=c --push.password-file=f --push.token-file=t | leave",
        "--push.url=http://h/w --push.insecure-http --push.ca-file=c | https",
        "--push.url=https://h/w --push.token-file=/no/such/file | /no/such/file",
        "--push.url=https://h/w --no-web --web.listen-address=:1 | exclude each other",
        "--no-web | give --push.url",
      })
  void push_wrong(String flags, String said) {
    List<String> all = new ArrayList<>(List.of(flags.split(" ", -1)));
    all.add("--path.state=" + folder);
    Ended ended = run(all.toArray(String[]::new));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors()).contains(said).hasLineCount(1).doesNotContain("secret");
  }

  @Test
  void push_defaultsAndOwn() {
    assertThat(settings("--path.state=" + folder).push()).isNull();
    var usual = Objects.requireNonNull(settings("--push.url=https://h/w").push());
    assertThat(usual.interval()).hasSeconds(15);
    assertThat(usual.labels()).containsEntry("job", "node").containsKey("instance").hasSize(2);
    var own =
        Objects.requireNonNull(
            settings(
                    "--push.url=https://h/w",
                    "--push.interval=1m",
                    "--push.external-label=instance=pc1",
                    "--push.external-label=room=2",
                    "--push.queue-size=1GB",
                    "--push.queue-age=2d")
                .push());
    assertThat(own.interval()).hasMinutes(1);
    assertThat(own.labels()).isEqualTo(Map.of("job", "node", "instance", "pc1", "room", "2"));
    assertThat(own.queue().bytes()).isEqualTo(1 << 30);
    assertThat(own.queue().age()).hasDays(2);
  }

  @Test
  void web_none() {
    assertThat(settings("--no-web", "--push.url=https://h/w").serving().addresses()).isEmpty();
  }

  @Test
  void filters_bothKinds() {
    assertThatExceptionOfType(ExporterException.class)
        .isThrownBy(() ->
            settings(
                "--collector.diskstats.device-exclude=a", "--collector.diskstats.device-include=b"))
        .withMessageContaining("leave one out");
  }

  @Test
  void port_taken() throws IOException {
    try (var taken = new ServerSocket(0)) {
      Ended ended =
          run(
              "--path.state=" + folder,
              "--web.listen-address=127.0.0.1:" + taken.getLocalPort(),
              "--log.level=error");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.errors()).startsWith("Cannot listen on 127.0.0.1:").hasLineCount(1);
    }
  }

  @Test
  void state_notWritable() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Ended ended = run("--path.state=" + file.resolve("below"), "--web.listen-address=127.0.0.1:0");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors()).startsWith("The state folder ").hasLineCount(1);
  }

  @Test
  void settings_defaults() {
    ExporterSettings settings = settings("--path.state=s");
    assertThat(settings.serving().addresses()).containsExactly(new ListenAddress("", 10100));
    assertThat(settings.serving().maxRequests()).isEqualTo(40);
    assertThat(settings.serving().telemetryPath()).isEqualTo("/metrics");
    assertThat(settings.serving().insecureHttp()).isFalse();
    assertThat(settings.serving().selfMetrics()).isTrue();
    assertThat(settings.serving().web()).isEqualTo(ExporterSettings.noWebConfig());
    assertThat(settings.reading().choice()).isEqualTo(CollectorChoice.defaults());
    assertThat(settings.reading().eventLogs().files()).isEmpty();
    assertThat(settings.state()).isEqualTo(Path.of("s"));
  }

  @Test
  void settings_all() throws IOException {
    Path web = Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {}\n");
    ExporterSettings settings =
        settings(
            "--web.listen-address=127.0.0.1:1",
            "--web.listen-address=[::1]:2",
            "--web.config.file=" + web,
            "--web.insecure-http",
            "--web.telemetry-path=/m",
            "--web.max-requests=0",
            "--web.disable-exporter-metrics",
            "--collector.disable-defaults",
            "--collector.cpu",
            "--no-collector.time",
            "--collector.filesystem.mount-points-exclude=^/x",
            "--collector.netdev.device-include=eth.*",
            "--path.procfs=/host/proc",
            "--path.rootfs=/host",
            "--collector.eventlog.file=/a",
            "--collector.eventlog.file=/b");
    assertThat(settings.serving().addresses())
        .extracting(ListenAddress::port)
        .containsExactly(1, 2);
    assertThat(settings.serving().insecureHttp()).isTrue();
    assertThat(settings.serving().telemetryPath()).isEqualTo("/m");
    assertThat(settings.serving().maxRequests()).isZero();
    assertThat(settings.serving().selfMetrics()).isFalse();
    assertThat(settings.reading().choice())
        .isEqualTo(new CollectorChoice(true, Set.of("cpu"), Set.of("time")));
    var collectors = settings.reading().collectors();
    assertThat(collectors.filter(Filtered.MOUNT_POINTS).regex()).isEqualTo("^/x");
    assertThat(collectors.filter(Filtered.NETWORKS).passes("wlan0")).isFalse();
    assertThat(collectors.filter(Filtered.NETWORKS).passes("eth0")).isTrue();
    assertThat(collectors.procfs()).isEqualTo(Path.of("/host/proc"));
    assertThat(collectors.sysfs()).isEqualTo(Path.of("/sys"));
    assertThat(settings.reading().eventLogs().files())
        .containsExactly(Path.of("/a"), Path.of("/b"));
  }

  @Test
  void everydayFlags_asByPicocli() throws IOException {
    Path web = Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {}\n");
    String[] flags = {
      "--web.listen-address=127.0.0.1:1",
      "--web.listen-address",
      "[::1]:2",
      "--web.config.file",
      web.toString(),
      "--web.insecure-http",
      "--web.telemetry-path=/m",
      "--web.disable-exporter-metrics",
      "--path.state=" + folder,
      "--log.level=warn",
      "--collector.disable-defaults",
      "--collector.cpu",
      "--no-collector.time",
    };
    var command = new ExporterCommand();
    assertThat(command.takes(flags)).isTrue();
    ExporterSettings taken = command.settings();
    ExporterSettings parsed = settings(flags);
    assertThat(taken.serving())
        .usingRecursiveComparison()
        .ignoringFields("webFile")
        .isEqualTo(parsed.serving());
    assertThat(taken.serving().webFile()).isNotNull();
    assertThat(taken.reading().choice()).isEqualTo(parsed.reading().choice());
    assertThat(taken.state()).isEqualTo(parsed.state());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "foo",
        "@file",
        "--web.foo",
        "--web.insecure-http=true",
        "--web.insecure-http --web.insecure-http",
        "--web.listen-address",
        "--web.listen-address --collector.cpu",
        "--path.state=a --path.state=b",
        "--path.state a --path.state b",
        "--collector.cpu --no-collector.cpu",
        "--collector.cpu foo",
        "--collector.cpu=false",
        "--collector.vmstat.fields=x",
        "--log.level=info --log.level=warn"
      })
  void otherFlags_areLeftToPicocli(String flags) {
    assertThat(new ExporterCommand().takes(flags.split(" "))).isFalse();
  }

  @Test
  void state_usualPlace() {
    assertThat(usual("Linux", "root", null)).isEqualTo(Path.of("/var/lib/muster-exporter"));
    assertThat(usual("Linux", "asa", null))
        .isEqualTo(Path.of("/home/asa/.local/state/muster-exporter"));
    assertThat(usual("Linux", "asa", "/s")).isEqualTo(Path.of("/s/muster-exporter"));
    assertThat(usual("Windows 11", "asa", null).toString())
        .startsWith("C:")
        .endsWith("muster-exporter");
  }

  private static Path usual(String os, String user, @Nullable String xdg) {
    return StateFolder.usual(
        name ->
            switch (name) {
              case "os.name" -> os;
              case "user.name" -> user;
              default -> "/home/asa";
            },
        name -> name.equals("XDG_STATE_HOME") ? xdg : null);
  }
}
