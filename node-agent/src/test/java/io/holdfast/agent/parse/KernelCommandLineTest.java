package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelCommandLineTest {
    @Test
    void wordsAreSplitAtBlanksOutsideOfQuotes() {
        KernelCommandLine line =
                KernelCommandLine.parse("ro  \"dyndbg=file a +p\" dyndbg2=\"file b +p\" root=UUID=1 x=");

        assertEquals(List.of("file a +p"), line.values("dyndbg"));
        assertEquals(List.of("file b +p"), line.values("dyndbg2"));
        assertEquals(List.of("UUID=1"), line.values("root"));
        assertEquals(List.of(""), line.values("ro"));
        assertEquals("ro dyndbg=\"file a +p\" dyndbg2=\"file b +p\" root=UUID=1 x=", line.toString());
    }

    @Test
    void repeatedParametersKeepTheirOrder() {
        KernelCommandLine line = KernelCommandLine.parse(
                "hugepagesz=1G hugepages=16 hugepagesz=2M hugepages=0 console=tty0 console=ttyS0");

        assertEquals(List.of("16", "0"), line.values("hugepages"));
        assertEquals(List.of("tty0", "ttyS0"), line.values("console"));
    }

    @Test
    void dashAndUnderscoreInAKeyAreTheSame() {
        assertEquals(
                List.of("Y"),
                KernelCommandLine.parse("nvidia-uvm.disable-hmm=Y").values("nvidia_uvm.disable_hmm"));
    }

    @Test
    void whatFollowsTwoDashesIsForTheFirstProcess() {
        assertEquals(List.of(), KernelCommandLine.parse("quiet -- single").values("single"));
    }

    @Test
    void secretsAreMasked() {
        assertEquals(
                "rd.iscsi.password=*** api_token=*** iommu=pt",
                KernelCommandLine.parse("rd.iscsi.password=hunter2 api_token=\"a b\" iommu=pt")
                        .toString());
    }

    @Test
    void anUnclosedQuoteTakesTheRest() {
        assertEquals(List.of("1 b"), KernelCommandLine.parse("a=\"1 b").values("a"));
    }
}
