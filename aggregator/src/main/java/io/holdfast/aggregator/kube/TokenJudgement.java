package io.holdfast.aggregator.kube;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.holdfast.aggregator.access.EnrolmentRefusal;
import io.holdfast.aggregator.access.MemberTokens.Refused;
import io.holdfast.aggregator.access.MemberTokens.Verdict;
import io.holdfast.aggregator.access.MemberTokens.Vouched;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Goes from what the API server says of a token to whose it is.
///
/// @param audience whom tokens have to be meant for
/// @param serviceAccounts whose tokens let in, each `<namespace>/<name>`
record TokenJudgement(String audience, Set<String> serviceAccounts) {
    private static final String ACCOUNT = "system:serviceaccount:";
    /// The API server puts these beside the user since Kubernetes 1.30, for tokens that are bound to a pod.
    private static final String NODE = "authentication.kubernetes.io/node-name";

    private static final String POD = "authentication.kubernetes.io/pod-name";
    private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

    TokenJudgement {
        serviceAccounts = Set.copyOf(serviceAccounts);
    }

    /// @param status the API server's answer
    /// @param claims what the token says of itself, for the words of a refusal
    Verdict judge(@Nullable TokenReviewStatus status, TokenClaims claims, Instant now) {
        boolean isVouchedFor = status != null && Boolean.TRUE.equals(status.getAuthenticated());
        if (status == null || !isVouchedFor) {
            return unknown(claims, now, status == null ? "" : Objects.requireNonNullElse(status.getError(), ""));
        }
        // An API server that knows no audiences leaves them out: it has not checked what we asked for.
        if (!Objects.requireNonNullElse(status.getAudiences(), List.<String>of())
                .contains(audience)) {
            return wrongAudience(claims);
        }
        UserInfo user = Objects.requireNonNullElseGet(status.getUser(), UserInfo::new);
        String name = Objects.requireNonNullElse(user.getUsername(), "");
        if (!serviceAccounts.contains(account(name))) {
            return new Refused(
                    EnrolmentRefusal.WRONG_ACCOUNT,
                    "this is a token of " + name + "; agents are "
                            + String.join(
                                    " or ", serviceAccounts.stream().sorted().toList()));
        }
        return extra(user, NODE)
                .<Verdict>map(node -> new Vouched(
                        node,
                        account(name).split("/", -1)[0] + "/" + extra(user, POD).orElse("?") + ", uid "
                                + extra(user, POD_UID).orElse("?")))
                .orElseGet(
                        () -> new Refused(
                                EnrolmentRefusal.NO_NODE,
                                "the token is bound to no node: it has to be projected into a pod, by Kubernetes 1.30 or newer"));
    }

    private Verdict unknown(TokenClaims claims, Instant now, String error) {
        if (!claims.audiences().isEmpty() && !claims.audiences().contains(audience)) {
            return wrongAudience(claims);
        }
        Optional<Instant> over = claims.expires().filter(end -> !end.isAfter(now));
        if (over.isPresent()) {
            return new Refused(EnrolmentRefusal.EXPIRED, "the token's time was over at " + over.get());
        }
        return new Refused(
                EnrolmentRefusal.NOT_VOUCHED_FOR,
                "the API server does not vouch for the token" + (error.isEmpty() ? "" : ": " + error));
    }

    private Refused wrongAudience(TokenClaims claims) {
        return new Refused(
                EnrolmentRefusal.WRONG_AUDIENCE,
                claims.audiences().contains(audience)
                        ? "the API server has not checked that the token is meant for " + audience
                        : "the token is meant for " + String.join(", ", claims.audiences()) + "; expected the audience "
                                + audience);
    }

    /// `system:serviceaccount:<namespace>:<name>` as `<namespace>/<name>`; empty text for anybody else.
    private static String account(String user) {
        return user.startsWith(ACCOUNT) ? user.substring(ACCOUNT.length()).replace(':', '/') : "";
    }

    private static Optional<String> extra(UserInfo user, String key) {
        Map<String, List<String>> all = Objects.requireNonNullElse(user.getExtra(), Map.of());
        return all.getOrDefault(key, List.of()).stream()
                .filter(value -> !value.isBlank())
                .findFirst();
    }
}
