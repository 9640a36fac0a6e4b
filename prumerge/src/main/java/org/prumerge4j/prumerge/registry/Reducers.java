package org.prumerge4j.prumerge.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerPlugin;
import org.prumerge4j.prumerge.none.NonePlugin;
import org.prumerge4j.prumerge.options.Preset;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.prumerge.PruMergePlugin;
import org.prumerge4j.prumerge.random.RandomPlugin;
import org.prumerge4j.prumerge.sequential.SequentialPlugin;
import org.prumerge4j.prumerge.spatial.SpatialPlugin;

/** Finds reducers and presets by name, and builds reducers from what a configuration or a checkpoint says. */
public final class Reducers {
    private static final List<ReducerPlugin> PLUGINS = List.of(
            new NonePlugin(),
            PruMergePlugin.base(),
            PruMergePlugin.plus(),
            new SequentialPlugin(),
            new SpatialPlugin(),
            new RandomPlugin());

    private Reducers() {}

    /** Names of all reducers. */
    public static List<String> names() {
        return PLUGINS.stream().map(ReducerPlugin::name).toList();
    }

    /** All presets, those of a reducer together, its default first. */
    public static List<Preset> presets() {
        return PLUGINS.stream().flatMap(plugin -> plugin.presets().stream()).toList();
    }

    /**
     * A preset by its name, or the default preset of a reducer by the reducer's name.
     *
     * @throws IllegalArgumentException if there is neither
     */
    public static Preset preset(String name) {
        for (ReducerPlugin plugin : PLUGINS) {
            for (Preset preset : plugin.presets()) {
                if (preset.name().equals(name) || plugin.name().equals(name)) {
                    return preset;
                }
            }
        }
        throw new IllegalArgumentException("no reducer or preset " + name + "; expected one of "
                + presets().stream().map(Preset::name).collect(Collectors.joining(", ")));
    }

    /**
     * The complete options of a preset with some options changed.
     *
     * @param preset name of a preset or of a reducer
     * @param changes options by name; strings, booleans and numbers
     * @throws org.prumerge4j.prumerge.options.InvalidOptionsException naming every option that is wrong
     */
    public static ReducerOptions options(String preset, Map<String, ?> changes) {
        Preset start = preset(preset);
        return ReducerOptions.of(start, plugin(start.reducer()).resolve(start, changes));
    }

    /** The reducer of complete options. */
    public static Reducer create(ReducerOptions options) {
        ReducerOptions checked = options(options.preset(), options.options());
        if (!checked.reducer().equals(options.reducer())) {
            throw new IllegalArgumentException("preset " + options.preset() + " belongs to " + checked.reducer()
                    + ", not to " + options.reducer());
        }
        return plugin(checked.reducer()).create(checked);
    }

    /** The reducer of a preset as it is. */
    public static Reducer create(String preset) {
        return create(options(preset, Map.of()));
    }

    /**
     * The reducer a checkpoint describes: the inverse of {@link ReducerOptions#toMap}.
     *
     * <p>An option the description lacks, because it is older than the option, has the preset's value.
     *
     * @throws IllegalArgumentException if the map is not such a description; with every wrong option
     */
    public static Reducer fromMap(Map<String, ?> description) {
        String reducer = text(description, ReducerOptions.REDUCER);
        String preset = text(description, ReducerOptions.PRESET);
        if (!(description.get(ReducerOptions.OPTIONS) instanceof Map<?, ?> given)) {
            throw missing(description, ReducerOptions.OPTIONS, "a map");
        }
        Map<String, Object> options = new LinkedHashMap<>();
        given.forEach((name, value) -> options.put(String.valueOf(name), value));
        return create(new ReducerOptions(reducer, preset, List.of(), options));
    }

    private static String text(Map<String, ?> description, String key) {
        if (description.get(key) instanceof String text) {
            return text;
        }
        throw missing(description, key, "a name");
    }

    private static IllegalArgumentException missing(Map<String, ?> description, String key, String expected) {
        return new IllegalArgumentException(
                "description of a reducer has " + key + " = " + description.get(key) + ", expected " + expected
                        + "; it should hold reducer, preset and options as a checkpoint stores them");
    }

    private static ReducerPlugin plugin(String name) {
        for (ReducerPlugin plugin : PLUGINS) {
            if (plugin.name().equals(name)) {
                return plugin;
            }
        }
        throw new IllegalArgumentException("no reducer " + name + "; expected one of " + String.join(", ", names()));
    }
}
