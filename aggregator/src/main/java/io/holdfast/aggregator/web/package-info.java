/// REST, the event stream, the dashboard's files, enrolment and metrics.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.web;
