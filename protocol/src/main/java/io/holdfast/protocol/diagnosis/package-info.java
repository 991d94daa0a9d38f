/// What is wrong with an installation, judged from what was seen of it. Pure: who looks, and how, is the business of
/// the
/// two programs.
@NullMarked
package io.holdfast.protocol.diagnosis;

import org.jspecify.annotations.NullMarked;
