package io.holdfast.agent.kernel;

import io.holdfast.agent.parse.NvmlReturn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Waits for XID errors in a thread of its own: `nvmlEventSetWait_v2` sleeps in the driver until there is one.
///
/// A watch keeps its session open, and with it the driver in use: while it runs no GPU of the node can be reset and
/// the driver cannot be unloaded. So nothing starts one by itself.
public final class XidWatch implements AutoCloseable {
    /// `nvmlEventTypeXidCriticalError`.
    private static final long XID_ERRORS = 8;

    /// How long one wait may take: a watch that is told to stop ends after it.
    private static final int WAIT_MILLIS = 500;

    private final NvmlSession session;
    private final NvmlLibrary library;
    private final XidListener listener;
    private final Thread thread;
    private volatile boolean isStopped;

    private XidWatch(NvmlSession session, List<String> addresses, XidListener listener) {
        this.session = session;
        this.library = session.library();
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("xid-watch").unstarted(() -> watch(addresses));
    }

    /// Watches those GPUs until it is closed.
    ///
    /// @param session is the watch's from now on
    public static XidWatch start(NvmlSession session, List<String> addresses, XidListener listener) {
        XidWatch watch = new XidWatch(session, addresses, listener);
        watch.thread.start();
        return watch;
    }

    private void watch(List<String> addresses) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
            int code = library.call(NvmlFunction.EVENT_SET_CREATE, out);
            if (code != NvmlReturn.SUCCESS) {
                listener.ended(said(NvmlFunction.EVENT_SET_CREATE, code));
                return;
            }
            MemorySegment set = out.get(ValueLayout.ADDRESS, 0);
            try {
                Map<Long, String> gpus = register(addresses, set, arena);
                listen(set, gpus, arena);
            } finally {
                library.call(NvmlFunction.EVENT_SET_FREE, set);
            }
        } finally {
            session.leave();
        }
    }

    /// A GPU that cannot be watched is left out; the others are watched.
    private Map<Long, String> register(List<String> addresses, MemorySegment set, Arena arena) {
        Map<Long, String> gpus = new HashMap<>();
        MemorySegment handle = arena.allocate(ValueLayout.ADDRESS);
        for (String address : addresses) {
            if (library.call(NvmlFunction.HANDLE, arena.allocateFrom(address), handle) == NvmlReturn.SUCCESS) {
                MemorySegment gpu = handle.get(ValueLayout.ADDRESS, 0);
                if (library.call(NvmlFunction.REGISTER_EVENTS, gpu, XID_ERRORS, set) == NvmlReturn.SUCCESS) {
                    gpus.put(gpu.address(), address);
                }
            }
        }
        return gpus;
    }

    private void listen(MemorySegment set, Map<Long, String> gpus, Arena arena) {
        if (gpus.isEmpty()) {
            listener.ended("no GPU tells its errors");
            return;
        }
        MemorySegment data = arena.allocate(NvmlStruct.EVENT_DATA.size() * 2, Long.BYTES);
        NvmlStruct.Filled event = new NvmlStruct.Filled(NvmlStruct.EVENT_DATA, data);
        while (!isStopped) {
            int code = library.call(NvmlFunction.EVENT_SET_WAIT, set, data, WAIT_MILLIS);
            if (code == NvmlReturn.SUCCESS) {
                String address = gpus.get(event.number("device"));
                if (address != null && event.number("eventType") == XID_ERRORS) {
                    listener.xid(address, event.number("eventData"));
                }
            } else if (code != NvmlReturn.TIMEOUT) {
                listener.ended(said(NvmlFunction.EVENT_SET_WAIT, code));
                return;
            }
        }
    }

    private static String said(NvmlFunction function, int code) {
        return function.symbol() + ": " + NvmlReturn.text(code);
    }

    /// Tells the watch to end, and does not wait for it.
    @Override
    public void close() {
        isStopped = true;
    }
}
