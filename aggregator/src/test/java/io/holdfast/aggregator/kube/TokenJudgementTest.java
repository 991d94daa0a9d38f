package io.holdfast.aggregator.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatusBuilder;
import io.holdfast.aggregator.access.EnrolmentRefusal;
import io.holdfast.aggregator.access.MemberTokens.Refused;
import io.holdfast.aggregator.access.MemberTokens.Verdict;
import io.holdfast.aggregator.access.MemberTokens.Vouched;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenJudgementTest {
    private static final Instant NOW = Instant.parse("2026-11-02T08:00:00Z");
    private static final TokenClaims OURS = new TokenClaims(List.of("holdfast"), Optional.of(NOW.plusSeconds(600)));
    private static final TokenJudgement JUDGEMENT = new TokenJudgement("holdfast", Set.of("holdfast/holdfast-agent"));

    private static TokenReviewStatus vouched(String user, Map<String, List<String>> extra, String... audiences) {
        return new TokenReviewStatusBuilder()
                .withAuthenticated(true)
                .withAudiences(audiences)
                .withNewUser()
                .withUsername(user)
                .withExtra(extra)
                .endUser()
                .build();
    }

    private static Verdict judge(TokenReviewStatus status, TokenClaims claims) {
        return JUDGEMENT.judge(status, claims, NOW);
    }

    private static void assertRefused(EnrolmentRefusal why, String part, Verdict verdict) {
        Refused refused = assertInstanceOf(Refused.class, verdict);
        assertEquals(why, refused.why());
        assertTrue(refused.detail().contains(part), refused.detail());
    }

    @Test
    void aPodOfTheAgentsAccountIsTheNodeThatItIsBoundTo() {
        Map<String, List<String>> extra = Map.of(
                "authentication.kubernetes.io/node-name", List.of("gpu-1"),
                "authentication.kubernetes.io/pod-name", List.of("agent-x"),
                "authentication.kubernetes.io/pod-uid", List.of("u-1"));

        assertEquals(
                new Vouched("gpu-1", "holdfast/agent-x, uid u-1"),
                judge(vouched("system:serviceaccount:holdfast:holdfast-agent", extra, "holdfast"), OURS));
    }

    @Test
    void aTokenWithoutANodeIsNobodys() {
        assertRefused(
                EnrolmentRefusal.NO_NODE,
                "Kubernetes 1.30",
                judge(vouched("system:serviceaccount:holdfast:holdfast-agent", Map.of(), "holdfast"), OURS));
    }

    /// An API server of before 1.12, and a webhook that knows no audiences, answer so to whatever token.
    @Test
    void whereTheAudienceWasNotCheckedNobodyIsLetIn() {
        assertRefused(
                EnrolmentRefusal.WRONG_AUDIENCE,
                "holdfast",
                judge(
                        vouched(
                                "system:serviceaccount:holdfast:holdfast-agent",
                                Map.of("authentication.kubernetes.io/node-name", List.of("gpu-1"))),
                        OURS));
    }

    @Test
    void anAccountOfTheSameNameElsewhereAndAPersonAreOthers() {
        for (String user : List.of(
                "system:serviceaccount:default:holdfast-agent", "holdfast/holdfast-agent", "holdfast:holdfast-agent")) {
            assertRefused(
                    EnrolmentRefusal.WRONG_ACCOUNT,
                    user,
                    judge(
                            vouched(
                                    user,
                                    Map.of("authentication.kubernetes.io/node-name", List.of("gpu-1")),
                                    "holdfast"),
                            OURS));
        }
    }

    @Test
    void whatATokenSaysOfItselfExplainsARefusalAndNeverUndoesIt() {
        TokenReviewStatus no = new TokenReviewStatusBuilder()
                .withAuthenticated(false)
                .withError("invalid bearer token")
                .build();

        assertRefused(EnrolmentRefusal.NOT_VOUCHED_FOR, "invalid bearer token", judge(no, OURS));
        assertRefused(
                EnrolmentRefusal.WRONG_AUDIENCE,
                "vault",
                judge(no, new TokenClaims(List.of("vault"), Optional.empty())));
        assertRefused(
                EnrolmentRefusal.EXPIRED,
                "2026-11-02T07:59:59Z",
                judge(no, new TokenClaims(List.of("holdfast"), Optional.of(NOW.minusSeconds(1)))));
    }

    @Test
    void claimsAreReadFromATokenAndNoneFromAnythingElse() {
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"aud\":[\"a\",\"b\"],\"exp\":1793606400}".getBytes(StandardCharsets.UTF_8));

        assertEquals(
                new TokenClaims(List.of("a", "b"), Optional.of(Instant.ofEpochSecond(1_793_606_400))),
                TokenClaims.of("e30." + payload + ".sig"));
        for (String none : List.of("", "a.b", "a.!!!.c", "a.bnVsbA.c", "..", "a.W10.c")) {
            assertEquals(new TokenClaims(List.of(), Optional.empty()), TokenClaims.of(none), none);
        }
    }
}
