package io.holdfast.agent.report;

import io.holdfast.agent.schedule.Backoff;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.judge.Declaration;
import io.holdfast.protocol.wire.BaselineWire;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.wire.WireException;
import io.vertx.core.AsyncResult;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From assignments to what the node is judged by. A baseline that cannot be had leaves the present one in
/// force, and that is said.
///
/// All methods are called on the loop.
public final class BaselineFollower {
    private static final Logger LOG = LoggerFactory.getLogger(BaselineFollower.class);

    private final BaselineSource source;
    private final Reporter.Outlet outlet;
    private final Backoff backoff;
    private final Complaint complaint = new Complaint(LOG);
    private final Listener listener;
    private final Baseline own;
    private Assignment assignment;
    private Declaration declared;
    /// Counts what was asked for: an answer to an older question is none.
    private long turn;
    private boolean isStopped;

    /// Who hears of it.
    public interface Listener {
        /// The node is judged by this from now on.
        void declared(Declaration declaration);

        /// To be kept, so that a restart without a broker judges by it.
        ///
        /// @param data of the baseline; empty where there is none
        void keep(byte[] data);
    }

    /// What outlived the last process.
    ///
    /// @param baseline bytes of the baseline judged by; empty for none
    /// @param own what the node is judged by as long as it is assigned nothing; `Baseline.NONE` for nothing
    public record Remembered(Optional<Assignment> assignment, Optional<byte[]> baseline, Baseline own) {
        public static final Remembered NOTHING = new Remembered(Optional.empty(), Optional.empty(), Baseline.NONE);
    }

    public BaselineFollower(Remembered remembered, BaselineSource source, Reporter.Outlet outlet, Listener listener) {
        this.source = source;
        this.outlet = outlet;
        this.backoff = Backoff.patient(outlet.jitter());
        this.listener = listener;
        this.own = remembered.own();
        this.assignment = remembered.assignment().orElse(Assignment.NONE);
        this.declared = remembered
                .baseline()
                .flatMap(this::read)
                .map(baseline -> with(baseline, digest(remembered.baseline())))
                .orElseGet(this::withOwn);
    }

    private Declaration withOwn() {
        return with(own, BaselineWire.digest(own));
    }

    private static String digest(Optional<byte[]> data) {
        return data.map(Digests::of).orElse("");
    }

    /// What the node is judged by now.
    public Declaration declared() {
        return declared;
    }

    /// Asks for what was assigned and is not there.
    public void start() {
        follow();
    }

    public void assigned(Assignment newest) {
        assignment = newest;
        backoff.reset();
        follow();
    }

    public void stop() {
        isStopped = true;
    }

    private void follow() {
        turn++;
        if (assignment.baseline().isEmpty()) {
            // Nothing was assigned: what the agent itself was given counts.
            if (!declared.digest().isEmpty()) {
                listener.keep(new byte[0]);
            }
            declare(withOwn());
        } else if (assignment.baseline().equals(declared.digest())) {
            declare(with(declared.baseline(), declared.digest()));
        } else {
            declare(new Declaration(declared.digest(), declared.baseline(), assignment.overrides(), declared.lack()));
            ask();
        }
    }

    private Declaration with(Baseline baseline, String digest) {
        return new Declaration(digest, baseline, assignment.overrides(), "");
    }

    private void ask() {
        long mine = turn;
        source.find(assignment.baseline(), assignment.place())
                .onComplete(answer -> outlet.loop().run(() -> {
                    if (mine == turn && !isStopped) {
                        answered(answer);
                    }
                }));
    }

    private void answered(AsyncResult<Optional<byte[]>> answer) {
        String digest = assignment.baseline();
        if (answer.failed()) {
            lacks(digest, "could not be asked for: " + answer.cause().getMessage());
        } else if (answer.result().isEmpty()) {
            lacks(digest, "is nowhere in the topic");
        } else {
            byte[] data = answer.result().get();
            read(data)
                    .ifPresentOrElse(
                            baseline -> {
                                complaint.over();
                                backoff.reset();
                                LOG.info("judged by baseline {} ({})", baseline.name(), digest);
                                listener.keep(data);
                                declare(with(baseline, digest));
                            },
                            () -> lacks(digest, "cannot be read by this version of the agent"));
        }
    }

    private Optional<Baseline> read(byte[] data) {
        try {
            return data.length == 0 ? Optional.empty() : Optional.of(BaselineWire.decode(data));
        } catch (WireException | IllegalArgumentException e) {
            LOG.warn("OPERATOR a baseline cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void lacks(String digest, String why) {
        complaint.warn("baseline " + digest + " " + why);
        declare(new Declaration(
                declared.digest(), declared.baseline(), assignment.overrides(), "baseline " + digest + " " + why));
        long mine = turn;
        outlet.loop().after(backoff.next(), () -> {
            if (mine == turn && !isStopped) {
                ask();
            }
        });
    }

    private void declare(Declaration next) {
        if (!next.equals(declared)) {
            declared = next;
            listener.declared(next);
        }
    }
}
