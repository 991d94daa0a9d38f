/// REST, the event stream, the dashboard's files, enrolment and metrics.
///
/// A route that changes something is made by `Access`, in one line; its handler runs for callers that may, has the
/// body, and ends in the audit trail by itself:
///
/// ```java
/// access.change(router, HttpMethod.POST, "/api/v1/things/:thing/move", Role.OPERATOR).handler(this::move);
/// access.question(router, "/api/v1/things/preview").handler(this::preview);
/// ```
///
/// In the handler `Access.caller(context).name()` is who asks, and `Access.describe(context, "moves a to b")` says for
/// the trail what is changed.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.web;
