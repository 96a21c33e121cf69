package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Collectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system whose server never answers, mounted for real where root may do that. */
@Timeout(90)
class HungMountTest {
  /** Mounts, says so, and holds the mount until its input ends. */
  private static final String MOUNT =
      """
      import ctypes, os, sys
      libc = ctypes.CDLL(None, use_errno=True)
      where = sys.argv[1].encode()
      fuse = os.open('/dev/fuse', os.O_RDWR)
      options = 'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other' % fuse
      print(libc.mount(b'hung', where, b'fuse', 6, options.encode()), flush=True)
      sys.stdin.read()
      libc.umount2(where, 2)
      os.close(fuse)
      """;

  @TempDir Path folder;

  private static Process mount(Path where) throws IOException {
    assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "needs root and FUSE");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3");
    Process mount =
        new ProcessBuilder("/usr/bin/python3", "-c", MOUNT, where.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(mount.getInputStream().readNBytes(2), StandardCharsets.UTF_8);
    assumeTrue(said.equals("0\n"), "may not mount");
    return mount;
  }

  @Test
  void hungMount_pageComesWholeWithDeviceError() throws Exception {
    Path where = Files.createDirectory(folder.resolve("hung"));
    Process mount = mount(where);
    CollectorSettings machine = CollectorSettings.defaults();
    try (Exporter exporter =
        Exporter.start(
            Exporter.settings(folder), Collectors.all(machine).toArray(Collector[]::new))) {
      long start = System.nanoTime();
      String page = exporter.get("/metrics").body();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(page)
          .contains("node_scrape_collector_success{collector=\"filesystem\"} 1.0")
          .contains("node_scrape_collector_success{collector=\"uname\"} 1.0")
          .contains(
              "node_filesystem_device_error{device=\"hung\",fstype=\"fuse\",mountpoint=\""
                  + where
                  + "\"} 1.0")
          .doesNotContain("node_filesystem_size_bytes{device=\"hung\"");
      assertThat(exporter.get("/metrics").body())
          .contains("node_scrape_collector_success{collector=\"filesystem\"} 1.0");
    } finally {
      mount.getOutputStream().close();
      mount.waitFor();
    }
  }
}
