package org.prumerge4j.lora;

import java.util.ArrayList;
import java.util.List;

/** Linear layers of LLaMA decoders of any size, written out for the tests. */
final class Linears {
    private Linears() {}

    static List<LinearShape> llama(int layers, long hidden, long intermediate, long keyValue) {
        List<LinearShape> linears = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            String layer = "model.layers." + i;
            linears.add(new LinearShape(layer + ".self_attn.q_proj", hidden, hidden));
            linears.add(new LinearShape(layer + ".self_attn.k_proj", hidden, keyValue));
            linears.add(new LinearShape(layer + ".self_attn.v_proj", hidden, keyValue));
            linears.add(new LinearShape(layer + ".self_attn.o_proj", hidden, hidden));
            linears.add(new LinearShape(layer + ".mlp.gate_proj", hidden, intermediate));
            linears.add(new LinearShape(layer + ".mlp.up_proj", hidden, intermediate));
            linears.add(new LinearShape(layer + ".mlp.down_proj", intermediate, hidden));
        }
        return linears;
    }
}
