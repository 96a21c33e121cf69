package dev.muster.exporter.collector;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One line of Linux's {@code /proc/1/mounts}. */
record Mount(String device, String mountPoint, String fsType, boolean readOnly) {
  /**
   * All mounts; of several with the same device, mount point and type the first. The kernel writes
   * blanks, tabs, line ends and backslashes in names as three octal digits after a backslash.
   */
  static List<Mount> parse(String procMounts) {
    record Key(String device, String mountPoint, String fsType) {}
    var words = new Words("/proc/mounts", procMounts);
    List<Mount> mounts = new ArrayList<>();
    Set<Key> seen = new LinkedHashSet<>();
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      Key key = new Key(unescape(words.next()), unescape(words.next()), words.next());
      boolean readOnly = List.of(words.next().split(",")).contains("ro");
      if (seen.add(key)) {
        mounts.add(new Mount(key.device, key.mountPoint, key.fsType, readOnly));
      }
    }
    return mounts;
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
