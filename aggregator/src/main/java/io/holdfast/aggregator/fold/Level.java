package io.holdfast.aggregator.fold;

import io.holdfast.protocol.wire.Sender;

/// How far a node's records have been taken in. Levels count only above the highest (run, sequence) seen,
/// so a repeated, late or
/// replayed record changes nothing.
///
/// @param run number of the enrolment heard last; 0 before any
/// @param boot boot id of that run
/// @param keyId what the session key of that run was derived with
/// @param report highest sequence of a report in that run
/// @param snapshot highest sequence of a snapshot record in that run
/// @param reportDigest digest of the report that counts; empty text before any
public record Level(long run, String boot, String keyId, long report, long snapshot, String reportDigest) {
    static final Level NONE = new Level(0, "", "", 0, 0, "");

    public boolean takesReport(long ofRun, long sequence) {
        return ofRun > run || (ofRun == run && sequence > report);
    }

    public boolean takesSnapshot(long ofRun, long sequence) {
        return ofRun > run || (ofRun == run && sequence > snapshot);
    }

    /// Raised to what was heard later in the same run; sequences of another run say nothing here.
    Level heardUntil(Heard heard) {
        boolean raises = heard.run() == run && (heard.report() > report || heard.snapshot() > snapshot);
        return raises
                ? new Level(
                        run,
                        boot,
                        keyId,
                        Math.max(report, heard.report()),
                        Math.max(snapshot, heard.snapshot()),
                        reportDigest)
                : this;
    }

    Level afterReport(Sender sender, long sequence, String digest) {
        return new Level(
                sender.run(), sender.boot(), sender.keyId(), sequence, sender.run() == run ? snapshot : 0, digest);
    }

    Level afterSnapshot(Sender sender, long sequence) {
        boolean same = sender.run() == run;
        return new Level(
                sender.run(), sender.boot(), sender.keyId(), same ? report : 0, sequence, same ? reportDigest : "");
    }
}
