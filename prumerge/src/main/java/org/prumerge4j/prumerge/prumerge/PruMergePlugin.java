package org.prumerge4j.prumerge.prumerge;

import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerPlugin;
import org.prumerge4j.prumerge.options.OptionReader;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** Registers {@code prumerge} or {@code prumerge-plus}, which share selection and merging. */
public final class PruMergePlugin implements ReducerPlugin {
    private final String name;
    private final boolean plus;

    private PruMergePlugin(String name, boolean plus) {
        this.name = name;
        this.plus = plus;
    }

    /** PruMerge. */
    public static PruMergePlugin base() {
        return new PruMergePlugin("prumerge", false);
    }

    /** PruMerge+, which also keeps patches for their place. */
    public static PruMergePlugin plus() {
        return new PruMergePlugin("prumerge-plus", true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Preset> presets() {
        return plus ? PruMergePresets.plus(name) : PruMergePresets.base(name);
    }

    @Override
    public Map<String, Object> resolve(Preset preset, Map<String, ?> given) {
        return read(preset.options(), given).toMap();
    }

    @Override
    public Reducer create(ReducerOptions options) {
        return new PruMergeReducer(options, read(options.options(), Map.of()));
    }

    private PruMergeOptions read(Map<String, ?> defaults, Map<String, ?> given) {
        OptionReader reader = new OptionReader(name, defaults, given);
        PruMergeOptions options = PruMergeOptions.read(reader, plus);
        reader.finish();
        return options;
    }
}
