package io.holdfast.agent;

import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.InboxKeys;
import io.holdfast.agent.report.NodeSession;
import io.holdfast.agent.report.Reporter;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Enrolment;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the node enrolled: at start, when its boot changes, and once per interval, because an agent cannot
/// see that its
/// records are refused (the master key was replaced while it was away).
///
/// All methods are called on the loop.
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final NodeId node;
    private final Enroller enroller;
    private final MemoryLane memory;
    private final Reporter.Outlet outlet;
    private final Listener listener;
    private long lastRun;
    private long turn;
    /// Also read by the management pages, from another thread.
    private volatile boolean isEnrolled;

    /// Who speaks and listens under an enrolment.
    ///
    /// @param session a new one to speak under
    /// @param inboxKeys keys that the grant named
    record Listener(Consumer<NodeSession> session, Consumer<Map<String, PublicKey>> inboxKeys) {}

    /// @param lastRun number of the latest enrolment; 0 for none
    Membership(NodeId node, long lastRun, Enroller enroller, Outlet outlet) {
        this.node = node;
        this.lastRun = lastRun;
        this.enroller = enroller;
        this.memory = outlet.memory();
        this.outlet = outlet.out();
        this.listener = outlet.listener();
    }

    record Outlet(MemoryLane memory, Reporter.Outlet out, Listener listener) {}

    boolean isEnrolled() {
        return isEnrolled;
    }

    /// Why there is no enrolment, to be put behind that there is none; empty where nobody knows.
    String trouble() {
        String trouble = enroller.trouble();
        return trouble.isEmpty() ? "" : ": " + trouble;
    }

    /// Enrols for a boot, and again every interval as long as it lasts.
    void enrol(String bootId, Duration interval) {
        long mine = ++turn;
        Enrolment.Request request = new Enrolment.Request(node, bootId, lastRun);
        enroller.enrol(request, grant -> granted(request, grant));
        outlet.loop().after(outlet.jitter().around(interval), () -> {
            if (mine == turn) {
                enrol(bootId, interval);
            }
        });
    }

    void stop() {
        turn++;
        enroller.stop();
    }

    private void granted(Enrolment.Request request, Enrolment.Grant grant) {
        lastRun = grant.run();
        isEnrolled = true;
        memory.tell(file -> file.enrolled(grant.run())).onFailure(e -> {
            outlet.metrics().memoryFailed();
            LOG.warn("TRANSIENT run {} was not stored: {}", grant.run(), e.getMessage());
        });
        try {
            listener.inboxKeys().accept(InboxKeys.parse(grant.inboxKeys()));
        } catch (IllegalArgumentException e) {
            LOG.error("OPERATOR the grant has an inbox key that is none: {}", e.getMessage());
        }
        listener.session().accept(NodeSession.of(request, grant, outlet.loop()::now));
    }
}
