package dev.antibody.lm;

/** The text around a user's prompt. */
public enum PromptTemplate {

    /** Stanford Alpaca's instruction form without input, which the published code uses for every data set. */
    ALPACA {
        @Override
        int[] encode(String prompt, Tokenizer tokenizer) {
            String text = "Below is an instruction that describes a task. "
                    + "Write a response that appropriately completes the request.\n\n"
                    + "### Instruction:\n" + prompt + "\n\n### Response:\n";
            return tokenizer.encode(text, true);
        }
    },

    /** The model's own chat template, which writes its special tokens itself. */
    CHAT {
        @Override
        int[] encode(String prompt, Tokenizer tokenizer) {
            return tokenizer.encode(tokenizer.chat(prompt), false);
        }
    },

    /** The prompt as it is. */
    NONE {
        @Override
        int[] encode(String prompt, Tokenizer tokenizer) {
            return tokenizer.encode(prompt, true);
        }
    };

    abstract int[] encode(String prompt, Tokenizer tokenizer);
}
