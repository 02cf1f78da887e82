package dev.antibody;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.stream.IntStream;

/** Keeps the packages in layers: each may use the ones before it, and none behind it. */
@AnalyzeClasses(packages = "dev.antibody", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** From the lowest layer to the highest. */
    private static final List<String> LAYERS = List.of(
            "method",
            "lm",
            "event",
            "job",
            "checkpoint",
            "training",
            "alignment",
            "scoring",
            "ingest",
            "safety",
            "evaluation",
            "experiment",
            "embedded",
            "app");

    @ArchTest
    static final ArchRule lowerLayersDoNotKnowHigherOnes =
            ArchRuleDefinition.classes().that(areOurs()).should(useLowerLayersOnly());

    private static DescribedPredicate<JavaClass> areOurs() {
        return DescribedPredicate.describe(
                "are ours", type -> type.getPackageName().startsWith("dev.antibody."));
    }

    private static ArchCondition<JavaClass> useLowerLayersOnly() {
        return new ArchCondition<>("use lower layers only, in the order " + LAYERS) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                int own = layer(type);
                if (own < 0) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no known layer"));
                }
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> layer(dependency.getTargetClass()) > own)
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
            }
        };
    }

    private static int layer(JavaClass type) {
        return IntStream.range(0, LAYERS.size())
                .filter(i -> {
                    String root = "dev.antibody." + LAYERS.get(i);
                    return type.getPackageName().equals(root)
                            || type.getPackageName().startsWith(root + ".");
                })
                .findFirst()
                .orElse(-1);
    }
}
