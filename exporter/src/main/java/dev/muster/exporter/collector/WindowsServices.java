package dev.muster.exporter.collector;

import com.sun.jna.platform.win32.Advapi32Util;
import com.sun.jna.platform.win32.W32ServiceManager;
import com.sun.jna.platform.win32.Win32Exception;
import com.sun.jna.platform.win32.WinNT;
import com.sun.jna.platform.win32.WinReg;
import com.sun.jna.platform.win32.Winsvc;
import dev.muster.exporter.collector.ServicesCollector.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks Windows' service control manager for states, and the registry for how services are started.
 * OSHI tells neither a service's name nor the states between running and stopped.
 */
final class WindowsServices {
  private static final String SERVICES = "SYSTEM\\CurrentControlSet\\Services\\";

  private WindowsServices() {}

  static List<Service> read() throws IOException {
    try (var manager = new W32ServiceManager(Winsvc.SC_MANAGER_ENUMERATE_SERVICE)) {
      List<Service> services = new ArrayList<>();
      for (var told :
          manager.enumServicesStatusExProcess(
              WinNT.SERVICE_WIN32, Winsvc.SERVICE_STATE_ALL, null)) {
        services.add(
            new Service(
                told.lpServiceName,
                told.ServiceStatusProcess.dwServiceType,
                told.ServiceStatusProcess.dwCurrentState,
                start(told.lpServiceName)));
      }
      return services;
    } catch (Win32Exception e) {
      throw new IOException(
          "Windows' service control manager refuses with error " + e.getErrorCode(), e);
    }
  }

  private static @Nullable Integer start(String service) {
    try {
      return Advapi32Util.registryGetIntValue(
          WinReg.HKEY_LOCAL_MACHINE, SERVICES + service, "Start");
    } catch (Win32Exception notThere) {
      return null;
    }
  }
}
