package org.prumerge4j.experiments.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** Low-rank adapters on linear layers of the language model. */
public record LoraSection(
        @Key(help = "false = as if this section were left out.", byDefault = "true") boolean enabled,
        @Key(help = "Rank of the update.", byDefault = "128", min = 1) int rank,
        @Key(help = "Numerator of the scale: alpha / rank, or alpha / sqrt(rank).", byDefault = "256", above = 0)
                double alpha,
        @Key(help = "Probability that an input of the adapter is dropped.", byDefault = "0.05", min = 0, below = 1)
                double dropout,
        @Key(help = "Scale by alpha / sqrt(rank) instead of alpha / rank.", byDefault = "false") boolean rankStabilised,
        @Key(
                        help =
                                "Full paths of the linear layers that get an adapter; '*' stands for one part of a path.",
                        byDefault =
                                """
                                [model.layers.*.self_attn.q_proj, model.layers.*.self_attn.k_proj,
                                 model.layers.*.self_attn.v_proj, model.layers.*.self_attn.o_proj,
                                 model.layers.*.mlp.gate_proj, model.layers.*.mlp.up_proj, model.layers.*.mlp.down_proj]
                                """)
                List<String> targets,
        @Key(help = "Seed of the adapters' initial values; left out = the experiment's seed.") @Nullable Long initSeed)
        implements CrossChecked {
    @Override
    public void check(Checks checks) {
        if (targets.isEmpty()) {
            checks.reject("targets", "the list is empty: name linear layers, or write 'enabled: false'");
        }
        for (int i = 0; i < targets.size(); i++) {
            if (!targets.get(i).contains(".")) {
                checks.reject(
                        "targets[" + i + "]",
                        "found '" + targets.get(i)
                                + "', expected a full path such as model.layers.*.self_attn.q_proj: a last name alone"
                                + " would also match elsewhere");
            }
        }
    }
}
