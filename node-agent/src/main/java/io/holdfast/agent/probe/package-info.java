/// One class per source: says where to look and turns what was read into facts. Has no opinion.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.probe;
