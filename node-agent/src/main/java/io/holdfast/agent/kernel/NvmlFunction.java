package io.holdfast.agent.kernel;

/// The functions of NVML that are used, by their exported names. A driver lacks those that came after it.
public enum NvmlFunction {
    INIT("nvmlInit_v2"),
    SHUTDOWN("nvmlShutdown"),
    DRIVER_VERSION("nvmlSystemGetDriverVersion"),
    COUNT("nvmlDeviceGetCount_v2"),
    HANDLE("nvmlDeviceGetHandleByPciBusId_v2"),

    NAME("nvmlDeviceGetName"),
    UUID("nvmlDeviceGetUUID"),
    SERIAL("nvmlDeviceGetSerial"),
    BOARD_PART("nvmlDeviceGetBoardPartNumber"),
    VBIOS("nvmlDeviceGetVbiosVersion"),
    GSP("nvmlDeviceGetGspFirmwareVersion"),
    INFOROM_IMAGE("nvmlDeviceGetInforomImageVersion"),

    PERSISTENCE("nvmlDeviceGetPersistenceMode"),
    ADDRESSING("nvmlDeviceGetAddressingMode"),
    COMPUTE("nvmlDeviceGetComputeMode"),
    MIG("nvmlDeviceGetMigMode"),
    ECC("nvmlDeviceGetEccMode"),

    MEMORY_ERRORS("nvmlDeviceGetMemoryErrorCounter"),
    ALL_ERRORS("nvmlDeviceGetTotalEccErrors"),
    SRAM_STATUS("nvmlDeviceGetSramEccErrorStatus"),
    REPAIR("nvmlDeviceGetRepairStatus"),
    REMAPPED_ROWS("nvmlDeviceGetRemappedRows"),
    REMAPPER_HISTOGRAM("nvmlDeviceGetRowRemapperHistogram"),
    RETIREMENT_PENDING("nvmlDeviceGetRetiredPagesPendingStatus"),

    LINK_GEN("nvmlDeviceGetCurrPcieLinkGeneration"),
    LINK_GEN_MAX("nvmlDeviceGetMaxPcieLinkGeneration"),
    LINK_WIDTH("nvmlDeviceGetCurrPcieLinkWidth"),
    LINK_WIDTH_MAX("nvmlDeviceGetMaxPcieLinkWidth"),
    REPLAYS("nvmlDeviceGetPcieReplayCounter"),

    MEMORY("nvmlDeviceGetMemoryInfo"),
    BAR1("nvmlDeviceGetBAR1MemoryInfo"),
    POWER_LIMIT("nvmlDeviceGetPowerManagementLimit"),
    POWER_DEFAULT("nvmlDeviceGetPowerManagementDefaultLimit"),
    POWER_ENFORCED("nvmlDeviceGetEnforcedPowerLimit"),

    TEMPERATURE_V("nvmlDeviceGetTemperatureV"),
    TEMPERATURE("nvmlDeviceGetTemperature"),
    MARGIN("nvmlDeviceGetMarginTemperature"),
    EVENT_REASONS("nvmlDeviceGetCurrentClocksEventReasons"),
    THROTTLE_REASONS("nvmlDeviceGetCurrentClocksThrottleReasons"),
    FABRIC("nvmlDeviceGetGpuFabricInfoV"),
    FIELDS("nvmlDeviceGetFieldValues"),

    EVENT_SET_CREATE("nvmlEventSetCreate"),
    EVENT_SET_FREE("nvmlEventSetFree"),
    EVENT_SET_WAIT("nvmlEventSetWait_v2"),
    REGISTER_EVENTS("nvmlDeviceRegisterEvents");

    private final String symbol;

    NvmlFunction(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }
}
