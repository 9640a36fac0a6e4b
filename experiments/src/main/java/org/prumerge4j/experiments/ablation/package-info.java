/** Ablations: a matrix of reducers, budgets, tuning and seeds as one file, and the runs it stands for. */
@NullMarked
package org.prumerge4j.experiments.ablation;

import org.jspecify.annotations.NullMarked;
