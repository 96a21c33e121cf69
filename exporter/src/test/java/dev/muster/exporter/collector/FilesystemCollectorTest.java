package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.FilesystemCollector.Filesystem;
import dev.muster.exporter.collector.FilesystemCollector.Inodes;
import dev.muster.exporter.collector.FilesystemCollector.Reading;
import dev.muster.exporter.collector.FilesystemCollector.Space;
import dev.muster.exporter.collector.OshiFilesystems.OshiStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

final class FilesystemCollectorTest {
  private static final Space ROOT =
      new Space(270553174016.0, 246423072768.0, 84814192640.0, new Inodes(16777216, 16369313));

  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var reading =
        new Reading(
            List.of(
                new Filesystem("/dev/vda", "/", "ext4", false, ROOT),
                new Filesystem("srv:/home", "/home", "nfs4", true, null)));

    assertThat(Pages.text(new FilesystemCollector(() -> reading)))
        .isEqualTo(Pages.sample(FilesystemCollector.class));
  }

  @Test
  void mounts_areDecodedAndTakenOnce() {
    String mounts =
        """
        /dev/sda1 / ext4 rw,relatime,errors=remount-ro 0 0
        //nas/My\\040Files /mnt/a\\040b\\011c\\134d\\012e cifs ro,nosuid 0 0
        /dev/sda1 / ext4 ro 0 0
        /dev/sdb /mnt/gr\u00fcn\\303\\237 xfs rw,ro=1 0 0
        """;

    assertThat(Mount.parse(mounts))
        .containsExactly(
            new Mount("/dev/sda1", "/", "ext4", false),
            new Mount("//nas/My Files", "/mnt/a b\tc\\d\ne", "cifs", true),
            new Mount("/dev/sdb", "/mnt/gr\u00fcn\u00df", "xfs", false));
  }

  @Test
  void mounts_garbageNamesTheLine() {
    assertThatThrownBy(() -> Mount.parse("/dev/sda1 /\n"))
        .hasMessage("/proc/mounts: expected another word in line \"/dev/sda1 /\"");
  }

  @Test
  void mountsOfTheMachineHidden_ownAreReadOnlyAsTheirFileSystemIs() throws Exception {
    String mountinfo =
        """
        36 35 254:0 / / ro,relatime shared:1 master:2 - ext4 /dev/vda rw,discard
        41 36 254:0 /etc / ro - ext4 /dev/vda rw

        42 36 8:1 / /media/a\\040b ro,nosuid - iso9660 /dev/sr0 ro
        43 36 0:5 / /srv rw - nfs4 nas:/srv ro,vers=4.2
        """;
    new Tree(folder).with("self/mountinfo", mountinfo);
    var calls = new TimedCalls<Space>("test", path -> ROOT);

    assertThat(Mount.parseMountinfo(mountinfo))
        .containsExactly(
            new Mount("/dev/vda", "/", "ext4", false),
            new Mount("/dev/sr0", "/media/a b", "iso9660", true),
            new Mount("nas:/srv", "/srv", "nfs4", true));
    assertThat(new LinuxFilesystems(new Tree(folder).machine(), calls).read().filesystems())
        .extracting(Filesystem::readOnly)
        .containsExactly(false, true);
  }

  @Test
  void mountinfo_garbageNamesTheLine() {
    assertThatThrownBy(() -> Mount.parseMountinfo("36 35 254:0 / / rw\n"))
        .hasMessage("/proc/self/mountinfo: expected another word in line \"36 35 254:0 / / rw\"");
  }

  @Test
  void linux_showsWhatPassesTheFilters_asSeenFromTheRoot() throws Exception {
    writeMounts(
        """
        /dev/vda %1$s ext4 rw 0 0
        /dev/vdb %1$s/data xfs ro 0 0
        /dev/vdc %1$s/dev/shm tmpfs rw 0 0
        proc %1$s/srv proc rw 0 0
        """
            .formatted(folder));
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    var calls =
        new TimedCalls<Space>(
            "test",
            path -> {
              asked.add(path);
              return ROOT;
            });
    var reading = new LinuxFilesystems(machine(), calls).read();

    assertThat(reading.filesystems())
        .containsExactly(
            new Filesystem("/dev/vda", "/", "ext4", false, ROOT),
            new Filesystem("/dev/vdb", "/data", "xfs", true, ROOT));
    assertThat(asked).containsExactly(folder.toString(), folder + "/data");
  }

  @Test
  void linux_mountThatHangsOrFailsHasAnError_othersDoNot() throws Exception {
    writeMounts(
        "a / x rw 0 0\nb /hangs x rw 0 0\nc /fails x rw 0 0\nd /hangs2 x rw 0 0\ne /e x rw 0 0\n");
    var released = new CountDownLatch(1);
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    var calls =
        new TimedCalls<Space>(
            "test",
            path -> {
              asked.add(path);
              if (path.contains("hangs")) {
                awaitUninterruptibly(released);
              } else if (path.endsWith("fails")) {
                throw new IOException("no such device");
              }
              return ROOT;
            },
            Duration.ofMillis(50),
            20);
    var source = new LinuxFilesystems(machine(), calls);

    assertThat(errors(source.read())).containsExactly("/hangs", "/fails", "/hangs2");
    assertThat(errors(source.read())).containsExactly("/hangs", "/fails", "/hangs2");
    assertThat(asked).filteredOn(path -> path.contains("hangs")).hasSize(2);
    released.countDown();
  }

  @Test
  @EnabledOnOs(org.junit.jupiter.api.condition.OS.LINUX)
  void statvfs_agreesWithJava() throws Exception {
    Space space = Statvfs.of("/");

    assertThat(space.size()).isEqualTo((double) Path.of("/").toFile().getTotalSpace());
    assertThat(space.free()).isBetween(space.available(), space.size());
    assertThatThrownBy(() -> Statvfs.of("/no/such/path"))
        .isInstanceOf(IOException.class)
        .hasMessage("statvfs of /no/such/path failed");
  }

  @Test
  void windows_driveHasNoInodes_andAnEmptyOneIsLeftOut() throws Exception {
    var stores =
        List.of(
            new OshiStore("\\\\?\\Volume{1}\\", "C:\\", "NTFS", "rw,quota", 100, 40, 30, 7, 7),
            new OshiStore("\\\\?\\Volume{2}\\", "D:\\", "", "ro", 0, 0, 0, 0, 0));
    var settings = CollectorSettings.defaults(Os.WINDOWS);
    var reading = OshiFilesystems.convert(Os.WINDOWS, settings, "C:", stores);

    assertThat(reading.filesystems())
        .containsExactly(new Filesystem("C:", "C:", "NTFS", false, new Space(100, 40, 30, null)));
  }

  @Test
  void windows_systemDriveIsTheRootIfAskedFor() {
    var stores =
        List.of(
            new OshiStore("v1", "C:\\", "NTFS", "rw", 100, 40, 30, 0, 0),
            new OshiStore("v2", "D:\\", "NTFS", "rw", 100, 40, 30, 0, 0));
    var settings =
        CollectorSettings.defaults(Os.WINDOWS).withOtherSystems(new OtherSystems(true, false));

    assertThat(OshiFilesystems.convert(Os.WINDOWS, settings, "c:", stores).filesystems())
        .extracting(filesystem -> filesystem.device() + " " + filesystem.mountPoint())
        .containsExactly("C: /", "D: D:");
  }

  @Test
  void macos_volumesAreFiltered() {
    var stores =
        List.of(
            new OshiStore("/dev/disk1s1", "/", "apfs", "ro,local", 100, 40, 30, 9, 8),
            new OshiStore("devfs", "/dev", "devfs", "rw", 1, 0, 0, 0, 0));
    var settings = CollectorSettings.defaults(Os.MACOS);

    assertThat(OshiFilesystems.convert(Os.MACOS, settings, "", stores).filesystems())
        .containsExactly(
            new Filesystem(
                "/dev/disk1s1", "/", "apfs", true, new Space(100, 40, 30, new Inodes(9, 8))));
  }

  private static List<String> errors(Reading reading) {
    return reading.filesystems().stream()
        .filter(filesystem -> filesystem.space() == null)
        .map(Filesystem::mountPoint)
        .toList();
  }

  private Machine machine() {
    return Pages.machine(
        Os.LINUX, CollectorSettings.defaults(Os.LINUX).withPaths(folder, folder, folder));
  }

  private void writeMounts(String mounts) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("1")).resolve("mounts"), mounts);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException ignored) {
        // A call into the kernel cannot be interrupted either.
      }
    }
  }
}
