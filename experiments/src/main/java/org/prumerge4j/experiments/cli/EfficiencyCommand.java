package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.efficiency.Bits;
import org.prumerge4j.experiments.efficiency.EfficiencyReport;
import org.prumerge4j.experiments.efficiency.Hardware;
import org.prumerge4j.experiments.efficiency.LmHead;
import org.prumerge4j.experiments.efficiency.Workload;
import org.prumerge4j.model.config.ConfigFile;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints what visual tokens cost, by a roofline model. */
@Command(
        name = "efficiency",
        description = "What visual tokens cost a language model on given hardware, by a roofline model.",
        footer = {
            "",
            "Hardware: V100, A100-40G, A100-80G, A6000, A40, L40, H100-SXM, H100-PCIe, or cpu:GFLOPS:GB/s as measured.",
            "Example: prumerge4j efficiency --model 13b --hardware A100-80G --bits 4,16,16 --visual-tokens 576,145,40"
        })
final class EfficiencyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "SIZE",
            defaultValue = "7b",
            description = "7b, 13b, or the folder of a LLaVA checkpoint (default: 7b).")
    private String model = "";

    @Option(
            names = "--hardware",
            paramLabel = "NAME",
            defaultValue = "V100",
            converter = HardwareConverter.class,
            description = "A GPU, or cpu:GFLOPS:GB/s (default: V100).")
    private Hardware hardware = Hardware.V100;

    @Option(
            names = "--text-tokens",
            paramLabel = "N",
            defaultValue = "40",
            description = "Tokens of a prompt that are not visual (default: ${DEFAULT-VALUE}).")
    private int textTokens;

    @Option(
            names = "--visual-tokens",
            paramLabel = "N",
            split = ",",
            defaultValue = "576,145,40",
            description = "Numbers of visual tokens to compare (default: ${DEFAULT-VALUE}).")
    private List<Integer> visualTokens = new ArrayList<>();

    @Option(
            names = "--bits",
            paramLabel = "W,A,KV",
            defaultValue = "16",
            converter = BitsConverter.class,
            description = "Bits of weights, activations, and keys and values, or one number (default: 16).")
    private Bits bits = Bits.FP16;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "1", description = "Prompts at once (default: 1).")
    private int batch;

    @Option(names = "--flash-attention", description = "Attention as one fused operator that stores no scores.")
    private boolean fusedAttention;

    @Option(
            names = "--lm-head",
            paramLabel = "HOW",
            defaultValue = "current",
            converter = LmHeadConverter.class,
            description =
                    "How the output head is counted: current, or before-2024-03-19 for one byte a weight, as in the"
                            + " paper (default: current).")
    private LmHead lmHead = LmHead.CURRENT;

    @Option(names = "--paper", description = "Print the paper's Table 2 beside the model's numbers instead.")
    private boolean paper;

    @Option(
            names = "--measure",
            description =
                    "Measure reading a prompt and a training step on this machine, beside the model's numbers for it,"
                            + " instead.")
    private boolean measure;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decoder layers to run for --measure; times are scaled to all (default: 1).")
    private int layers;

    /**
     * Lengths of prompts.
     *
     * @param text tokens that are not visual
     * @param visual numbers of visual tokens
     */
    record Lengths(int text, List<Integer> visual) {}

    /** Measures a model of given sizes and tells. */
    @FunctionalInterface
    interface Measurement {
        String of(LlavaConfig config, String name, Lengths lengths, int layers);
    }

    private final Measurement measurement;

    /** @param measurement what {@code --measure} does */
    EfficiencyCommand(Measurement measurement) {
        this.measurement = measurement;
    }

    @Override
    public Integer call() throws IOException {
        if (spec != null) {
            Console console = new Console(spec.commandLine().getOut());
            if (paper) {
                console.text(EfficiencyReport.paper());
                return ExitCode.OK;
            }
            requireAtLeast("--batch", batch, 1);
            requireAtLeast("--text-tokens", textTokens, 1);
            for (int visual : visualTokens) {
                requireAtLeast("--visual-tokens", visual, 0);
            }
            LlavaConfig config = config();
            if (measure) {
                requireAtLeast("--layers", layers, 1);
                checkMeasurable(config);
                console.text(measurement.of(config, name(), new Lengths(textTokens, visualTokens), layers));
                return ExitCode.OK;
            }
            Workload workload = new Workload(config.decoder(), batch, bits, lmHead, fusedAttention);
            console.text(EfficiencyReport.prompts(name(), workload, hardware, textTokens, visualTokens));
        }
        return ExitCode.OK;
    }

    private LlavaConfig config() throws IOException {
        return switch (model) {
            case "7b" -> LlavaArchitectures.LLAVA_1_5_7B;
            case "13b" -> LlavaArchitectures.LLAVA_1_5_13B;
            default -> checkpoint(Path.of(model));
        };
    }

    private LlavaConfig checkpoint(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(ConfigFile.NAME))) {
            throw wrong("--model: found '" + model + "', expected 7b, 13b, or a folder with a config.json");
        }
        return ConfigFile.read(folder).llava();
    }

    private String name() {
        return model.equals("7b") || model.equals("13b") ? "LLaVA-1.5-" + model : model;
    }

    private void checkMeasurable(LlavaConfig config) {
        for (int visual : visualTokens) {
            if (visual < 1 || visual > config.vision().patches()) {
                throw wrong("--visual-tokens: found " + visual + ", expected 1 to "
                        + config.vision().patches() + " to measure");
            }
        }
    }

    private void requireAtLeast(String option, int given, int least) {
        if (given < least) {
            throw wrong(option + ": found " + given + ", expected at least " + least);
        }
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }

    /** Finds hardware by name. */
    private static final class HardwareConverter implements ITypeConverter<Hardware> {
        @Override
        public Hardware convert(String text) {
            try {
                return Hardware.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads widths. */
    private static final class BitsConverter implements ITypeConverter<Bits> {
        @Override
        public Bits convert(String text) {
            try {
                return Bits.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Spells accountings in kebab case. */
    private static final class LmHeadConverter implements ITypeConverter<LmHead> {
        @Override
        public LmHead convert(String text) {
            return Spellings.constant(LmHead.class, text);
        }
    }
}
