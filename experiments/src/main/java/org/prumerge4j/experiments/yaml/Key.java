package org.prumerge4j.experiments.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One key of a YAML mapping, written on the record component that receives it.
 *
 * <p>The key's name is the component's name in kebab case. A component without default is required, unless its type is
 * {@code @Nullable}: then leaving the key out gives {@code null}. Bounds hold for the number, or for each number of a
 * list.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {
    /** What the key means, in one line, with its unit. */
    String help();

    /** Default as YAML text, for example {@code 1e-4}, {@code [a, b]} or <code>{}</code>; empty = no default. */
    String byDefault() default "";

    /** Smallest number allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest number allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** Numbers must be greater than this. */
    double above() default Double.NEGATIVE_INFINITY;

    /** Numbers must be less than this. */
    double below() default Double.POSITIVE_INFINITY;

    /** Length a list must have; -1 = any. */
    int length() default -1;

    /** The component, a {@code Map<String, Object>} of scalars, receives every key that no other component claims. */
    boolean rest() default false;
}
