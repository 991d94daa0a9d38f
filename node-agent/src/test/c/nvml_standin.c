/*
 * A stand-in for libnvidia-ml.so.1. It has no GPU: what each function answers stands in the file gpus.txt beside the
 * library, which is read anew by every nvmlInit_v2:
 *
 *     driver 580.105.08
 *     init 9                                  nvmlInit_v2 returns this
 *     gpu 0000:3b:00.0
 *     nvmlDeviceGetEccMode 1 1                what stands behind is filled into the outputs, in order
 *     nvmlDeviceGetName text NVIDIA H100      a text
 *     nvmlDeviceGetTemperature error 15       it returns this
 *     nvmlDeviceGetUUID hang                  it returns when the file "release" is there
 *     field 230 4                             a field value; error N as well
 *     event 79                                one XID event of this GPU
 *
 * A function without a line is not supported. Every call is a line in the file calls.txt.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nvml_structs.h"

#define NOT_SUPPORTED 3
#define NOT_FOUND 6
#define TIMED_OUT 10
#define VERSION_MISMATCH 25

typedef struct {
    char address[32];
    char lines[128][160];
    int count;
    int registered;
} gpu;

static gpu gpus[16];
static int gpu_count, init_code, sessions;
static char driver[80];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *beside(const char *name, char *path, size_t size) {
    Dl_info self;
    dladdr((void *) &beside, &self);
    snprintf(path, size, "%s", self.dli_fname);
    snprintf(strrchr(path, '/') + 1, 64, "%s", name);
    return path;
}

static void called(const char *function, const char *address) {
    char path[512];
    pthread_mutex_lock(&lock);
    FILE *log = fopen(beside("calls.txt", path, sizeof path), "a");
    if (log) {
        fprintf(log, "%s %s\n", function, address);
        fclose(log);
    }
    pthread_mutex_unlock(&lock);
}

static void hang(void) {
    char path[512];
    beside("release", path, sizeof path);
    while (access(path, F_OK) != 0) usleep(2000);
}

static void configure(void) {
    char path[512], line[256];
    gpu_count = init_code = 0;
    memset(gpus, 0, sizeof gpus);
    FILE *file = fopen(beside("gpus.txt", path, sizeof path), "r");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (sscanf(line, "driver %79s", driver) == 1 || sscanf(line, "init %d", &init_code) == 1) continue;
        if (!strncmp(line, "gpu ", 4)) snprintf(gpus[gpu_count++].address, 32, "%.31s", line + 4);
        else if (gpu_count && *line) {
            gpu *g = &gpus[gpu_count - 1];
            snprintf(g->lines[g->count++], 160, "%.159s", line);
        }
    }
    if (file) fclose(file);
}

/* What stands behind a key, or null. */
static const char *line_of(gpu *g, const char *key) {
    size_t length = strlen(key);
    for (int i = 0; i < g->count; i++)
        if (!strncmp(g->lines[i], key, length) && (g->lines[i][length] == ' ' || !g->lines[i][length]))
            return g->lines[i] + length;
    return 0;
}

/* What a function answers: its code, and in `answer` the rest of its line. */
static int answer(gpu *g, const char *function, const char **answer) {
    int code;
    called(function, g->address);
    const char *rest = line_of(g, function);
    if (!rest) return NOT_SUPPORTED;
    if (!strcmp(rest, " hang")) {
        hang();
        return NOT_SUPPORTED;
    }
    if (sscanf(rest, " error %d", &code) == 1) return code;
    *answer = rest;
    return 0;
}

static int wholes(gpu *g, const char *function, int count, u32 **out) {
    const char *rest = 0;
    int code = answer(g, function, &rest);
    if (code) return code;
    char *at = (char *) rest;
    for (int i = 0; i < count; i++) *out[i] = (u32) strtoll(at, &at, 0);
    return 0;
}

static int wides(gpu *g, const char *function, int count, u64 *out) {
    const char *rest = 0;
    int code = answer(g, function, &rest);
    if (code) return code;
    char *at = (char *) rest;
    for (int i = 0; i < count; i++) out[i] = strtoull(at, &at, 0);
    return 0;
}

static int text(gpu *g, const char *function, char *out, u32 size) {
    const char *rest = 0;
    int code = answer(g, function, &rest);
    if (code) return code;
    snprintf(out, size, "%s", strncmp(rest, " text ", 6) ? rest + 1 : rest + 6);
    return 0;
}

static int version_of(u32 given, size_t size, u32 version) {
    return given == (size | version << 24);
}

int nvmlInit_v2(void) {
    called("nvmlInit_v2", "");
    pthread_mutex_lock(&lock);
    if (sessions == 0) configure();
    int code = init_code;
    if (!code) sessions++;
    pthread_mutex_unlock(&lock);
    return code;
}

