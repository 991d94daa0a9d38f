/// Who may use the API: roles, and the tokens that prove them; and who becomes a node of the fleet. Knows no HTTP.
///
/// Random tokens need no slow hash. A password hash makes each guess dear because people choose passwords
/// that can be guessed; a token of 256 random bits cannot be guessed at any price, and nobody inverts SHA-256 of
/// it. A slow hash would only let strangers keep the aggregator busy.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.access;
