package io.holdfast.aggregator.cli;

import io.holdfast.aggregator.access.NewToken;
import io.holdfast.aggregator.access.Tokens;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `holdfast-aggregator token` (`scripts/token`): makes a token for the API. The token itself is shown once and kept
/// nowhere.
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes a token for the API: shows it once, with the entry for the tokens file.",
        footer = {
            "",
            "The file: `tokens:` and below it one such entry for each token; mode 600. It is read again when it changes.",
            "The entry goes to standard output, the token to standard error:",
            "  scripts/token ci --role operator >> tokens.yaml"
        })
final class TokenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Who it is for; stands in the audit trail.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "viewer",
            description = "viewer, operator or admin (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String role;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        NewToken token = token();
        out.print(token.entry());
        out.flush();
        err.println("token of " + name + ", shown this once: " + token.secret());
        err.flush();
        return 0;
    }

    private NewToken token() {
        try {
            return NewToken.make(
                    name,
                    Tokens.role(role)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "--role " + role + ": expected viewer, operator or admin")),
                    new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
