package dev.muster.exporter.collector;

/**
 * What disks, mount points and network interfaces of Windows and macOS are called on the page.
 * Under Linux' names (a choice) they fit the queries of dashboards that were made for Linux: disks
 * are {@code sda}, {@code sdb} … in the system's own numbering, the system drive is mounted at
 * {@code /}.
 */
final class DeviceNames {
  private static final String WINDOWS_DISK = "\\\\.\\PHYSICALDRIVE";
  private static final String MACOS_DISK = "disk";
  private static final int LETTERS = 26;

  private DeviceNames() {}

  /** {@code \\.\PHYSICALDRIVE0} is {@code PhysicalDrive0}, or {@code sda} like {@code disk0}. */
  static String disk(String name, boolean linuxNames) {
    String number = diskNumber(name);
    if (linuxNames && number.matches("\\d{1,3}")) {
      return "sd" + letters(Integer.parseInt(number));
    }
    return name.startsWith(WINDOWS_DISK) ? "PhysicalDrive" + number : name;
  }

  /** The number in a disk's name; what follows the name's usual beginning. */
  static String diskNumber(String name) {
    if (name.startsWith(WINDOWS_DISK)) {
      return name.substring(WINDOWS_DISK.length());
    }
    return name.startsWith(MACOS_DISK) ? name.substring(MACOS_DISK.length()) : name;
  }

  /** 0 is a, 25 is z, 26 is aa. */
  private static String letters(int number) {
    String last = String.valueOf((char) ('a' + number % LETTERS));
    return number < LETTERS ? last : letters(number / LETTERS - 1) + last;
  }

  /** {@code C:\} is {@code C:}, or {@code /} where that is the system drive. */
  static String windowsMount(String mount, String systemDrive, boolean linuxNames) {
    String name = mount.endsWith("\\") ? mount.substring(0, mount.length() - 1) : mount;
    return linuxNames && name.equalsIgnoreCase(systemDrive) ? "/" : name;
  }

  /**
   * What users call the interface: on Windows its alias ("Ethernet"), which Java's name does not
   * tell; the loopback is {@code lo} everywhere, as rules and dashboards leave out that name.
   */
  static String network(Os os, String name, String alias) {
    return switch (os) {
      case LINUX -> name;
      case MACOS -> name.equals("lo0") ? "lo" : name;
      case WINDOWS -> {
        if (name.equals("lo") || name.startsWith("loopback")) {
          yield "lo";
        }
        yield alias.isEmpty() ? name : alias;
      }
    };
  }
}
