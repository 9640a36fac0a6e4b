package org.prumerge4j.model.engine.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A growing list of instructions, forward ones first, and the gradients that the backward ones add up. */
public final class Program {
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Tensor, Gradient> gradients = new HashMap<>();
    private final Set<Tensor> finished = new HashSet<>();
    private final Map<Tensor, Tensor> originals = new HashMap<>();
    private final Map<Object, Object> shared = new HashMap<>();
    private final Function<Contribution, Kernel> adder;

    /**
     * An empty program.
     *
     * @param adder makes the kernel that writes or adds one tensor to another of the same size
     */
    public Program(Function<Contribution, Kernel> adder) {
        this.adder = adder;
    }

    /** Adds an instruction. */
    public void add(Kernel kernel, List<Tensor> reads, Tensor... writes) {
        instructions.add(Instruction.of(kernel, reads, List.of(writes)));
    }

    /** Adds an instruction whose result may take the place of one of the tensors it reads. */
    public void addReplacing(Tensor replaceable, Kernel kernel, List<Tensor> reads, Tensor... writes) {
        instructions.add(new Instruction(kernel, reads, List.of(writes), replaceable));
    }

    /** All instructions so far. */
    public List<Instruction> instructions() {
        return instructions;
    }

    /** Something that several nodes use; made at the first request. */
    public <T> T shared(Object key, Class<T> type, Supplier<T> maker) {
        Object value = shared.get(key);
        if (value == null) {
            value = maker.get();
            shared.put(key, value);
        }
        return type.cast(value);
    }

    /** Says that a tensor holds a value computed again, so that gradients of both are one. */
    public void again(Tensor original, Tensor copy) {
        originals.put(copy.root(), root(original));
    }

    /** The tensor under which a value's gradient is known. */
    private Tensor root(Tensor value) {
        return originals.getOrDefault(value.root(), value.root());
    }

    /** The complete gradient of a value; null if the loss does not depend on it. */
    public @Nullable Tensor gradient(Tensor value) {
        Gradient gradient = gradients.get(root(value));
        return gradient == null ? null : gradient.tensor;
    }

    /** The gradient of a node's output, which has to exist. */
    public Tensor gradientOfOutput(Node node) {
        Tensor gradient = gradient(node.output());
        if (gradient == null) {
            throw new IllegalStateException("no gradient has reached " + node.output());
        }
        return gradient;
    }

    /** Starts differentiation with a known gradient of a value. */
    public void seed(Tensor value, Tensor gradient) {
        gradients.put(root(value), new Gradient(gradient, root(value)));
    }

    /** Says that a value's gradient will not be read by further nodes. */
    public void finish(Tensor value) {
        finished.add(root(value));
    }

    /**
     * Where to write a contribution to a value's gradient. To be asked immediately before the instruction that writes
     * it is added.
     */
    public Target target(Tensor value) {
        Tensor root = root(value);
        Gradient known = gradients.get(root);
        if (known == null) {
            Tensor fresh = Tensor.computed(root.name() + "'", false, root.shape());
            gradients.put(root, new Gradient(fresh, root));
            return new Target(fresh, false);
        }
        if (!known.ownedBy(root, finished)) {
            Tensor copy = Tensor.computed(root.name() + "''", false, root.shape());
            add(adder.apply(new Contribution(known.tensor, copy, false)), List.of(known.tensor), copy);
            known.owners.remove(root);
            gradients.put(root, new Gradient(copy, root));
            return new Target(copy, true);
        }
        return new Target(known.tensor, true);
    }

    /** Contributes a whole tensor to a value's gradient, without copying it if it is the first contribution. */
    public void contribute(Tensor value, Tensor contribution) {
        Tensor root = root(value);
        if (!gradients.containsKey(root)) {
            gradients.put(root, owner(contribution).join(root));
            return;
        }
        Target target = target(value);
        add(
                adder.apply(new Contribution(contribution, target.tensor(), true)),
                List.of(contribution, target.tensor()),
                target.tensor());
    }

    /** The record of a gradient tensor, shared by all values that have it as their gradient. */
    private Gradient owner(Tensor tensor) {
        for (Gradient gradient : gradients.values()) {
            if (gradient.tensor == tensor) {
                return gradient;
            }
        }
        return new Gradient(tensor, null);
    }

    /**
     * Values from one tensor to another of the same size.
     *
     * @param accumulate whether they are added to what is there
     */
    public record Contribution(Tensor from, Tensor to, boolean accumulate) {}

    /**
     * A place for a contribution.
     *
     * @param accumulate whether it has to be added to what is there
     */
    public record Target(Tensor tensor, boolean accumulate) {
        /** The tensors an instruction reads that also reads what is in the target, if it adds to it. */
        public List<Tensor> with(Tensor... reads) {
            List<Tensor> all = new ArrayList<>(List.of(reads));
            if (accumulate) {
                all.add(tensor);
            }
            return all;
        }
    }

    private static final class Gradient {
        private final Tensor tensor;
        private final Set<Tensor> owners = new HashSet<>();

        Gradient(Tensor tensor, @Nullable Tensor owner) {
            this.tensor = tensor;
            if (owner != null) {
                owners.add(owner);
            }
        }

        Gradient join(Tensor owner) {
            owners.add(owner);
            return this;
        }

        /** Whether adding to the tensor changes no other value's gradient that is still to be read. */
        boolean ownedBy(Tensor value, Set<Tensor> done) {
            return owners.stream().allMatch(owner -> owner == value || done.contains(owner));
        }
    }
}
