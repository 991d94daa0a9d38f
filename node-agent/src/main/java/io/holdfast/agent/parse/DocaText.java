package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the tools of the host's network stack print: packages, versions, modes.
public final class DocaText {
    /// A package of the host.
    ///
    /// @param status `installed`, or `config-files` for one that was removed and left its configuration
    public record Installed(String status, String version) {}

    private DocaText() {}

    /// The output of `dpkg-query -W -f='${Package}\t${db:Status-Status}\t${Version}\n'`, by package.
    public static Map<String, Installed> packages(String output) {
        Map<String, Installed> packages = new TreeMap<>();
        for (String line : output.lines().toList()) {
            List<String> parts = Lines.split(line, '\t');
            if (parts.size() == 3) {
                packages.put(parts.getFirst(), new Installed(parts.get(1), parts.get(2)));
            }
        }
        return packages;
    }

    /// The version of a package; absent where it is not installed.
    public static Reading installed(Map<String, Installed> packages, String name) {
        Installed found = packages.get(name);
        if (found == null) {
            return Reading.missing(Why.ABSENT, "no package " + name);
        }
        return switch (found.status()) {
            case "installed" ->
                found.version().isEmpty() ? SmiValue.malformed(name) : new Reading.Version(found.version());
            case "config-files", "not-installed" ->
                Reading.missing(Why.ABSENT, name + " was removed (" + found.status() + ")");
            default -> Reading.missing(Why.UNREADABLE, name + " is half installed (" + found.status() + ")");
        };
    }

    /// `ofed_info -s`: `OFED-internal-25.10-1.7.1:` or `MLNX_OFED_LINUX-24.10-0.7.0.0:`. The version is
    /// what begins with the first digit behind a dash, kept to three components after its first dash:
    /// packages carry a fourth.
    public static Reading ofedVersion(String output) {
        String line = output.strip();
        String name = line.endsWith(":") ? line.substring(0, line.length() - 1) : line;
        for (int at = name.indexOf('-'); at >= 0; at = name.indexOf('-', at + 1)) {
            if (at + 1 < name.length() && Character.isDigit(name.charAt(at + 1))) {
                return stack(name.substring(at + 1))
                        .<Reading>map(Reading.Version::new)
                        .orElseGet(() -> SmiValue.malformed(output));
            }
        }
        return SmiValue.malformed(output);
    }

    /// The release and the first three components of its build, `25.10-1.7.1`: of `25.10-1.7.1.0`,
    /// `25.10-OFED.25.10.1.7.1.1` is none.
    public static Optional<String> stack(String version) {
        int dash = version.indexOf('-');
        if (dash < 1) {
            return Optional.empty();
        }
        List<String> build = Lines.split(version.substring(dash + 1), '.');
        boolean isNumeric = build.size() >= 3
                && build.stream().limit(3).allMatch(part -> Words.whole(part).isPresent());
        return isNumeric
                ? Optional.of(version.substring(0, dash) + "-" + String.join(".", build.subList(0, 3)))
                : Optional.empty();
    }

    /// `mlxconfig, mft 4.33.0-169, built on ...`, `mst, mft 4.33.0-169, ...`.
    public static Reading mftVersion(String output) {
        String word = "mft ";
        int at = output.indexOf(word);
        String version = at < 0 ? "" : Words.first(output.substring(at + word.length()));
        version = version.endsWith(",") ? version.substring(0, version.length() - 1) : version;
        return !version.isEmpty() && Character.isDigit(version.charAt(0))
                ? new Reading.Version(version)
                : SmiValue.malformed(output);
    }

    /// Whose driver a module is, by where its file lies: `.../kernel/drivers/...` came with the kernel,
    /// anything else (`updates/dkms`, `extra`, `weak-updates`) was put beside it.
    public static Reading driverSource(String path) {
        String file = path.strip();
        if (file.equals("(builtin)")) {
            return new Reading.Text("inbox");
        }
        return file.startsWith("/") && file.contains("/mlx5_core.ko")
                ? new Reading.Text(file.contains("/kernel/drivers/") ? "inbox" : "doca")
                : SmiValue.malformed(path);
    }

    /// `rdma system show`: pairs of words, of which newer tools print more; the value behind `netns`.
    public static Reading netnsMode(String output) {
        List<String> words = new ArrayList<>(List.of(output.strip().split("\\s+")));
        int at = words.indexOf("netns");
        String mode = at < 0 || at + 1 >= words.size() ? "" : words.get(at + 1);
        return switch (mode) {
            case "exclusive", "shared" -> new Reading.Text(mode);
            default -> SmiValue.malformed(output);
        };
    }

    /// The module parameter, in which `N` is exclusive: what the module was loaded with.
    public static Optional<Reading> netnsParameter(String text) {
        return switch (text) {
            case "N" -> Optional.of(new Reading.Text("exclusive"));
            case "Y" -> Optional.of(new Reading.Text("shared"));
            default -> Optional.empty();
        };
    }

    /// The device that a process of the congestion control serves: the word behind `-d` or `--device`, or
    /// joined to it by `=`; empty for any other process.
    ///
    /// @param commandLine of the process, its words ended by NUL
    public static Optional<String> congestionControlOf(String commandLine) {
        List<String> words = Lines.split(commandLine, '\0');
        if (words.isEmpty() || !words.getFirst().endsWith("doca_spcx_cc")) {
            return Optional.empty();
        }
        for (int at = 1; at < words.size(); at++) {
            String word = words.get(at);
            if ((word.equals("-d") || word.equals("--device")) && at + 1 < words.size()) {
                return Optional.of(words.get(at + 1)).filter(device -> !device.isEmpty());
            }
            if (word.startsWith("--device=")) {
                return Optional.of(word.substring("--device=".length())).filter(device -> !device.isEmpty());
            }
        }
        return Optional.empty();
    }

    /// `mlxprivhost -d <address> q`: a line `level : PRIVILEGED` or `RESTRICTED`; asked from the card's
    /// own side it names two, of which the first is the host's.
    public static Reading privilege(String output) {
        for (String line : output.lines().map(String::strip).toList()) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals("level")) {
                String level = Words.first(line.substring(colon + 1));
                return level.equals("PRIVILEGED") || level.equals("RESTRICTED")
                        ? new Reading.Text(level)
                        : SmiValue.malformed(line);
            }
        }
        return SmiValue.malformed(output);
    }

    /// Lines of an rshim device's `misc` file, `DEV_NAME   pcie-0000:17:00.2`, by their first word.
    /// Without the remark in parentheses that settings carry.
    public static Map<String, String> rshim(String text) {
        Map<String, String> fields = new TreeMap<>();
        for (String line : Lines.spoken(text, 100)) {
            String key = Words.first(line);
            String value = line.substring(key.length()).strip();
            int remark = value.indexOf(" (");
            fields.putIfAbsent(key, (remark < 0 ? value : value.substring(0, remark)).strip());
        }
        return fields;
    }
}