int nvmlShutdown(void) {
    called("nvmlShutdown", "");
    pthread_mutex_lock(&lock);
    sessions--;
    pthread_mutex_unlock(&lock);
    return 0;
}

int nvmlSystemGetDriverVersion(char *out, u32 size) {
    snprintf(out, size, "%s", driver);
    return 0;
}

int nvmlDeviceGetCount_v2(u32 *out) {
    *out = gpu_count;
    return 0;
}

int nvmlDeviceGetHandleByPciBusId_v2(const char *address, gpu **out) {
    for (int i = 0; i < gpu_count; i++)
        if (!strcmp(gpus[i].address, address)) {
            const char *rest = 0;
            *out = &gpus[i];
            int code = answer(&gpus[i], "nvmlDeviceGetHandleByPciBusId_v2", &rest);
            return code == NOT_SUPPORTED ? 0 : code;
        }
    return NOT_FOUND;
}

#define TEXT(f) int f(gpu *g, char *out, u32 size) { return text(g, #f, out, size); }
#define WHOLE(f) int f(gpu *g, u32 *out) { return wholes(g, #f, 1, &out); }
#define PAIR(f) int f(gpu *g, u32 *a, u32 *b) { u32 *out[] = {a, b}; return wholes(g, #f, 2, out); }
#define WIDE(f) int f(gpu *g, u64 *out) { return wides(g, #f, 1, out); }

TEXT(nvmlDeviceGetName)
TEXT(nvmlDeviceGetUUID)
TEXT(nvmlDeviceGetSerial)
TEXT(nvmlDeviceGetBoardPartNumber)
TEXT(nvmlDeviceGetVbiosVersion)
TEXT(nvmlDeviceGetInforomImageVersion)
int nvmlDeviceGetGspFirmwareVersion(gpu *g, char *out) { return text(g, "nvmlDeviceGetGspFirmwareVersion", out, 64); }
WHOLE(nvmlDeviceGetPersistenceMode)
WHOLE(nvmlDeviceGetComputeMode)
PAIR(nvmlDeviceGetMigMode)
PAIR(nvmlDeviceGetEccMode)
WHOLE(nvmlDeviceGetRetiredPagesPendingStatus)
WHOLE(nvmlDeviceGetCurrPcieLinkGeneration)
WHOLE(nvmlDeviceGetMaxPcieLinkGeneration)
WHOLE(nvmlDeviceGetCurrPcieLinkWidth)
WHOLE(nvmlDeviceGetMaxPcieLinkWidth)
WHOLE(nvmlDeviceGetPcieReplayCounter)
WHOLE(nvmlDeviceGetPowerManagementLimit)
WHOLE(nvmlDeviceGetPowerManagementDefaultLimit)
WHOLE(nvmlDeviceGetEnforcedPowerLimit)
WIDE(nvmlDeviceGetCurrentClocksThrottleReasons)

int nvmlDeviceGetTemperature(gpu *g, int sensor, u32 *out) {
    return sensor ? 2 : wholes(g, "nvmlDeviceGetTemperature", 1, &out);
}

int nvmlDeviceGetMemoryInfo(gpu *g, MEMORY *out) { return wides(g, "nvmlDeviceGetMemoryInfo", 3, &out->total); }
int nvmlDeviceGetBAR1MemoryInfo(gpu *g, BAR1_MEMORY *out) {
    return wides(g, "nvmlDeviceGetBAR1MemoryInfo", 3, &out->bar1Total);
}

int nvmlDeviceGetRemappedRows(gpu *g, u32 *a, u32 *b, u32 *c, u32 *d) {
    u32 *out[] = {a, b, c, d};
    return wholes(g, "nvmlDeviceGetRemappedRows", 4, out);
}

int nvmlDeviceGetRowRemapperHistogram(gpu *g, REMAPPER_HISTOGRAM *h) {
    u32 *out[] = {&h->max, &h->high, &h->partial, &h->low, &h->none};
    return wholes(g, "nvmlDeviceGetRowRemapperHistogram", 5, out);
}

/* Four numbers for each memory: corrected volatile and aggregate, uncorrected volatile and aggregate. */
int nvmlDeviceGetMemoryErrorCounter(gpu *g, int type, int counter, int memory, u64 *out) {
    u64 all[4];
    int code = wides(g, memory == 7 ? "errors-sram" : memory == 2 ? "errors-dram" : "errors-other", 4, all);
    *out = all[type * 2 + counter];
    return code;
}

int nvmlDeviceGetTotalEccErrors(gpu *g, int type, int counter, u64 *out) {
    u64 all[4];
    int code = wides(g, "errors-total", 4, all);
    *out = all[type * 2 + counter];
    return code;
}

