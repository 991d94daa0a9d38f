package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.ToolLines;
import io.holdfast.agent.parse.JournalText;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.Sighting;
import io.holdfast.agent.probe.Readings;
import io.holdfast.protocol.fact.Reading;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the kernel said in this boot, from systemd's journal: first what is there, then as it comes.
final class LogJournal implements LogSource {
    /// As a fact names it.
    static final String SOURCE = "journalctl -k -b -o json";

    /// The kernel's records, and journald's remark that some were lost (`+` is an or).
    private static final List<String> RECORDS = List.of(
            "journalctl",
            "-b",
            "-o",
            "json",
            "--all",
            "--no-pager",
            "--quiet",
            "_TRANSPORT=kernel",
            "+",
            "_TRANSPORT=driver",
            "MESSAGE_ID=" + JournalText.MISSED);

    private static final long AGAIN_SECONDS = 5;

    private final HostRoot host;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable ToolLines open;

    LogJournal(HostRoot host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    /// All records of this boot.
    static HostCommand all() {
        return new HostCommand(RECORDS, java.time.Duration.ofSeconds(60), 64 << 20);
    }

    private static HostCommand after(String cursor, boolean follows) {
        List<String> argv = new ArrayList<>(RECORDS);
        if (follows) {
            argv.addAll(1, List.of("--follow", "--no-tail"));
        }
        if (!cursor.isEmpty()) {
            argv.add(1, "--after-cursor=" + cursor);
        }
        return HostCommand.of(argv.toArray(String[]::new));
    }

    @Override
    public void run(Listener listener, LogPosition position) throws InterruptedException {
        listener.catchingUp();
        Intake intake = new Intake(listener, position);
        Optional<Reading.Missing> refusal = intake.read(after(intake.cursor, false));
        if (refusal.isPresent() && !intake.cursor.isEmpty() && !isClosed()) {
            // The place was vacuumed, or the journal begun anew: what was heard is told by its time.
            intake = new Intake(listener, new LogPosition("", -1, "", position.usec()));
            refusal = intake.read(after("", false));
        }
        if (refusal.isEmpty() && intake.cursor.isEmpty()) {
            refusal = Optional.of(
                    Reading.missing(Reading.Why.ABSENT, "the journal has no record of the kernel in this boot"));
        }
        if (refusal.isPresent()) {
            refusal.ifPresent(listener::refused);
            return;
        }
        listener.caughtUp();
        while (!isClosed() && refusal.isEmpty()) {
            refusal = intake.read(after(intake.cursor, true));
            if (refusal.isEmpty() && closed.await(AGAIN_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        }
        if (!isClosed()) {
            refusal.ifPresent(listener::refused);
        }
    }

    /// One run over the journal.
    final class Intake {
        private final Listener listener;
        private final LogPosition heardBefore;
        private String cursor;

        Intake(Listener listener, LogPosition position) {
            this.listener = listener;
            this.heardBefore = position;
            this.cursor = position.source().equals(SOURCE) ? position.cursor() : "";
        }

        /// To the end of what the tool prints. Empty where it ended well, or was told to end.
        private Optional<Reading.Missing> read(HostCommand command) throws InterruptedException {
            switch (host.lines(command)) {
                case Attribute.Value<ToolLines>(String _, ToolLines lines) -> {
                    try (lines) {
                        opened(lines);
                        Optional<String> line = lines.next();
                        while (line.isPresent()) {
                            take(line.get());
                            line = lines.next();
                        }
                        Optional<String> failure = lines.failure();
                        return failure.map(why -> Reading.missing(Reading.Why.UNREADABLE, why))
                                .filter(_ -> !isClosed());
                    }
                }
                case Attribute<ToolLines> refused -> {
                    return Readings.of(refused, _ -> Optional.empty()) instanceof Reading.Missing missing
                            ? Optional.of(missing)
                            : Optional.empty();
                }
            }
        }

        void take(String line) throws InterruptedException {
            Optional<JournalText.Entry> read = JournalText.entry(line);
            if (read.isEmpty()) {
                return;
            }
            JournalText.Entry entry = read.get();
            cursor = entry.cursor();
            if (!heardBefore.source().equals(SOURCE) && entry.usec() <= heardBefore.usec()) {
                return;
            }
            if (entry.said().isPresent()) {
                LogRecord said = entry.said().get();
                List<Sighting> sightings = LogMessages.sightings(said);
                if (!sightings.isEmpty()) {
                    listener.heard(new Heard(
                            "journal-" + said.sequence(),
                            said.usec(),
                            clock.instant().plusNanos((said.usec() - now()) * 1_000),
                            sightings));
                }
            }
            listener.readTo(new LogPosition(SOURCE, entry.number(), cursor, entry.usec()), entry.missed());
        }
    }

    private synchronized void opened(ToolLines lines) {
        open = lines;
        if (isClosed()) {
            lines.close();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public long now() {
        return Uptime.micros(host).orElse(System.nanoTime() / 1_000);
    }

    /// This process does not outlive its boot.
    @Override
    public void bootChanged() {}

    @Override
    public synchronized void close() {
        closed.countDown();
        if (open != null) {
            open.close();
        }
    }
}
