package org.prumerge4j.model.engine.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.StridedCopy;
import org.prumerge4j.model.engine.kernel.StridedCopy.Walk;

/** Operators that only move values: the axes in another order, parts of arrays, arrays put together. */
final class Rearrange {
    private Rearrange() {}

    /** A part of one array as it lies in the other: where each walks, over which extents. */
    @SuppressWarnings("ArrayRecordComponent") // Made once, never compared.
    private record Move(int[] extents, int offsetIn, int[] stridesIn, int offsetOut, int[] stridesOut) {
        void forward(Program program, Tensor in, Tensor out) {
            Walk from = new Walk(in.region(), offsetIn, stridesIn);
            Walk to = new Walk(out.region(), offsetOut, stridesOut);
            program.add(new StridedCopy(extents, from, to, false), List.of(in), out);
        }

        void backward(Program program, Tensor gradient, Tensor in) {
            if (!in.trained()) {
                return;
            }
            Target target = program.target(in);
            if (!target.accumulate() && Arrays.stream(extents).reduce(1, Math::multiplyExact) < in.size()) {
                program.add(Copies.fill(target.tensor(), 0f), List.of(), target.tensor());
            }
            Walk from = new Walk(gradient.region(), offsetOut, stridesOut);
            Walk to = new Walk(target.tensor().region(), offsetIn, stridesIn);
            program.add(
                    new StridedCopy(extents, from, to, target.accumulate()), target.with(gradient), target.tensor());
        }
    }

    /** The axes in another order. */
    record Permute(List<Integer> axes) implements Operator {
        @Override
        public int[] shape(List<Tensor> inputs) {
            return axes.stream().mapToInt(axis -> inputs.get(0).extent(axis)).toArray();
        }

        private Move move(Node node) {
            int[] strides = Walk.rowMajor(node.input(0).shape());
            int[] permuted = axes.stream().mapToInt(axis -> strides[axis]).toArray();
            int[] shape = node.output().shape();
            return new Move(shape, 0, permuted, 0, Walk.rowMajor(shape));
        }

        @Override
        public void forward(Node node, Program program) {
            move(node).forward(program, node.input(0), node.output());
        }

        @Override
        public void backward(Node node, Program program) {
            move(node).backward(program, program.gradientOfOutput(node), node.input(0));
        }
    }

    /** A part of an array; a size of -1 takes all that follows. */
    record Slice(List<Integer> begin, List<Integer> sizes) implements Operator {
        @Override
        public int[] shape(List<Tensor> inputs) {
            int[] shape = inputs.get(0).shape().clone();
            for (int axis = 0; axis < shape.length; axis++) {
                shape[axis] = sizes.get(axis) < 0 ? shape[axis] - begin.get(axis) : sizes.get(axis);
            }
            return shape;
        }

        private Move move(Node node) {
            int[] strides = Walk.rowMajor(node.input(0).shape());
            int offset = 0;
            for (int axis = 0; axis < strides.length; axis++) {
                offset += begin.get(axis) * strides[axis];
            }
            int[] shape = node.output().shape();
            return new Move(shape, offset, strides, 0, Walk.rowMajor(shape));
        }

        @Override
        public void forward(Node node, Program program) {
            move(node).forward(program, node.input(0), node.output());
        }

        @Override
        public void backward(Node node, Program program) {
            move(node).backward(program, program.gradientOfOutput(node), node.input(0));
        }
    }

    /** One of equal parts along an axis. */
    record Part(int number, int parts, int axis) implements Operator {
        private Slice slice(Tensor input) {
            List<Integer> begin = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            for (int i = 0; i < input.rank(); i++) {
                int size = i == axis ? input.extent(i) / parts : input.extent(i);
                begin.add(i == axis ? number * size : 0);
                sizes.add(size);
            }
            return new Slice(begin, sizes);
        }

        @Override
        public int[] shape(List<Tensor> inputs) {
            return slice(inputs.get(0)).shape(inputs);
        }

        @Override
        public void forward(Node node, Program program) {
            slice(node.input(0)).forward(node, program);
        }

        @Override
        public void backward(Node node, Program program) {
            slice(node.input(0)).backward(node, program);
        }
    }

    /** Arrays one after another along an axis. */
    record Concat(int axis) implements Operator {
        @Override
        public int[] shape(List<Tensor> inputs) {
            int[] shape = inputs.get(0).shape().clone();
            shape[axis] = inputs.stream().mapToInt(input -> input.extent(axis)).sum();
            return shape;
        }

        private List<Move> moves(Node node) {
            List<Move> moves = new ArrayList<>();
            int[] strides = Walk.rowMajor(node.output().shape());
            int offset = 0;
            for (Tensor input : node.inputs()) {
                moves.add(new Move(input.shape(), 0, Walk.rowMajor(input.shape()), offset, strides));
                offset += input.extent(axis) * strides[axis];
            }
            return moves;
        }

        @Override
        public void forward(Node node, Program program) {
            List<Move> moves = moves(node);
            for (int i = 0; i < moves.size(); i++) {
                moves.get(i).forward(program, node.input(i), node.output());
            }
        }

        @Override
        public void backward(Node node, Program program) {
            List<Move> moves = moves(node);
            for (int i = 0; i < moves.size(); i++) {
                moves.get(i).backward(program, program.gradientOfOutput(node), node.input(i));
            }
        }
    }
}
