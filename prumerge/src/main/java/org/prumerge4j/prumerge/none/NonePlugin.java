package org.prumerge4j.prumerge.none;

import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerPlugin;
import org.prumerge4j.prumerge.options.OptionReader;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;

/** Registers {@code none}. */
public final class NonePlugin implements ReducerPlugin {
    private static final String NAME = "none";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Preset> presets() {
        return List.of(new Preset(NAME, NAME + "/all", "Every visual token, as in LLaVA.", Map.of()));
    }

    @Override
    public Map<String, Object> resolve(Preset preset, Map<String, ?> given) {
        new OptionReader(NAME, preset.options(), given).finish();
        return Map.of();
    }

    @Override
    public Reducer create(ReducerOptions options) {
        return new NoneReducer(options);
    }
}
