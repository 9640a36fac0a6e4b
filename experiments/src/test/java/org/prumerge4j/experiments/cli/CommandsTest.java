package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prumerge4j.experiments.ablation.Ablation;
import org.prumerge4j.experiments.ablation.WorldSection;
import org.prumerge4j.experiments.cli.CommandRunner.Result;
import org.prumerge4j.experiments.schema.ByteSize;
import org.prumerge4j.experiments.schema.ExportLayout;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.experiments.schema.ExportType;

class CommandsTest {
    private static final String ROOT = System.getProperty("project.root");
    private static final String DEMO = ROOT + "/experiments/configs/demo/demo.yaml";

    private final List<Object> calls = new ArrayList<>();

    @Test
    void trainChecksFileThenHardwareThenRuns() {
        TrainCommand command = new TrainCommand(
                List.of(experiment -> {
                    calls.add("files");
                    return List.of();
                }),
                experiment -> {
                    calls.add("fit");
                    return List.of();
                },
                () -> calls.add("hardware"),
                (experiment, resume, console) -> {
                    calls.add(experiment.training().maxSteps());
                    calls.add(resume);
                    console.line("done");
                    return true;
                });

        Result result = CommandRunner.runCommand(command, DEMO, "training.max-steps=7", "--resume");

        assertThat(result).isEqualTo(new Result(ExitCode.OK, "done" + System.lineSeparator(), ""));
        assertThat(calls).containsExactly("files", "fit", "hardware", 7, true);
    }

