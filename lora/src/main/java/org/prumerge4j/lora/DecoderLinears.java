package org.prumerge4j.lora;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.model.config.DecoderConfig;

/** The linear layers of a LLaMA decoder that may be adapted: all but {@code lm_head}. */
public final class DecoderLinears {
    private DecoderLinears() {}

    /** Seven linear layers of every decoder layer, in the order in which they are applied. */
    public static List<LinearShape> of(DecoderConfig decoder) {
        long hidden = decoder.hiddenSize();
        long intermediate = decoder.intermediateSize();
        long keyValue = decoder.keyValueSize();
        List<LinearShape> linears = new ArrayList<>();
        for (int i = 0; i < decoder.layers(); i++) {
            String attention = "model.layers." + i + ".self_attn.";
            linears.add(new LinearShape(attention + "q_proj", hidden, hidden));
            linears.add(new LinearShape(attention + "k_proj", hidden, keyValue));
            linears.add(new LinearShape(attention + "v_proj", hidden, keyValue));
            linears.add(new LinearShape(attention + "o_proj", hidden, hidden));
            String gated = "model.layers." + i + ".mlp.";
            linears.add(new LinearShape(gated + "gate_proj", hidden, intermediate));
            linears.add(new LinearShape(gated + "up_proj", hidden, intermediate));
            linears.add(new LinearShape(gated + "down_proj", intermediate, hidden));
        }
        return linears;
    }
}
