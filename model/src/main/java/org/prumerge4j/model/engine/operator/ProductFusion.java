package org.prumerge4j.model.engine.operator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites that put work into matrix products, where it is free: a factor after a product that nothing else reads
 * becomes the product's own, and the sum of two such products is added up in place. A linear layer with its adapter
 * becomes one operator this way.
 */
final class ProductFusion {
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Application> byOutput = new LinkedHashMap<>();

    private ProductFusion() {}

    static List<Application> apply(List<Application> applications, Collection<String> wanted) {
        ProductFusion fusion = new ProductFusion();
        wanted.forEach(name -> fusion.readers.merge(name, 1, Integer::sum));
        for (Application application : applications) {
            application.inputs().forEach(name -> fusion.readers.merge(name, 1, Integer::sum));
        }
        applications.forEach(fusion::add);
        return new ArrayList<>(fusion.byOutput.values());
    }

    private void add(Application application) {
        Application replaced = application;
        if (application.operator() instanceof Elementwise.Affine affine && affine.summand() == 0f) {
            replaced = scaled(application, affine.factor());
        } else if (application.operator() instanceof Binary binary && binary.operation() == Binary.Operation.ADD) {
            replaced = summed(application);
        }
        byOutput.put(replaced.output(), replaced);
    }

    private Application scaled(Application scale, float factor) {
        Application product = takeProduct(scale.inputs().get(0));
        if (product == null) {
            return scale;
        }
        List<Products.Term> terms = ((Products) product.operator())
                .terms().stream()
                        .map(term -> new Products.Term(term.transposeA(), term.transposeB(), term.alpha() * factor))
                        .toList();
        return new Application(new Products(terms), product.inputs(), scale.output());
    }

    private Application summed(Application sum) {
        String first = sum.inputs().get(0);
        String second = sum.inputs().get(1);
        if (first.equals(second) || product(first) == null || product(second) == null) {
            return sum;
        }
        Application a = takeProduct(first);
        Application b = takeProduct(second);
        if (a == null || b == null) {
            throw new IllegalStateException("products vanished: " + sum);
        }
        List<Products.Term> terms = new ArrayList<>(((Products) a.operator()).terms());
        terms.addAll(((Products) b.operator()).terms());
        List<String> inputs = new ArrayList<>(a.inputs());
        inputs.addAll(b.inputs());
        return new Application(new Products(terms), inputs, sum.output());
    }

    /** The product that makes a value, if one does and only one operator reads it. */
    private @Nullable Application product(String name) {
        Application application = byOutput.get(name);
        boolean single =
                application != null && application.operator() instanceof Products && readers.getOrDefault(name, 0) == 1;
        return single ? application : null;
    }

    private @Nullable Application takeProduct(String name) {
        Application application = product(name);
        if (application != null) {
            byOutput.remove(name);
        }
        return application;
    }
}
