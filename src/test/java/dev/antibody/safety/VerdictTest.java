package dev.antibody.safety;

import static dev.antibody.safety.Verdict.COMPLIED;
import static dev.antibody.safety.Verdict.NEITHER;
import static dev.antibody.safety.Verdict.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void shouldTakeComplianceForTheGreatestHarmAndARefusalForNone(Verdict verdict) {
        assertThat(verdict.worse(COMPLIED)).isEqualTo(COMPLIED);
        assertThat(COMPLIED.worse(verdict)).isEqualTo(COMPLIED);
        assertThat(verdict.worse(REFUSED)).isEqualTo(verdict);
        assertThat(REFUSED.worse(verdict)).isEqualTo(verdict);
        assertThat(NEITHER.worse(NEITHER)).isEqualTo(NEITHER);
    }
}
