package org.prumerge4j.model.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which GPUs the CUDA runtime will show, by the rules of {@code CUDA_VISIBLE_DEVICES}: a list of indices or of beginnings
 * of UUIDs in the order wanted; the first entry that names no GPU ends the list.
 */
final class VisibleGpus {
    private static final String SELECTION = "CUDA_VISIBLE_DEVICES";
    private static final String ORDER = "CUDA_DEVICE_ORDER";
    /** Start of the name of a part of a GPU, which the driver's list of GPUs does not name. */
    private static final String PARTITION = "MIG-";

    private static final String PCI_ORDER = "PCI_BUS_ID";

    private VisibleGpus() {}

    /** The GPUs in the order of the selection; all of them if there is none, or it names parts of GPUs. */
    static List<GpuDevice> of(List<GpuDevice> all, Map<String, String> environment) {
        @Nullable String selection = environment.get(SELECTION);
        if (selection == null || selection.contains(PARTITION)) {
            return all;
        }
        List<GpuDevice> visible = new ArrayList<>();
        for (String entry : selection.split(",", -1)) {
            Optional<GpuDevice> device = find(entry.strip(), all);
            if (device.isEmpty()) {
                break;
            }
            if (!visible.contains(device.get())) {
                visible.add(device.get());
            }
        }
        return visible;
    }

    /**
     * Whether indices in the selection may mean other GPUs to CUDA than to the driver's list: CUDA counts the fastest
     * first unless told to use the order of the PCI bus.
     */
    static boolean ambiguous(Map<String, String> environment) {
        String selection = environment.getOrDefault(SELECTION, "");
        return selection.chars().anyMatch(Character::isDigit)
                && !selection.toUpperCase(Locale.ROOT).contains("GPU-")
                && !environment.getOrDefault(ORDER, "").equals(PCI_ORDER);
    }

    private static Optional<GpuDevice> find(String entry, List<GpuDevice> all) {
        if (entry.matches("\\d{1,6}")) {
            int index = Integer.parseInt(entry);
            return all.stream().filter(device -> device.index() == index).findFirst();
        }
        return entry.isEmpty()
                ? Optional.empty()
                : all.stream().filter(device -> device.uuid().startsWith(entry)).findFirst();
    }
}
