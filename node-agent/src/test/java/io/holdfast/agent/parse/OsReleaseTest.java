package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OsReleaseTest {
    @Test
    void valuesComeWithoutTheirQuotes() {
        assertEquals(
                Map.of(
                        "ID",
                        "ubuntu",
                        "VERSION_ID",
                        "24.04",
                        "NAME",
                        "Red Hat",
                        "PRETTY_NAME",
                        "The \"best\" $HOME",
                        "E",
                        ""),
                OsRelease.parse("""
                        ID=ubuntu
                        VERSION_ID="24.04"
                        NAME='Red Hat'
                        PRETTY_NAME="The \\"best\\" \\$HOME"
                        E=
                        """));
    }

    @Test
    void commentsAndLinesThatAssignNothingArePassedOver() {
        assertEquals(Map.of("ID", "b"), OsRelease.parse("#ID=x\n\n  # ID=y\nnothing\n=x\nID=a\nID=b\n"));
    }

    @Test
    void anUnclosedQuoteTakesTheRestOfTheLine() {
        assertEquals(Map.of("ID", "a b", "X", "1"), OsRelease.parse("ID=\"a b\nX=1"));
    }
}
