package dev.antibody.method;

/** The number that tells benign from harmful samples. High is benign. */
public enum Score implements SampleScore {

    /**
     * The paper's r: would the model rather say the response than a refusal? <em>Faithful.</em> It is sound only when
     * the model knows the form of the answers: an unfamiliar label costs so many nats that benign samples sink below
     * harmful ones.
     */
    PAPER {
        @Override
        public double of(LogProbs logProbs) {
            return logProbs.r();
        }
    },

    /**
     * Minus the mean log-probability of the refusals: would the model refuse this prompt? <em>Variant:</em> it leaves
     * the response out and so does not depend on the form of the answers.
     */
    REFUSAL {
        @Override
        public double of(LogProbs logProbs) {
            return -logProbs.refusal();
        }
    },

    /**
     * The mean of the other two, which is r with half the weight on the response. <em>Variant:</em> it still sees a
     * response that the model finds odd, and an unfamiliar form counts for half as much.
     */
    BLEND {
        @Override
        public double of(LogProbs logProbs) {
            return logProbs.response() / 2 - logProbs.refusal();
        }
    };

    /** The score of a sample, in nats per token. */
    public abstract double of(LogProbs logProbs);

    /** Under the reference adapter, where that was looked at. */
    @Override
    public double gate(Evidence sample) {
        return of(sample.gated());
    }

    @Override
    public boolean comparesWithReference() {
        return false;
    }

    /** Under the live adapter. */
    @Override
    public double weight(Evidence sample) {
        return of(sample.live());
    }
}
