/* Prints how this machine's compiler lays out the structs: "STRUCT member offset size" and "STRUCT - 0 size". */
#include <stddef.h>
#include <stdio.h>

#include "nvml_structs.h"

#define SIZE(s) printf(#s " - 0 %zu\n", sizeof(s))
#define AT(s, m) printf(#s " " #m " %zu %zu\n", offsetof(s, m), sizeof(((s *) 0)->m))

int main(void) {
    SIZE(MEMORY); AT(MEMORY, total); AT(MEMORY, free); AT(MEMORY, used);
    SIZE(BAR1_MEMORY); AT(BAR1_MEMORY, bar1Total); AT(BAR1_MEMORY, bar1Free); AT(BAR1_MEMORY, bar1Used);
    SIZE(REMAPPER_HISTOGRAM); AT(REMAPPER_HISTOGRAM, max); AT(REMAPPER_HISTOGRAM, high);
    AT(REMAPPER_HISTOGRAM, partial); AT(REMAPPER_HISTOGRAM, low); AT(REMAPPER_HISTOGRAM, none);
    SIZE(SRAM_STATUS_V1); AT(SRAM_STATUS_V1, version);
    AT(SRAM_STATUS_V1, aggregateUncParity); AT(SRAM_STATUS_V1, aggregateUncSecDed); AT(SRAM_STATUS_V1, aggregateCor);
    AT(SRAM_STATUS_V1, volatileUncParity); AT(SRAM_STATUS_V1, volatileUncSecDed); AT(SRAM_STATUS_V1, volatileCor);
    AT(SRAM_STATUS_V1, aggregateUncBucketL2); AT(SRAM_STATUS_V1, aggregateUncBucketSm);
    AT(SRAM_STATUS_V1, aggregateUncBucketPcie); AT(SRAM_STATUS_V1, aggregateUncBucketMcu);
    AT(SRAM_STATUS_V1, aggregateUncBucketOther); AT(SRAM_STATUS_V1, bThresholdExceeded);
    SIZE(REPAIR_V1); AT(REPAIR_V1, version); AT(REPAIR_V1, bChannelRepairPending); AT(REPAIR_V1, bTpcRepairPending);
    SIZE(TEMPERATURE_V1); AT(TEMPERATURE_V1, version); AT(TEMPERATURE_V1, sensorType); AT(TEMPERATURE_V1, temperature);
    SIZE(MARGIN_V1); AT(MARGIN_V1, version); AT(MARGIN_V1, marginTemperature);
    SIZE(ADDRESSING_V1); AT(ADDRESSING_V1, version); AT(ADDRESSING_V1, value);
    SIZE(FABRIC_V3); AT(FABRIC_V3, version); AT(FABRIC_V3, clusterUuid); AT(FABRIC_V3, status);
    AT(FABRIC_V3, cliqueId); AT(FABRIC_V3, state); AT(FABRIC_V3, healthMask); AT(FABRIC_V3, healthSummary);
    SIZE(FIELD_VALUE); AT(FIELD_VALUE, fieldId); AT(FIELD_VALUE, scopeId); AT(FIELD_VALUE, timestamp);
    AT(FIELD_VALUE, latencyUsec); AT(FIELD_VALUE, valueType); AT(FIELD_VALUE, nvmlReturn); AT(FIELD_VALUE, value);
    SIZE(EVENT_DATA); AT(EVENT_DATA, device); AT(EVENT_DATA, eventType); AT(EVENT_DATA, eventData);
    AT(EVENT_DATA, gpuInstanceId); AT(EVENT_DATA, computeInstanceId);
    return 0;
}
