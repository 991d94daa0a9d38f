package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.AerText;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.List;

/// What a function and a root port have counted of errors on their links (Advanced Error Reporting). An error may be
/// booked at the other end of the link.
///
/// The files are absent where the function has no such capability, and everywhere where firmware keeps it from the
/// kernel.
final class PciErrors {
    private static final CheckId ERRORS = new CheckId("pcie.aer.errors");

    /// @param word of the function's file, `aer_dev_<word>`
    /// @param rootWord of the root port's, `aer_rootport_total_err_<word>`
    private record Kind(String word, String rootWord, CheckId check, CheckId rootCheck) {
        static Kind of(String word, String rootWord) {
            return new Kind(word, rootWord, new CheckId("pcie.aer." + word), new CheckId("pcie.aer.rootport." + word));
        }
    }

    private static final List<Kind> KINDS =
            List.of(Kind.of("correctable", "cor"), Kind.of("nonfatal", "nonfatal"), Kind.of("fatal", "fatal"));

    private PciErrors() {}

    static void of(HostRoot host, PciFunctions.Function function, Facts facts) {
        String path = function.path();
        Instance instance = new Instance(function.address());
        Attribute<String> first = host.read(path + "/aer_dev_correctable");
        if (first instanceof Attribute.Absent<String>) {
            facts.of(
                    KINDS.getFirst().check(),
                    instance,
                    Reading.missing(Why.NOT_APPLICABLE, "no error counters: no AER, or firmware keeps it"),
                    first.path());
            return;
        }
        List<String> seen = new ArrayList<>();
        for (Kind kind : KINDS) {
            Attribute<String> read =
                    kind.equals(KINDS.getFirst()) ? first : host.read(path + "/aer_dev_" + kind.word());
            facts.of(
                    kind.check(),
                    instance,
                    Readings.of(read, text -> AerText.parse(text).map(AerText.Errors::reading)),
                    read.path());
            if (read instanceof Attribute.Value<String>(String _, String text)) {
                AerText.parse(text)
                        .ifPresent(errors -> errors.counted().forEach(error -> seen.add(kind.word() + " " + error)));
            }
        }
        facts.of(ERRORS, instance, Reading.Words.of(seen), path + "/aer_dev_*");
        if (function.role() == PciFunctions.Role.BRIDGE) {
            rootPort(host, path, instance, facts);
        }
    }

    /// What a root port heard from all below it. Other bridges have no such files.
    private static void rootPort(HostRoot host, String path, Instance instance, Facts facts) {
        for (Kind kind : KINDS) {
            Attribute<String> read = host.read(path + "/aer_rootport_total_err_" + kind.rootWord());
            if (read instanceof Attribute.Absent<String>) {
                return;
            }
            facts.of(kind.rootCheck(), instance, Readings.whole(read), read.path());
        }
    }
}