int nvmlDeviceGetFieldValues(gpu *g, int count, FIELD_VALUE *values) {
    for (int i = 0; i < count; i++) {
        char key[32];
        const char *rest = 0;
        snprintf(key, sizeof key, "field %u", values[i].fieldId);
        values[i].nvmlReturn = answer(g, key, &rest);
        if (values[i].nvmlReturn == NOT_SUPPORTED) values[i].nvmlReturn = line_of(g, key) ? NOT_SUPPORTED : 2;
        if (!values[i].nvmlReturn) {
            memset(&values[i].value, 0xff, sizeof(nvml_value));
            values[i].valueType = 1;
            values[i].value.u = (u32) strtoll(rest, 0, 0);
        }
    }
    return 0;
}

#ifndef OLD /* what drivers before 570 do not have */
WIDE(nvmlDeviceGetCurrentClocksEventReasons)

int nvmlDeviceGetSramEccErrorStatus(gpu *g, SRAM_STATUS_V1 *s) {
    u32 *out[] = {&s->bThresholdExceeded};
    if (!version_of(s->version, sizeof *s, 1)) return VERSION_MISMATCH;
    return wholes(g, "nvmlDeviceGetSramEccErrorStatus", 1, out);
}

int nvmlDeviceGetRepairStatus(gpu *g, REPAIR_V1 *s) {
    u32 *out[] = {&s->bChannelRepairPending, &s->bTpcRepairPending};
    if (!version_of(s->version, sizeof *s, 1)) return VERSION_MISMATCH;
    return wholes(g, "nvmlDeviceGetRepairStatus", 2, out);
}

int nvmlDeviceGetTemperatureV(gpu *g, TEMPERATURE_V1 *s) {
    u32 *out[] = {(u32 *) &s->temperature};
    if (!version_of(s->version, sizeof *s, 1)) return VERSION_MISMATCH;
    return s->sensorType ? 2 : wholes(g, "nvmlDeviceGetTemperature", 1, out);
}

int nvmlDeviceGetMarginTemperature(gpu *g, MARGIN_V1 *s) {
    u32 *out[] = {(u32 *) &s->marginTemperature};
    if (!version_of(s->version, sizeof *s, 1)) return VERSION_MISMATCH;
    return wholes(g, "nvmlDeviceGetMarginTemperature", 1, out);
}

int nvmlDeviceGetAddressingMode(gpu *g, ADDRESSING_V1 *s) {
    u32 *out[] = {&s->value};
    if (!version_of(s->version, sizeof *s, 1)) return VERSION_MISMATCH;
    return wholes(g, "nvmlDeviceGetAddressingMode", 1, out);
}

/* state status clique mask summary; every byte of the cluster's UUID is 0x11 */
int nvmlDeviceGetGpuFabricInfoV(gpu *g, FABRIC_V3 *s) {
    u32 state, summary, *out[] = {&state, (u32 *) &s->status, &s->cliqueId, &s->healthMask, &summary};
    if (!version_of(s->version, sizeof *s, 3)) return VERSION_MISMATCH;
    int code = wholes(g, "nvmlDeviceGetGpuFabricInfoV", 5, out);
    if (code) return code;
    memset(s->clusterUuid, 0x11, 16);
    s->state = (unsigned char) state;
    s->healthSummary = (unsigned char) summary;
    return 0;
}
#endif

int nvmlEventSetCreate(void **set) {
    called("nvmlEventSetCreate", "");
    *set = gpus;
    return 0;
}

int nvmlEventSetFree(void *set) {
    called("nvmlEventSetFree", "");
    return set == gpus ? 0 : 2;
}

int nvmlDeviceRegisterEvents(gpu *g, u64 types, void *set) {
    const char *rest = 0;
    int code = answer(g, "nvmlDeviceRegisterEvents", &rest);
    if (code == NOT_SUPPORTED && line_of(g, "nvmlDeviceRegisterEvents")) return code;
    if (code && code != NOT_SUPPORTED) return code;
    if (types != 8 || set != gpus) return 2;
    g->registered = 1;
    return 0;
}

/* Each event line is delivered once, in order; then there are none. */
int nvmlEventSetWait_v2(void *set, EVENT_DATA *data, u32 millis) {
    if (set != gpus) return 2;
    for (int i = 0; i < gpu_count; i++)
        for (int n = 0; n < gpus[i].count; n++) {
            char *line = gpus[i].lines[n];
            int code;
            if (gpus[i].registered && sscanf(line, "event error %d", &code) == 1) {
                *line = '#';
                return code;
            }
            if (gpus[i].registered && sscanf(line, "event %llu", &data->eventData) == 1) {
                *line = '#';
                data->device = &gpus[i];
                data->eventType = 8;
                data->gpuInstanceId = data->computeInstanceId = 0xffffffff;
                return 0;
            }
        }
    usleep(millis * 1000);
    return TIMED_OUT;
}

#ifdef BROKEN
extern int of_another_driver(void);
int unresolved(void) { return of_another_driver(); }
#endif
