package org.prumerge4j.prumerge;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Work on the images of a batch, by all processors. Each takes the next image when it is done with one: an image is so much
 * work that shares given out beforehand would leave one processor waiting for another.
 */
public final class EachImage {
    private EachImage() {}

    /**
     * What is made of each image, in order.
     *
     * @param images number of images
     * @param work makes something of the image with an index; called by several threads
     */
    @SuppressWarnings("unchecked") // Nothing but what the work returned is in the array.
    public static <T> List<T> map(int images, IntFunction<T> work) {
        Object[] results = new Object[images];
        AtomicInteger next = new AtomicInteger();
        int threads = Math.min(images, ForkJoinPool.getCommonPoolParallelism() + 1);
        IntStream.range(0, threads).parallel().forEach(thread -> {
            for (int image = next.getAndIncrement(); image < images; image = next.getAndIncrement()) {
                results[image] = work.apply(image);
            }
        });
        return (List<T>) Arrays.asList(results);
    }
}
