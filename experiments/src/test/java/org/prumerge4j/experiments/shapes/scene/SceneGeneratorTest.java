package org.prumerge4j.experiments.shapes.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.prumerge4j.experiments.shapes.draw.SceneRenderer;

class SceneGeneratorTest {
    private static final int SCENES = 3000;

    private static final List<Scene> TRAIN = scenes(1, Split.TRAIN, SCENES);

    private static List<Scene> scenes(long seed, Split split, int count) {
        SceneGenerator generator = new SceneGenerator(seed);
        return IntStream.range(0, count)
                .mapToObj(index -> generator.scene(split, index))
                .toList();
    }

    private static <T> Map<T, Long> shares(Function<SceneObject, T> property) {
        return TRAIN.stream()
                .flatMap(scene -> scene.objects().stream())
                .collect(Collectors.groupingBy(property, Collectors.counting()));
    }

    private static void assertEven(Map<?, Long> counts, int expectedKinds) {
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        double even = (double) sum / expectedKinds;
        assertThat(counts).hasSize(expectedKinds);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count / even).isBetween(0.88, 1.12));
    }

    @Test
    void sceneDependsOnSeedSplitAndIndexAlone() {
        assertThat(new SceneGenerator(1).scene(Split.TRAIN, 17)).isEqualTo(TRAIN.get(17));
        assertThat(new SceneGenerator(2).scene(Split.TRAIN, 17)).isNotEqualTo(TRAIN.get(17));
    }

    @Test
    void splitsShareNoSceneWhateverTheSeed() {
        Set<String> train = Stream.of(1L, 2L, 3L)
                .flatMap(seed -> scenes(seed, Split.TRAIN, 500).stream())
                .map(Scene::hash)
                .collect(Collectors.toCollection(HashSet::new));
        Set<String> validation =
                scenes(2, Split.VALIDATION, 200).stream().map(Scene::hash).collect(Collectors.toSet());
        Set<String> test = scenes(3, Split.TEST, 200).stream().map(Scene::hash).collect(Collectors.toSet());

        assertThat(train).doesNotContainAnyElementsOf(validation).doesNotContainAnyElementsOf(test);
        assertThat(validation).doesNotContainAnyElementsOf(test);
        assertThat(TRAIN).allSatisfy(scene -> {
            assertThat(Split.TRAIN.holds(scene)).isTrue();
            assertThat(Split.VALIDATION.holds(scene) || Split.TEST.holds(scene)).isFalse();
        });
    }

    @Test
    void hashTellsContentsApartButNotBackdropsOrTheOrderOfObjects() {
        Scene scene = TRAIN.stream()
                .filter(each -> each.objects().size() > 2 && each.text() != null)
                .findFirst()
                .orElseThrow();
        Backdrop other = new Backdrop(0, List.of(), List.of(), 0, 0);
        List<SceneObject> objects = scene.objects();

        assertThat(new Scene(other, WorldRandom.of(3).shuffled(objects), scene.text()).hash())
                .isEqualTo(scene.hash());
        assertThat(new Scene(other, objects, null).hash()).isNotEqualTo(scene.hash());
        assertThat(new Scene(other, objects.subList(1, objects.size()), scene.text()).hash())
                .isNotEqualTo(scene.hash());
    }

    @Test
    void objectsLieInTheImageApartFromEachOtherAndHaveNamesOfTheirOwn() {
        for (Scene scene : TRAIN) {
            List<SceneObject> objects = scene.objects();
            assertThat(objects.stream().map(SceneObject::pair)).doesNotHaveDuplicates();
            for (SceneObject object : objects) {
                assertThat(List.of(object.x(), object.y())).allSatisfy(place -> assertThat(place)
                        .isBetween(object.radius(), 2 * Scene.SIDE - object.radius()));
                assertThat(objects.stream().filter(other -> !other.equals(object)))
                        .allSatisfy(other -> assertThat(Math.hypot(other.x() - object.x(), other.y() - object.y()))
                                .isGreaterThan(other.radius() + object.radius()));
            }
        }
    }

    @Test
    void nothingPaintsOverATextOrObject() {
        // Painting text last must not change what objects show: they never share a pixel.
        for (Scene scene : TRAIN.subList(0, 300)) {
            SceneText text = scene.text();
            if (text == null) {
                continue;
            }
            Backdrop black = new Backdrop(0, List.of(), List.of(), 0, 0);
            byte[] both = SceneRenderer.render(new Scene(black, scene.objects(), text))
                    .rgb();
            byte[] objects = SceneRenderer.render(new Scene(black, scene.objects(), null))
                    .rgb();
            byte[] written =
                    SceneRenderer.render(new Scene(black, List.of(), text)).rgb();
            for (int i = 0; i < both.length; i++) {
                assertThat(both[i]).isEqualTo((byte) (objects[i] + written[i]));
            }
        }
    }

    @Test
    void everythingAskedAboutIsEvenlyDistributed() {
        assertEven(shares(SceneObject::color), ColorName.values().length);
        assertEven(shares(SceneObject::shape), ShapeKind.values().length);
        assertEven(shares(SceneObject::size), ObjectSize.values().length);
        assertEven(shares(object -> object.x() < Scene.SIDE), 2);
        assertEven(shares(object -> object.y() < Scene.SIDE), 2);
        assertEven(
                TRAIN.stream()
                        .collect(Collectors.groupingBy(scene -> scene.objects().size(), Collectors.counting())),
                SceneGenerator.MAX_OBJECTS);
    }

    @Test
    void popularPairsArePopularAndHalfOfEverythingIsPlain() {
        Map<Boolean, Long> popular = shares(object -> object.pair().popular());
        Map<Texture, Long> textures = shares(SceneObject::texture);
        long objects = textures.values().stream().mapToLong(Long::longValue).sum();
        long written = TRAIN.stream().filter(scene -> scene.text() != null).count();
        long cluttered =
                TRAIN.stream().filter(scene -> scene.backdrop().cluttered()).count();

        assertThat((double) popular.getOrDefault(true, 0L) / popular.getOrDefault(false, 1L))
                .isBetween(1.75, 2.15);
        assertThat((double) textures.getOrDefault(Texture.PLAIN, 0L) / objects).isBetween(0.47, 0.53);
        assertThat((double) written / SCENES).isBetween(0.46, 0.54);
        assertThat((double) cluttered / SCENES).isBetween(0.46, 0.54);
    }
}
