/// Whether an agent can do its work here: what was seen of host, privileges, folder, broker and enrolment, and what
/// that
/// means.
@NullMarked
package io.holdfast.agent.doctor;

import org.jspecify.annotations.NullMarked;
