package io.holdfast.agent.kernel;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelLog;
import io.holdfast.agent.host.KernelRing;
import io.holdfast.protocol.fact.Reading;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Several sources of one log, best first: one that refuses hands over to the next. When all refuse they are tried
/// again
/// later.
final class LogChain implements LogSource {
    private static final long AGAIN_SECONDS = 60;

    /// @param name as the reason names it why there is no log
    record Link(String name, LogSource source) {}

    private final List<Link> links;
    private final CountDownLatch closed = new CountDownLatch(1);

    LogChain(List<Link> links) {
        this.links = List.copyOf(links);
    }

    /// The device; where it may not be opened, the system call; where neither is permitted, the journal; where there is
    /// none, the file of a syslog.
    static LogChain of(HostRoot host, InstantSource clock) {
        List<Link> links = new ArrayList<>();
        links.add(new Link(KernelLog.DEVICE, new LogDevice(host, clock)));
        // The call reads the log of the kernel that this process runs on: only where the host's device is that
        // kernel's.
        if (host.exists(KernelLog.DEVICE)) {
            links.add(new Link(KernelRing.SOURCE, new LogRing(host, clock)));
        }
        links.add(new Link("the journal", new LogJournal(host, clock)));
        links.add(new Link("log files", new LogFiles(host, clock)));
        return new LogChain(links);
    }

    @Override
    public void run(Listener listener, LogPosition position) throws InterruptedException {
        Ear ear = new Ear(listener, position);
        do {
            List<String> whys = new ArrayList<>();
            Reading.Why first = Reading.Why.UNKNOWN;
            for (Link link : links) {
                ear.refusal = Reading.missing(Reading.Why.UNREADABLE, "it ends");
                link.source().run(ear, ear.position);
                if (closed.getCount() == 0) {
                    return;
                }
                first = first == Reading.Why.UNKNOWN ? ear.refusal.why() : first;
                whys.add(link.name() + ": " + ear.refusal.detail());
            }
            listener.refused(Reading.missing(first, String.join("; ", whys)));
        } while (!closed.await(AGAIN_SECONDS, TimeUnit.SECONDS));
    }

    /// Keeps a refusal to itself, as long as another source may be read.
    private static final class Ear implements Listener {
        private final Listener listener;
        private LogPosition position;
        private Reading.Missing refusal = Reading.missing(Reading.Why.UNKNOWN, "");

        Ear(Listener listener, LogPosition position) {
            this.listener = listener;
            this.position = position;
        }

        @Override
        public void heard(Heard heard) throws InterruptedException {
            listener.heard(heard);
        }

        @Override
        public void readTo(LogPosition to, long lost) {
            position = position.to(to);
            listener.readTo(to, lost);
        }

        @Override
        public void catchingUp() {
            listener.catchingUp();
        }

        @Override
        public void refused(Reading.Missing why) {
            refusal = why;
        }

        @Override
        public void caughtUp() {
            listener.caughtUp();
        }
    }

    @Override
    public long now() {
        return links.getFirst().source().now();
    }

    @Override
    public void bootChanged() {
        links.forEach(link -> link.source().bootChanged());
    }

    @Override
    public void close() {
        closed.countDown();
        links.forEach(link -> link.source().close());
    }
}
