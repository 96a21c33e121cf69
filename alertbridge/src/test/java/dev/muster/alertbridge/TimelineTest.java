package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import org.junit.jupiter.api.Test;

/** How alerts move, told as timelines. */
final class TimelineTest {
  @Test
  void value_overItsLimit_firesAtOnceAndResolves() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0s   pc1.memory=50     =>
        15s  pc1.memory=73.4   => pc1.memory=firing | pc1: memory 73.4% is over its limit of 50%
        30s  pc1.memory=80     => pc1.memory=firing
        45s  pc1.memory=41     => | pc1: memory is back to 41.0% (limit 50%)
        60s                    =>
        75s  pc1.memory=51     => pc1.memory=firing | pc1: memory 51.0% is over its limit of 50%
        """);
  }

  @Test
  void value_overItsLimitForTooShort_isPendingAndDropped() {
    var timeline =
        Timeline.run(
            """
            fleet pc1.cpu>20 for=2m
            0m      pc1.cpu=60   => pc1.cpu=pending
            1m59s                => pc1.cpu=pending
            119.5s  pc1.cpu=20  =>
            2m      pc1.cpu=30   => pc1.cpu=pending
            3m59s                => pc1.cpu=pending
            4m                   => pc1.cpu=firing | pc1: cpu 30.0% is over its limit of 20%
            """);
    assertThat(timeline.store.all()).hasSize(1);
  }

  @Test
  void value_betweenClearAndLimit_staysFiring() {
    Timeline.run(
        """
        fleet pc1.memory>50 clear=45
        0m  pc1.memory=48  =>
        1m  pc1.memory=51  => pc1.memory=firing | pc1: memory 51.0% is over its limit of 50%
        2m  pc1.memory=49  => pc1.memory=firing
        3m  pc1.memory=45.1 => pc1.memory=firing
        4m  pc1.memory=45  => | pc1: memory is back to 45.0% (limit 50%)
        5m  pc1.memory=49  =>
        """);
  }

  @Test
  void infiniteValue_countsAsMissing() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0m  pc1.memory=Infinity   =>
        1m  pc1.memory=51         => pc1.memory=firing | pc1: memory 51.0% is over its limit of 50%
        2m  pc1.memory=-Infinity  => pc1.memory=firing
        3m  pc1.memory=45         => | pc1: memory is back to 45.0% (limit 50%)
        """);
  }

  @Test
  void value_underALowerLimit_fires() {
    Timeline.run(
        """
        fleet pc1.uptime<3600
        0m  pc1.uptime=90000  =>
        1m  pc1.uptime=60     => pc1.uptime=firing | pc1: uptime 1m is under its limit of 1h
        2m  pc1.uptime=3600   => | pc1: uptime is back to 1h (limit 1h)
        """);
  }

  @Test
  void drives_worstCounts_untilAllAreBack() {
    Timeline.run(
        """
        fleet pc1.disk>90 clear=85
        0m  pc1.disk@/=40 pc1.disk@/home=89  =>
        1m  pc1.disk@/=91 pc1.disk@/home=95
            => pc1.disk=firing | pc1: disk /home 95.0% is over its limit of 90%
        2m  pc1.disk@/home=30                => pc1.disk=firing
        3m  pc1.disk@/=86                    => pc1.disk=firing
        4m  pc1.disk@/=85                    => | pc1: disk / is back to 85.0% (limit 90%)
        """);
  }

  @Test
  void client_offline_firesAfterItsTimeAndComesBack() {
    Timeline.run(
        """
        fleet pc1.offline>0 for=3m
        0m  pc1.up=1  =>
        1m  pc1.up=0  => pc1.offline=pending
        4m            => pc1.offline=firing | pc1: offline since 10:01 Z
        13m pc1.up=1  => | pc1: online again after 12m
        """);
  }

  @Test
  void missingValue_dropsPending() {
    Timeline.run(
        """
        fleet pc1.memory>50 for=2m
        0m  pc1.up=1 pc1.memory=60  => pc1.memory=pending
        1m  pc1.memory=gone         =>
        2m  pc1.memory=60           => pc1.memory=pending
        """);
  }

  @Test
  void missingValue_ofAClientThatIsDown_keepsFiring() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0m   pc1.up=1 pc1.memory=60  => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        1m   pc1.up=0 pc1.memory=gone => pc1.memory=firing
        20m                          => pc1.memory=firing
        30m  pc1.up=gone             => pc1.memory=firing
        40m  pc1.up=1                => pc1.memory=firing
        44m                          => pc1.memory=firing
        44m  pc1.up=0                => pc1.memory=firing
        45m  pc1.up=1                => pc1.memory=firing
        49m                          => pc1.memory=firing
        50m  => | pc1: memory has given no value for 5 minutes, alert closed
        """);
  }

  @Test
  void missingValue_thatComesBack_countsAnew() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0m   pc1.up=1 pc1.memory=60  => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        1m   pc1.memory=gone         => pc1.memory=firing
        5m   pc1.memory=60           => pc1.memory=firing
        6m   pc1.memory=gone         => pc1.memory=firing
        10m                          => pc1.memory=firing
        11m  => | pc1: memory has given no value for 5 minutes, alert closed
        """);
  }

  @Test
  void failingQuery_leavesItsTypeAlone() {
    Timeline.run(
        """
        fleet pc1.memory>50 for=1m, pc1.cpu>20, pc2.memory>50
        0m  pc1.memory=60 pc1.cpu=10 pc2.memory=60
            => pc1.memory=pending pc2.memory=firing | pc2: memory 60.0% is over its limit of 50%
        1m  memory=fails pc1.cpu=30 pc2.memory=10
            => pc1.cpu=firing pc1.memory=pending pc2.memory=firing | pc1: cpu 30.0% is over its limit of 20%
        9m  => pc1.cpu=firing pc1.memory=pending pc2.memory=firing
        10m memory=works
            => pc1.cpu=firing pc1.memory=firing | pc2: memory is back to 10.0% (limit 50%) | pc1: memory 60.0% is over its limit of 50%
        """);
  }

  @Test
  void failingUpQuery_keepsFiring() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0m   pc1.up=1 pc1.memory=60 => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        1m   pc1.memory=gone offline=fails  => pc1.memory=firing
        30m                         => pc1.memory=firing
        """);
  }

  @Test
  void raisedLimit_resolvesAtOnce() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0m   pc1.memory=60  => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        fleet pc1.memory>80 clear=55
        1m   => | pc1: memory 60.0% is within its new limit of 80%
        2m   =>
        """);
  }

  @Test
  void changedLimit_stillCrossed_staysFiringByTheNewOne() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0m   pc1.memory=60  => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        fleet pc1.memory>55 clear=30 for=10m
        1m                  => pc1.memory=firing
        2m   pc1.memory=50  => pc1.memory=firing
        3m   pc1.memory=30  => | pc1: memory is back to 30.0% (limit 55%)
        """);
  }

  @Test
  void removedLimit_isSaid() {
    Timeline.run(
        """
        fleet pc1.memory>50, pc1.cpu>20 for=5m
        0m   pc1.memory=60 pc1.cpu=30
             => pc1.cpu=pending pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        fleet pc1.
        1m   => | pc1: memory no longer has a limit, alert closed
        """);
  }

  @Test
  void removedClient_isSaidToThoseItHad() {
    Timeline.run(
        """
        fleet pc1.memory>50
        0m   pc1.memory=60  => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        fleet
        1m   => | pc1: no longer in the fleet file, memory alert closed
        """);
  }

  @Test
  void clock_setBack_firesAndResolvesNothing() {
    Timeline.run(
        """
        fleet pc1.memory>50 for=2m, pc2.memory>50
        60m  pc1.memory=60 pc2.up=1 pc2.memory=60
             => pc1.memory=pending pc2.memory=firing | pc2: memory 60.0% is over its limit of 50%
        61m  pc2.memory=gone => pc1.memory=pending pc2.memory=firing
        1m   pc1.memory=60 pc2.up=1 => pc1.memory=pending pc2.memory=firing
        2m   => pc1.memory=pending pc2.memory=firing
        3m   => pc1.memory=firing pc2.memory=firing | pc1: memory 60.0% is over its limit of 50%
        6m   => pc1.memory=firing | pc2: memory has given no value for 5 minutes, alert closed
        """);
  }

  @Test
  void alerts_surviveRestarts() {
    Timeline.run(
        """
        fleet pc1.memory>50 for=2m, pc1.cpu>20
        0m   pc1.memory=60 pc1.cpu=30
             => pc1.cpu=firing pc1.memory=pending | pc1: cpu 30.0% is over its limit of 20%
        1m   restart     => pc1.cpu=firing pc1.memory=pending
        2m               => pc1.cpu=firing pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
        3m   restart     => pc1.cpu=firing pc1.memory=firing
        4m   pc1.cpu=10  => pc1.memory=firing | pc1: cpu is back to 10.0% (limit 20%)
        5m   restart     => pc1.memory=firing
        """);
  }

  @Test
  void failedCommit_isDoneOverWithoutLossOrDouble() {
    Timeline.run(
        """
        fleet pc1.memory>50, pc2.memory>50 for=1m
        0m   pc1.memory=60 pc2.memory=60 commits=fail =>
        1m               =>
        2m   commits=work => pc1.memory=firing pc2.memory=pending | pc1: memory 60.0% is over its limit of 50%
        3m   commits=fail => pc1.memory=firing pc2.memory=pending
        4m   commits=work => pc1.memory=firing pc2.memory=firing | pc2: memory 60.0% is over its limit of 50%
        """);
  }

  @Test
  void standingAlert_isWrittenAnewAtMostEveryFifteenSeconds() {
    var timeline =
        Timeline.run(
            """
            fleet pc1.memory>50
            0s   pc1.memory=60  => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
            5s   pc1.memory=61  => pc1.memory=firing
            10s  pc1.memory=62  => pc1.memory=firing
            """);
    assertThat(timeline.store.commits()).isEqualTo(1);
    assertThat(timeline.store.open()).extracting(AlertRecord::value).containsExactly(60.0);

    timeline =
        Timeline.run(
            """
            fleet pc1.memory>50
            0s   pc1.memory=60  => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
            15s  pc1.memory=61  => pc1.memory=firing
            30s  pc1.memory=61  => pc1.memory=firing
            """);
    assertThat(timeline.store.commits()).isEqualTo(2);
    assertThat(timeline.store.open()).extracting(AlertRecord::value).containsExactly(61.0);
  }

  @Test
  void resolvedRecord_keepsItsTimes() {
    var timeline =
        Timeline.run(
            """
            fleet pc1.memory>50 for=1m
            0m   pc1.memory=60  => pc1.memory=pending
            1m   => pc1.memory=firing | pc1: memory 60.0% is over its limit of 50%
            3m   pc1.memory=40  => | pc1: memory is back to 40.0% (limit 50%)
            """);
    var record = timeline.store.all().getFirst();
    assertThat(record.state()).isEqualTo(AlertRecord.State.RESOLVED);
    assertThat(record.firedAt()).isEqualTo(record.activeSince() + 60_000);
    assertThat(record.resolvedAt()).isEqualTo(record.activeSince() + 180_000);
    assertThat(record.value()).isEqualTo(40);
  }

  @Test
  void round_asksOncePerTypeInUse() {
    var timeline =
        Timeline.run(
            """
            fleet pc1.memory>50, pc2.memory>50, pc2.cpu>20
            0m   pc1.memory=40 pc2.memory=40 =>
            """);
    assertThat(timeline.query.asked).hasSize(2);
  }
}
