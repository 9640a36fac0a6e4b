package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.experiments.cli.CommandRunner.Result;
import org.prumerge4j.experiments.efficiency.EfficiencyReport;

class EfficiencyCommandTest {
    private static Result run(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "efficiency";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return CommandRunner.run(arguments);
    }

    private static String line(Result result, String start) {
        return result.out()
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .map(line -> line.strip().replaceAll(" {2,}", " | "))
                .orElse("no line " + start + " in\n" + result.out() + result.err());
    }

    @Test
    void comparesThreeNumbersOfVisualTokensUnlessToldOtherwise() {
        Result result = run();

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).startsWith("LLaVA-1.5-7b, language model alone, on V100; batch 1; weights 16 bit");
        assertThat(line(result, "visual tokens")).isEqualTo("visual tokens | 576 | 145 | 40");
        assertThat(line(result, "prompt tokens")).isEqualTo("prompt tokens (40 of text) | 616 | 185 | 80");
        assertThat(line(result, "total prefill operations (T)"))
                .isEqualTo("total prefill operations (T) | 8.181 | 2.415 | 1.040");
        assertThat(line(result, "prefill time (ms)")).isEqualTo("prefill time (ms) | 77.67 | 22.81 | 15.53");
        assertThat(line(result, "memory traffic (GB)")).isEqualTo("memory traffic (GB) | 21.82 | 15.15 | 13.98");
        assertThat(line(result, "activation bytes stored, summed over layers (GB)"))
                .endsWith("| 3.876 | 0.837 | 0.328");
        assertThat(line(result, "resident memory (GB)")).isEqualTo("resident memory (GB) | 13.40 | 13.08 | 13.00");
        assertThat(line(result, "fewer operations")).endsWith("| 1.0x | 3.4x | 7.9x");
    }

    @Test
    void optionsReachTheModel() {
        assertThat(line(run("--lm-head", "before-2024-03-19"), "prefill time (ms)"))
                .contains("| 77.53 |");
        assertThat(line(run("--hardware", "a100-80g"), "prefill time (ms)")).isNotEqualTo(line(run(), "prefill time"));
        assertThat(run("--hardware", "cpu:200:20").out()).contains("on cpu:200:20;", "peak 0.200 TFLOP/s, 20.00 GB/s");
        assertThat(run("--bits", "4,16,8").out()).contains("weights 4 bit, activations 16 bit, keys and values 8 bit");
        assertThat(run("--bits", "4,16,16").out()).contains("peak 112.0 TFLOP/s");
        assertThat(run("--bits", "4").out()).contains("peak 62.00 TFLOP/s");
        assertThat(line(run("--visual-tokens", "32", "--text-tokens", "38", "--batch", "2"), "prompt tokens"))
                .isEqualTo("prompt tokens (38 of text) | 70");
        assertThat(line(run("--flash-attention"), "activation bytes stored"))
                .isNotEqualTo(line(run(), "activation bytes stored"));
        assertThat(run("--model", "13b").out()).startsWith("LLaVA-1.5-13b");
        assertThat(line(run("--model", "13b"), "total prefill operations")).contains("| 15.9");
    }

    @Test
    void paperPrintsTheTable() {
        assertThat(run("--paper")).isEqualTo(new Result(ExitCode.OK, EfficiencyReport.paper(), ""));
    }

    /** Every time is positive, and what the model knows of is beside what was measured. */
    @Test
    void measuresAModelOnThisMachine() {
        Result result = run(
                "--measure",
                "--model",
                System.getProperty("project.root") + "/experiments/demo/model",
                "--visual-tokens",
                "49,4",
                "--text-tokens",
                "10",
                "--layers",
                "9");

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("2 of 2 decoder layers were run", "measured here in float32");
        assertThat(line(result, "prompt tokens")).isEqualTo("prompt tokens (10 of text) | 59 | 14");
        for (String row : new String[] {
            "reading a prompt, measured (s)", "reading a prompt, roofline model (s)",
            "training step of one sample, measured (s)", "training step, arithmetic at the machine's rate (s)"
        }) {
            String[] cells = line(result, row).split(" \\| ");
            assertThat(cells).hasSize(3);
            assertThat(Double.parseDouble(cells[1])).isPositive();
            assertThat(Double.parseDouble(cells[2])).isPositive();
        }
        assertThat(line(result, "faster step than the first")).contains("| 1.0x |");
    }

    @Test
    void whatCannotBeMeasuredIsAUsageError() {
        assertThat(run("--measure", "--visual-tokens", "0").err()).contains("found 0, expected 1 to 576 to measure");
        assertThat(run("--measure", "--visual-tokens", "577").code()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @ParameterizedTest
    @CsvSource({
        "--model, 70b, 'expected 7b, 13b, or a folder with a config.json'",
        "--hardware, B200, 'expected one of V100'",
        "--bits, '4,4', 'expected bits of weights'",
        "--batch, 0, expected at least 1",
        "--text-tokens, 0, expected at least 1",
        "--visual-tokens, -1, expected at least 0",
        "--lm-head, old, 'expected one of before-2024-03-19, current'"
    })
    void wrongOptionsAreUsageErrors(String option, String value, String message) {
        Result result = run(option, value);

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }
}
