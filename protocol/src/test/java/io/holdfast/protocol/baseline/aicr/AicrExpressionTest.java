package io.holdfast.protocol.baseline.aicr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AicrExpressionTest {
    @ParameterizedTest(name = "\"{0}\" against \"{1}\" is {2}")
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        # Ordering, both sides written to three numbers.
        >= 1.32.4          | 1.32.4                 | passed
        >= 1.32.4          | 1.32.5                 | passed
        >= 1.32.4          | 1.33.0                 | passed
        >= 1.32.4          | 2.0.0                  | passed
        >= 1.32.4          | 1.32.3                 | failed
        >= 1.32.4          | 1.31.9                 | failed
        >= 1.32.4          | 0.99.99                | failed
        > 1.32.4           | 1.32.4                 | failed
        > 1.32.4           | 1.32.5                 | passed
        <= 1.32.4          | 1.32.4                 | passed
        <= 1.32.4          | 1.32.5                 | failed
        < 1.32.4           | 1.32.4                 | failed
        < 1.32.4           | 1.32.3                 | passed
        # Numbers compare as numbers.
        >= 1.9             | 1.10                   | passed
        >= 580.82.7        | 580.82.07              | passed
        # At the lower precision.
        > 6.8              | 6.8.5                  | failed
        >= 6.8             | 6.8.0                  | passed
        > 6.8              | 6.9.0                  | passed
        <= 1.33            | 1.33.9                 | passed
        < 1.33             | 1.33.0                 | failed
        <= 1.33            | 1.34.0                 | failed
        > 1                | 1.99.99                | failed
        >= 2               | 2.0.1                  | passed
        < 2                | 2.5                    | failed
        >= 1.32.4          | 1.32                   | passed
        > 1.32.4           | 1.32                   | failed
        >= 1.32.4          | 1                      | passed
        # A leading v, and what follows - or + after a digit.
        >= 1.32.4          | v1.32.4                | passed
        >= v24.6.0         | v25.10.1               | passed
        >= v24.6.0         | 24.5.9                 | failed
        >= 1.32.4          | v1.33.5-eks-3025e55    | passed
        >= 1.32.4          | 1.32.4-gke.1           | passed
        <= 1.32.4          | 1.32.4-gke.1           | passed
        >= 1.32.4-gke.9    | 1.32.4                 | passed
        >= 6.8             | 6.8.0-1028-aws         | passed
        >= 6.8             | 5.15.0-1050-aws        | failed
        >= 6.8             | 6.8.0-90-generic       | passed
        >= 1.30.0          | v1.30.0+rke2r1         | passed
        >= 6.8-rc1         | 6.8                    | passed
        # No version on one side.
        >= 1.32.4          | latest                 | error
        >= 1.32.4          | ''                     | error
        >= 28.39.1002      | 28.39.1002.1           | error
        >= 96.00           | 96.00.AF.00.01         | error
        >= recent          | 1.2.3                  | error
        >= 1.2.3.4         | 1.2.3                  | error
        >= 1..3            | 1.2.3                  | error
        >= 1.2.            | 1.2.3                  | error
        >= 1.x             | 1.2.3                  | error
        >= -1              | 1.2.3                  | error
        >= vv1.2           | 1.2.3                  | error
        >= V1.2            | 1.2.3                  | error
        > 10               | unlimited              | error
        >= 1.2 < 1.4       | 1.3                    | error
        >= 99999999999999999999 | 1                 | error
        # Equal and not equal: versions on all three fields, else texts.
        == 1.33            | 1.33.0                 | passed
        == 1.33.0          | 1.33                   | passed
        == 1.33            | 1.33.9                 | failed
        == 1.33.0          | v1.33.0-eks-1          | passed
        == 24.04           | 24.04                  | passed
        == 24.04           | 24.4                   | passed
        == 1               | 1.0.0                  | failed
        == 1               | 1                      | passed
        == ubuntu          | ubuntu                 | passed
        == ubuntu          | Ubuntu                 | failed
        == 1.2.3.4         | 1.2.3.4                | passed
        == 1.2.3.4         | 1.2.3.5                | failed
        == 1.33            | rhel                   | failed
        != 1.33            | 1.33.0                 | failed
        != 1.33            | 1.33.1                 | passed
        != 1.33            | rhel                   | passed
        != rhel            | ubuntu                 | passed
        != rhel            | rhel                   | failed
        # No operator: letter by letter.
        ubuntu             | ubuntu                 | passed
        ubuntu             | Ubuntu                 | failed
        24.04              | 24.04                  | passed
        24.04              | 24.4                   | failed
        24.04              | 24.04.1                | failed
        22.10              | 22.1                   | failed
        v1.33.5            | 1.33.5                 | failed
        true               | true                   | passed
        = 1.33             | 1.33                   | failed
        => 1.33            | 1.34                   | failed
        ~1.33              | 1.33                   | failed
        # Blanks around and between.
        '  >=   1.32.4  '  | '  1.32.4 '            | passed
        >=1.32.4           | 1.33                   | passed
        ==ubuntu           | ' ubuntu'              | passed
        !=rhel             | rhel                   | failed
        <2.0               | 1.30.0                 | passed
        >1.30              | 1.30.0                 | failed
        '\u00a0ubuntu '    | ubuntu                 | passed
        # Nothing to compare with.
        ''                 | ubuntu                 | error
        '   '              | ubuntu                 | error
        >=                 | 1.2.3                  | error
        '==  '             | 1.2.3                  | error
        !=                 | 1.2.3                  | error
        <                  | 1.2.3                  | error
        """)
    void isEvaluatedAsAicrDoes(String expression, String actual, String expected) {
        assertEquals(expected, result(expression, actual));
    }

    private static String result(String expression, String actual) {
        try {
            return AicrExpression.parse(expression).holds(actual) ? "passed" : "failed";
        } catch (AicrException _) {
            return "error";
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        >=6.8     | >= 6.8
        !=  rhel  | != rhel
        ubuntu    | ubuntu
        == 24.04  | == 24.04
        """)
    void isShownWithOneBlank(String written, String shown) {
        assertEquals(shown, AicrExpression.parse(written).toString());
        assertEquals(AicrExpression.parse(shown), AicrExpression.parse(written));
    }

    @Test
    void anErrorSaysWhichSideIsNoVersion() {
        assertEquals(
                "observed version \"96.00.AF.00.01\" has more than 3 parts",
                assertThrows(
                                AicrException.class,
                                () -> AicrExpression.parse(">= 6.8").holds("96.00.AF.00.01"))
                        .getMessage());
        assertEquals(
                "expected version \"new\": \"new\" is no number",
                assertThrows(
                                AicrException.class,
                                () -> AicrExpression.parse(">= new").holds("6.8"))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        K8s.server.version                       | K8s     | server     | version
        OS.sysctl./proc/sys/kernel/osrelease     | OS      | sysctl     | /proc/sys/kernel/osrelease
        OS.sysctl./proc/sys/net/ipv4/conf/eth0.1/mtu | OS  | sysctl     | /proc/sys/net/ipv4/conf/eth0.1/mtu
        GPU.smi.gpu.vbios-version                | GPU     | smi        | gpu.vbios-version
        SystemD.containerd.service.ActiveState   | SystemD | containerd | service.ActiveState
        NodeTopology.label.a.b/c                 | NodeTopology | label | a.b/c
        """)
    void aPathIsCutAtTheFirstTwoDots(String path, String type, String subtype, String key) {
        assertEquals(new AicrPath(type, subtype, key), AicrPath.parse(path));
        assertEquals(path, AicrPath.parse(path).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                             | has no name
        K8s                            | is no path
        K8s.server                     | is no path
        nccl-all-reduce-bw             | is no path
        k8s.server.version             | no measurement type "k8s"
        Deployment.gpu-operator.version | no measurement type "Deployment"
        """)
    void aPathThatLeadsNowhereSaysWhy(String path, String reason) {
        String message =
                assertThrows(AicrException.class, () -> AicrPath.parse(path)).reason();
        assertTrue(message.contains(reason), message);
    }
}
