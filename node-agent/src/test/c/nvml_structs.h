/* The structs of NVML that Holdfast reads, as the public header of the library has them. */
#ifndef NVML_STRUCTS_H
#define NVML_STRUCTS_H

typedef unsigned int u32;
typedef unsigned long long u64;

typedef struct { u64 total, free, used; } MEMORY;
typedef struct { u64 bar1Total, bar1Free, bar1Used; } BAR1_MEMORY;
typedef struct { u32 max, high, partial, low, none; } REMAPPER_HISTOGRAM;
typedef struct {
    u32 version;
    u64 aggregateUncParity, aggregateUncSecDed, aggregateCor;
    u64 volatileUncParity, volatileUncSecDed, volatileCor;
    u64 aggregateUncBucketL2, aggregateUncBucketSm, aggregateUncBucketPcie, aggregateUncBucketMcu, aggregateUncBucketOther;
    u32 bThresholdExceeded;
} SRAM_STATUS_V1;
typedef struct { u32 version, bChannelRepairPending, bTpcRepairPending; } REPAIR_V1;
typedef struct { u32 version; int sensorType; int temperature; } TEMPERATURE_V1;
typedef struct { u32 version; int marginTemperature; } MARGIN_V1;
typedef struct { u32 version, value; } ADDRESSING_V1;
typedef struct {
    u32 version;
    unsigned char clusterUuid[16];
    int status;
    u32 cliqueId;
    unsigned char state;
    u32 healthMask;
    unsigned char healthSummary;
} FABRIC_V3;
typedef union { double d; int i; u32 u; unsigned long ul; u64 ull; long long ll; unsigned short us; } nvml_value;
typedef struct {
    u32 fieldId, scopeId;
    long long timestamp, latencyUsec;
    int valueType;
    int nvmlReturn;
    nvml_value value;
} FIELD_VALUE;
typedef struct {
    void *device;
    u64 eventType, eventData;
    u32 gpuInstanceId, computeInstanceId;
} EVENT_DATA;

#endif
