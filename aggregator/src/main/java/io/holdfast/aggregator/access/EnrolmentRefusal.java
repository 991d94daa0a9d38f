package io.holdfast.aggregator.access;

/// Why somebody did not become a node of the fleet.
public enum EnrolmentRefusal {
    /// No request that could be read.
    MALFORMED("malformed"),
    /// Neither the bootstrap secret nor a token.
    NO_PROOF("no-proof"),
    /// A token that is meant for somebody else.
    WRONG_AUDIENCE("wrong-audience"),
    /// A token whose time is over.
    EXPIRED("expired"),
    /// A token that the API server does not vouch for: made up, or its pod or account is gone.
    NOT_VOUCHED_FOR("not-vouched-for"),
    /// A token of an account that is not the agents'.
    WRONG_ACCOUNT("wrong-account"),
    /// A token that is bound to no node.
    NO_NODE("no-node"),
    /// A token of another node, or of this one by another cluster's name.
    OTHER_NODE("other-node"),
    /// Nobody who could tell: the API server does not answer. Asked again, this may be granted.
    UNDECIDED("undecided");

    private final String word;

    EnrolmentRefusal(String word) {
        this.word = word;
    }

    /// As metrics and the API say it.
    public String word() {
        return word;
    }
}
