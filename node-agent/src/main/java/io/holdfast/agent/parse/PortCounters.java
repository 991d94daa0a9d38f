package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import java.math.BigDecimal;
import java.util.List;

/// Names of the counters of an RDMA port, as the kernel's files are called. Only these are read: what a driver adds may
/// have effects.
public final class PortCounters {
    /// `counters/`: those of the InfiniBand specification.
    public static final List<String> STANDARD = List.of(
            "VL15_dropped",
            "excessive_buffer_overrun_errors",
            "link_downed",
            "link_error_recovery",
            "local_link_integrity_errors",
            "multicast_rcv_packets",
            "multicast_xmit_packets",
            "port_rcv_constraint_errors",
            "port_rcv_data",
            "port_rcv_errors",
            "port_rcv_packets",
            "port_rcv_remote_physical_errors",
            "port_rcv_switch_relay_errors",
            "port_xmit_constraint_errors",
            "port_xmit_data",
            "port_xmit_discards",
            "port_xmit_packets",
            "port_xmit_wait",
            "symbol_error",
            "unicast_rcv_packets",
            "unicast_xmit_packets");

    /// `hw_counters/`: those of mlx5, and among them the setting `lifespan`.
    public static final List<String> HARDWARE = List.of(
            "duplicate_request",
            "implied_nak_seq_err",
            "lifespan",
            "local_ack_timeout_err",
            "np_cnp_sent",
            "np_ecn_marked_roce_packets",
            "out_of_buffer",
            "out_of_sequence",
            "packet_seq_err",
            "req_cqe_error",
            "req_cqe_flush_error",
            "req_remote_access_errors",
            "req_remote_invalid_request",
            "req_rnr_retries_exceeded",
            "req_transport_retries_exceeded",
            "resp_cqe_error",
            "resp_cqe_flush_error",
            "resp_local_length_error",
            "resp_remote_access_errors",
            "rnr_nak_retry_err",
            "roce_adp_retrans",
            "roce_adp_retrans_to",
            "roce_slow_restart",
            "roce_slow_restart_cnps",
            "roce_slow_restart_trans",
            "rp_cnp_handled",
            "rp_cnp_ignored",
            "rx_atomic_requests",
            "rx_dct_connect",
            "rx_icrc_encapsulated",
            "rx_read_requests",
            "rx_write_requests");

    private PortCounters() {}

    /// What such a file says.
    public static Reading reading(String name, String text) {
        return switch (name) {
            // How long the kernel keeps what firmware answered before it asks again.
            case "lifespan" ->
                counter(text) instanceof Reading.Whole(long millis) ? Reading.Quantity.of(millis, "ms") : counter(text);
            case "port_rcv_data", "port_xmit_data" -> data(text);
            default -> counter(text);
        };
    }

    /// `N/A (no PMA)` is what a device without performance management prints.
    private static Reading counter(String text) {
        return text.startsWith("N/A")
                ? Reading.missing(Reading.Why.UNSUPPORTED, text)
                : Words.whole(text)
                        .filter(value -> value >= 0)
                        .<Reading>map(Reading.Whole::new)
                        .orElseGet(() -> SmiValue.malformed(text));
    }

    /// Counted in words of 4 bytes.
    private static Reading data(String text) {
        return counter(text) instanceof Reading.Whole(long words)
                ? new Reading.Quantity(BigDecimal.valueOf(words).multiply(BigDecimal.valueOf(4)), "B")
                : counter(text);
    }
}
