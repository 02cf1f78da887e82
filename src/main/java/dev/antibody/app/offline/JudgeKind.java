package dev.antibody.app.offline;

/** The judges to choose from. */
enum JudgeKind {
    /** {@link dev.antibody.safety.PhraseJudge}. */
    THREE_WAY {
        @Override
        public String toString() {
            return "three-way";
        }
    },

    /** {@link dev.antibody.safety.ModerationJudge}. */
    HTTP {
        @Override
        public String toString() {
            return "http";
        }
    }
}
