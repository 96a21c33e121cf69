package dev.muster.exporter.collector;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** One line of Linux's {@code /proc/1/mounts} or {@code /proc/self/mountinfo}. */
record Mount(String device, String mountPoint, String fsType, boolean readOnly) {
  /**
   * All mounts; of several with the same device, mount point and type the first. The kernel writes
   * blanks, tabs, line ends and backslashes in names as three octal digits after a backslash.
   */
  static List<Mount> parse(String procMounts) {
    return parse(
        new Words("/proc/mounts", procMounts),
        words -> {
          String device = unescape(words.next());
          String mountPoint = unescape(words.next());
          return new Mount(device, mountPoint, words.next(), isReadOnly(words.next()));
        });
  }

  /**
   * The same of {@code mountinfo}, where a line has two lists of options: the mount's, and, behind
   * a dash and the device, the file system's own, which is the one used here.
   */
  static List<Mount> parseMountinfo(String procMountinfo) {
    return parse(
        new Words("/proc/self/mountinfo", procMountinfo),
        words -> {
          words.skip(4);
          String mountPoint = unescape(words.next());
          while (!words.next().equals("-")) {
            // The mount's options, and how many fields the kernel likes.
          }
          String fsType = words.next();
          return new Mount(unescape(words.next()), mountPoint, fsType, isReadOnly(words.next()));
        });
  }

  private static List<Mount> parse(Words words, Function<Words, Mount> line) {
    record Key(String device, String mountPoint, String fsType) {}
    List<Mount> mounts = new ArrayList<>();
    Set<Key> seen = new HashSet<>();
    while (words.nextLine()) {
      if (words.hasNext()) {
        Mount mount = line.apply(words);
        if (seen.add(new Key(mount.device, mount.mountPoint, mount.fsType))) {
          mounts.add(mount);
        }
      }
    }
    return mounts;
  }

  private static boolean isReadOnly(String options) {
    return List.of(options.split(",", -1)).contains("ro");
  }

  private static String unescape(String name) {
    if (name.indexOf('\\') < 0) {
      return name;
    }
    byte[] in = name.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '\\' && isOctal(in, i + 1) && isOctal(in, i + 2) && isOctal(in, i + 3)) {
        out[length++] = (byte) ((in[i + 1] - '0') * 64 + (in[i + 2] - '0') * 8 + (in[i + 3] - '0'));
        i += 3;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  private static boolean isOctal(byte[] text, int at) {
    return at < text.length && text[at] >= '0' && text[at] <= '7';
  }
}
