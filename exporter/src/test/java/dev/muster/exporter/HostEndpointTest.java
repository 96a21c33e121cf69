package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.collector.Collector;
import dev.muster.web.Passwords;
import dev.muster.web.WebConfig;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class HostEndpointTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;

  /** CPU 0 works all the time, CPU 1 none, CPU 10 a quarter; a second more at each reading. */
  private static Collector cpu() {
    var readings = new AtomicInteger();
    return Exporter.collector(
        "cpu",
        page -> {
          int seconds = readings.incrementAndGet();
          var family = page.counterFamily("node_cpu_seconds_total", "Time.", "cpu", "mode");
          family.add(4.0 * seconds, "0", "user").add(0, "0", "idle");
          family.add(0, "1", "user").add(3.0 * seconds, "1", "idle").add(seconds, "1", "iowait");
          family.add(seconds, "10", "system").add(3.0 * seconds, "10", "idle");
        });
  }

  private static Collector filesystem() {
    return Exporter.collector(
        "filesystem",
        page -> {
          String[] names = {"device", "mountpoint", "fstype"};
          var error = page.gaugeFamily("node_filesystem_device_error", "Failed.", names);
          error.add(0, "/dev/a", "/", "ext4").add(1, "srv:/home", "/home", "nfs4");
          page.gaugeFamily("node_filesystem_readonly", "Read-only.", names)
              .add(1, "/dev/a", "/", "ext4")
              .add(0, "srv:/home", "/home", "nfs4");
          page.gaugeFamily("node_filesystem_size_bytes", "All.", names)
              .add(1000, "/dev/a", "/", "ext4");
          page.gaugeFamily("node_filesystem_free_bytes", "Free.", names)
              .add(400, "/dev/a", "/", "ext4");
          page.gaugeFamily("node_filesystem_avail_bytes", "Available.", names)
              .add(200, "/dev/a", "/", "ext4");
        });
  }

  private static Collector network() {
    return Exporter.collector(
        "netclass",
        page -> {
          page.gaugeFamily("node_network_info", "Info.", "device", "address", "operstate")
              .add(1, "wire0", "02:00:00:00:00:01", "up")
              .add(1, "none0", "00:00:00:00:00:00", "down")
              .add(1, "dummy0", "00:00:00:00:00:00", "unknown");
          page.gaugeFamily("node_network_up", "Up.", "device")
              .add(1, "wire0")
              .add(0, "none0")
              .add(0, "dummy0");
          page.gaugeFamily("node_network_speed_bytes", "Speed.", "device").add(125e6, "wire0");
          page.counterFamily("node_network_receive_bytes_total", "In.", "device").add(77, "wire0");
        });
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(HostEndpoint.TYPE);
    return JSON.readTree(answer.body());
  }

  @Test
  void cpu_loadPerCoreBetweenTwoReadings() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), cpu())) {
      JsonNode cpu = json(exporter.get("/api/v1/host?fields=cpu")).get("cpu");
      assertThat(cpu.get("load_percent").asDouble()).isEqualTo(41.67);
      assertThat(cpu.get("window_seconds").asDouble()).isGreaterThanOrEqualTo(0.25);
      assertThat(cpu.get("cores").findValuesAsString("cpu")).containsExactly("0", "1", "10");
      assertThat(cpu.get("cores").findValuesAsString("load_percent"))
          .containsExactly("100", "0", "25");
    }
  }

  @Test
  void drives_sizesOfFileSystemsAndNullOfOneThatFails() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), filesystem())) {
      JsonNode drives = json(exporter.get("/api/v1/host?fields=drives")).get("drives");
      assertThat(drives.get("filesystems").toString())
          .isEqualTo(
              """
              [{"mount_point":"/","device":"/dev/a","type":"ext4","read_only":true,"error":false,\
              "total_bytes":1000,"used_bytes":600,"free_bytes":400,"available_bytes":200,\
              "used_percent":75},\
              {"mount_point":"/home","device":"srv:/home","type":"nfs4","read_only":false,\
              "error":true,"total_bytes":null,"used_bytes":null,"free_bytes":null,\
              "available_bytes":null,"used_percent":null}]\
              """);
    }
  }

  @Test
  void interfaces_whatIsKnownOfEach() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), network())) {
      JsonNode all = json(exporter.get("/api/v1/host?fields=interfaces")).get("interfaces");
      assertThat(all.findValuesAsString("name")).containsExactly("dummy0", "none0", "wire0");
      assertThat(all.get(0).get("up").isNull()).isTrue();
      assertThat(all.get(1).get("mac").isNull()).isTrue();
      assertThat(all.get(1).get("up").asBoolean()).isFalse();
      assertThat(all.get(2).get("mac").asString()).isEqualTo("02:00:00:00:00:01");
      assertThat(all.get(2).get("up").asBoolean()).isTrue();
      assertThat(all.get(2).get("speed_bits_per_second").asLong()).isEqualTo(1_000_000_000);
      assertThat(all.get(2).get("receive_bytes_total").asLong()).isEqualTo(77);
      assertThat(all.get(2).get("transmit_bytes_total").isNull()).isTrue();
    }
  }

  @Test
  void fields_chooseWhatIsAnswered() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), cpu())) {
      assertThat(json(exporter.get("/api/v1/host?fields=os,load")).propertyNames())
          .containsExactly("time_seconds", "exporter_version", "os", "load");
      assertThat(json(exporter.get("/api/v1/host?fields=")).size())
          .isEqualTo(2 + HostSection.values().length);
      HttpResponse<String> wrong = exporter.get("/api/v1/host?fields=os,rooms");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body())
          .isEqualTo(
              """
              {"error":"fields has no 'rooms'; there are hardware, os, memory, drives,\
               interfaces, cpu, load."}
              """);
    }
  }

  @Test
  void head_hasNoBody() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), cpu())) {
      HttpResponse<String> answer =
          exporter.send(
              exporter.request("/api/v1/host").method("HEAD", BodyPublishers.noBody()).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void users_areAskedToLogIn() throws Exception {
    var web = new WebConfig(null, Map.of("ann", Passwords.hash("secret")), Map.of());
    try (Exporter exporter =
        Exporter.start(Exporter.withWeb(Exporter.settings(folder), web), cpu())) {
      for (String path : new String[] {"/api/v1/host", "/api/v1/", "/api/v1/openapi.json"}) {
        HttpResponse<String> stranger = exporter.get(path);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("WWW-Authenticate")).contains("Basic");
        assertThat(exporter.get(path, "ann", "secret").statusCode()).isEqualTo(200);
      }
    }
  }
}
