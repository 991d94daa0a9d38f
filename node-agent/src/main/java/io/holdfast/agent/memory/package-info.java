/// What outlives the process, in one SQLite file: enrolment, inbox position, open findings, and edges not
/// yet sent.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.memory;