    @Test
    void trainStopsBeforeTheHardwareIfACheckObjects() {
        TrainCommand command = new TrainCommand(
                List.of(experiment -> List.of(experiment.problem("reducer.preset", "no such preset"))),
                experiment -> List.of(),
                () -> calls.add("hardware"),
                (experiment, resume, console) -> calls.add("run"));

        Result result = CommandRunner.runCommand(command, DEMO);

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).containsPattern("demo\\.yaml:\\d+:11: reducer\\.preset: no such preset");
        assertThat(calls).isEmpty();
    }

    @Test
    void aStoppedRunSaysHowToGoOnAndHasACodeOfItsOwn() {
        Result result = CommandRunner.runCommand(
                new TrainCommand(List.of(), experiment -> List.of(), () -> {}, (experiment, resume, console) -> false),
                DEMO,
                "training.max-steps=7");

        assertThat(result.code()).isEqualTo(3).isEqualTo(ExitCode.STOPPED);
        assertThat(result.out())
                .contains(
                        "everything is saved. Go on with: prumerge4j train " + DEMO + " training.max-steps=7 --resume");
    }

    @Test
    void aRunThatCannotFitIsRefusedUnlessTheUserInsists() {
        ExperimentCheck tooLarge =
                experiment -> List.of(experiment.problem("training.batch-size", "this run cannot fit"));
        TrainCommand refused = new TrainCommand(
                List.of(), tooLarge, () -> calls.add("hardware"), (experiment, resume, console) -> calls.add("run"));
        TrainCommand insisted =
                new TrainCommand(List.of(), tooLarge, () -> {}, (experiment, resume, console) -> calls.add("run"));

        assertThat(CommandRunner.runCommand(refused, DEMO).code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(calls).isEmpty();
        assertThat(CommandRunner.runCommand(insisted, DEMO, "--without-plan").code())
                .isEqualTo(ExitCode.OK);
        assertThat(calls).containsExactly("run");
    }

    @Test
    void hardwareThatCannotRunFailsTheRun() {
        GenerateCommand command = new GenerateCommand(
                () -> {
                    throw new IllegalStateException("no kernels");
                },
                (request, console) -> calls.add(request));

        Result result = CommandRunner.runCommand(command, "checkpoint", "What?");

        assertThat(result.code()).isEqualTo(ExitCode.RUN_FAILED);
        assertThat(result.err()).isEqualTo("generate: no kernels" + System.lineSeparator());
        assertThat(calls).isEmpty();
    }

    @Test
    void generatePassesItsOptions() {
        GenerateCommand command = new GenerateCommand(() -> {}, (request, console) -> calls.add(request));

        CommandRunner.runCommand(command, "checkpoint", "What?");
        CommandRunner.runCommand(
                command,
                "c",
                "Why?",
                "--image",
                "i.png",
                "--adapter",
                "a",
                "--reducer",
                "none",
                "--max-new-tokens",
                "5");

        assertThat(calls)
                .containsExactly(
                        new GenerateRequest(Path.of("checkpoint"), null, null, "What?", null, 128, null),
                        new GenerateRequest(Path.of("c"), Path.of("a"), Path.of("i.png"), "Why?", "none", 5, null));
    }

    @Test
    void generateRefusesAnEmptyAnswer() {
        GenerateCommand command = new GenerateCommand(() -> {}, (request, console) -> calls.add(request));

        Result result = CommandRunner.runCommand(command, "c", "Why?", "--max-new-tokens", "0");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("found 0, expected at least 1");
        assertThat(calls).isEmpty();
    }

    @Test
    void exportSpellsItsOptionsLikeExperimentFiles() {
        ExportCommand command = new ExportCommand((trained, export, target, console) -> {
            calls.add(trained);
            calls.add(export);
            calls.add(target);
        });

        CommandRunner.runCommand(
                command, "run", "--layout", "llava-hf", "--dtype", "bf16", "--max-shard-size", "2GB", "--to", "out");

        assertThat(calls)
                .containsExactly(
                        Path.of("run"),
                        new ExportSection(ExportLayout.LLAVA_HF, ExportType.BF16, new ByteSize(2_000_000_000L)),
                        Path.of("out"));
    }

    @Test
    void exportSaysWhatItExpected() {
        ExportCommand command = new ExportCommand((trained, export, target, console) -> calls.add(export));

        Result layout = CommandRunner.runCommand(command, "run", "--layout", "llava-fh", "--to", "out");
        Result size =
                CommandRunner.runCommand(command, "run", "--layout", "peft", "--max-shard-size", "x", "--to", "o");

        assertThat(layout.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(layout.err()).contains("expected one of llava-hf, llava, peft, projector; did you mean 'llava-hf'?");
        assertThat(size.err()).contains("found 'x', expected a size such as 5GB");
        assertThat(calls).isEmpty();
    }

    @Test
    void inspectPassesItsOptions() {
        InspectCommand command = new InspectCommand((path, tensors, console) -> calls.addAll(List.of(path, tensors)));

        CommandRunner.runCommand(command, "runs/x", "--tensors");

        assertThat(calls).containsExactly(Path.of("runs/x"), true);
    }

    @Test
    void demoFindsItsAblationThroughTheHomeProperty() {
        List<Ablation> ablations = new ArrayList<>();
        DemoCommand command = new DemoCommand(() -> calls.add("hardware"), (demo, output, console) -> {
            calls.add(output);
            ablations.add(demo);
        });
        String before = System.setProperty(DemoCommand.HOME, ROOT);
        try {
            Result result = CommandRunner.runCommand(command, "world.test=3");
            Result elsewhere = CommandRunner.runCommand(command, "--output", "x");

            assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
            assertThat(elsewhere.code()).as(elsewhere.err()).isEqualTo(ExitCode.OK);
        } finally {
            if (before == null) {
                System.clearProperty(DemoCommand.HOME);
            } else {
                System.setProperty(DemoCommand.HOME, before);
            }
        }
        assertThat(calls).containsExactly("hardware", Path.of(ROOT, "runs", "demo"), "hardware", Path.of("x"));
        assertThat(ablations).first().satisfies(demo -> assertThat(demo.world())
                .isNotNull()
                .extracting(WorldSection::test)
                .isEqualTo(3));
    }

    @Test
    void ablateListsRunsWithoutHardware() {
        AblateRun run = (ablation, output, console) -> calls.add(output);
        Runnable hardware = () -> calls.add("hardware");
        String config = ROOT + "/experiments/ablations/demo.yaml";

        Result list = CommandRunner.runCommand(
                new AblateCommand(hardware, run), "--config", config, "--output", "x", "--list");
        CommandRunner.runCommand(new AblateCommand(hardware, run), "--config", config, "--output", "x");

        assertThat(list.out().lines()).containsExactly("full", "prumerge", "prumerge.lora.seed-1");
        assertThat(calls).containsExactly("hardware", Path.of("x"));
    }

    @Test
    void visualizePassesItsOptions() {
        VisualizeCommand command = new VisualizeCommand(() -> {}, (request, console) -> calls.add(request));

        CommandRunner.runCommand(
                command,
                "--model",
                "m",
                "--image",
                "i.png",
                "--output",
                "o.png",
                "--reducer",
                "prumerge/paper",
                "-o",
                "iqr-factor=2.5",
                "-o",
                "min-keep=3",
                "-o",
                "merge=false",
                "-o",
                "order=raster",
                "--details",
                "0");

        assertThat(calls)
                .containsExactly(new VisualizeRequest(
                        Path.of("m"),
                        Path.of("i.png"),
                        "prumerge/paper",
                        Map.of("iqr-factor", 2.5, "min-keep", 3L, "merge", false, "order", "raster"),
                        0,
                        Path.of("o.png")));
    }
}
