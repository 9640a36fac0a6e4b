package org.prumerge4j.experiments.efficiency;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a roofline model knows of a machine.
 *
 * @param name name on the command line
 * @param bandwidth bytes per second between memory and chip
 * @param fp16Rate operations per second with 16-bit floating-point numbers; of a CPU with the type it multiplies in
 * @param int8Rate operations per second with 8-bit integers
 * @param onChipBytes fast memory on the chip, the register files of a GPU; only fused attention depends on it
 */
public record Hardware(String name, double bandwidth, double fp16Rate, double int8Rate, double onChipBytes) {
    /** The GPU of the PruMerge paper; its tensor cores know no 8-bit integers, so those are slower than 16 bits. */
    public static final Hardware V100 = new Hardware("V100", 900e9, 112e12, 62e12, 20480e3);

    private static final List<Hardware> KNOWN = List.of(
            V100,
            new Hardware("A100-40G", 1555e9, 312e12, 624e12, 27648e3),
            new Hardware("A100-80G", 2039e9, 312e12, 624e12, 27648e3),
            new Hardware("A6000", 768e9, 154.8e12, 309.7e12, 21504e3),
            new Hardware("A40", 696e9, 149.7e12, 299.3e12, 21504e3),
            new Hardware("L40", 864e9, 181e12, 362e12, 36352e3),
            new Hardware("H100-SXM", 3072e9, 989.5e12, 1979e12, 33792e3),
            new Hardware("H100-PCIe", 2048e9, 756.5e12, 1513e12, 29184e3));

    private static final String CPU = "cpu:";
    private static final double GIGA = 1e9;
    /** Second-level cache of one core of today's server CPUs. */
    public static final double CPU_CACHE = 1 << 20;

    /** The GPUs known by name: dense rates of their data sheets. */
    public static List<Hardware> known() {
        return KNOWN;
    }

    /**
     * A GPU by name, or {@code cpu:GFLOPS:GB/s} for a CPU of measured rate and bandwidth.
     *
     * @throws IllegalArgumentException with what there is
     */
    public static Hardware parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith(CPU)) {
            return cpu(text, lower.substring(CPU.length()));
        }
        List<String> names = new ArrayList<>();
        for (Hardware hardware : KNOWN) {
            if (hardware.name.equalsIgnoreCase(text)) {
                return hardware;
            }
            names.add(hardware.name);
        }
        throw new IllegalArgumentException("found '" + text + "', expected one of "
                + names.stream().collect(Collectors.joining(", "))
                + ", or cpu:GFLOPS:GB/s with measured numbers such as cpu:200:20");
    }

    private static Hardware cpu(String text, String numbers) {
        String[] parts = numbers.split(":", -1);
        double[] values = new double[2];
        boolean readable = parts.length == values.length;
        for (int i = 0; readable && i < values.length; i++) {
            try {
                values[i] = Double.parseDouble(parts[i]);
            } catch (NumberFormatException e) {
                readable = false;
            }
            readable &= values[i] > 0 && Double.isFinite(values[i]);
        }
        if (!readable) {
            throw new IllegalArgumentException(
                    "found '" + text + "', expected cpu:GFLOPS:GB/s with two positive numbers such as cpu:200:20");
        }
        return new Hardware(text, values[1] * GIGA, values[0] * GIGA, values[0] * GIGA, CPU_CACHE);
    }

    /** Operations per second with numbers of the given widths: integer units only if all of them fit 8 bits. */
    public double peak(Bits bits) {
        return bits.fitInt8() ? int8Rate : fp16Rate;
    }
}
