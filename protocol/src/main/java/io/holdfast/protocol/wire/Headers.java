package io.holdfast.protocol.wire;

/// Header names: the CloudEvents attributes in Kafka's binary mode, and our extension attributes
/// (lower-case letters
/// and digits
/// only, as CloudEvents asks).
public final class Headers {
    public static final String CONTENT_TYPE = "content-type";
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String SUBJECT = "ce_subject";
    /// When it was observed or said, RFC 3339.
    public static final String TIME = "ce_time";
    /// The CloudEvents partitioning extension: equals the record key.
    public static final String PARTITION_KEY = "ce_partitionkey";
    public static final String DATA_SCHEMA = "ce_dataschema";

    /// Kernel boot id of the sender.
    public static final String BOOT = "ce_boot";
    /// Number of the enrolment the sender speaks under; only grows.
    public static final String RUN = "ce_run";
    /// Number of the record within topic and run; only grows.
    public static final String SEQUENCE = "ce_sequence";
    /// Which master or signing key.
    public static final String KEY_ID = "ce_keyid";
    /// SHA-256 of the data, base64url.
    public static final String DATA_DIGEST = "ce_datadigest";
    /// HMAC-SHA256 of a node's record, base64url.
    public static final String MAC = "ce_mac";

    /// Number of an inbox record of one node; lower ones are refused.
    public static final String GENERATION = "ce_generation";
    /// After this an inbox record binds nobody, RFC 3339.
    public static final String EXPIRES = "ce_expires";
    /// Ed25519 signature of an inbox record, base64url.
    public static final String SIGNATURE = "ce_signature";

    private Headers() {}
}
