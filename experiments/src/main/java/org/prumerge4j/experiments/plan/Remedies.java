package org.prumerge4j.experiments.plan;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.experiments.schema.LoraSection;
import org.prumerge4j.experiments.schema.TrainingSection;

/** Why a run cannot be done on a machine, and what to change so that it can. */
public final class Remedies {
    private final Plan plan;
    private final List<String> lines = new ArrayList<>();

    private Remedies(Plan plan) {
        this.plan = plan;
    }

    /** What is in the way, each with what to change; empty if the run fits. */
    public static List<String> of(Plan plan) {
        Remedies remedies = new Remedies(plan);
        remedies.memory();
        remedies.disk();
        return List.copyOf(remedies.lines);
    }

    private void memory() {
        double available = plan.question().machine().memoryBytes();
        int batch = plan.experiment().training().batchSize();
        double needed = plan.memory().total(batch, plan.tokens());
        if (needed <= available) {
            return;
        }
        lines.add("memory: the run needs about " + Amounts.bytes(needed) + ", there are " + Amounts.bytes(available));
        double fixed = plan.memory().fixed(plan.tokens());
        if (fixed > available) {
            lines.add("  weights, their training state and the vision tower alone take " + Amounts.bytes(fixed)
                    + ", whatever the batch and the reducer");
        } else {
            smallerBatch(available);
            computingAgain(available);
            fewerTokens(available);
        }
        smallerRank(available);
        lines.add("  use a machine with at least "
                + Amounts.bytes(plan.memory().total(1, plan.tokens())) + " for batches of one sample, "
                + Amounts.bytes(needed) + " for batches of " + batch + ", or a smaller model");
    }

    /** Fewer samples at once and more batches per step: the result stays the same. */
    private void smallerBatch(double available) {
        TrainingSection training = plan.experiment().training();
        for (int batch = training.batchSize() - 1; batch >= 1; batch--) {
            if (plan.samplesPerStep() % batch == 0 && plan.memory().total(batch, plan.tokens()) <= available) {
                lines.add("  set training.batch-size=" + batch + " training.accumulation="
                        + plan.samplesPerStep() / batch + ": "
                        + Amounts.bytes(plan.memory().total(batch, plan.tokens())) + ", and the same result");
                return;
            }
        }
        lines.add("  a smaller batch is not enough");
    }

    /** Keeping less for the backward pass: the result stays the same, but the forward pass is made twice. */
    private void computingAgain(double available) {
        TrainingSection training = plan.experiment().training();
        double needed = plan.memoryComputingAgain().total(training.batchSize(), plan.tokens());
        if (!training.activationCheckpointing() && needed <= available) {
            lines.add("  or set training.activation-checkpointing=true: " + Amounts.bytes(needed)
                    + ", and the same result in more time");
        }
    }

    private void fewerTokens(double available) {
        double least = plan.memory().total(1, plan.tokens().withVisual(1));
        int batch = plan.experiment().training().batchSize();
        for (double visual = plan.tokens().visual() - 1; visual >= 1; visual--) {
            if (plan.memory().total(batch, plan.tokens().withVisual(visual)) <= available) {
                lines.add("  or keep fewer visual tokens, at most about " + Math.round(visual)
                        + " an image instead of " + Math.round(plan.tokens().visual())
                        + " (another reducer, or its budget)");
                return;
            }
        }
        if (least > available) {
            lines.add("  nor is keeping fewer visual tokens");
        }
    }

    private void smallerRank(double available) {
        LoraSection lora = plan.experiment().lora();
        if (lora == null) {
            return;
        }
        // Per trained number: weight, gradient and two moments.
        double perRank = 4.0 * Float.BYTES * plan.parameters().adapters() / lora.rank();
        double excess = plan.memory().total(1, plan.tokens()) - available;
        int rank = (int) Math.floor(lora.rank() - excess / perRank);
        if (excess > 0 && rank >= 1) {
            lines.add("  or set lora.rank=" + rank + " training.batch-size=1 training.accumulation="
                    + plan.samplesPerStep() + ", which changes the result");
        }
    }

    private void disk() {
        double available = plan.question().machine().diskBytes();
        double needed = plan.disk().total();
        if (needed <= available) {
            return;
        }
        lines.add("disk: checkpoints and exports take " + Amounts.bytes(needed) + ", free are "
                + Amounts.bytes(available) + " where " + plan.experiment().output() + " will be");
        lines.add("  set output= to a larger disk, keep fewer checkpoints (training.keep-checkpoints), or export less");
    }
}
