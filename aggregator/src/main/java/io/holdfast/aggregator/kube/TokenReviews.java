package io.holdfast.aggregator.kube;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.holdfast.aggregator.access.EnrolmentRefusal;
import io.holdfast.aggregator.access.MemberTokens;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the API server review tokens.
final class TokenReviews implements MemberTokens {
    private static final Logger LOG = LoggerFactory.getLogger(TokenReviews.class);

    private final KubernetesClient client;
    private final TokenJudgement judgement;

    TokenReviews(KubernetesClient client, TokenJudgement judgement) {
        this.client = client;
        this.judgement = judgement;
    }

    @Override
    public Verdict review(String token) {
        TokenReview question = new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(judgement.audience())
                .endSpec()
                .build();
        try {
            TokenReview answer = client.tokenReviews().create(question);
            return judgement.judge(answer.getStatus(), TokenClaims.of(token), Instant.now());
        } catch (KubernetesClientException e) {
            // Its message may repeat what was sent, and that was a token.
            LOG.warn("TRANSIENT the API server reviews no token: {}", reason(e));
            return new Refused(EnrolmentRefusal.UNDECIDED, "the API server reviews no token: " + reason(e));
        }
    }

    private static String reason(KubernetesClientException e) {
        if (e.getCode() == 403) {
            return "403, may this aggregator create tokenreviews? (its ClusterRole)";
        }
        if (e.getCode() != 0) {
            return String.valueOf(e.getCode());
        }
        Throwable cause = e.getCause();
        return "it does not answer ("
                + (cause == null ? "no reason given" : cause.getClass().getSimpleName()) + ")";
    }
}
