package dev.antibody.app;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * Skips a class when no Docker engine answers, and says so. With {@code ANTIBODY_REQUIRE_DOCKER=true}, as in CI, the
 * class fails instead: nobody reads of a skip in a run that passed.
 */
final class NeedsDocker implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.enabled("a Docker engine answers");
        }
        if (Boolean.parseBoolean(System.getenv("ANTIBODY_REQUIRE_DOCKER"))) {
            throw new IllegalStateException("ANTIBODY_REQUIRE_DOCKER is set, and no Docker engine answers");
        }
        LoggerFactory.getLogger(NeedsDocker.class)
                .atWarn()
                .addKeyValue("test", context.getDisplayName())
                .log("SKIPPED: no Docker engine answers");
        return ConditionEvaluationResult.disabled("no Docker engine answers");
    }
}
