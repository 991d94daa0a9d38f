package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.agent.cli.HoldfastCommand;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.access.NewToken;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// People with tokens: in the browser and on the command line.
@ExtendWith(Broker.class)
class SignInTest {
    private static final String FINDING = "[data-testid=finding-row][data-check=\"os.kernel.release\"]";
    private static final String BASELINE = """
            baseline: site/train
            title: Training nodes
            expect:
              os.kernel.release: "1.2.3"
            """;

    private final NewToken viewer = NewToken.make("vera", Role.VIEWER, new SecureRandom());
    private final NewToken operator = NewToken.make("otto", Role.OPERATOR, new SecureRandom());

    @TempDir
    Path folder;

    @BeforeAll
    static void needsABrowser() {
        assumeTrue(Browser.installed().isPresent(), "no chromium on the PATH (apt-get install chromium)");
    }

    @Test
    void whoSignsInSeesTheFleetAndMayDoWhatTheRoleAllows(RunningBroker broker) throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Path baseline = Files.writeString(declared.resolve("train.yaml"), BASELINE);
        BaselineConfig config =
                new BaselineConfig(List.of(declared), List.of(Rule.forAll("site/train")), Pace.QUICK, true);
        try (Stand stand = new Stand(broker, folder).withTokens(tokens()).startAggregator(Optional.empty(), config);
                Browser browser = Browser.start()) {
            stand.startAgent(new NodeId("lab", "n1"), RecordedHost.in(folder.resolve("host")));
            aCommandShowsItsToken(stand, baseline);

            browser.open(stand.page("#/node/lab/n1"));
            await(browser, "[data-testid=sign-in]", "Sign in");
            signIn(browser, "holdfast_guess");
            await(browser, "[data-testid=sign-in] [role=alert]", "the token is not known here");
            signIn(browser, viewer.secret());
            await(browser, "[data-testid=who]", "vera, viewer");
            await(browser, FINDING + "[data-outcome=DRIFT]", "os.kernel.release");
            Await.until(
                    "the event stream",
                    () -> browser.evaluate("document.querySelector('[data-testid=connection]').dataset.phase")
                            .asText(),
                    "live"::equals);
            assertTrue(browser.evaluate(waive() + ".disabled").asBoolean(), "a viewer may not waive");

            click(browser, "[...document.querySelectorAll('.top button')].find(b => b.innerText === 'sign out')");
            await(browser, "[data-testid=sign-in]", "Sign in");
            signIn(browser, operator.secret());
            await(browser, "[data-testid=who]", "otto, operator");
            await(browser, FINDING + "[data-outcome=DRIFT]", "os.kernel.release");
            click(browser, waive());
            await(browser, "[data-testid=waive-form]", "lab/n1");
            type(browser, "[data-testid=waive-form] [name=reason]", "on trial");
            click(browser, "document.querySelector('[data-testid=waive-form] [type=submit]')");
            await(browser, "[data-testid=waive-sent]", "on its way");
            await(browser, FINDING + "[data-outcome=WAIVED]", "on trial (otto)");

            browser.open(stand.page("#/waivers"));
            await(browser, "[data-testid=waiver-row]", "1 finding on 1 node");
            await(browser, "[data-testid=waiver-row]", "API, otto");
            assertEquals(List.of(), browser.errors());
        }
    }

    private Path tokens() throws Exception {
        Path file = Files.createFile(
                folder.resolve("tokens.yaml"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "tokens:\n" + viewer.entry() + operator.entry());
    }

    private void aCommandShowsItsToken(Stand stand, Path baseline) throws Exception {
        String fleet = stand.page("").toString();
        assertEquals(
                "asks for a token that it knows",
                said("asks for a token that it knows", "baseline", "preview", baseline.toString(), "--fleet", fleet));
        Path token = Files.writeString(folder.resolve("token"), viewer.secret() + "\n");
        assertEquals(
                "site/train",
                said(
                        "site/train",
                        "baseline",
                        "preview",
                        baseline.toString(),
                        "--fleet",
                        fleet,
                        "--token-file",
                        token.toString()));
    }

    /// What was wanted, where the command said it; else all that it said.
    private static String said(String wanted, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = HoldfastCommand.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(out));
        command.execute(arguments);
        return out.toString().contains(wanted) ? wanted : out.toString();
    }

    private static String waive() {
        return "[...document.querySelectorAll('" + FINDING.replace("\"", "\\\"")
                + " button')].find(b => b.innerText === 'waive')";
    }

    private static void signIn(Browser browser, String token) {
        type(browser, "[data-testid=sign-in] input", token);
        click(browser, "document.querySelector('[data-testid=sign-in] [type=submit]')");
    }

    private static void type(Browser browser, String selector, String text) {
        browser.evaluate("(e => { e.value = '" + text + "'; e.dispatchEvent(new Event('input', {bubbles: true})); })"
                + "(document.querySelector('" + selector + "'))");
    }

    private static void click(Browser browser, String element) {
        browser.evaluate(element + ".click()");
    }

    private static void await(Browser browser, String selector, String text) {
        Await.until(selector, () -> browser.text(selector), said -> said.contains(text));
    }
}
