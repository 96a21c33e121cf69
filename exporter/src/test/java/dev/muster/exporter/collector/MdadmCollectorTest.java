package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.MdadmCollector.MdArray;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MdadmCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with(
                "mdstat",
                """
                Personalities : [raid1]
                md0 : active raid1 sdb1[2](F) sda1[0]
                      248896 blocks super 1.2 [2/1] [U_]
                      [=>...................]  recovery =  6.7% (16775/248896) finish=1.2min

                unused devices: <none>
                """)
            .machine();

    assertThat(Pages.text(MdadmCollector.of(machine)))
        .isEqualTo(Pages.sample(MdadmCollector.class));
  }

  @Test
  void everyKindOfArray_isRead() {
    assertThat(
            Mdstat.parse(
                """
                Personalities : [raid0] [raid1] [raid6] [linear]
                md1 : active (auto-read-only) raid1 sdc2[1] sdc1[0] sdd1[2](S)
                      7932 blocks [2/2] [UU]
                      bitmap: 0/1 pages [0KB], 65536KB chunk
                      \tresync=PENDING
                md2 : active raid0 sdb[1] sda[0]
                      62 blocks super 1.2 512k chunks
                md3 : inactive sde[0](S) sdf[1](S)
                      883 blocks super 1.2
                md4 : active raid6 sda[0] sdb[1] sdc[2] sdd[3]
                      100 blocks level 6, 64k chunk, algorithm 2 [4/4] [UUUU]
                      [=>....]  check =  8.5% (17/100) finish=17.0min speed=38K/sec
                """))
        .containsExactly(
            new MdArray("md1", "resync", 2, 2, 0, 1, 7932, 0),
            new MdArray("md2", "active", 2, 2, 0, 0, 62, 62),
            new MdArray("md3", "inactive", 0, 0, 0, 2, 883, 883),
            new MdArray("md4", "check", 4, 4, 0, 0, 100, 17));
  }

  @Test
  void arrayWithoutSize_isNamed() {
    assertThatThrownBy(() -> Mdstat.parse("md0 : active raid1 sda1[0]\n"))
        .hasMessage("/proc/mdstat: expected a number of blocks below array \"md0\"");
  }
}
