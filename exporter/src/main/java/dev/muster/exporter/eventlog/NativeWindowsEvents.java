package dev.muster.exporter.eventlog;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.platform.win32.Wevtapi;
import com.sun.jna.platform.win32.WevtapiUtil;
import com.sun.jna.platform.win32.Win32Exception;
import com.sun.jna.platform.win32.WinError;
import com.sun.jna.platform.win32.Winevt;
import com.sun.jna.platform.win32.Winevt.EVT_HANDLE;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Windows' event logs by {@code wevtapi}, as Microsoft documents it. Nothing is decided here: a log
 * is queried, a place is sought by its bookmark, records are rendered one by one.
 */
final class NativeWindowsEvents implements WindowsEvents {
  private static final Wevtapi API = Wevtapi.INSTANCE;
  private static final int BATCH = 64;
  private static final int PATIENCE_MILLIS = 5000;

  /** A value of {@code EvtGetLogInfo}: eight bytes, then its kind. */
  private static final int VARIANT_BYTES = 16;

  /** What {@code EvtSeek} says of a record that is gone. */
  private static final int EVT_QUERY_RESULT_STALE = 15011;

  private static final int EVT_QUERY_RESULT_INVALID_POSITION = 15012;

  static WindowsEvents ofThisSystem() {
    return new NativeWindowsEvents();
  }

  @Override
  public Records oldestFirst(String log) throws IOException {
    return new Result(query(log, Winevt.EVT_QUERY_FLAGS.EvtQueryForwardDirection));
  }

  @Override
  public Records newestFirst(String log) throws IOException {
    return new Result(query(log, Winevt.EVT_QUERY_FLAGS.EvtQueryReverseDirection));
  }

  @Override
  public Records from(String log, String bookmark) throws IOException {
    EVT_HANDLE query = query(log, Winevt.EVT_QUERY_FLAGS.EvtQueryForwardDirection);
    EVT_HANDLE place = API.EvtCreateBookmark(bookmark);
    if (place == null) {
      Refused refused = refused("EvtCreateBookmark");
      API.EvtClose(query);
      throw refused;
    }
    boolean found =
        API.EvtSeek(query, 0, place, 0, Winevt.EVT_SEEK_FLAGS.EvtSeekRelativeToBookmark);
    Refused refused = found ? null : refused("EvtSeek");
    API.EvtClose(place);
    if (refused == null) {
      return new Result(query);
    }
    API.EvtClose(query);
    return switch (refused.error()) {
      case WinError.ERROR_NOT_FOUND, EVT_QUERY_RESULT_STALE, EVT_QUERY_RESULT_INVALID_POSITION ->
          new Nothing();
      default -> throw refused;
    };
  }

  private static EVT_HANDLE query(String log, int direction) throws Refused {
    EVT_HANDLE query =
        API.EvtQuery(null, log, "*", Winevt.EVT_QUERY_FLAGS.EvtQueryChannelPath | direction);
    if (query == null) {
      throw refused("EvtQuery");
    }
    return query;
  }

  private static Refused refused(String call) {
    return new Refused(call, Native.getLastError());
  }

  @Override
  public LogSize size(String log) throws IOException {
    EVT_HANDLE handle = API.EvtOpenLog(null, log, Winevt.EVT_OPEN_LOG_FLAGS.EvtOpenChannelPath);
    if (handle == null) {
      throw refused("EvtOpenLog");
    }
    try {
      return new LogSize(
          info(handle, Winevt.EVT_LOG_PROPERTY_ID.EvtLogNumberOfLogRecords),
          info(handle, Winevt.EVT_LOG_PROPERTY_ID.EvtLogFileSize),
          maxBytes(log));
    } finally {
      API.EvtClose(handle);
    }
  }

  private static long info(EVT_HANDLE log, int property) throws Refused {
    try (var value = new Memory(VARIANT_BYTES)) {
      var used = new IntByReference();
      if (!API.EvtGetLogInfo(log, property, VARIANT_BYTES, value, used)) {
        throw refused("EvtGetLogInfo");
      }
      return value.getLong(0);
    }
  }

  private static long maxBytes(String log) throws Refused {
    EVT_HANDLE config = API.EvtOpenChannelConfig(null, log, 0);
    if (config == null) {
      throw refused("EvtOpenChannelConfig");
    }
    try {
      var value =
          WevtapiUtil.EvtGetChannelConfigProperty(
              config, Winevt.EVT_CHANNEL_CONFIG_PROPERTY_ID.EvtChannelLoggingConfigMaxSize);
      return value.getValue() instanceof Long bytes ? bytes : 0;
    } catch (Win32Exception e) {
      throw new Refused("EvtGetChannelConfigProperty", e.getErrorCode());
    } finally {
      API.EvtClose(config);
    }
  }

  private static final class Nothing implements Records {
    @Override
    public @Nullable Rendering next() {
      return null;
    }

    @Override
    public void close() {}
  }

  /** What a query found, fetched by the batch. */
  private static final class Result implements Records {
    private final EVT_HANDLE query;
    private final EVT_HANDLE[] batch = new EVT_HANDLE[BATCH];
    private final Map<String, EVT_HANDLE> publishers = new HashMap<>();
    private int fetched;
    private int taken;

    Result(EVT_HANDLE query) {
      this.query = query;
    }

    @Override
    public @Nullable Rendering next() throws IOException {
      if (taken == fetched) {
        fetch();
      }
      return taken < fetched ? new Event(batch[taken++]) : null;
    }

    private void fetch() throws IOException {
      release();
      var returned = new IntByReference();
      if (API.EvtNext(query, BATCH, batch, PATIENCE_MILLIS, 0, returned)) {
        fetched = returned.getValue();
      } else if (Native.getLastError() != WinError.ERROR_NO_MORE_ITEMS) {
        throw refused("EvtNext");
      }
    }

    private void release() {
      for (int i = 0; i < fetched; i++) {
        API.EvtClose(batch[i]);
      }
      fetched = 0;
      taken = 0;
    }

    @Override
    public void close() {
      release();
      publishers.values().forEach(API::EvtClose);
      API.EvtClose(query);
    }

    private final class Event implements Rendering {
      private final EVT_HANDLE event;

      Event(EVT_HANDLE event) {
        this.event = event;
      }

      @Override
      public String xml() throws IOException {
        var properties = new IntByReference();
        try (Memory text =
            WevtapiUtil.EvtRender(
                null, event, Winevt.EVT_RENDER_FLAGS.EvtRenderEventXml, properties)) {
          return text.getWideString(0);
        } catch (Win32Exception e) {
          throw new Refused("EvtRender", e.getErrorCode());
        }
      }

      @Override
      public String message(String provider) {
        EVT_HANDLE publisher = publisher(provider);
        if (publisher == null) {
          return "";
        }
        try {
          return WevtapiUtil.EvtFormatMessage(
              publisher, event, 0, 0, null, Winevt.EVT_FORMAT_MESSAGE_FLAGS.EvtFormatMessageEvent);
        } catch (Win32Exception noMessage) {
          return "";
        }
      }
    }

    /** Null for a provider that is not installed any more. */
    private @Nullable EVT_HANDLE publisher(String provider) {
      EVT_HANDLE known = publishers.get(provider);
      if (known == null) {
        known = API.EvtOpenPublisherMetadata(null, provider, null, 0, 0);
        if (known != null) {
          publishers.put(provider, known);
        }
      }
      return known;
    }
  }
}
