package org.prumerge4j.lora;

import org.prumerge4j.model.tensor.Shape;

/**
 * A linear layer without bias, {@code y = x W^T}.
 *
 * @param path full path in the model, such as {@code model.layers.0.self_attn.q_proj}
 * @param in width of its input
 * @param out width of its output
 */
public record LinearShape(String path, long in, long out) {
    /** Name of its weight: the path and {@code .weight}. */
    public String weightName() {
        return path + ".weight";
    }

    /** Shape of its weight, {@code [out, in]}. */
    public Shape weightShape() {
        return Shape.of(out, in);
    }
}
