package org.prumerge4j.prumerge.sequential;

import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerPlugin;
import org.prumerge4j.prumerge.options.OptionReader;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** Registers {@code sequential}. */
public final class SequentialPlugin implements ReducerPlugin {
    private static final String NAME = "sequential";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Preset> presets() {
        return List.of(new Preset(NAME, NAME + "/40", "The first 40 patches.", SequentialOptions.FORTY.toMap()));
    }

    @Override
    public Map<String, Object> resolve(Preset preset, Map<String, ?> given) {
        return read(preset.options(), given).toMap();
    }

    @Override
    public Reducer create(ReducerOptions options) {
        return new SequentialReducer(options, read(options.options(), Map.of()));
    }

    private static SequentialOptions read(Map<String, ?> defaults, Map<String, ?> given) {
        OptionReader reader = new OptionReader(NAME, defaults, given);
        SequentialOptions options = SequentialOptions.read(reader);
        reader.finish();
        return options;
    }
}
