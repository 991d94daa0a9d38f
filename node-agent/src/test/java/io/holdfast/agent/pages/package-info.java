/// The generated pages of `docs/checks`: what each check means, and what proves that it can be read.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.pages;
