package org.prumerge4j.model.engine.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Instruction;
import org.prumerge4j.model.engine.ir.Tensor;

/**
 * Places in one arena for the tensors that a program computes. A tensor has its place from the first instruction that
 * touches it to the last; then the place is free for others. Of the free places that fit the tightest is taken, so that
 * tensors of equal size follow one another in the same, still cached place. A result takes over the place of an input
 * where its instruction allows it and nobody needs the input later.
 */
public final class MemoryPlan {
    private static final long ALIGNMENT = 64;

    private final Map<Tensor, Place> places = new HashMap<>();
    private final List<List<Place>> freedAfter = new ArrayList<>();
    private final TreeMap<Long, Long> free = new TreeMap<>();
    private long end;
    private long unshared;

    /** A range of the arena, in bytes. */
    public record Place(long offset, long bytes) {}

    private MemoryPlan() {}

    /**
     * Plans a program.
     *
     * @param kept tensors that are still read after the last instruction
     */
    public static MemoryPlan of(List<Instruction> instructions, Collection<Tensor> kept) {
        Map<Tensor, Integer> lastTouch = new HashMap<>();
        for (int i = 0; i < instructions.size(); i++) {
            for (Tensor tensor : touched(instructions.get(i))) {
                lastTouch.put(tensor, i);
            }
        }
        kept.forEach(tensor -> lastTouch.put(tensor.root(), instructions.size()));
        MemoryPlan plan = new MemoryPlan();
        for (int i = 0; i < instructions.size(); i++) {
            plan.advance(instructions.get(i), i, lastTouch);
        }
        return plan;
    }

    private static List<Tensor> touched(Instruction instruction) {
        List<Tensor> all = new ArrayList<>(instruction.reads());
        all.addAll(instruction.writes());
        return all.stream()
                .map(Tensor::root)
                .filter(tensor -> tensor.origin() == Tensor.Origin.COMPUTED)
                .distinct()
                .toList();
    }

    private void advance(Instruction instruction, int number, Map<Tensor, Integer> lastTouch) {
        List<Tensor> touched = touched(instruction);
        Tensor replaced = replaced(instruction, number, lastTouch);
        for (Tensor tensor : touched) {
            if (!places.containsKey(tensor)) {
                if (replaced != null && tensor == instruction.writes().get(0).root()) {
                    places.put(tensor, places.get(replaced));
                } else {
                    places.put(tensor, allocate(aligned(tensor)));
                }
                unshared += aligned(tensor);
            }
        }
        List<Place> freed = new ArrayList<>();
        for (Tensor tensor : touched) {
            if (lastTouch.getOrDefault(tensor, 0) == number && tensor != replaced) {
                Place place = place(tensor);
                release(place);
                freed.add(place);
            }
        }
        freedAfter.add(freed);
    }

    /** The tensor whose place the instruction's first result takes over; null if none does. */
    private @Nullable Tensor replaced(Instruction instruction, int number, Map<Tensor, Integer> lastTouch) {
        if (instruction.replaceable() == null) {
            return null;
        }
        Tensor candidate = instruction.replaceable().root();
        Tensor result = instruction.writes().get(0).root();
        boolean possible = candidate.origin() == Tensor.Origin.COMPUTED
                && lastTouch.getOrDefault(candidate, 0) == number
                && result != candidate
                && !places.containsKey(result)
                && places.containsKey(candidate)
                && aligned(candidate) == aligned(result);
        return possible ? candidate : null;
    }

    private static long aligned(Tensor tensor) {
        long bytes = (long) tensor.size() * Float.BYTES;
        return Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    private Place allocate(long bytes) {
        Map.Entry<Long, Long> best = free.entrySet().stream()
                .filter(entry -> entry.getValue() >= bytes)
                .min(Comparator.comparing(Map.Entry<Long, Long>::getValue))
                .orElse(null);
        if (best == null) {
            Map.Entry<Long, Long> last = free.lastEntry();
            long offset = last != null && last.getKey() + last.getValue() == end ? last.getKey() : end;
            free.remove(offset);
            end = offset + bytes;
            return new Place(offset, bytes);
        }
        // Read first: removing an entry changes it.
        long offset = best.getKey();
        long rest = best.getValue() - bytes;
        free.remove(offset);
        if (rest > 0) {
            free.put(offset + bytes, rest);
        }
        return new Place(offset, bytes);
    }

    private void release(Place place) {
        long offset = place.offset();
        long bytes = place.bytes();
        Map.Entry<Long, Long> before = free.lowerEntry(offset);
        if (before != null && before.getKey() + before.getValue() == offset) {
            offset = before.getKey();
            bytes += before.getValue();
            free.remove(offset);
        }
        Long after = free.remove(place.offset() + place.bytes());
        free.put(offset, bytes + (after == null ? 0 : after));
    }

    /** Bytes of the arena. */
    public long bytes() {
        return end;
    }

    /** Bytes that the tensors would take if each had a place of its own. */
    public long unsharedBytes() {
        return unshared;
    }

    /** All tensors with a place. */
    public Collection<Tensor> tensors() {
        return places.keySet();
    }

    /** The place of a tensor. */
    public Place place(Tensor tensor) {
        Place place = places.get(tensor.root());
        if (place == null) {
            throw new IllegalArgumentException(tensor + " has no place");
        }
        return place;
    }

    /** Places that nobody needs any more after an instruction. */
    public List<Place> freedAfter(int instruction) {
        return freedAfter.get(instruction);
    }
}
