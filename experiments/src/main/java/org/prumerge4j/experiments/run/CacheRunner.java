package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.index.IndexedRecords;
import org.prumerge4j.data.index.InstructionIndex;
import org.prumerge4j.data.prefetch.Prefetcher;
import org.prumerge4j.experiments.cli.CacheRun;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.CacheSection;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.model.execution.NativeThreads;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.training.cache.CacheFolder;
import org.prumerge4j.training.llava.ImageFile;
import org.prumerge4j.training.llava.ImageInput;

/** Fills the feature cache of an experiment, says what is in it, and removes what is not of the experiment. */
public final class CacheRunner {
    private static final int AHEAD_PER_THREAD = 4;
    private static final int FAULTS_SHOWN = 5;
    private static final double MEGA = 1e6;

    private final Experiment experiment;
    private final CacheSection section;
    private final CacheRun.Options options;
    private final Console console;

    private CacheRunner(Experiment experiment, CacheSection section, CacheRun.Options options, Console console) {
        this.experiment = experiment;
        this.section = section;
        this.options = options;
        this.console = console;
    }

    /** Does what the options say; true unless an image could not be encoded or kept. */
    public static boolean run(Experiment experiment, CacheRun.Options options, Console console) throws IOException {
        CacheSection section = experiment.cache();
        if (section == null) {
            throw new IllegalArgumentException("the experiment has no cache section");
        }
        CacheRunner runner = new CacheRunner(experiment, section, options, console);
        try (BaseModel base = BaseModel.open(experiment)) {
            return switch (options.action()) {
                case FILL -> runner.fill(base);
                case LIST -> runner.list(base);
                case DELETE_OTHERS -> runner.deleteOthers(base);
            };
        }
    }

    private AspectRatio aspectRatio() {
        return TrainingSettings.aspectRatio(experiment.data());
    }

    private Reducer reducer() {
        return Reducers.create(TrainingSettings.reducer(experiment.reducer()));
    }

    private boolean fill(BaseModel base) throws IOException {
        List<String> names = names();
        NativeThreads.suit(base.config().decoder());
        CacheProgress progress = new CacheProgress(names.size(), console);
        try (Images images = Images.of(base, aspectRatio(), reducer(), section);
                Prefetcher<String, ImageInput> ahead = new Prefetcher<>(
                        names.iterator(),
                        name -> images.visualTokens().prepare(image(name, images)),
                        name -> "image " + name,
                        options.threads(),
                        AHEAD_PER_THREAD * options.threads())) {
            int faults = 0;
            while (ahead.hasNext()) {
                try {
                    ImageInput image = ahead.next();
                    boolean known = image.reduced() != null;
                    images.visualTokens().of(image);
                    progress.done(known);
                } catch (IOException e) {
                    faults++;
                    if (faults <= FAULTS_SHOWN) {
                        console.line(String.valueOf(e.getMessage()));
                    }
                    progress.done(true);
                }
                if (!images.accepts()) {
                    throw new IOException(full(progress));
                }
            }
            console.line(images.visualTokens().summary().toString());
            console.text(images.cacheUse());
            return report(faults);
        }
    }

    private boolean report(int faults) throws IOException {
        console.line(String.format(
                Locale.ROOT,
                "%s: %.1f MB of at most %s",
                section.folder(),
                new CacheFolder(section.folder()).bytes() / MEGA,
                section.maxSize().text()));
        if (faults > 0) {
            console.line(faults + " images could not be read; check-data lists them all");
        }
        return faults == 0;
    }

    private String full(CacheProgress progress) throws IOException {
        return String.format(
                Locale.ROOT,
                "the feature cache %s takes no more after %d of %d images, with %.1f MB of at most %s: give it more room"
                        + " (cache.max-size), delete what others left (cache --delete-others), or see the warning above",
                section.folder(),
                progress.seen(),
                progress.images(),
                new CacheFolder(section.folder()).bytes() / MEGA,
                section.maxSize().text());
    }

    private ImageInput image(String name, Images images) {
        Path file = experiment.data().images().resolve(name);
        return new ImageFile(name, file, new ImageReader(), images.preprocessor());
    }

    /** Every image once, in the order of the records; of these every so-manieth. */
    private List<String> names() throws IOException {
        InstructionIndex index = InstructionIndex.read(experiment.data().instructions());
        Set<String> names = new LinkedHashSet<>();
        try (IndexedRecords records = IndexedRecords.open(index)) {
            for (int record = 0; record < index.size(); record++) {
                @Nullable
                String image = index.hasImage(record) ? records.get(record).image() : null;
                if (image != null) {
                    names.add(image);
                }
            }
        }
        List<String> all = List.copyOf(names);
        return IntStream.range(0, all.size())
                .filter(i -> i % options.parts() == options.part() - 1)
                .mapToObj(all::get)
                .toList();
    }

    private boolean list(BaseModel base) throws IOException {
        CacheFolder cache = new CacheFolder(section.folder());
        Path own = own(base, cache);
        for (CacheFolder.Part part : cache.parts()) {
            console.line(String.format(
                    Locale.ROOT,
                    "%s: %.1f MB%s",
                    part.path().getFileName(),
                    part.bytes() / MEGA,
                    part.path().equals(own) ? ", of this experiment" : ""));
            console.line("  " + part.description());
        }
        return report(0);
    }

    private boolean deleteOthers(BaseModel base) throws IOException {
        CacheFolder cache = new CacheFolder(section.folder());
        Path own = own(base, cache);
        for (CacheFolder.Part part : cache.parts()) {
            if (!part.path().equals(own)) {
                cache.delete(part);
                console.line("deleted " + part.path() + String.format(Locale.ROOT, ", %.1f MB", part.bytes() / MEGA));
            }
        }
        return report(0);
    }

    private Path own(BaseModel base, CacheFolder cache) throws IOException {
        return cache.of(Images.identity(base, aspectRatio(), reducer(), section));
    }
}
