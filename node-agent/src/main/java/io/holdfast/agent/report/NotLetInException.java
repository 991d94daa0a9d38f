package io.holdfast.agent.report;

import io.holdfast.protocol.diagnosis.Remark;
import io.holdfast.protocol.kafka.Refusal;
import org.apache.kafka.common.KafkaException;

/// The brokers do not let this agent in, or forbid what it needs, until somebody mends something. Its message says
/// what.
public final class NotLetInException extends KafkaException {
    private static final long serialVersionUID = 1;

    private final String code;

    NotLetInException(Remark.Fault fault, Throwable cause) {
        super(Refusal.line(fault), cause);
        this.code = fault.code();
    }

    NotLetInException(Remark.Fault fault) {
        super(Refusal.line(fault));
        this.code = fault.code();
    }

    /// As a doctor calls it.
    public String code() {
        return code;
    }
}
