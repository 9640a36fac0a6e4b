package org.prumerge4j.prumerge.random;

import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerPlugin;
import org.prumerge4j.prumerge.options.OptionReader;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** Registers {@code random}. */
public final class RandomPlugin implements ReducerPlugin {
    private static final String NAME = "random";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Preset> presets() {
        return List.of(new Preset(NAME, NAME + "/40", "40 random patches.", RandomOptions.FORTY.toMap()));
    }

    @Override
    public Map<String, Object> resolve(Preset preset, Map<String, ?> given) {
        return read(preset.options(), given).toMap();
    }

    @Override
    public Reducer create(ReducerOptions options) {
        return new RandomReducer(options, read(options.options(), Map.of()));
    }

    private static RandomOptions read(Map<String, ?> defaults, Map<String, ?> given) {
        OptionReader reader = new OptionReader(NAME, defaults, given);
        RandomOptions options = RandomOptions.read(reader);
        reader.finish();
        return options;
    }
}
