package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CloseControlsTest {

    private final CloseControls controls = new CloseControls();

    @Test
    void shouldWaitForEveryPartition() {
        assertThat(controls.add(2, 3)).isFalse();
        assertThat(controls.add(0, 3)).isFalse();
        assertThat(controls.add(1, 3)).isTrue();
    }

    @Test
    void shouldNotCountAPartitionTwice() {
        assertThat(controls.add(0, 2)).isFalse();
        assertThat(controls.add(0, 2)).isFalse();
        assertThat(controls.add(1, 2)).isTrue();
    }

    @Test
    void shouldWaitForPartitionsThatWereAddedInBetween() {
        assertThat(controls.add(0, 2)).isFalse();
        assertThat(controls.add(1, 3)).isFalse();
        assertThat(controls.add(2, 3)).isTrue();
    }
}
