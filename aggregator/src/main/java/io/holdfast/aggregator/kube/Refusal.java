package io.holdfast.aggregator.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;

/// Why the API server did not do what it was asked for.
///
/// @param code status of HTTP; 0 where there was no answer
record Refusal(int code, String words) {
    /// By the innermost cause: what lies around it says only that something failed.
    static Refusal of(Throwable why) {
        Throwable root = why;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof KubernetesClientException refused
                ? new Refusal(refused.getCode(), refused.getCode() + " " + refused.getMessage())
                : new Refusal(0, root.toString());
    }
}
