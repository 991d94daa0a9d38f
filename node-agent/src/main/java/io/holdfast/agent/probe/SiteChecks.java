package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.CatalogException;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.SiteCheck;
import io.holdfast.protocol.check.SiteCheckReader;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The checks that a site declares in `/etc/holdfast/checks.d/*.yaml` on the host, as they stood when the agent
/// started.
///
/// They name commands that the agent runs, so a file counts only if root owns it and its folder, and nobody else may
/// write to either. A file that may not be used or cannot be read is left out whole, the others count;
/// `agent.site_checks` says so. Nothing of this ever comes from the wire.
///
/// @param checks in the order of the files
/// @param problems what keeps files from being used, each naming the file
public record SiteChecks(List<SiteCheck> checks, List<String> problems) {
    static final String FOLDER = "/etc/holdfast/checks.d";
    private static final String FILES = FOLDER + "/*.yaml";

    public SiteChecks {
        checks = List.copyOf(checks);
        problems = List.copyOf(problems);
    }

    public static SiteChecks of(HostRoot host) {
        Map<String, SiteCheck> checks = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (String file : host.glob(FILES)) {
            Optional<String> distrust = host.whyNotRoots(FOLDER).or(() -> host.whyNotRoots(file));
            if (distrust.isPresent()) {
                problems.add(file + ": " + distrust.get());
                continue;
            }
            try {
                take(file, SiteCheckReader.read(file, text(host.read(file))), checks, problems);
            } catch (CatalogException e) {
                problems.add(String.valueOf(e.getMessage()));
            } catch (UnreadableException e) {
                problems.add(file + ": " + e.getMessage());
            }
        }
        return new SiteChecks(List.copyOf(checks.values()), problems);
    }

    private static void take(String file, List<SiteCheck> found, Map<String, SiteCheck> checks, List<String> problems) {
        for (SiteCheck check : found) {
            if (checks.putIfAbsent(check.check().pattern(), check) != null) {
                problems.add(file + ": id: \"" + check.check().pattern() + "\" stands twice; the first counts");
            }
        }
    }

    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    private static String text(Attribute<String> read) {
        return switch (read) {
            case Attribute.Value<String>(String _, String content) -> content;
            case Attribute.Absent<String> _ -> throw new UnreadableException("is gone");
            case Attribute.NotPermitted<String>(String _, String detail) -> throw new UnreadableException(detail);
            case Attribute.Unreadable<String>(String _, String detail) -> throw new UnreadableException(detail);
            case Attribute.TimedOut<String>(String _, String detail) -> throw new UnreadableException(detail);
        };
    }

    /// The probes that ship, one for each check of the site, and one that looks after the files.
    public List<Probe> probes() {
        List<Probe> probes = new ArrayList<>(Probes.all());
        checks.forEach(check -> probes.add(new SiteProbe(check)));
        probes.add(new Watch());
        return List.copyOf(probes);
    }

    /// The catalog that ships and the site's rows.
    public Catalog catalog() {
        return Catalog.shipped().with(checks.stream().map(SiteCheck::check).toList());
    }

    /// Whether the files say what the agent follows.
    private final class Watch implements Probe {
        @Override
        public String name() {
            return "site.files";
        }

        @Override
        public Section section() {
            return Section.OS;
        }

        @Override
        public Check.Cadence cadence() {
            return Check.Cadence.CONFIG;
        }

        @Override
        public List<Fact> observe(HostRoot host) {
            SiteChecks now = SiteChecks.of(host);
            Reading reading;
            if (!now.problems().isEmpty()) {
                reading = Reading.missing(Why.MALFORMED, String.join("; ", now.problems()));
            } else if (!now.ids().equals(ids())) {
                reading = new Reading.Text("changed");
            } else {
                reading = new Reading.Text(now.checks().isEmpty() ? "none" : "in force");
            }
            return new Facts().node("agent.site_checks", reading, FILES).list();
        }
    }

    /// What tells one set of checks from another.
    private List<String> ids() {
        return checks.stream()
                .map(check -> check.check() + " " + check.source() + " " + check.pick())
                .toList();
    }
}
