package org.prumerge4j.lora.peft;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;

/**
 * One file of a PEFT folder with every tensor accounted for.
 *
 * @param source the file
 * @param names the class of model whose names it uses
 * @param layout the adapters in it; none in the projector's file
 * @param fileNames names in the file by canonical name
 * @param tensors tensors by canonical name
 */
record PeftContent(
        TensorSource source,
        PeftLayout names,
        AdapterLayout layout,
        Map<String, String> fileNames,
        Map<String, TensorInfo> tensors) {

    /** The adapter's file, checked against its configuration and the decoder. */
    static PeftContent adapter(Path file, TensorSource source, PeftConfig config, List<LinearShape> linears)
            throws CheckpointFormatException {
        PeftLayout names = source.tensors().keySet().stream()
                .flatMap(name -> PeftLayout.of(name).stream())
                .findFirst()
                .orElseThrow(() -> new CheckpointFormatException(file, noAdapter(source)));
        List<Adapter> adapters = linears.stream()
                .filter(linear -> config.targets().matches(names.module(linear.path())))
                .map(linear -> config.adapter(linear, names))
                .toList();
        if (adapters.isEmpty()) {
            throw new CheckpointFormatException(
                    file.resolveSibling(PeftConfig.FILE_NAME), "target_modules names no linear layer of the decoder");
        }
        AdapterLayout layout = new AdapterLayout(adapters);
        Account account = new Account(source, names::canonicalMatrix);
        return account.settle(file, names, layout, layout.parameters());
    }

    /** The projector's file, checked against the projector's shapes. */
    static PeftContent projector(Path file, TensorSource source, Map<String, Shape> expected)
            throws CheckpointFormatException {
        Account account = new Account(source, PeftLayout::canonicalProjector);
        return account.settle(file, PeftLayout.LLAVA, new AdapterLayout(List.of()), expected);
    }

    ByteBuffer bytes(String canonical) {
        return source.bytes(fileName(canonical));
    }

    String origin(String canonical) {
        return source.origin(fileName(canonical));
    }

    private String fileName(String canonical) {
        return Objects.requireNonNull(fileNames.get(canonical), canonical);
    }

    private static String noAdapter(TensorSource source) {
        String found = source.tensors().keySet().stream()
                .findFirst()
                .map(first -> "its first tensor is " + first)
                .orElse("it is empty");
        return "holds no adapter of a decoder layer; " + found + ", expected names such as "
                + PeftLayout.LLAVA.fileMatrix("model.layers.0.self_attn.q_proj.lora_A.weight");
    }

    /** Compares what is in a file with what should be. */
    private static final class Account {
        private final TensorSource source;
        private final Map<String, String> fileNames = new LinkedHashMap<>();
        private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        Account(TensorSource source, Function<String, Optional<String>> canonicalName) {
            this.source = source;
            for (String fileName : source.tensors().keySet()) {
                canonicalName
                        .apply(fileName)
                        .ifPresentOrElse(
                                canonical -> add(canonical, fileName),
                                () -> problems.add(fileName + " is not expected here"));
            }
        }

        private void add(String canonical, String fileName) {
            String other = fileNames.putIfAbsent(canonical, fileName);
            if (other != null) {
                problems.add(fileName + " and " + other + " are the same tensor, " + canonical);
            }
        }

        PeftContent settle(Path file, PeftLayout names, AdapterLayout layout, Map<String, Shape> expected)
                throws CheckpointFormatException {
            expected.forEach(this::settle);
            fileNames.forEach((canonical, fileName) -> {
                if (!expected.containsKey(canonical)) {
                    problems.add(
                            fileName + " is not expected here: the configuration and the model have no " + canonical);
                }
            });
            if (!problems.isEmpty()) {
                throw CheckpointFormatException.of(file.toString(), problems);
            }
            return new PeftContent(source, names, layout, Map.copyOf(fileNames), tensors);
        }

        private void settle(String canonical, Shape shape) {
            String fileName = fileNames.get(canonical);
            if (fileName == null) {
                problems.add(canonical + " is missing");
                return;
            }
            TensorInfo info = Objects.requireNonNull(source.tensors().get(fileName), fileName);
            if (!info.shape().equals(shape)) {
                problems.add(fileName + " is " + info.shape() + ", expected " + shape);
            }
            if (!info.type().floating()) {
                problems.add(fileName + " holds " + info.type() + ", expected floating-point numbers");
            }
            tensors.put(canonical, info.withName(canonical));
        }
    }
}
