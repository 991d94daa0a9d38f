package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// `dkms status`: `nvidia/580.105.08, 6.5.0-45-generic, x86_64: installed`, in older releases `nvidia,
/// 580.105.08, 6.5.0-45-generic, x86_64: installed`. Remarks in parentheses may follow the state, and a
/// module that was only added has no kernel.
///
/// @param unread lines in no known form: what they say of a module is not known
public record DkmsStatus(List<Line> lines, List<String> unread) {
    /// A module for a kernel.
    ///
    /// @param kernel empty for a module that was only added
    /// @param state `added`, `built`, `installed`, `broken`
    /// @param differs whether what is installed is not what was built
    public record Line(String module, String version, Optional<String> kernel, String state, boolean differs) {}

    public DkmsStatus {
        lines = List.copyOf(lines);
        unread = List.copyOf(unread);
    }

    public static DkmsStatus parse(String output) {
        List<Line> lines = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        output.lines()
                .filter(line -> !line.isBlank() && !isRemark(line))
                .forEach(line -> line(line).ifPresentOrElse(lines::add, () -> unread.add(line)));
        return new DkmsStatus(lines, unread);
    }

    private static boolean isRemark(String line) {
        return line.startsWith("Error") || line.startsWith("Warning") || line.startsWith("Deprecated");
    }

    public NavigableSet<String> modules() {
        NavigableSet<String> modules = new TreeSet<>();
        lines.forEach(line -> modules.add(line.module()));
        return modules;
    }

    /// The furthest a module has come for a kernel; `added` where it was not built for it.
    public String state(String module, String kernel) {
        String state = "added";
        for (Line line : lines) {
            boolean isMeant = line.module().equals(module)
                    && line.kernel().filter(kernel::equals).isPresent();
            if (isMeant && line.state().equals("installed")) {
                return line.differs() ? "installed, not as built" : "installed";
            }
            state = isMeant ? line.state() : state;
        }
        return state;
    }

    /// Whether any module got as far as a build for a kernel.
    public boolean knows(String kernel) {
        return lines.stream()
                .anyMatch(line -> line.kernel().filter(kernel::equals).isPresent());
    }

    /// The modules that are installed for one kernel and not for another.
    public NavigableSet<String> lost(String running, String next) {
        NavigableSet<String> lost = modules();
        lost.removeIf(module -> !state(module, running).startsWith("installed")
                || state(module, next).startsWith("installed"));
        return lost;
    }

    private static Optional<Line> line(String line) {
        int colon = line.lastIndexOf(": ");
        if (colon < 0) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>(Lines.split(line.substring(0, colon), ','));
        int slash = parts.isEmpty() ? -1 : parts.getFirst().indexOf('/');
        if (slash > 0) {
            String named = parts.removeFirst();
            parts.addFirst(named.substring(slash + 1));
            parts.addFirst(named.substring(0, slash));
        }
        if ((parts.size() != 2 && parts.size() != 4) || parts.contains("")) {
            return Optional.empty();
        }
        String said = line.substring(colon + 2).strip();
        int remark = said.indexOf('(');
        String state = (remark < 0 ? said : said.substring(0, remark)).strip();
        return state.isEmpty()
                ? Optional.empty()
                : Optional.of(new Line(
                        parts.get(0),
                        parts.get(1),
                        parts.size() == 4 ? Optional.of(parts.get(2)) : Optional.empty(),
                        state,
                        said.contains("Diff between built and installed")));
    }
}
