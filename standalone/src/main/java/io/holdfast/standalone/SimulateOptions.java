package io.holdfast.standalone;

import io.holdfast.standalone.simulate.Simulated;
import io.holdfast.standalone.simulate.Symptom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What `--simulate` and those beside it mean.
final class SimulateOptions {
    private static final int MOST = 100_000;
    private static final String MIXED = "mixed";
    private static final String NO_SYMPTOMS = "none";

    @Option(
            names = "--simulate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Made-up nodes (${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--servers",
            paramLabel = "NAME",
            description = "What they are: mixed, or the server that a shipped baseline describes. Without it the server"
                    + " of --baseline, else mixed.")
    private @Nullable String servers;

    @Option(
            names = "--symptoms",
            paramLabel = "LIST",
            description = "How single ones differ, such as sysctl,firmware,kernel=5; or none. Without it something"
                    + " happens to some of them now and then.")
    private @Nullable String symptoms;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    /// @param baseline what `--baseline` says
    Simulated wanted(Optional<String> baseline) {
        if (nodes < 0 || nodes > MOST) {
            throw wrong("--simulate " + nodes + ": expected 0 to " + MOST);
        }
        if (nodes == 0 && (servers != null || symptoms != null)) {
            throw wrong("--servers and --symptoms: expected --simulate with them");
        }
        List<Symptom> differ;
        try {
            differ = symptoms == null || symptoms.equals(NO_SYMPTOMS)
                    ? List.of()
                    : Arrays.stream(symptoms.split(",", -1)).map(Symptom::parse).toList();
        } catch (IllegalArgumentException e) {
            throw wrong("--symptoms " + e.getMessage());
        }
        try {
            return new Simulated(
                    nodes, kind(baseline), Optional.ofNullable(symptoms).map(_ -> differ));
        } catch (IllegalArgumentException e) {
            throw wrong("--simulate " + nodes + " with " + e.getMessage());
        }
    }

    private Optional<String> kind(Optional<String> baseline) {
        if (servers == null) {
            return baseline.filter(Simulated.kinds()::contains);
        }
        if (!servers.equals(MIXED) && !Simulated.kinds().contains(servers)) {
            throw wrong("--servers " + servers + ": expected " + MIXED + " or one of "
                    + String.join(", ", Simulated.kinds()));
        }
        return Optional.of(servers).filter(name -> !name.equals(MIXED));
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
