package dev.antibody.app.offline;

/** The rules for λ to choose from, see {@link dev.antibody.method.LambdaRule}. */
enum LambdaKind {
    THEOREM,
    COSINE,
    CONSTANT
}
