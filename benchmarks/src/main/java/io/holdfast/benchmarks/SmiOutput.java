package io.holdfast.benchmarks;

import java.util.function.IntFunction;

/// What `nvidia-smi -q -x` would print: elements in the places where the driver prints them, invented values, and the
/// long list of supported clocks that makes up most of a real one.
final class SmiOutput {
    private static final int GRAPHICS_CLOCKS = 120;

    private SmiOutput() {}

    static String uuid(int gpu) {
        return "GPU-00000000-0000-4000-8000-%012x".formatted(gpu);
    }

    /// @param addresses PCI address of a GPU by its number
    static String xml(int gpus, IntFunction<String> addresses) {
        StringBuilder xml =
                new StringBuilder("""
                <?xml version="1.0" ?>
                <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
                <nvidia_smi_log>
                <timestamp>Mon Nov 23 05:00:00 2026</timestamp>
                <driver_version>570.133.20</driver_version>
                <cuda_version>12.8</cuda_version>
                """).append("<attached_gpus>").append(gpus).append("</attached_gpus>\n");
        for (int gpu = 0; gpu < gpus; gpu++) {
            gpu(xml, gpu, addresses.apply(gpu));
        }
        return xml.append("</nvidia_smi_log>\n").toString();
    }

    private static void gpu(StringBuilder xml, int gpu, String address) {
        xml.append("<gpu id=\"0000")
                .append(address.toUpperCase(java.util.Locale.ROOT))
                .append("\">\n");
        xml.append("""
                <product_name>NVIDIA H100 80GB HBM3</product_name>
                <product_brand>NVIDIA</product_brand>
                <product_architecture>Hopper</product_architecture>
                <persistence_mode>Enabled</persistence_mode>
                <addressing_mode>None</addressing_mode>
                <mig_mode><current_mig>Disabled</current_mig><pending_mig>Disabled</pending_mig></mig_mode>
                <mig_devices>None</mig_devices>
                <accounting_mode>Disabled</accounting_mode>
                """);
        element(xml, "serial", "165012300%04d".formatted(gpu));
        element(xml, "uuid", uuid(gpu));
        element(xml, "minor_number", Integer.toString(gpu));
        xml.append("""
                <vbios_version>96.00.89.00.01</vbios_version>
                <gpu_part_number>2330-885-A1</gpu_part_number>
                <inforom_version><img_version>G520.0200.00.05</img_version><ecc_object>7.16</ecc_object></inforom_version>
                <gsp_firmware_version>570.133.20</gsp_firmware_version>
                <pci><pci_gpu_link_info>
                <pcie_gen><max_link_gen>5</max_link_gen><current_link_gen>5</current_link_gen></pcie_gen>
                <link_widths><max_link_width>16x</max_link_width><current_link_width>16x</current_link_width></link_widths>
                </pci_gpu_link_info><replay_counter>0</replay_counter></pci>
                <performance_state>P0</performance_state>
                <clocks_event_reasons>
                <clocks_event_reason_gpu_idle>Active</clocks_event_reason_gpu_idle>
                <clocks_event_reason_hw_slowdown>Not Active</clocks_event_reason_hw_slowdown>
                <clocks_event_reason_hw_thermal_slowdown>Not Active</clocks_event_reason_hw_thermal_slowdown>
                <clocks_event_reason_sw_power_cap>Not Active</clocks_event_reason_sw_power_cap>
                </clocks_event_reasons>
                <fb_memory_usage><total>81559 MiB</total><reserved>551 MiB</reserved><used>0 MiB</used><free>81007 MiB</free></fb_memory_usage>
                <compute_mode>Default</compute_mode>
                <ecc_mode><current_ecc>Enabled</current_ecc><pending_ecc>Enabled</pending_ecc></ecc_mode>
                <ecc_errors><volatile><sram_correctable>0</sram_correctable><sram_uncorrectable_parity>0</sram_uncorrectable_parity>
                <dram_correctable>0</dram_correctable><dram_uncorrectable>0</dram_uncorrectable></volatile>
                <aggregate><sram_correctable>0</sram_correctable><dram_uncorrectable>0</dram_uncorrectable></aggregate></ecc_errors>
                <remapped_rows><remapped_row_corr>0</remapped_row_corr><remapped_row_unc>0</remapped_row_unc>
                <remapped_row_pending>No</remapped_row_pending><remapped_row_failure>No</remapped_row_failure></remapped_rows>
                <temperature><gpu_temp>31 C</gpu_temp><memory_temp>42 C</memory_temp></temperature>
                <gpu_power_readings><power_state>P0</power_state><average_power_draw>70.1 W</average_power_draw>
                <current_power_limit>700.00 W</current_power_limit><max_power_limit>700.00 W</max_power_limit></gpu_power_readings>
                <clocks><graphics_clock>345 MHz</graphics_clock><sm_clock>345 MHz</sm_clock><mem_clock>2619 MHz</mem_clock></clocks>
                <fabric><state>Completed</state><status>Success</status></fabric>
                <supported_clocks><supported_mem_clock><value>2619 MHz</value>
                """);
        for (int clock = 0; clock < GRAPHICS_CLOCKS; clock++) {
            element(xml, "supported_graphics_clock", 1980 - 15 * clock + " MHz");
        }
        xml.append("</supported_mem_clock></supported_clocks>\n<processes></processes>\n</gpu>\n");
    }

    private static void element(StringBuilder xml, String name, String text) {
        xml.append('<')
                .append(name)
                .append('>')
                .append(text)
                .append("</")
                .append(name)
                .append(">\n");
    }
}
