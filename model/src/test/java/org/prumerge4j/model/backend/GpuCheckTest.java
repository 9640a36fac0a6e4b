package org.prumerge4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class GpuCheckTest {
    private static final String PCI = "PCI_BUS_ID";

    private static GpuDevice gpu(int index, String name, String capability) {
        return new GpuDevice(index, "GPU-" + index + "abc", name, ComputeCapability.parse(capability));
    }

    private static void check(Map<String, String> environment, GpuDevice... devices) {
        new GpuCheck(() -> List.of(devices), environment).check();
    }

    @ParameterizedTest
    @CsvSource({"Tesla V100, 7.0", "NVIDIA A100, 8.0", "RTX 4070, 8.9", "Tesla K80, 3.7"})
    void acceptsGpusWithKernels(String name, String capability) {
        assertThatCode(() -> check(Map.of(), gpu(0, name, capability))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"NVIDIA H100 80GB HBM3, 9.0", "NVIDIA B200, 10.0"})
    void refusesNewerGpusAndSaysWhatToDo(String name, String capability) {
        assertThatThrownBy(() -> check(Map.of(), gpu(0, name, capability)))
                .isInstanceOf(UnsupportedHardwareException.class)
                .hasMessageStartingWith("The GPU " + name + " has compute capability " + capability + ", for which")
                .hasMessageContainingAll(
                        "3.7, 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0, 8.6", "run on another GPU", "use the CPU build");
    }

    @Test
    void offersTheOtherGpusOfTheMachine() {
        assertThatThrownBy(() -> check(Map.of(), gpu(0, "H100", "9.0"), gpu(1, "A100", "8.0"), gpu(2, "V100", "7.0")))
                .hasMessageContainingAll("The GPU H100", "CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES=1,2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "GPU-1", " 1 ", "1,7,0", "1,-1,0", "1,1"})
    void looksOnlyAtSelectedGpus(String selection) {
        Map<String, String> environment = Map.of("CUDA_VISIBLE_DEVICES", selection, "CUDA_DEVICE_ORDER", PCI);

        assertThatCode(() -> check(environment, gpu(0, "H100", "9.0"), gpu(1, "A100", "8.0")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1,0", "GPU-0abc", "1,GPU-0"})
    void refusesAnySelectedGpuWithoutKernels(String selection) {
        Map<String, String> environment = Map.of("CUDA_VISIBLE_DEVICES", selection, "CUDA_DEVICE_ORDER", PCI);

        assertThatThrownBy(() -> check(environment, gpu(0, "H100", "9.0"), gpu(1, "A100", "8.0")))
                .hasMessageStartingWith("The GPU H100");
    }

    @Test
    void refusesToGuessWhichGpuANumberMeans() {
        Map<String, String> environment = Map.of("CUDA_VISIBLE_DEVICES", "1");

        assertThatThrownBy(() -> check(environment, gpu(0, "H100", "9.0"), gpu(1, "A100", "8.0")))
                .isInstanceOf(UnsupportedHardwareException.class)
                .hasMessageContainingAll("CUDA_DEVICE_ORDER=PCI_BUS_ID", "H100 (GPU 0, compute capability 9.0)");
        assertThatCode(() -> check(environment, gpu(0, "A100", "8.0"), gpu(1, "V100", "7.0")))
                .as("whichever it means, it has kernels")
                .doesNotThrowAnyException();
    }

    @Test
    void partsOfGpusAreJudgedByAllGpus() {
        Map<String, String> environment = Map.of("CUDA_VISIBLE_DEVICES", "MIG-5c6f");

        assertThatCode(() -> check(environment, gpu(0, "A100", "8.0"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(environment, gpu(0, "H100", "9.0"))).hasMessageStartingWith("The GPU H100");
    }

    @Test
    void refusesAMachineWithoutGpu() {
        assertThatThrownBy(() -> check(Map.of()))
                .isInstanceOf(UnsupportedHardwareException.class)
                .hasMessageStartingWith("The CUDA build found no GPU: check the driver");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "9", "none"})
    void saysThatTheSelectionHidesAllGpus(String selection) {
        assertThatThrownBy(() -> check(Map.of("CUDA_VISIBLE_DEVICES", selection), gpu(0, "A100", "8.0")))
                .isInstanceOf(UnsupportedHardwareException.class)
                .hasMessageContaining("CUDA_VISIBLE_DEVICES hides A100 (GPU 0, compute capability 8.0)");
    }

    @Test
    void warnsWhenItCannotTell() {
        Logger logger = (Logger) LoggerFactory.getLogger(GpuCheck.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        GpuCheck check = new GpuCheck(
                () -> {
                    throw new IOException("nvidia-smi is missing");
                },
                Map.of());
        try {
            assertThatCode(check::check).doesNotThrowAnyException();
        } finally {
            logger.detachAppender(appender);
        }

        assertThat(appender.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("nvidia-smi is missing", "8.6");
    }
}
